#pragma once

#include <glib.h>
#include <stdint.h>

#include "parsers/enum_name.h"
#include "parsers/ip.h"

/* What DNS answers, as records that everybody may read. */

typedef enum {
    MW_DNS_A,
    MW_DNS_AAAA,
    MW_DNS_CNAME,
    MW_DNS_MX,
    MW_DNS_NS,
    MW_DNS_PTR,
    MW_DNS_SOA,
    MW_DNS_TXT,
} MwDnsType;
enum { MW_DNS_TYPE_N = MW_DNS_TXT + 1 };
MW_DECLARE_ENUM_NAMES(MwDnsType, mw_dns_type)

/* Never confuse these: "no answer" is not "no record". */
typedef enum {
    MW_DNS_FOUND,
    MW_DNS_NXDOMAIN, /* the name does not exist */
    MW_DNS_NODATA,   /* it exists, without a record of this type */
    MW_DNS_FAILED,   /* nobody knows; see failure */
} MwDnsStatus;
enum { MW_DNS_STATUS_N = MW_DNS_FAILED + 1 };
MW_DECLARE_ENUM_NAMES(MwDnsStatus, mw_dns_status)

typedef enum {
    MW_DNS_OK,
    MW_DNS_SERVFAIL,
    MW_DNS_BOGUS, /* servfail, but an answer with checking disabled: DNSSEC validation failed */
    MW_DNS_TIMEOUT,
    MW_DNS_REFUSED,
    MW_DNS_MALFORMED,   /* an answer that cannot be read, a CNAME loop */
    MW_DNS_BAD_NAME,    /* not a name that can be asked for */
    MW_DNS_UNREACHABLE, /* no server could be reached at all */
    MW_DNS_NOT_ASKED,   /* --no-dns */
} MwDnsFailure;
enum { MW_DNS_FAILURE_N = MW_DNS_NOT_ASKED + 1 };
MW_DECLARE_ENUM_NAMES(MwDnsFailure, mw_dns_failure)

/* One record. Only the fields of its type are set. */
typedef struct {
    uint32_t ttl;        /* seconds */
    MwIp ip;             /* A, AAAA */
    char *name;          /* CNAME, MX, NS, PTR: the target; SOA: the primary server. Normal form;
                            "" is the root, as in a null MX */
    unsigned preference; /* MX */
    GBytes *text;        /* TXT: the character-strings joined without blanks (RFC 7208, 3.3) */
    GArray *strings;     /* TXT: guint8 lengths of the single character-strings, in order */
} MwDnsRecord;

/* What a question got, immutable and reference counted. */
typedef struct {
    char *server; /* the server asked directly; NULL: the resolver */
    char *name;   /* as asked, normal form; as given when BAD_NAME */
    MwDnsType type;
    MwDnsStatus status;
    MwDnsFailure failure; /* MW_DNS_OK unless FAILED */
    GPtrArray *records;   /* const MwDnsRecord*; empty unless FOUND; in the order of the answer */
    GPtrArray *cnames;    /* char*: where the aliases led, in order, the last owns the records;
                             empty mostly. A server asked directly answers NODATA with these when
                             the alias leaves its data */
    uint32_t ttl;         /* seconds: lowest of the answer, or the negative TTL */
    size_t bytes;         /* size of the answer, 0 when from a file */
} MwDnsAnswer;

MwDnsAnswer *mw_dns_answer_ref(const MwDnsAnswer *answer);
void mw_dns_answer_unref(MwDnsAnswer *answer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwDnsAnswer, mw_dns_answer_unref)

/* What can be read from an answer, as a policy from its records: a function of nothing else. */
typedef struct {
    void *(*read)(const MwDnsAnswer *answer); /* never NULL; may point into the answer */
    void (*free)(void *value);
} MwDnsReading;

/* The answer as `reading` (static) reads it: done when first asked for, then kept with the answer,
 * which owns it, for everybody. From any thread. What is kept should not be many times as large as
 * the answer: caches count it in (cache.c). */
const void *mw_dns_answer_read(const MwDnsAnswer *answer, const MwDnsReading *reading);

/* The bytes of a TXT record. */
MwSpan mw_dns_record_text(const MwDnsRecord *record);

/* "TXT _dmarc.example.com: NXDOMAIN", "TXT example.com: found", "... : timeout"; the caller's. */
char *mw_dns_answer_describe(const MwDnsAnswer *answer);
