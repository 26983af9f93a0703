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

static const char *copy_unfolded(MwArena *arena, MwSpan text)
{
    text = mw_span_trim(text);
    char *copy = mw_arena_text(arena, text.data, text.len);
    mw_text_unfold(copy, text.len);
    return copy;
}

bool mw_pairs_add(MwPairs *pairs, MwSpan key, MwSpan value)
{
    if (pairs->count >= PAIRS_MAX)
        return false;
    MwPair *pair = mw_arena_take(pairs->arena, sizeof *pair);
    pair->key = copy_unfolded(pairs->arena, key);
    pair->value = copy_unfolded(pairs->arena, value);
    *(pairs->last != NULL ? &pairs->last->next : &pairs->first) = pair;
    pairs->last = pair;
    pairs->count++;
    return true;
}

const char *mw_pairs_value(const MwPairs *pairs, const char *key)
{
    for (const MwPair *pair = pairs != NULL ? pairs->first : NULL; pair != NULL; pair = pair->next)
        if (mw_ascii_lower(*pair->key) == mw_ascii_lower(*key) &&
            g_ascii_strcasecmp(pair->key, key) == 0)
            return pair->value;
    return NULL;
}
