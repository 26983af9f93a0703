#include "parsers/forefront.h"

#include "parsers/encoded_word.h"

enum { LIST_MAX = 500, VALUE_MAX = 1 << 20 };

/* Ends a part of `text`: what stands after it is a blank or a separator that was seen already. */
static MwSpan end_part(char *text, MwSpan part)
{
    part = mw_span_trim(part);
    if (part.len == 0)
        return mw_span("");
    text[(size_t)(part.data - text) + part.len] = '\0';
    return part;
}

/* The value is copied once and cut into pairs where it stands. */
MwPairs *mw_forefront_parse(MwSpan value)
{
    value = mw_span_trim(mw_span_slice(value, 0, VALUE_MAX));
    g_autofree char *decoded =
        mw_encoded_word_starts(value) ? mw_encoded_words_decode(value) : NULL;
    if (decoded != NULL)
        value = mw_span(decoded);
    MwPairs *pairs = mw_pairs_new();
    char *text = mw_arena_text(pairs->arena, value.data, value.len);
    value = mw_span_make(text, mw_text_unfold(text, value.len));
    for (size_t at = 0; at < value.len;) {
        size_t end = mw_span_find(value, ';', at);
        MwSpan item = mw_span_trim(mw_span_slice(value, at, end));
        size_t colon = mw_span_find(item, ':', 0);
        MwSpan key = mw_span_slice(item, 0, colon), rest = mw_span_slice(item, colon + 1, item.len);
        if (item.len > 0 && !mw_pairs_put(pairs, end_part(text, key), end_part(text, rest)))
            break;
        at = end + 1;
    }
    return pairs;
}

GPtrArray *mw_forefront_list(const char *value)
{
    GPtrArray *parts = g_ptr_array_new_with_free_func(g_free);
    for (const char *p = value; *p != '\0' && parts->len < LIST_MAX;) {
        size_t skip = strspn(p, "()|, ");
        p += skip;
        size_t len = strcspn(p, "()|, ");
        if (len > 0)
            g_ptr_array_add(parts, g_strndup(p, len));
        p += len;
    }
    return parts;
}
