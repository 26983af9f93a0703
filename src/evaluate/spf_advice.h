#pragma once

#include "src/evaluate/spf.h"

/* What in a record can go or be written shorter, found in a static walk. Nothing is ever
 * "flattened": addresses replace names only where both belong to the same domain. */

typedef enum {
    MW_SPF_ADVICE_UNREACHABLE,   /* behind all, or a redirect beside all: never used */
    MW_SPF_ADVICE_DUPLICATE,     /* `other` says the same */
    MW_SPF_ADVICE_NEVER_MATCHES, /* nothing in it can pass, or its name has no address */
    MW_SPF_ADVICE_COVERED,       /* every address of it is in `other` */
    MW_SPF_ADVICE_PTR,           /* slow, unreliable, deprecated (RFC 7208, 5.5) */
    MW_SPF_ADVICE_OWN_ADDRESSES, /* a name of the domain itself: `text` costs no look-up */
    MW_SPF_ADVICE_COSTLY,        /* what costs most, when all else is not enough */
} MwSpfAdviceKind;
enum { MW_SPF_ADVICE_N = MW_SPF_ADVICE_COSTLY + 1 };
MW_DECLARE_ENUM_NAMES(MwSpfAdviceKind, mw_spf_advice_kind)

typedef struct {
    MwSpfAdviceKind kind;
    const MwSpfNode *node;  /* a term of the domain's own record */
    const MwSpfNode *other; /* NULL where the kind names none */
    unsigned saves;         /* look-ups */
    char *text;             /* the terms to write instead; NULL */
} MwSpfAdvice;

/* MwSpfAdvice*, the easiest first; nodes are those of `walk`. `left`: look-ups that remain when all
 * but COSTLY is followed. */
typedef struct {
    GPtrArray *items;
    unsigned left;
} MwSpfAdviceList;

MwSpfAdviceList *mw_spf_advise(MwDnsSession *dns, const MwSpf *walk);
void mw_spf_advice_list_free(MwSpfAdviceList *list);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwSpfAdviceList, mw_spf_advice_list_free)
