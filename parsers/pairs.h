#pragma once

#include <glib.h>
#include <stdbool.h>

#include "parsers/span.h"

/* Key and value as they stand in a field, in order; a key may occur more than once. */
typedef struct {
    char *key, *value;
} MwPair;

/* An array of MwPair* that owns them. */
GPtrArray *mw_pairs_new(void);

/* Copies both; what is longer than the array may hold (500 pairs) is left out: returns false. */
bool mw_pairs_add(GPtrArray *pairs, MwSpan key, MwSpan value);

/* Value of the first pair with that key, ASCII case ignored; NULL. `pairs` may be NULL. */
const char *mw_pairs_value(const GPtrArray *pairs, const char *key);
