#pragma once

/* The words of the summary page, in each language. Those with %s are formats. */
typedef enum {
    MW_WORD_GROUPS,
    MW_WORD_GROUP,
    MW_WORD_GROUP_ONE,
    MW_WORD_EXAMPLE,
    MW_WORD_WHO,
    MW_WORD_MORE_GROUPS,
    MW_WORD_TOTAL,
    MW_WORD_FINDINGS,
    MW_WORD_DOMAINS,
    MW_WORD_NETWORKS,
    MW_WORD_ACTORS,
    MW_WORD_ACTOR_COUNT,
    MW_WORD_UNREAD,
    MW_WORD_MORE_UNREAD,
    MW_WORD_DNS,
    MW_WORD_DNS_FINE,
    MW_WORD_DNS_FAILED,
    MW_WORD_DNS_NONE,
    MW_WORD_NOTHING,
} MwWord;
enum { MW_WORD_N = MW_WORD_NOTHING + 1 };

const char *mw_word(MwWord word, const char *lang);
