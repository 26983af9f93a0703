#include "src/input/lossy.h"

enum { PROBE = 64 * 1024, SIGNS_MIN = 2, RUN_LONG = 6 };

static bool is_8bit(const MwHeader *encoding)
{
    return mw_span_is_nocase(mw_span_trim(encoding->value), "8bit");
}

static bool is_multipart(const MwMessage *message)
{
    const MwHeader *type = mw_message_header(message, "Content-Type", 0);
    return type != NULL && mw_span_starts_with_nocase(mw_span_trim(type->value), "multipart/");
}

static bool has_8bit_part(MwSpan text)
{
    return mw_span_find_nocase(text, "\nContent-Transfer-Encoding: 8bit") < text.len;
}

static bool is_ascii(MwSpan text)
{
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.data[i] >= 0x80)
            return false;
    return true;
}

static bool is_letter(MwSpan text, size_t at)
{
    return at < text.len && g_ascii_isalpha(text.data[at]);
}

static bool has_signs(MwSpan text)
{
    unsigned signs = 0;
    for (size_t at = 0, end; signs < SIGNS_MIN && (at = mw_span_find(text, '?', at)) < text.len;
         at = end) {
        end = at;
        while (end < text.len && text.data[end] == '?')
            end++;
        signs += end - at >= RUN_LONG ||
                 (end - at >= 2 && is_letter(text, end) && at > 0 && is_letter(text, at - 1));
    }
    return signs == SIGNS_MIN;
}

/* The rarest sign first: question marks. */
bool mw_lossy_export(const MwMessage *message)
{
    const MwHeader *encoding = mw_message_header(message, "Content-Transfer-Encoding", 0);
    MwSpan text = mw_span_slice(message->body, 0, PROBE);
    if (encoding != NULL ? !is_8bit(encoding) : !is_multipart(message))
        return false;
    return has_signs(text) && is_ascii(text) && (encoding != NULL || has_8bit_part(text));
}
