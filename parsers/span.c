#include "parsers/span.h"

#include <glib.h>
#include <stdint.h>

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

static bool equal_nocase(const char *a, const char *b, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (mw_ascii_lower(a[i]) != mw_ascii_lower(b[i]))
            return false;
    return true;
}

bool mw_span_equal_nocase(MwSpan a, MwSpan b)
{
    return a.len == b.len && equal_nocase(a.data, b.data, a.len);
}

bool mw_span_is(MwSpan span, const char *text)
{
    return mw_span_equal(span, mw_span(text));
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

/* Where `byte` comes next, the end when it does not. */
static const char *next_byte(const char *from, const char *end, char byte)
{
    const char *hit = from < end ? memchr(from, byte, (size_t)(end - from)) : NULL;
    return hit != NULL ? hit : end;
}

/* By memchr for both cases of the first letter: bodies are searched this way. */
size_t mw_span_find_nocase(MwSpan span, const char *text)
{
    size_t len = strlen(text);
    if (len == 0 || len > span.len)
        return len == 0 ? 0 : span.len;
    const char *end = span.data + span.len - len + 1;
    const char small = mw_ascii_lower(text[0]), big = g_ascii_toupper(text[0]);
    const char *at_small = next_byte(span.data, end, small);
    const char *at_big = small != big ? next_byte(span.data, end, big) : end;
    while (at_small < end || at_big < end) {
        const char *at = MIN(at_small, at_big);
        if (equal_nocase(at, text, len))
            return (size_t)(at - span.data);
        if (at == at_small)
            at_small = next_byte(at + 1, end, small);
        else
            at_big = next_byte(at + 1, end, big);
    }
    return span.len;
}

static bool starts_with_any(MwSpan span, const char *const *texts)
{
    for (; *texts != NULL; texts++)
        if (mw_ascii_lower(span.data[0]) == **texts && mw_span_starts_with_nocase(span, *texts))
            return true;
    return false;
}

static uint32_t letter_bit(char byte)
{
    return UINT32_C(1) << (byte & 31); /* the same for both cases */
}

/* The sets of first and of second letters tell most places apart. */
bool mw_span_has_any_nocase(MwSpan span, const char *const *texts)
{
    uint32_t first = 0, second = 0;
    for (const char *const *text = texts; *text != NULL; text++) {
        first |= letter_bit((*text)[0]);
        second |= letter_bit((*text)[1]);
    }
    for (size_t i = 0; i + 1 < span.len; i++)
        if ((first & letter_bit(span.data[i])) != 0 &&
            (second & letter_bit(span.data[i + 1])) != 0 &&
            starts_with_any(mw_span_make(span.data + i, span.len - i), texts))
            return true;
    return false;
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

size_t mw_span_comment_end(MwSpan text, size_t at)
{
    unsigned depth = 0;
    for (; at < text.len; at++) {
        if (text.data[at] == '\\')
            at++;
        else if (text.data[at] == '(')
            depth++;
        else if (text.data[at] == ')' && --depth == 0)
            return at + 1;
    }
    return text.len;
}

char *mw_text_on_one_line(const char *text)
{
    GString *line = g_string_new(NULL);
    g_auto(GStrv) words = g_strsplit_set(text != NULL ? text : "", " \t\r\n", -1);
    for (char **word = words; *word != NULL; word++)
        if (**word != '\0')
            g_string_append_printf(line, "%s%s", line->len > 0 ? " " : "", *word);
    return g_string_free(line, FALSE);
}
