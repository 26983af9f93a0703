#pragma once

#include <glib.h>
#include <stdbool.h>

#include "parsers/dkim_signature.h"
#include "src/message/message.h"

/* Canonicalization (RFC 6376, 3.4) straight from the octets of the message. A bare LF counts as
 * CRLF (RFC 6376, 5.3); a bare CR, NUL, VT or FF is an octet like any other. */

/* A message whose lines end in CR alone, with LF instead and the same line numbers: what follows
 * knows CRLF and LF only. NULL when it is not of that kind. */
MwMessage *mw_canon_from_cr(const MwMessage *message);

typedef struct {
    MwSpan text; /* without its end */
    size_t
        end_len; /* octets of the line end as it stands: 2 CRLF, 1 LF, 0 at the end of the text */
} MwLine;

/* The line at *at, which moves behind it; false at the end of the text. */
bool mw_canon_next_line(MwSpan text, size_t *at, MwLine *ret);

/* How much of a text, from the start of a line, both body canonicalizations leave as it is, but for
 * empty lines at its end; with `lf_alone` lines may also lack their CR. What is there is counted in
 * steps, so that up to MW_CANON_STEP octets more may be unchanged. */
enum { MW_CANON_STEP = 128 };
size_t mw_canon_count_unchanged(MwSpan text, bool lf_alone);

/* How much of a line (without its end) relaxed body canonicalization leaves as it is: all of it, or
 * what is before the first blanks that change. */
size_t mw_canon_count_relaxed(MwSpan line);

static inline bool mw_canon_line_is_relaxed(MwSpan line)
{
    return mw_canon_count_relaxed(line) == line.len;
}

/* Takes what stays as it is off the start of a line, and the blanks behind it. True: they are one
 * blank, with more behind it (3.4.4). */
bool mw_canon_next_words(MwSpan *line, MwSpan *ret_words);

/* Appends a line as relaxed body canonicalization has it, without line end. */
void mw_canon_append_relaxed_line(GString *out, MwSpan line);

/* Appends one header field in canonical form, CRLF at its end included. */
void mw_canon_append_header(GString *out, const MwHeader *header, MwCanon canon);

/* The field that holds the signature: without what b= says, and without CRLF at its end (3.7). */
void mw_canon_append_signature(GString *out, const MwHeader *header, MwCanon canon,
                               const MwDkimSignature *signature);

/* The same by parts, for fields that are not (or no longer) in a message. `begin` and `end`: bytes
 * of `value` that are left out. */
void mw_canon_append_field(GString *out, MwSpan name, MwSpan value, MwCanon canon);
void mw_canon_append_field_without(GString *out, MwSpan name, MwSpan value, MwCanon canon,
                                   size_t begin, size_t end);
