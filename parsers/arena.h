#pragma once

#include <stddef.h>

#include <glib.h>

/* Memory for many small records and texts that are all freed at once: cut from a few blocks, it
 * costs a fraction of what as many calls of malloc and free do. */
typedef struct MwArena MwArena;

MwArena *mw_arena_new(void);
void mw_arena_free(MwArena *arena);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwArena, mw_arena_free)

/* `size` bytes, zeroed, aligned for pointers and 64-bit numbers; the arena's. Never NULL. */
void *mw_arena_take(MwArena *arena, size_t size);

/* A NUL-terminated copy of `len` bytes; the arena's. */
char *mw_arena_text(MwArena *arena, const char *text, size_t len);
