#include "parsers/span.h"

#include <glib.h>

/* In line: header names are compared by the hundred for every message. */
static inline char lower(char byte)
{
    return byte >= 'A' && byte <= 'Z' ? (char)(byte + ('a' - 'A')) : byte;
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

MwSpan mw_span_slice(MwSpan span, size_t begin, size_t end)
{
    if (end > span.len)
        end = span.len;
    if (begin >= end)
        return (MwSpan){NULL, 0};
    return (MwSpan){span.data + begin, end - begin};
}

bool mw_span_equal(MwSpan a, MwSpan b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

bool mw_span_equal_nocase(MwSpan a, MwSpan b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        if (lower(a.data[i]) != lower(b.data[i]))
            return false;
    return true;
}

bool mw_span_is(MwSpan span, const char *text)
{
    return mw_span_equal(span, mw_span(text));
}

bool mw_span_is_nocase(MwSpan span, const char *text)
{
    return mw_span_equal_nocase(span, mw_span(text));
}

bool mw_span_starts_with_nocase(MwSpan span, const char *prefix)
{
    for (size_t i = 0; prefix[i] != '\0'; i++)
        if (i >= span.len || lower(span.data[i]) != lower(prefix[i]))
            return false;
    return true;
}

MwSpan mw_span_trim(MwSpan span)
{
    while (span.len > 0 && is_blank(span.data[0])) {
        span.data++;
        span.len--;
    }
    while (span.len > 0 && is_blank(span.data[span.len - 1]))
        span.len--;
    return span;
}

size_t mw_span_find(MwSpan span, char byte, size_t from)
{
    if (from >= span.len)
        return span.len;
    const char *hit = memchr(span.data + from, byte, span.len - from);
    return hit != NULL ? (size_t)(hit - span.data) : span.len;
}

size_t mw_span_find_nocase(MwSpan span, const char *text)
{
    size_t len = strlen(text);
    for (size_t i = 0; i + len <= span.len; i++)
        if (mw_span_starts_with_nocase((MwSpan){span.data + i, span.len - i}, text))
            return i;
    return span.len;
}

char *mw_span_dup(MwSpan span)
{
    char *copy = g_malloc(span.len + 1);
    if (span.len > 0)
        memcpy(copy, span.data, span.len);
    copy[span.len] = '\0';
    return copy;
}

/* One line with single blanks already? */
static bool is_unfolded(MwSpan span)
{
    if (span.len == 0)
        return true;
    return memchr(span.data, '\n', span.len) == NULL && memchr(span.data, '\r', span.len) == NULL &&
           memchr(span.data, '\t', span.len) == NULL &&
           memmem(span.data, span.len, "  ", 2) == NULL;
}

char *mw_span_dup_unfolded(MwSpan span)
{
    span = mw_span_trim(span);
    if (is_unfolded(span))
        return mw_span_dup(span);
    char *copy = g_malloc(span.len + 1);
    size_t used = 0;
    for (size_t i = 0; i < span.len; i++) {
        char byte = span.data[i];
        if (byte == '\r' || byte == '\n')
            continue;
        if (byte == '\t')
            byte = ' ';
        if (byte == ' ' && used > 0 && copy[used - 1] == ' ')
            continue;
        copy[used++] = byte;
    }
    copy[used] = '\0';
    return copy;
}
