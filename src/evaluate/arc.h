#pragma once

#include "src/evaluate/dkim.h"

/* ARC (RFC 8617). "pass" says: the chain is intact. Whom to believe is the receiver's business. */

typedef enum { MW_ARC_NONE, MW_ARC_PASS, MW_ARC_FAIL, MW_ARC_NOT_EVALUATED } MwArcResult;
enum { MW_ARC_RESULT_N = MW_ARC_NOT_EVALUATED + 1 };
MW_DECLARE_ENUM_NAMES(MwArcResult, mw_arc_result)

typedef struct {
    unsigned instance;
    char *domain, *selector; /* of the ARC-Seal */
    char *cv;                /* as written; NULL when absent */
    char *seal;              /* "pass", "fail", "not-checked" */
    char *seal_reason;       /* NULL when it passes; else "signature", "key-missing", ... */
    char *message_signature; /* the same for the ARC-Message-Signature */
    char *message_signature_reason;
    char *authserv_id; /* of the ARC-Authentication-Results */
    GPtrArray *claims; /* MwClaim* (src/evaluate/recorded.h): what this hop says it saw */
    unsigned line;     /* of the ARC-Seal */
} MwArcSet;

typedef struct {
    MwArcResult result;
    unsigned instances;
    unsigned oldest_pass; /* R-ARC-7: 0 when all message signatures verify */
    GPtrArray *sets;      /* MwArcSet*, instance 1 first */
    char *failure;        /* "structure", "cv", "seal", "message-signature", ...; NULL */
    unsigned failure_instance;
    char *failure_text; /* one technical line; NULL */
    bool dns_failed;    /* the failure is DNS (R-ARC-10) */
    /* what instance 1 said about the author's domain; NULL when it said nothing */
    char *first_spf, *first_dkim, *first_dmarc;
} MwArc;

MwArc *mw_arc_validate(const MwMessage *message, MwDnsSession *dns, MwKeyCache *keys,
                       const MwDkimOptions *options);
void mw_arc_free(MwArc *arc);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwArc, mw_arc_free)
