#include "tests/table.h"

#include <stdint.h>

#include "parsers/arena.h"

/* What fits into a block, what just does not, and what is larger than one. */
static struct arena_case {
    const char *name;
    unsigned count;
    size_t size;
} cases[] = {
    {"one byte", 1, 1},
    {"nothing", 3, 0},
    {"many small pieces", 5000, 24},
    {"odd sizes", 3000, 13},
    {"larger than a block", 3, 100000},
    {"as large as a block", 3, 8192},
};

static bool is_all(const unsigned char *bytes, size_t size, unsigned char byte)
{
    for (size_t i = 0; i < size; i++)
        if (bytes[i] != byte)
            return false;
    return true;
}

/* Every piece is zeroed and aligned, and stays as it was written while others are cut. */
static void check(void **state)
{
    const struct arena_case *c = *state;
    g_autoptr(MwArena) arena = mw_arena_new();
    g_autoptr(GPtrArray) pieces = g_ptr_array_new();
    for (unsigned i = 0; i < c->count; i++) {
        unsigned char *piece = mw_arena_take(arena, c->size);
        assert_int_equal((uintptr_t)piece % sizeof(gint64), 0);
        assert_true(is_all(piece, c->size, 0));
        memset(piece, (int)(i % 256), c->size);
        assert_string_equal(mw_arena_text(arena, "text and more", 4), "text");
        g_ptr_array_add(pieces, piece);
    }
    for (unsigned i = 0; i < c->count; i++)
        assert_true(is_all(g_ptr_array_index(pieces, i), c->size, (unsigned char)(i % 256)));
}

MW_TABLE_MAIN("arena", cases, check)
