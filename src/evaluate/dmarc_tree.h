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

typedef struct {
    char *name; /* without "_dmarc." */
    MwDmarcLookupStatus status;
    const MwDnsAnswer *answer; /* the session's */
    unsigned count;            /* DMARC records there */
    MwDmarcRecord *record;     /* FOUND only */
    char *text;                /* FOUND: the record; SEVERAL: the first */
    char *lookalike;           /* a TXT that was meant as a record; NULL */
    const char *lookalike_why;
    size_t lookalike_offset;
} MwDmarcLookup;

MwDmarcLookup *mw_dmarc_lookup(MwDnsSession *dns, const char *name);
void mw_dmarc_lookup_free(MwDmarcLookup *lookup);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwDmarcLookup, mw_dmarc_lookup_free)

/* The DNS tree walk (RFC 9989, 4.10): at most 8 names, until psd=y or psd=n, or a failure. */
typedef struct {
    GPtrArray *lookups;          /* MwDmarcLookup*, longest name first */
    char *organizational_domain; /* 4.10.2; NULL when DNS failed */
    const MwDmarcLookup *failed; /* the last one, when DNS failed; else NULL */
} MwDmarcWalk;

MwDmarcWalk *mw_dmarc_walk(MwDnsSession *dns, const char *name);
void mw_dmarc_walk_free(MwDmarcWalk *walk);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwDmarcWalk, mw_dmarc_walk_free)

/* The lookup of that name, when it found a record; NULL. */
const MwDmarcLookup *mw_dmarc_walk_found(const MwDmarcWalk *walk, const char *name);
