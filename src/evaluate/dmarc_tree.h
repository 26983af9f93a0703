#pragma once

#include "parsers/dmarc_record.h"
#include "src/dns/dns.h"

/* What one name says: its TXT at _dmarc. below it. */
typedef enum {
    MW_DMARC_LOOKUP_NOTHING, /* no DMARC record */
    MW_DMARC_LOOKUP_FOUND,
    MW_DMARC_LOOKUP_SEVERAL, /* more than one: none of them counts */
    MW_DMARC_LOOKUP_FAILED,  /* DNS did not tell */
} MwDmarcLookupStatus;

/* A function of the answer alone, read once and kept with it: it lives as long as the session that
 * gave the answer. */
typedef struct {
    const char *name; /* without "_dmarc."; in the answer */
    MwDmarcLookupStatus status;
    const MwDnsAnswer *answer;
    unsigned count;        /* DMARC records there */
    MwDmarcRecord *record; /* FOUND only */
    char *text;            /* FOUND: the record */
    char *lookalike;       /* a TXT that was meant as a record; NULL */
    const char *lookalike_why;
    size_t lookalike_offset;
} MwDmarcLookup;

const MwDmarcLookup *mw_dmarc_lookup(MwDnsSession *dns, const char *name);

enum { MW_DMARC_QUERIES_MAX = 8 }; /* RFC 9989, 4.10 */

/* The names asked for a domain. All are views into its name and the session's answers. */
typedef struct {
    const MwDmarcLookup *lookups[MW_DMARC_QUERIES_MAX]; /* longest name first */
    unsigned count;
    const char *organizational_domain; /* NULL when DNS failed in a tree walk */
    const MwDmarcLookup *failed;       /* the last one, when DNS failed; else NULL */
} MwDmarcWalk;

/* The DNS tree walk (RFC 9989, 4.10): until psd=y or psd=n, or a failure. */
MwDmarcWalk mw_dmarc_walk(MwDnsSession *dns, const char *name);

/* RFC 7489, 6.6.3: the author domain, then its organizational domain by the public suffix list;
 * several records at one name end it. */
MwDmarcWalk mw_dmarc_walk_7489(MwDnsSession *dns, const char *author, const char *organization);

const MwDmarcLookup *mw_dmarc_walk_last(const MwDmarcWalk *walk);

/* The lookup of that name, when it found a record; NULL. */
const MwDmarcLookup *mw_dmarc_walk_found(const MwDmarcWalk *walk, const char *name);
