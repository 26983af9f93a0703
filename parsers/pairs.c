#include "parsers/pairs.h"

enum { PAIRS_MAX = 500 };

static void pair_free(gpointer data)
{
    MwPair *pair = data;
    g_free(pair->key);
    g_free(pair->value);
    g_free(pair);
}

GPtrArray *mw_pairs_new(void)
{
    return g_ptr_array_new_with_free_func(pair_free);
}

bool mw_pairs_add(GPtrArray *pairs, MwSpan key, MwSpan value)
{
    if (pairs->len >= PAIRS_MAX)
        return false;
    MwPair *pair = g_new0(MwPair, 1);
    pair->key = mw_span_dup_unfolded(key);
    pair->value = mw_span_dup_unfolded(value);
    g_ptr_array_add(pairs, pair);
    return true;
}

const char *mw_pairs_value(const GPtrArray *pairs, const char *key)
{
    for (guint i = 0; pairs != NULL && i < pairs->len; i++) {
        const MwPair *pair = g_ptr_array_index(pairs, i);
        if (g_ascii_strcasecmp(pair->key, key) == 0)
            return pair->value;
    }
    return NULL;
}
