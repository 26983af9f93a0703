#pragma once

#include <stdbool.h>

#include "parsers/arena.h"
#include "parsers/span.h"

/* Key and value as they stand in a field, in order; a key may occur more than once. */
typedef struct MwPair MwPair;
struct MwPair {
    const char *key, *value;
    size_t key_len;
    MwPair *next; /* NULL: the last */
};

typedef struct {
    MwPair *first, *last;
    unsigned count;
    MwArena *arena; /* all of it, this record too */
} MwPairs;

MwPairs *mw_pairs_new(void);
void mw_pairs_free(MwPairs *pairs);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwPairs, mw_pairs_free)

/* Copies both, unfolded; what is more than 500 pairs is left out: returns false. */
bool mw_pairs_add(MwPairs *pairs, MwSpan key, MwSpan value);

/* The same without copies: both are in the arena already, unfolded, NUL-terminated. */
bool mw_pairs_put(MwPairs *pairs, MwSpan key, MwSpan value);

/* Value of the first pair with that key, ASCII case ignored; NULL. `pairs` may be NULL. */
const char *mw_pairs_value(const MwPairs *pairs, const char *key);
