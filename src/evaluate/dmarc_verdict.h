#pragma once

#include "src/evaluate/dmarc.h"
#include "src/evaluate/dmarc_tree.h"

/* What one of the two RFCs finds for the author domain. Views into the walk or the lookups. */
typedef struct {
    MwDmarcSpec spec;
    const char *author;
    const char *organizational_domain; /* of the author domain; NULL: DNS failed */
    const MwDmarcLookup *source;       /* whose record applies; NULL: none, or not known */
    const MwDmarcLookup *failed;       /* the lookup without which the record is not known */
    bool author_exists;                /* not NXDOMAIN: picks sp or np */
    MwPsl *psl;
} MwDmarcDiscovery;

/* RFC 9989, 4.10.1: author, organizational domain, public suffix domain. */
const MwDmarcLookup *mw_dmarc_policy_source(const MwDmarcWalk *walk);

/* The policy, alignments and result. `ret_failed` is set to the question that failed where the
 * alignment of an identifier stays unknown; else left alone. */
MwDmarcVerdict *mw_dmarc_judge(MwDnsSession *dns, const MwDmarcDiscovery *discovery,
                               const MwDmarcQuestion *question, const MwDnsAnswer **ret_failed);

/* Is the verdict on this discovery another one? Without a record by either RFC the organizational
 * domain decides nothing. */
bool mw_dmarc_differs(MwDnsSession *dns, const MwDmarcDiscovery *discovery,
                      const MwDmarcQuestion *question, const MwDmarcVerdict *verdict);

void mw_dmarc_verdict_free(MwDmarcVerdict *verdict);

/* Fills report_addresses from the record used (RFC 9990, verifying external destinations). */
void mw_dmarc_read_reports(MwDmarc *dmarc, const MwDmarcLookup *source);
/* Asks for the confirming records of the external ones. */
void mw_dmarc_check_reports(MwDmarc *dmarc, MwDnsSession *dns, MwPsl *psl, MwDmarcSpec spec);
