#pragma once

#include "parsers/enum_name.h"
#include "parsers/ip.h"
#include "src/dns/dns.h"

/* SPF (RFC 7208), evaluated now, from DNS. */

typedef enum {
    MW_SPF_NONE,
    MW_SPF_NEUTRAL,
    MW_SPF_PASS,
    MW_SPF_FAIL,
    MW_SPF_SOFTFAIL,
    MW_SPF_TEMPERROR,
    MW_SPF_PERMERROR,
    MW_SPF_NOT_EVALUATED, /* no client IP or no domain in the input, or no DNS */
} MwSpfResult;
enum { MW_SPF_RESULT_N = MW_SPF_NOT_EVALUATED + 1 };
MW_DECLARE_ENUM_NAMES(MwSpfResult, mw_spf_result) /* "none" ... "not-evaluated" */

/* What stands behind none, permerror and temperror. */
typedef enum {
    MW_SPF_PROBLEM_NONE,
    MW_SPF_PROBLEM_NO_RECORD,        /* none: the name exists */
    MW_SPF_PROBLEM_NO_DOMAIN,        /* none: NXDOMAIN */
    MW_SPF_PROBLEM_BAD_DOMAIN,       /* none: malformed or single label (RFC 7208, 4.3) */
    MW_SPF_PROBLEM_MULTIPLE_RECORDS, /* 4.5 */
    MW_SPF_PROBLEM_SYNTAX,           /* 4.6 */
    MW_SPF_PROBLEM_LOOKUP_LIMIT,     /* 4.6.4: more than 10 terms */
    MW_SPF_PROBLEM_VOID_LIMIT,       /* 4.6.4: more than 2 void look-ups */
    MW_SPF_PROBLEM_MX_LIMIT,         /* 4.6.4: an mx with more than 10 names */
    MW_SPF_PROBLEM_INCLUDE_NONE,     /* 5.2, 6.1: include or redirect target has no record */
    MW_SPF_PROBLEM_INCLUDE_LOOP,     /* the target is already being evaluated */
    MW_SPF_PROBLEM_INCLUDE_BROKEN,   /* the target's own record is in error; see `path` */
    MW_SPF_PROBLEM_DNS,              /* temperror */
} MwSpfProblem;
enum { MW_SPF_PROBLEM_N = MW_SPF_PROBLEM_DNS + 1 };
MW_DECLARE_ENUM_NAMES(MwSpfProblem, mw_spf_problem)

/* A term of a record, as evaluated or walked. */
typedef struct MwSpfNode MwSpfNode;
struct MwSpfNode {
    char *term;    /* as written: "include:_spf.example.net", "redirect=..." */
    size_t offset; /* of the term in its record, bytes */
    char *domain;  /* the record's owner */
    char *target;  /* the expanded name that was looked up; NULL for ip4, ip6, all */
    /* "match", "no-match"; of include and redirect the result of the target: "pass", "fail", ...;
     * "permerror", "temperror"; "not-reached"; "not-evaluated" in a static walk; "ignored": an
     * unknown modifier; "explanation": exp= */
    char *outcome;
    unsigned cost;         /* look-ups this term and all below it count for; 0 when not reached */
    unsigned first_lookup; /* number of its own look-up in the whole check; 0: costs none */
    unsigned voids;
    bool over_limit;     /* the 11th look-up or a later one */
    char *record;        /* include and redirect: the record found at the target; NULL else */
    GPtrArray *children; /* MwSpfNode*, owned; of include and redirect */
};

typedef struct {
    MwSpfResult result;
    char *domain;      /* the domain checked */
    char *identity;    /* "mailfrom", "helo" or "mailfrom-from-helo" (null reverse-path, 2.4) */
    char *matched;     /* the term that decided, e.g. "-all" or "include:x > ip4:192.0.2.0/24" */
    char *explanation; /* of fail, when the record has exp=; NULL else */
    unsigned lookups, void_lookups; /* where it ended: 11 look-ups when the limit was passed */
    unsigned total_lookups; /* what the whole record costs; 0: not known. Set when the limit was
                               passed and by mw_spf_walk */
    char *record;           /* of the domain checked; NULL when there is none */
    GPtrArray *records;     /* char*: all v=spf1 records found there, when there are several */
    uint32_t record_ttl;    /* seconds; meaningful only when record is set */
    MwSpfProblem problem;
    MwDnsFailure dns_failure; /* of MW_SPF_PROBLEM_DNS */
    char *problem_term;       /* the term at fault; NULL when it is the record as a whole */
    char *problem_domain;  /* the owner of the record at fault, or the name that did not answer */
    size_t problem_offset; /* bytes into that record */
    char *problem_text;    /* one technical line, for evidence: "byte 17: ..."; NULL */
    char *problem_path;  /* the terms from the first record to the fault: "include:a > mx"; NULL */
    GPtrArray *tree;     /* MwSpfNode*: the terms of the record, includes nested */
    bool tree_truncated; /* the tree was too large to be shown whole */
    GPtrArray *void_names; /* char* */
    /* hints, from the static walk */
    bool allows_everyone; /* +all, or a network of /0 */
    bool uses_ptr;
    char *all_qualifier; /* "+", "-", "~", "?" of the record or of its redirect target; NULL when
                            there is no all, or the redirect was not followed */
    char *redirect;      /* the redirect= in force (no all beside it), as written; NULL: none */
    /* engines: the verdict of each; -1: not run */
    int engine_native;
    int engine_libspf2;             /* behind the guard, corrected */
    int engine_libspf2_uncorrected; /* behind the guard, as receivers built on it see it */
} MwSpf;

typedef struct {
    MwIp ip;
    const char *helo;      /* may be NULL */
    const char *mail_from; /* "" is the null reverse-path; NULL: not known, the HELO is checked */
    const char *receiver;  /* for the r macro; NULL: "unknown" */
    bool want_tree;        /* build `tree` (the walk past the match included) */
    bool tree_past_limit;  /* but only when the look-up limit was passed, to show where */
    bool cross_check;      /* run libspf2 too */
    int64_t now;           /* Unix time, for the t macro */
    unsigned void_limit;   /* void look-ups allowed; 0: the default, 2 (RFC 7208, 4.6.4) */
} MwSpfQuestion;

/* check_host() with its reasons. Never NULL. */
MwSpf *mw_spf_evaluate(MwDnsSession *dns, const MwSpfQuestion *question);

/* A result that says "not evaluated", with the domain when it is known. */
MwSpf *mw_spf_not_evaluated(const char *domain);

/* The static walk of a domain's record: every term, nothing matched, all costs; no client, no
 * sender. The result is not-evaluated unless the record alone decides: none, permerror for what any
 * client sees that no earlier term stops, temperror. Never NULL. */
MwSpf *mw_spf_walk(MwDnsSession *dns, const char *domain);

void mw_spf_free(MwSpf *spf);
void mw_spf_node_free(MwSpfNode *node);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwSpf, mw_spf_free)
