#pragma once

#include "parsers/enum_name.h"
#include "src/dns/dns.h"
#include "src/evaluate/psl.h"

/* DMARC (RFC 9989, and RFC 7489 beside it), evaluated now. */

typedef enum {
    MW_DMARC_NONE,
    MW_DMARC_PASS,
    MW_DMARC_FAIL,
    MW_DMARC_TEMPERROR,
    MW_DMARC_PERMERROR,
    MW_DMARC_NOT_EVALUATED, /* no author domain, or SPF and DKIM could not be evaluated */
} MwDmarcResult;
enum { MW_DMARC_RESULT_N = MW_DMARC_NOT_EVALUATED + 1 };
MW_DECLARE_ENUM_NAMES(MwDmarcResult, mw_dmarc_result)

typedef enum { MW_DMARC_SPEC_AUTO, MW_DMARC_SPEC_9989, MW_DMARC_SPEC_7489 } MwDmarcSpec;
enum { MW_DMARC_SPEC_N = MW_DMARC_SPEC_7489 + 1 };
MW_DECLARE_ENUM_NAMES(MwDmarcSpec, mw_dmarc_spec) /* "auto", "9989", "7489" */

/* An authenticated (or merely claimed) identifier and how it stands to the author domain. */
typedef struct {
    char *domain;
    bool passed;  /* SPF or DKIM passed for it */
    bool unknown; /* its result is a temporary error */
    bool is_dkim;
    char *organizational_domain; /* NULL: not needed for the alignment, or DNS failed */
    bool aligned;                /* by the identifier alone */
    bool alignment_unknown;      /* DNS failed */
} MwDmarcIdentifier;

typedef struct {
    char *uri;  /* as written */
    char *host; /* of a mailto: address; NULL for other schemes */
    bool external;
    bool authorized; /* external: its confirming record was found; own: true */
    bool unknown;    /* DNS did not tell, or was not asked */
    bool is_ruf;
    char *query;       /* the name asked; NULL when not external */
    char *replacement; /* the rua of the confirming record: of the same host it takes the place of
                          this address, of another host it cancels it (not authorized); NULL */
} MwDmarcReportAddress;

/* One evaluation by one of the two RFCs. */
typedef struct {
    MwDmarcSpec spec;
    MwDmarcResult result;
    char *organizational_domain;
    char *record_domain; /* where the policy record was found; NULL */
    char *record;        /* as found */
    /* constants: "none", "quarantine", "reject", by the tag that applies; NULL without record */
    const char *policy;
    const char *policy_tag;         /* "p", "sp", "np" */
    const char *effective_policy;   /* after t= */
    bool spf_aligned, dkim_aligned; /* an aligned identifier passes */
    GArray *identifiers;            /* MwDmarcIdentifier, in the order of the question */
} MwDmarcVerdict;

typedef struct {
    char *domain;            /* the author domain; NULL when there is none */
    unsigned from_domains;   /* number of different author domains in From */
    MwDmarcVerdict *verdict; /* by the chosen RFC; never NULL */
    MwDmarcVerdict *other;   /* by the other one, only when result, policy or organizational domain
                                differ and spec is auto; NULL */
    GPtrArray *walk;         /* char*: names asked for the author domain, in order */
    bool domain_exists;      /* not known to be NXDOMAIN */
    MwDnsStatus lookup_status; /* of the failing or the last query */
    MwDnsFailure dns_failure;
    char *dns_failed_name;
    /* faults of what was found, at the record used or on the way to it */
    unsigned record_count;    /* DMARC records at the name where there are several; else 0 or 1 */
    char *several_at;         /* the name with several records */
    char *invalid_tag;        /* the tag that cannot be used: "v", "p", "sp", ...; NULL */
    char *invalid_text;       /* one technical line; NULL */
    char *invalid_record;     /* the record or TXT that looks like DMARC but is none */
    char *invalid_at;         /* its name */
    bool testing;             /* t=y */
    GPtrArray *record_notes;  /* char*: technical lines on what is ignored or odd in the record */
    GPtrArray *historic_tags; /* char*: of pct, rf, ri */
    char *pct;                /* value, NULL */
    char *sp;                 /* sp= of the record used; NULL */
    bool has_rua;
    GPtrArray *report_addresses;  /* MwDmarcReportAddress*, of rua and ruf */
    bool strict_spf, strict_dkim; /* aspf=s, adkim=s */
} MwDmarc;

typedef struct {
    const char *author_domain; /* normal form; NULL: none or several */
    unsigned from_domains;
    MwDmarcSpec spec;
    GArray *identifiers; /* MwDmarcIdentifier with domain, passed, unknown, is_dkim set */
    bool incomplete; /* SPF, or a signature that would align, could not be evaluated at all: what
                        does not pass is then not-evaluated, not fail */
    bool check_report_addresses;
    MwPsl *psl; /* may be NULL */
} MwDmarcQuestion;

/* Never NULL. */
MwDmarc *mw_dmarc_evaluate(MwDnsSession *dns, const MwDmarcQuestion *question);
void mw_dmarc_free(MwDmarc *dmarc);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwDmarc, mw_dmarc_free)
