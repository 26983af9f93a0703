#pragma once

#include "parsers/enum_name.h"
#include "src/dns/dns.h"
#include "src/evaluate/change.h"
#include "src/message/message.h"

/* DKIM (RFC 6376, 8301, 8463), verified now, with the key that DNS has now. */

typedef enum {
    MW_DKIM_NONE, /* of the message: no signature. Never of a signature */
    MW_DKIM_PASS,
    MW_DKIM_FAIL,
    MW_DKIM_NEUTRAL,
    MW_DKIM_POLICY,
    MW_DKIM_TEMPERROR,
    MW_DKIM_PERMERROR,
    MW_DKIM_NOT_EVALUATED, /* headers only and the header signature holds, no DNS, unknown algorithm
                            */
} MwDkimResult;
enum { MW_DKIM_RESULT_N = MW_DKIM_NOT_EVALUATED + 1 };
MW_DECLARE_ENUM_NAMES(MwDkimResult, mw_dkim_result)

typedef enum { MW_BODY_HASH_MATCH, MW_BODY_HASH_MISMATCH, MW_BODY_HASH_NOT_CHECKABLE } MwBodyHash;
enum { MW_BODY_HASH_N = MW_BODY_HASH_NOT_CHECKABLE + 1 };
MW_DECLARE_ENUM_NAMES(MwBodyHash, mw_body_hash)

typedef enum {
    MW_HEADER_SIGNATURE_VALID,
    MW_HEADER_SIGNATURE_INVALID,
    MW_HEADER_SIGNATURE_NOT_CHECKABLE,
} MwHeaderSignature;
enum { MW_HEADER_SIGNATURE_N = MW_HEADER_SIGNATURE_NOT_CHECKABLE + 1 };
MW_DECLARE_ENUM_NAMES(MwHeaderSignature, mw_header_signature)

/* The words of dkim[].failure (src/render/schema.md), in that spelling. */
typedef enum {
    MW_DKIM_FAILURE_NONE, /* null */
    MW_DKIM_FAILURE_BODY_HASH,
    MW_DKIM_FAILURE_SIGNATURE,
    MW_DKIM_FAILURE_KEY_MISSING,
    MW_DKIM_FAILURE_KEY_REVOKED,
    MW_DKIM_FAILURE_KEY_DNS_FAILURE,
    MW_DKIM_FAILURE_KEY_SYNTAX,
    MW_DKIM_FAILURE_KEY_WEAK,
    MW_DKIM_FAILURE_KEY_TYPE,
    MW_DKIM_FAILURE_SYNTAX,
    MW_DKIM_FAILURE_EXPIRED,
    MW_DKIM_FAILURE_FUTURE,
    MW_DKIM_FAILURE_ALGORITHM,
    MW_DKIM_FAILURE_DOMAIN_MISMATCH,
    MW_DKIM_FAILURE_NOT_EVALUATED,
} MwDkimFailure;
enum { MW_DKIM_FAILURE_N = MW_DKIM_FAILURE_NOT_EVALUATED + 1 };
MW_DECLARE_ENUM_NAMES(MwDkimFailure, mw_dkim_failure)

typedef struct {
    MwDkimResult result;
    MwDkimFailure failure;
    char *failure_text; /* one technical line for evidence: the tag, the offset, the fault; NULL */
    char *failure_tag;  /* the tag at fault, for syntax and key-syntax; NULL */
    unsigned header_index, line;  /* of the DKIM-Signature field */
    char *domain, *selector;      /* normal form; NULL when the tag is unusable */
    char *identity;               /* i= as written, or "@" d= */
    char *algorithm;              /* a= as written */
    const char *canonicalization; /* "relaxed/simple": always both halves */
    char signature_prefix[9];     /* first 8 characters of b=, to match header.b */
    char *signed_headers;         /* h= as written, unfolded; NULL */
    int64_t signed_at, expires;   /* t=, x=; -1 when absent */
    int64_t body_length;          /* l=; -1 when absent */
    int64_t unsigned_body;        /* octets beyond l=; 0 when none */
    bool from_is_signed;
    unsigned extra_fields; /* instances of signed fields above those that h= covers */
    MwBodyHash body_hash;
    MwHeaderSignature header_signature;
    /* key */
    char *key_name; /* "selector._domainkey.example.com" */
    MwDnsStatus key_status;
    MwDnsFailure key_dns_failure;
    char *key_record;  /* as found, cut to 2,000 bytes; raw: escape it. NULL */
    unsigned key_bits; /* 0: unknown */
    char *key_damage;  /* named fault: "truncated", "quotes", "escaped-semicolon", "two-records",
                          "half-key", "not-base64", "no-p", ...; NULL when the key is usable */
    bool key_testing;  /* t=y */
    bool key_weak_warning; /* RSA under 2048 bits */
    /* RSA: what the signature really covers */
    bool key_made_signature; /* the signature was made with this key over other headers (proof) */
    bool key_is_other;       /* the padding is wrong: another key, or a damaged b= */
    MwChange *body_change;   /* NULL: not shown */
    MwChange *header_change; /* NULL: not shown */
    /* engines: MwDkimResult, -1: not run */
    int engine_native, engine_libopendkim;
    char *engine_note; /* the known limitation when the two differ; NULL */
    bool aligned;      /* with the author domain, by the identifier alone; set by DMARC */
} MwDkim;

typedef struct {
    int64_t now;               /* Unix time for t= and x=: when the receiver got the message */
    bool headers_only;         /* there is no body: body hash not checkable */
    bool headers_touched;      /* a repair changed signed headers: header signature not checkable */
    bool body_touched;         /* a repair changed the body */
    bool cross_check;          /* run libopendkim on every signature */
    bool cross_check_failures; /* run it on failures that are open to doubt */
    bool forensics;            /* look for what was changed */
    bool only_libopendkim;     /* that engine's verdicts are the results, ours does not run; none
                                  of the above then counts. Failures have no cause */
    /* Shared by DKIM and ARC, so that the body is read once and the fields are sorted once; NULL:
     * own ones. */
    struct MwBodyDigests *body;
    struct MwHeaderIndex *index;
    /* MwClaimField*: fields of the message that were read already, for ARC; they must outlive the
     * result. NULL: none. */
    const GPtrArray *claims;
} MwDkimOptions;

/* One result per DKIM-Signature field, from the top; at most 100. MwDkim*, the caller's. The body
 * is read once for all signatures. */
GPtrArray *mw_dkim_verify(const MwMessage *message, MwDnsSession *dns,
                          const MwDkimOptions *options);

void mw_dkim_free(MwDkim *dkim);
