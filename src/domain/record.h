#pragma once

#include "parsers/enum_name.h"
#include "src/dns/dns.h"

/* One record that a provider asks for, and what the servers have in its place. */

typedef enum {
    MW_PROVIDER_NONE, /* in general */
    MW_PROVIDER_ACS,  /* Azure Communication Services Email */
    MW_PROVIDER_SES,  /* Amazon SES */
    MW_PROVIDER_M365, /* Microsoft 365 */
} MwProvider;
enum { MW_PROVIDER_N = MW_PROVIDER_M365 + 1 };
MW_DECLARE_ENUM_NAMES(MwProvider, mw_provider) /* "none", "acs", "ses", "m365" */

typedef enum {
    MW_PURPOSE_OWNERSHIP,
    MW_PURPOSE_SPF,
    MW_PURPOSE_DKIM,
    MW_PURPOSE_MX,
    MW_PURPOSE_MAIL_FROM_MX,
    MW_PURPOSE_MAIL_FROM_SPF,
    MW_PURPOSE_DMARC,
} MwPurpose;
enum { MW_PURPOSE_N = MW_PURPOSE_DMARC + 1 };
MW_DECLARE_ENUM_NAMES(MwPurpose, mw_purpose) /* "ownership", "spf", "dkim", "mx", ... */

/* What is wrong with a record, or with one server's answer for it. */
typedef enum {
    MW_RECORD_OK,
    MW_RECORD_MISSING,
    MW_RECORD_DIFFERS,        /* nearly the value: characters too many, too few, changed */
    MW_RECORD_WRONG_TARGET,   /* a CNAME to somewhere else */
    MW_RECORD_OTHER_SELECTOR, /* a CNAME to the target of another selector */
    MW_RECORD_TXT_INSTEAD,    /* a TXT where a CNAME belongs */
    MW_RECORD_FLATTENED,      /* an address where a CNAME belongs: proxied or flattened */
    MW_RECORD_WILDCARD,       /* only the answer that every name gets */
    MW_RECORD_NO_INCLUDE,     /* SPF without the provider's include */
    MW_RECORD_NOT_HARDFAIL,   /* ACS: SPF does not end in -all */
    MW_RECORD_NAME_DOUBLED,   /* missing, but there at NAME.ZONE */
    MW_RECORD_MISSING_DOT,    /* missing, but there at SELECTOR_domainkey */
    MW_RECORD_AT_PARENT,      /* missing, but there without the subdomain */
    MW_RECORD_WRONG_SERVERS,  /* not on the delegated servers, or not on all of them */
    MW_RECORD_NULL_MX,        /* "0 .": takes no mail */
    MW_RECORD_UNKNOWN,        /* DNS did not answer */
} MwRecordFault;
enum { MW_RECORD_FAULT_N = MW_RECORD_UNKNOWN + 1 };
MW_DECLARE_ENUM_NAMES(MwRecordFault, mw_record_fault) /* "ok", "missing", "differs", ... */

/* What one server says. */
typedef struct {
    const char *server;        /* host name; NULL: the resolver */
    bool outside;              /* asked because of --also-ask, not of the delegation */
    const MwDnsAnswer *answer; /* the session's */
    MwRecordFault fault;
    char *found; /* the values that count, " | " between them; NULL: none. Raw */
} MwRecordSeen;

/* A record that must be there, and what is. */
typedef struct {
    MwProvider provider;
    MwPurpose purpose;
    char *name; /* normal form */
    MwDnsType type;
    char *expected;      /* the value to publish; NULL: not known beforehand, or none asked for */
    char *pattern;       /* what an unknown value must look like, for people; NULL */
    char *selector;      /* DKIM; NULL */
    const char *include; /* SPF: the name that must be included; NULL */
    bool hardfail;       /* SPF: must end in -all */
    bool optional;       /* may be missing: ownership that is proved already, plain DKIM guesses */
    bool advice;         /* nothing is wrong whatever is found: general MX and SPF of a provider */
    /* found */
    GPtrArray *seen; /* MwRecordSeen*: the resolver first, then the servers */
    MwRecordFault fault;
    char *found;   /* that the fault is about; NULL */
    char *instead; /* the name at which it is, or the selector whose target it has; NULL */
    const char *servers_zone; /* the zone it is in; NULL: not known. The report's */
    char *key;          /* of a CNAME that is right: "2048 bits", or "" where its target has no key;
                           NULL: not looked for, or no answer */
    bool stale;         /* the resolver still holds an older answer */
    uint32_t stale_ttl; /* for at most so many seconds */
    char *publish;      /* the line for a zone file; NULL: nothing to publish */
    char *publish_value; /* its value alone, as DNS panels want it; NULL */
} MwDomainRecord;
