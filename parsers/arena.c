#include "parsers/arena.h"

#include <stdint.h>
#include <string.h>

/* The first block is so small that malloc has one at hand: it is enough for most. */
enum { FIRST_SIZE = 1000, BLOCK_SIZE = 8192, ALIGNMENT = 8 };

typedef struct Block Block;
struct Block {
    Block *before;
    size_t used, size; /* of the bytes that follow the record */
};
_Static_assert(sizeof(Block) % ALIGNMENT == 0, "what follows a block's record is aligned");

struct MwArena {
    Block *last;
};

static Block *new_block(Block *before, size_t size)
{
    Block *block = g_malloc(sizeof(Block) + size);
    *block = (Block){.before = before, .size = size};
    return block;
}

MwArena *mw_arena_new(void)
{
    MwArena *arena = g_new(MwArena, 1);
    arena->last = new_block(NULL, FIRST_SIZE);
    return arena;
}

void mw_arena_free(MwArena *arena)
{
    if (arena == NULL)
        return;
    for (Block *block = arena->last; block != NULL;) {
        Block *before = block->before;
        g_free(block);
        block = before;
    }
    g_free(arena);
}

static void *cut(MwArena *arena, size_t size)
{
    g_assert(size <= SIZE_MAX / 2); /* no caller has so much: then its sum is wrong */
    size = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (size > arena->last->size - arena->last->used)
        arena->last = new_block(arena->last, MAX(size, BLOCK_SIZE));
    Block *block = arena->last;
    void *bytes = (char *)(block + 1) + block->used;
    block->used += size;
    return bytes;
}

void *mw_arena_take(MwArena *arena, size_t size)
{
    return memset(cut(arena, size), 0, size);
}

char *mw_arena_text(MwArena *arena, const char *text, size_t len)
{
    char *copy = cut(arena, len + 1);
    if (len > 0)
        memcpy(copy, text, len);
    copy[len] = '\0';
    return copy;
}
