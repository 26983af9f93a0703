#include "src/input/lossy.h"

enum { PROBE = 64 * 1024, SIGNS_MIN = 2, RUN_LONG = 6 };

static bool declares_8bit(const MwMessage *message)
{
    const MwHeader *encoding = mw_message_header(message, "Content-Transfer-Encoding", 0);
    if (encoding != NULL)
        return mw_span_is_nocase(mw_span_trim(encoding->value), "8bit");
    const MwHeader *type = mw_message_header(message, "Content-Type", 0);
    if (type == NULL || !mw_span_starts_with_nocase(mw_span_trim(type->value), "multipart/"))
        return false;
    MwSpan probe = mw_span_slice(message->body, 0, PROBE);
    return mw_span_find_nocase(probe, "\nContent-Transfer-Encoding: 8bit") < probe.len;
}

static bool is_letter(MwSpan text, size_t at)
{
    return at < text.len && g_ascii_isalpha(text.data[at]);
}

bool mw_lossy_export(const MwMessage *message)
{
    if (!declares_8bit(message))
        return false;
    MwSpan text = mw_span_slice(message->body, 0, PROBE);
    unsigned signs = 0;
    for (size_t at = 0; at < text.len; at++) {
        if ((unsigned char)text.data[at] >= 0x80)
            return false;
        if (text.data[at] != '?')
            continue;
        size_t end = at;
        while (end < text.len && text.data[end] == '?')
            end++;
        signs += end - at >= RUN_LONG ||
                 (end - at >= 2 && is_letter(text, end) && at > 0 && is_letter(text, at - 1));
        at = end - 1;
    }
    return signs >= SIGNS_MIN;
}
