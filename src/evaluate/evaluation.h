#pragma once

#include "src/evaluate/arc.h"
#include "src/evaluate/dkim.h"
#include "src/evaluate/dmarc.h"
#include "src/evaluate/envelope.h"
#include "src/evaluate/ndr.h"
#include "src/evaluate/recorded.h"
#include "src/evaluate/spf.h"

/* The two columns of a message: what was recorded, and what can be computed now. */

typedef enum { MW_CROSS_CHECK_ALWAYS, MW_CROSS_CHECK_FAILURES, MW_CROSS_CHECK_NEVER } MwCrossCheck;
enum { MW_CROSS_CHECK_N = MW_CROSS_CHECK_NEVER + 1 };
MW_DECLARE_ENUM_NAMES(MwCrossCheck, mw_cross_check)

typedef struct {
    MwTrustOptions trust;
    MwDmarcSpec dmarc_spec;
    MwCrossCheck cross_check;
    bool has_at;            /* --at was given */
    int64_t at;             /* Unix time */
    int64_t now;            /* the clock, read once by the program */
    unsigned time_limit_ms; /* for the DNS of one message */
    bool outer;             /* of a bounce judge the bounce itself, not what it returns */
    bool brief;             /* no SPF tree, no forensics, no report addresses: scan --brief */
    bool no_spf_costs;      /* SPF trees only where the look-up limit was passed */
    bool only_libopendkim;  /* judge DKIM by that engine alone, to compare its speed */
} MwEvaluateOptions;

/* What the program keeps for all messages; shared by threads. */
typedef struct {
    MwDns *dns;
    MwPsl *psl; /* may be NULL */
} MwShared;

/* What the reader of the input knows about it, beside the octets. */
typedef struct {
    bool headers_only;    /* a pasted block, a .msg: a body, if any, is not the one that was sent */
    bool headers_touched; /* a repair changed signed fields */
    bool body_touched;
    bool no_bounce; /* mw_ndr_read found none */
} MwInputState;

typedef struct {
    const MwMessage *message; /* the message judged (for a bounce: the returned original or NULL) */
    MwMessage *original;      /* owned: the returned original of a bounce */
    char *from;               /* the From address, raw: escape it; NULL */
    char *from_domain;        /* normal form; NULL: none, several or unusable */
    unsigned from_fields;     /* number of From fields */
    unsigned from_domains;    /* number of different domains in them */
    char *subject, *date, *message_id; /* decoded; NULL */
    char *recipient_domain; /* of the first To, Delivered-To or similar; normal form; NULL */
    MwPath *path;
    MwRecorded *recorded;
    MwMicrosoft *microsoft; /* NULL */
    MwEnvelope *envelope;
    MwSpf *spf;      /* never NULL; result not-evaluated where it could not be */
    GPtrArray *dkim; /* MwDkim* */
    MwDmarc *dmarc;
    MwArc *arc;
    MwNdr *ndr;         /* NULL: not a bounce */
    bool dns_alive;     /* did DNS answer at all? */
    bool dkim2_present; /* DKIM2-Signature or Message-Instance (drafts, not evaluated) */
    int64_t clock;      /* the time used for x= and the like */
    MwDnsSession *dns;  /* owned; all answers live in it */
} MwEvaluation;

/* Never NULL. `message` and `ndr_text` must outlive the result. `ndr_text`: a pasted bounce, which
 * then is what is judged; empty otherwise. */
MwEvaluation *mw_evaluate(const MwMessage *message, MwSpan ndr_text, const MwInputState *input,
                          const MwShared *shared, const MwEvaluateOptions *options);
void mw_evaluation_free(MwEvaluation *evaluation);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwEvaluation, mw_evaluation_free)
