#pragma once

#include <glib.h>
#include <stdbool.h>

/* Two values that should be equal, character by character. */

/* What kind of slip it is, the first that explains it. */
typedef enum {
    MW_SLIP_NONE,    /* equal */
    MW_SLIP_BLANKS,  /* blanks at the ends or inside */
    MW_SLIP_QUOTES,  /* quotation marks as part of the value */
    MW_SLIP_CASE,    /* upper and lower case */
    MW_SLIP_EQUALS,  /* "=" lost at the end */
    MW_SLIP_SUFFIX,  /* the domain appended: a target without its final dot */
    MW_SLIP_MISSING, /* characters missing */
    MW_SLIP_EXTRA,   /* characters too many */
    MW_SLIP_CHANGED,
} MwSlip;
enum { MW_SLIP_N = MW_SLIP_CHANGED + 1 };
const char *mw_slip_name(MwSlip slip); /* "none", "blanks", "quotes", ... */

/* `domain`: what a DNS panel may have appended to a target. */
MwSlip mw_compare_slip(const char *expected, const char *found, const char *domain);

/* How many characters must be added, removed or changed; values beyond 512 octets are cut. */
unsigned mw_compare_distance(const char *expected, const char *found);

/* Few enough changes for the one to be meant as the other? */
bool mw_compare_is_near(const char *expected, const char *found);

/* The two values one under the other, "*" where the other has a character more, and a line with
 * "^" under what differs. All the caller's. Characters are octets; `position` is 1-based, of the
 * first difference in `expected`. */
typedef struct {
    char *expected, *found, *marks;
    unsigned position;
} MwAlignment;

MwAlignment *mw_compare_align(const char *expected, const char *found);
void mw_alignment_free(MwAlignment *alignment);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwAlignment, mw_alignment_free)
