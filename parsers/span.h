#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* A read-only view of bytes owned by someone else; not NUL-terminated, may hold NUL.
 * The empty view may have a NULL pointer. */
typedef struct {
    const char *data;
    size_t len;
} MwSpan;

#define MW_SPAN_FMT    "%.*s"
#define MW_SPAN_ARG(s) (int)(s).len, (s).data

/* A view of a literal or of a NUL-terminated string that outlives it. NULL is the empty view. */
static inline MwSpan mw_span(const char *text)
{
    return (MwSpan){text, text != NULL ? strlen(text) : 0};
}

static inline MwSpan mw_span_make(const char *data, size_t len)
{
    return (MwSpan){data, len};
}

/* The same of a literal in a static table. */
#define MW_SPAN_LITERAL(text)                                                                      \
    {                                                                                              \
        text, sizeof text - 1                                                                      \
    }

/* ASCII only; without a call or a table, since names are compared a lot. */
static inline char mw_ascii_lower(char byte)
{
    return (unsigned char)(byte - 'A') < 26 ? (char)(byte | 0x20) : byte;
}

/* The bytes from `begin` up to, not including, `end`; both are clipped to the view. */
static inline MwSpan mw_span_slice(MwSpan span, size_t begin, size_t end)
{
    if (end > span.len)
        end = span.len;
    return begin < end ? mw_span_make(span.data + begin, end - begin) : mw_span_make(NULL, 0);
}

/* Inline, as those below: the lengths mostly decide, and that of a literal is known. */
static inline bool mw_span_equal(MwSpan a, MwSpan b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

bool mw_span_equal_nocase(MwSpan a, MwSpan b); /* ASCII case only */

/* Equal, case counts. */
static inline bool mw_span_is(MwSpan span, const char *text)
{
    return mw_span_equal(span, mw_span(text));
}

static inline bool mw_span_is_nocase(MwSpan span, const char *text)
{
    return span.len == strlen(text) && mw_span_equal_nocase(span, mw_span(text));
}

static inline bool mw_span_starts_with_nocase(MwSpan span, const char *prefix)
{
    size_t len = strlen(prefix);
    return span.len >= len &&
           mw_span_equal_nocase(mw_span_make(span.data, len), mw_span_make(prefix, len));
}

/* Without SP, HTAB, CR and LF at both ends. */
MwSpan mw_span_trim(MwSpan span);

/* Offset of the first `byte` at or after `from`; span.len when there is none. */
size_t mw_span_find(MwSpan span, char byte, size_t from);

/* Offset of `text`, ASCII case ignored; span.len when it does not occur. */
size_t mw_span_find_nocase(MwSpan span, const char *text);

/* Does one of the texts occur, ASCII case ignored? They are in lower case, of two letters or more,
 * NULL after the last. */
bool mw_span_has_any_nocase(MwSpan span, const char *const *texts);

/* A NUL-terminated copy, the caller's. Embedded NUL bytes are copied as they are. */
char *mw_span_dup(MwSpan span);

/* The same, unfolded: CR and LF removed, every run of SP and HTAB made one SP, trimmed. */
char *mw_span_dup_unfolded(MwSpan span);

/* The same in place, but for the trimming: `text` has room for `len` bytes and a NUL. Returns the
 * new length. */
size_t mw_text_unfold(char *text, size_t len);

/* The offset after the RFC 5322 comment that begins at `at`, nested ones with it; the length when
 * it does not end. */
size_t mw_span_comment_end(MwSpan text, size_t at);

/* The words of a text, white space and line ends between them made one SP; the caller's. NULL is
 * the empty text. */
char *mw_text_on_one_line(const char *text);
