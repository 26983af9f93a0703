#include "src/input/cut.h"

#include <string.h>

/* Only the last field can tell. */

enum { SIGNATURE_MIN = 80 }; /* base64 digits of b=: an Ed25519 signature has 88 */

static bool is_open(MwSpan value)
{
    int comments = 0;
    bool quoted = false;
    for (size_t i = 0; i < value.len; i++) {
        char byte = value.data[i];
        if (byte == '\\') {
            i++;
        } else if (byte == '"' && comments == 0) {
            quoted = !quoted;
        } else if (!quoted) {
            comments += byte == '(' ? 1 : byte == ')' && comments > 0 ? -1 : 0;
        }
    }
    return comments > 0 || quoted;
}

/* The length of the tag b=, which is not bh=. */
static bool has_short_signature(MwSpan value)
{
    g_autofree char *text = mw_span_dup_unfolded(value);
    for (const char *at = text; (at = strstr(at, "b=")) != NULL; at++) {
        if (at > text && strchr("; \t", at[-1]) == NULL)
            continue;
        size_t digits = 0;
        for (const char *end = at + 2; *end != '\0' && *end != ';'; end++)
            digits += g_ascii_isalnum(*end) || strchr("+/=", *end) != NULL;
        return digits < SIGNATURE_MIN || digits % 4 != 0;
    }
    return true;
}

static bool ends_with_dots(MwSpan value)
{
    value = mw_span_trim(value);
    return (value.len >= 3 && memcmp(value.data + value.len - 3, "...", 3) == 0) ||
           (value.len >= 3 && memcmp(value.data + value.len - 3, "\xe2\x80\xa6", 3) == 0) ||
           mw_span_find_nocase(value, "[truncated]") < value.len ||
           mw_span_find_nocase(value, "[message clipped]") < value.len;
}

/* Microsoft's field ends with compauth=... reason=NNN. */
static bool lacks_reason(MwSpan value)
{
    if (mw_span_find_nocase(value, "header.from=") == value.len)
        return false;
    size_t compauth = mw_span_find_nocase(value, "compauth=");
    return compauth < value.len && mw_span_find_nocase(mw_span_slice(value, compauth, value.len),
                                                       "reason=") == value.len - compauth;
}

bool mw_cut_in_last_field(const MwMessage *message)
{
    if (message->headers->len == 0)
        return false;
    const MwHeader *last = &g_array_index(message->headers, MwHeader, message->headers->len - 1);
    bool signature = mw_span_is_nocase(last->name, "DKIM-Signature") ||
                     mw_span_is_nocase(last->name, "ARC-Seal") ||
                     mw_span_is_nocase(last->name, "ARC-Message-Signature");
    bool results = mw_span_is_nocase(last->name, "Authentication-Results");
    return is_open(last->value) || ends_with_dots(last->value) ||
           (signature && has_short_signature(last->value)) ||
           (results && lacks_reason(last->value));
}
