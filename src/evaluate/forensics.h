#pragma once

#include "src/evaluate/dkim_check.h"

/* What was changed after signing. Every answer is proof: with the change undone, the hash that the
 * signer made comes out. Where nothing comes out, nothing is said. */

/* Work that may still be spent on a message, in hashed octets. It is counted, not timed, so that
 * two runs give the same answers. */
typedef struct {
    int64_t left;
} MwForensicBudget;

/* Three times what the plain verification hashes, at least 512 KiB, or 8 MiB when thorough. */
MwForensicBudget mw_forensic_budget(const MwMessage *message, bool is_thorough);
/* Takes the cost of hashing `octets` once more; false when it is not there. */
bool mw_forensic_spend(MwForensicBudget *budget, size_t octets);

/* Sets body_change and header_change of concluded checks (MwDkimCheck*) where they can be shown. */
void mw_forensics(const GPtrArray *checks, MwForensicBudget *budget);

/* ---- between forensics*.c ---- */

typedef struct {
    size_t at;  /* of the canonical line in `text` */
    size_t raw; /* of the line in the body as it is */
} MwForensicLine;

/* A body in canonical form, line by line. */
typedef struct {
    MwForensicBudget *budget;
    const uint8_t *target; /* bh= */
    MwHash hash;
    MwCanon canon;
    MwSpan raw;
    MwSpan text;   /* canonical lines with CRLF; empty ones at the end are cut off */
    GArray *lines; /* MwForensicLine, and one more for the end */
} MwForensicBody;

/* Inline, as the two below: each search asks for every line. */
static inline guint mw_forensic_line_count(const MwForensicBody *body)
{
    return body->lines->len - 1;
}

/* The canonical octets of lines begin to end, `end` not included. */
static inline MwSpan mw_forensic_lines(const MwForensicBody *body, guint begin, guint end)
{
    size_t from = g_array_index(body->lines, MwForensicLine, begin).at;
    return mw_span_make(body->text.data + from,
                        g_array_index(body->lines, MwForensicLine, end).at - from);
}

/* Without CRLF. */
static inline MwSpan mw_forensic_line(const MwForensicBody *body, guint line)
{
    MwSpan text = mw_forensic_lines(body, line, line + 1);
    return mw_span_make(text.data, text.len - 2);
}

/* Does this state, fed with `rest`, give the target? The second pays for it from the budget, and
 * is false when it cannot. */
bool mw_forensic_is_target(const MwForensicBody *body, MwHashState state, MwSpan rest);
bool mw_forensic_completes(const MwForensicBody *body, const MwHashState *state, MwSpan rest);

/* A change at these lines of the body; `text` is set to the octets as they stand. */
MwChange *mw_forensic_lines_added(const MwForensicBody *body, const char *kind, guint begin,
                                  guint end);

/* The searches, each NULL when it finds nothing. */
MwChange *mw_forensic_find_edits(const MwForensicBody *body);  /* line by line: ">From " ... */
MwChange *mw_forensic_find_footer(const MwForensicBody *body); /* at the end of the body */
MwChange *mw_forensic_find_parts(const MwForensicBody *body);  /* footers and parts in MIME */
MwChange *mw_forensic_find_banner(const MwForensicBody *body); /* at the start of body or part */
/* The signer hashed lines that end in LF alone; what that costs is paid already. */
MwChange *mw_forensic_find_lf_ends(const MwForensicBody *body);
MwChange *mw_forensic_find_header(MwDkimCheck *check, MwForensicBudget *budget);

/* Indices (guint) of the MIME delimiter lines of the body, the caller's; empty when there are few
 * or too many to be sure. */
GArray *mw_forensic_delimiters(const MwForensicBody *body);
