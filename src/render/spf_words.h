#pragma once

#include <glib.h>

#include "src/evaluate/spf_advice.h"

/* The prose of `mailwhy spf`, in English and Japanese. A text has places {0}, {1}, ...; what goes
 * in is raw: escape the result. `lang`: "en" or "ja". All results are the caller's. */

typedef enum {
    MW_SPF_WORD_MAY_SEND,     /* {0} address, {1} domain */
    MW_SPF_WORD_MAY_NOT_SEND, /* the same */
    MW_SPF_WORD_SOFTFAIL,
    MW_SPF_WORD_NEUTRAL,
    MW_SPF_WORD_NO_VERDICT, /* none, errors: {1} domain */
    MW_SPF_WORD_WALK_GOOD,  /* {0} look-ups, {1} domain */
    MW_SPF_WORD_WALK_OVER,
    MW_SPF_WORD_WALK_BAD, /* {1} domain */
    MW_SPF_WORD_WALK_NONE,
    MW_SPF_WORD_WALK_UNKNOWN,
    MW_SPF_WORD_NOTHING_MATCHED,
    MW_SPF_WORD_ADD_ADDRESS, /* {0} address, {1} domain, {2} the record to publish */
    MW_SPF_WORD_ADD_ADDRESS_ELSEWHERE,
    MW_SPF_WORD_ENGINES,    /* {0} what libspf2 says */
    MW_SPF_WORD_CUT,        /* the tree is not shown whole */
    MW_SPF_WORD_LEFT,       /* {0} look-ups that remain, {1} those of today */
    MW_SPF_WORD_STILL_OVER, /* {0} look-ups that remain */
    MW_SPF_WORD_SEE_BELOW,
    MW_SPF_WORD_EVERYONE, /* {1} domain */
} MwSpfWord;
enum { MW_SPF_WORD_N = MW_SPF_WORD_EVERYONE + 1 };

char *mw_spf_word(MwSpfWord word, const char *lang, const char *const *values);

/* What is wrong, and what to do about it; NULL when nothing is. */
char *mw_spf_word_problem(const MwSpf *spf, const char *lang);
char *mw_spf_word_remedy(const MwSpf *spf, const char *lang);

/* One piece of advice. */
char *mw_spf_word_advice(const MwSpfAdvice *advice, const char *lang);

typedef enum {
    MW_SPF_LABEL_CAUSE,
    MW_SPF_LABEL_FIX,
    MW_SPF_LABEL_MATCHED,
    MW_SPF_LABEL_NOTE,
    MW_SPF_LABEL_EXPLANATION,
    MW_SPF_LABEL_IDENTITY,
    MW_SPF_LABEL_RECORD,
    MW_SPF_LABEL_LOOKUPS,
    MW_SPF_LABEL_VOIDS,
    MW_SPF_LABEL_ENGINES,
    MW_SPF_LABEL_TREE,
    MW_SPF_LABEL_ADVICE,
} MwSpfLabel;
enum { MW_SPF_LABEL_N = MW_SPF_LABEL_ADVICE + 1 };

const char *mw_spf_label(MwSpfLabel label, const char *lang);

/* "4 look-ups" or "1 look-up". */
char *mw_spf_word_count(unsigned lookups, const char *lang);

/* The outcome of a node in words; static. NULL: nothing worth saying. */
const char *mw_spf_word_outcome(const char *outcome, const char *lang);
