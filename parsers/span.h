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

/* The bytes from `begin` up to, not including, `end`; both are clipped to the view. */
MwSpan mw_span_slice(MwSpan span, size_t begin, size_t end);

bool mw_span_equal(MwSpan a, MwSpan b);
bool mw_span_equal_nocase(MwSpan a, MwSpan b);  /* ASCII case only */
bool mw_span_is(MwSpan span, const char *text); /* equal, case counts */

/* Inline: the length of a literal is then known, and mostly decides. */
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

/* A NUL-terminated copy, the caller's. Embedded NUL bytes are copied as they are. */
char *mw_span_dup(MwSpan span);

/* The same, unfolded: CR and LF removed, every run of SP and HTAB made one SP, trimmed. */
char *mw_span_dup_unfolded(MwSpan span);

/* The offset after the RFC 5322 comment that begins at `at`, nested ones with it; the length when
 * it does not end. */
size_t mw_span_comment_end(MwSpan text, size_t at);

/* The words of a text, white space and line ends between them made one SP; the caller's. NULL is
 * the empty text. */
char *mw_text_on_one_line(const char *text);
