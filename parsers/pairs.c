#include "parsers/pairs.h"

enum { PAIRS_MAX = 500 };

MwPairs *mw_pairs_new(void)
{
    MwArena *arena = mw_arena_new();
    MwPairs *pairs = mw_arena_take(arena, sizeof *pairs);
    pairs->arena = arena;
    return pairs;
}

void mw_pairs_free(MwPairs *pairs)
{
    if (pairs != NULL)
        mw_arena_free(pairs->arena);
}

static MwSpan copy_unfolded(MwArena *arena, MwSpan text)
{
    text = mw_span_trim(text);
    char *copy = mw_arena_text(arena, text.data, text.len);
    return mw_span_make(copy, mw_text_unfold(copy, text.len));
}

bool mw_pairs_put(MwPairs *pairs, MwSpan key, MwSpan value)
{
    if (pairs->count >= PAIRS_MAX)
        return false;
    MwPair *pair = mw_arena_take(pairs->arena, sizeof *pair);
    pair->key = key.data;
    pair->key_len = key.len;
    pair->value = value.data;
    *(pairs->last != NULL ? &pairs->last->next : &pairs->first) = pair;
    pairs->last = pair;
    pairs->count++;
    return true;
}

bool mw_pairs_add(MwPairs *pairs, MwSpan key, MwSpan value)
{
    return pairs->count < PAIRS_MAX && mw_pairs_put(pairs, copy_unfolded(pairs->arena, key),
                                                    copy_unfolded(pairs->arena, value));
}

const char *mw_pairs_value(const MwPairs *pairs, const char *key)
{
    MwSpan wanted = mw_span(key);
    for (const MwPair *pair = pairs != NULL ? pairs->first : NULL; pair != NULL; pair = pair->next)
        if (mw_span_equal_nocase(mw_span_make(pair->key, pair->key_len), wanted))
            return pair->value;
    return NULL;
}
