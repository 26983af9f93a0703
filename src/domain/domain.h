#pragma once

#include "src/domain/record.h"
#include "src/evaluate/dmarc.h"
#include "src/evaluate/spf.h"

/* Checks of a sending domain's DNS set-up against what a provider asks for: the records that must
 * be there, and what the resolver and each authoritative server say about them. */

typedef struct {
    GArray *providers;    /* MwProvider, each once; empty: a general check */
    GPtrArray *selectors; /* char* */
    const char *verification, *mail_from_domain, *region; /* NULL: not given */
    bool verified;
    GPtrArray *also_ask; /* char* */
} MwDomainOptions;

typedef enum { MW_MX_UNKNOWN, MW_MX_FOUND, MW_MX_MISSING, MW_MX_NULL } MwMxState;

typedef struct {
    char *domain;  /* normal form */
    char *unicode; /* with U-labels; equal to `domain` mostly */
    const MwDomainOptions *options;
    MwDnsSession *dns;  /* owned */
    bool exists;        /* not known to be NXDOMAIN */
    bool alive;         /* did DNS answer at all? */
    char *zone;         /* the delegated zone the domain is in; NULL: not found */
    GPtrArray *servers; /* char*: its name servers, sorted */
    GPtrArray *silent;  /* char*: those of them that did not answer for the zone */
    GPtrArray *records; /* MwDomainRecord* */
    MwSpf *spf;         /* the static walk of the domain's record */
    MwDmarc *dmarc;
    MwMxState mx;
} MwDomainReport;

/* `domain` in normal form. Never NULL. `options` and `dns` must outlive the report. */
MwDomainReport *mw_domain_check(MwDns *dns, const char *domain, const MwDomainOptions *options,
                                unsigned time_limit_ms);
void mw_domain_report_free(MwDomainReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwDomainReport, mw_domain_report_free)

/* All of the provider's records are right, and nothing in SPF stands against it. */
bool mw_domain_is_right(const MwDomainReport *report, MwProvider provider);

/* The name as a DNS panel wants it: without the zone, "@" for the zone itself; the caller's. */
char *mw_domain_host(const MwDomainReport *report, const MwDomainRecord *record);
