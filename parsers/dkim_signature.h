#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "parsers/error.h"
#include "parsers/tag_list.h"

/* A DKIM-Signature (RFC 6376, 3.5), or an ARC-Message-Signature (RFC 8617, 4.1.2), as written.
 * Everything that can be read is there even when the whole cannot be used. */

typedef enum {
    MW_DKIM_ALGORITHM_UNKNOWN,
    MW_DKIM_ALGORITHM_RSA_SHA1,
    MW_DKIM_ALGORITHM_RSA_SHA256,
    MW_DKIM_ALGORITHM_ED25519_SHA256,
} MwDkimAlgorithm;

/* Of an a= tag, any case. */
MwDkimAlgorithm mw_dkim_algorithm_of(MwSpan name);

typedef enum { MW_CANON_SIMPLE, MW_CANON_RELAXED } MwCanon;

typedef enum {
    MW_DKIM_FIELD_SIGNATURE,   /* DKIM-Signature: v=1 is required, c= defaults to simple/simple */
    MW_DKIM_FIELD_ARC_MESSAGE, /* ARC-Message-Signature: no v=, i= is the instance, c= defaults to
                                  relaxed/relaxed as all implementations have it, h= may be empty */
} MwDkimField;

typedef struct {
    GArray *tags; /* MwTag[], of mw_tag_list_read */
    /* The first fault; error_text NULL: there is none, all below is set. */
    MwParseError error;
    char error_tag[16];   /* name of the tag at fault; "" when it is the list as a whole */
    char *error_text;     /* one technical line: "byte 17: no \"=\" in \"x\"", "h= lacks From" */
    bool domain_mismatch; /* the fault is an i= outside d= (6.1.1) */
    bool is_old_version;  /* the fault is a v= other than 1 */

    MwDkimAlgorithm algorithm;
    MwSpan algorithm_text;
    MwCanon header_canon, body_canon;
    char *domain, *selector; /* normal form; NULL when absent or no name */
    MwSpan identity;         /* i= as written; empty when absent */
    char *identity_domain;   /* normal form: of i=, else d=; NULL */
    unsigned instance;       /* ARC only: i= */
    MwSpan signature_text;   /* b= as written */
    size_t
        signature_begin;  /* bytes of the parsed text that hashing leaves out (3.7): b= with all */
    size_t signature_end; /* white space around it. Equal: there is none */
    GBytes *signature;    /* decoded; NULL when damaged */
    GBytes *body_hash;    /* decoded bh=; NULL */
    MwSpan header_list;   /* h= as written */
    GArray *headers;      /* MwSpan: the names of h=, in order, without blanks */
    bool signs_from;
    MwSpan copied_headers; /* z= as written; empty when absent */
    int64_t timestamp;     /* t=; -1: absent */
    int64_t expires;       /* x=; -1: absent */
    int64_t body_length;   /* l=; -1: absent */
} MwDkimSignature;

enum { MW_DKIM_HEADERS_MAX = 2000 };

/* `value`: the field after its colon; all spans point into it. Never NULL. */
MwDkimSignature *mw_dkim_signature_parse(MwSpan value, MwDkimField kind);
void mw_dkim_signature_free(MwDkimSignature *signature);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwDkimSignature, mw_dkim_signature_free)

/* The value of a decimal tag of 1 to 76 digits, INT64_MAX when it is larger than that (3.5: it may
 * be "infinity"); -1 when it is none. */
int64_t mw_dkim_number(MwSpan text);
