#include "parsers/span.h"

#include <glib.h>

#include "parsers/octets.h"

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

#define EVERY_OCTET(x) (UINT64_C(0x0101010101010101) * (x))

/* Eight octets: they may differ in the bit of the case where that makes letters of both. */
static bool equal_eight_nocase(const char *a, const char *b)
{
    uint64_t x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    uint64_t differ = x ^ y, small = x | EVERY_OCTET(0x20), low = small & EVERY_OCTET(0x7f);
    uint64_t letters = (low + EVERY_OCTET(0x80 - 'a')) & ~(low + EVERY_OCTET(0x7f - 'z')) & ~small &
                       EVERY_OCTET(0x80);
    return (differ & ~(letters >> 2)) == 0;
}

static bool equal_nocase(const char *a, const char *b, size_t len)
{
    size_t i = 0;
    for (; i + 8 <= len; i += 8)
        if (!equal_eight_nocase(a + i, b + i))
            return false;
    for (; i < len; i++)
        if (mw_ascii_lower(a[i]) != mw_ascii_lower(b[i]))
            return false;
    return true;
}

bool mw_span_equal_nocase(MwSpan a, MwSpan b)
{
    return a.len == b.len && equal_nocase(a.data, b.data, a.len);
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

/* Where in [from, end) `text` begins; `end`: nowhere. By memchr for both cases of its first letter.
 */
static const char *find_begin(const char *from, const char *end, const char *text, size_t len)
{
    const char small = mw_ascii_lower(text[0]), big = g_ascii_toupper(text[0]);
    const char *at_small = next_byte(from, end, small);
    const char *at_big = small != big ? next_byte(from, end, big) : end;
    while (at_small < end || at_big < end) {
        const char *at = MIN(at_small, at_big);
        if (equal_nocase(at, text, len))
            return at;
        if (at == at_small)
            at_small = next_byte(at + 1, end, small);
        else
            at_big = next_byte(at + 1, end, big);
    }
    return end;
}

enum { STEP = 128 };

static uint8_t case_bit(char letter)
{
    return g_ascii_isalpha(letter) ? 0x20 : 0;
}

/* The octets that may begin and end a text: its letters, whatever their case. */
typedef struct {
    MwOctets first, first_case, last, last_case;
    size_t len;
} Ends;

/* Called four times in a row, since gcc leaves a loop a loop. */
static inline void add_hits(MwOctets *hits, const char *from, const Ends *ends)
{
    MwOctets a, b;
    memcpy(&a, from, sizeof a);
    memcpy(&b, from + ends->len - 1, sizeof b);
    *hits |= (MwOctets)((a | ends->first_case) == ends->first) &
             (MwOctets)((b | ends->last_case) == ends->last);
}

/* Passes over places where `text` cannot begin since its first and last octet do not stand there:
 * as many steps as there are, or up to that in which they do. */
MW_OCTETS_CLONES
static const char *pass_places(const char *from, const char *end, const char *text, size_t len)
{
    const Ends ends = {(MwOctets){0} + (uint8_t)mw_ascii_lower(text[0]),
                       (MwOctets){0} + case_bit(text[0]),
                       (MwOctets){0} + (uint8_t)mw_ascii_lower(text[len - 1]),
                       (MwOctets){0} + case_bit(text[len - 1]), len};
    for (; end - from >= STEP; from += STEP) {
        MwOctets hits = {0};
        add_hits(&hits, from, &ends);
        add_hits(&hits, from + 32, &ends);
        add_hits(&hits, from + 64, &ends);
        add_hits(&hits, from + 96, &ends);
        if (mw_octets_any(&hits))
            break;
    }
    return from;
}

/* Bodies are searched this way. */
size_t mw_span_find_nocase(MwSpan span, const char *text)
{
    size_t len = strlen(text);
    if (len == 0 || len > span.len)
        return len == 0 ? 0 : span.len;
    const char *end = span.data + span.len - len + 1;
    for (const char *from = span.data; from < end;) {
        if (end - from >= STEP)
            from = pass_places(from, end, text, len);
        const char *step_end = from + MIN(end - from, STEP);
        const char *hit = find_begin(from, step_end, text, len);
        if (hit < step_end)
            return (size_t)(hit - span.data);
        from = step_end;
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

/* Is one of eight octets a blank, or a control character? */
static bool has_blank(const char *text)
{
    uint64_t octets;
    memcpy(&octets, text, sizeof octets);
    return ((octets - EVERY_OCTET(' ' + 1)) & ~octets & EVERY_OCTET(0x80)) != 0;
}

/* Words are moved eight octets at a time, and not at all as long as nothing was left out. */
size_t mw_text_unfold(char *text, size_t len)
{
    size_t used = 0;
    for (size_t i = 0; i < len; i++) {
        for (; i + 8 <= len && !has_blank(text + i); i += 8, used += 8)
            if (used < i)
                memmove(text + used, text + i, 8);
        if (i == len)
            break;
        char byte = text[i] == '\t' ? ' ' : text[i];
        bool blank_again = byte == ' ' && used > 0 && text[used - 1] == ' ';
        if (byte > ' ' || (byte != '\r' && byte != '\n' && !blank_again))
            text[used++] = byte;
    }
    text[used] = '\0';
    return used;
}

char *mw_span_dup_unfolded(MwSpan span)
{
    span = mw_span_trim(span);
    char *copy = mw_span_dup(span);
    mw_text_unfold(copy, span.len);
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
