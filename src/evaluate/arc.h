#pragma once

#include "parsers/auth_results.h"
#include "src/evaluate/dkim.h"
#include "src/evaluate/psl.h"

/* ARC (RFC 8617). "pass" says: the chain is intact. Whom to believe is the receiver's business. */

typedef enum { MW_ARC_NONE, MW_ARC_PASS, MW_ARC_FAIL, MW_ARC_NOT_EVALUATED } MwArcResult;
enum { MW_ARC_RESULT_N = MW_ARC_NOT_EVALUATED + 1 };
MW_DECLARE_ENUM_NAMES(MwArcResult, mw_arc_result)

typedef struct {
    unsigned instance;
    char *domain, *selector;       /* of the ARC-Seal */
    char *cv;                      /* as written; NULL when absent */
    const char *seal;              /* "pass", "fail", "not-checked" */
    const char *seal_reason;       /* NULL when it passes; else a word of dkim[].failure */
    const char *message_signature; /* the same for the ARC-Message-Signature */
    const char *message_signature_reason;
    char *signature_domain, *signature_selector; /* of the ARC-Message-Signature */
    const MwAuthResults *results; /* what this hop says it saw: its ARC-Authentication-Results;
                                     NULL: absent or unreadable */
    MwAuthResults *own_results;   /* the same where nobody had read them before; else NULL */
    GPtrArray *notes;             /* char*: a sealer's errors that do not void the set, technical;
                                     NULL: none */
    unsigned header_index, line;  /* of the ARC-Seal; 0 when it is absent */
} MwArcSet;

typedef struct {
    MwArcResult result;
    unsigned instances;   /* the highest instance */
    unsigned oldest_pass; /* RFC 8617, 5.2 step 5, of a chain that passes: 0 when all message
                             signatures verify */
    GPtrArray *sets;      /* MwArcSet*, lowest instance first; instances that are missing are not
                             there */
    char *failure;        /* "structure", "cv", "message-signature", "seal"; NULL */
    unsigned failure_instance; /* 0: not of one instance */
    char *failure_text;        /* one technical line; NULL */
    bool dns_failed;           /* the failure is DNS (RFC 8617, 5.2.1) */
    /* What instance 1 said about the author's domain: results whose identifier lies in the
     * organization of From, by the public suffix list; NULL when it said nothing. */
    char *first_spf, *first_dkim, *first_dmarc;
    unsigned broke_at; /* the lowest instance that saw none of these pass any more, though
                          the one below did; 0: there is none */
} MwArc;

/* Never NULL. With headers only, or after repairs, a set that cannot be checked is "not-checked",
 * and the result not-evaluated unless the chain fails for certain. */
MwArc *mw_arc_validate(const MwMessage *message, MwDnsSession *dns, const MwDkimOptions *options);
void mw_arc_free(MwArc *arc);

/* Fills first_spf, first_dkim, first_dmarc and broke_at. `author_domain`: as DMARC sees it; NULL.
 */
void mw_arc_read_first(MwArc *arc, const char *author_domain, MwPsl *psl);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwArc, mw_arc_free)
