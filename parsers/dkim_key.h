#pragma once

#include <glib.h>
#include <stdbool.h>

#include "parsers/enum_name.h"
#include "parsers/error.h"
#include "parsers/tag_list.h"

/* A DKIM key record (RFC 6376, 3.6.1; RFC 8463): the text of a TXT at selector._domainkey.domain.
 * Everything that can be read is there even when the record cannot be used. */

typedef enum { MW_DKIM_KEY_RSA, MW_DKIM_KEY_ED25519, MW_DKIM_KEY_OTHER } MwDkimKeyType;

/* Why a record gives no key, in the words of MwDkim.key_damage: the first that explains it. */
typedef enum {
    MW_DKIM_KEY_OK,
    MW_DKIM_KEY_REVOKED,           /* p= is empty: on purpose, no damage */
    MW_DKIM_KEY_QUOTES,            /* literal quotation marks in the text */
    MW_DKIM_KEY_ESCAPED_SEMICOLON, /* "\;" */
    MW_DKIM_KEY_PEM,               /* the lines of a PEM file, "-----BEGIN" included */
    MW_DKIM_KEY_PRIVATE,           /* the private key was published */
    MW_DKIM_KEY_TRUNCATED,         /* cut at 255 octets, the limit of one character-string */
    MW_DKIM_KEY_HALF,              /* the key ends early, elsewhere */
    MW_DKIM_KEY_NOT_BASE64,
    MW_DKIM_KEY_NOT_A_KEY,         /* base64, but no key of the type of k= */
    MW_DKIM_KEY_NO_P,              /* a key record without p= */
    MW_DKIM_KEY_MISSING_SEMICOLON, /* "k=rsa p=..." */
    MW_DKIM_KEY_SYNTAX,            /* no tag-list */
    MW_DKIM_KEY_BAD_VERSION,       /* v= is not DKIM1, or not the first tag */
    MW_DKIM_KEY_OTHER_RECORD,      /* another kind of record: SPF, DMARC, a verification text */
    MW_DKIM_KEY_UNKNOWN_TYPE,      /* k= names a type that we do not know */
} MwDkimKeyFault;
enum { MW_DKIM_KEY_FAULT_N = MW_DKIM_KEY_UNKNOWN_TYPE + 1 };
MW_DECLARE_ENUM_NAMES(MwDkimKeyFault, mw_dkim_key_fault) /* "ok", "revoked", "quotes", ... */

typedef struct {
    GArray *tags; /* MwTag[], of mw_tag_list_read; may be cleared when nobody needs them */
    MwDkimKeyFault fault;
    char *fault_text;   /* one technical line; NULL without a fault */
    const char *tag;    /* name of the tag at fault, "p"; NULL */
    MwDkimKeyType type; /* k=, rsa when absent */
    MwSpan type_text;   /* k= as written; empty when absent */
    GBytes *octets;     /* p= decoded; NULL when there is none or it is not base64 */
    MwSpan rsa;         /* RSA, no fault: the DER RSAPublicKey within octets */
    unsigned bits;      /* of the modulus; 256 for Ed25519; 0 unknown */
    bool allows_sha1;   /* by h=; true when absent */
    bool allows_sha256;
    bool allows_email;    /* by s=; true when absent */
    bool testing, strict; /* t=y, t=s */
} MwDkimKey;

/* `record`: all its character-strings joined. Never NULL. */
MwDkimKey *mw_dkim_key_parse(MwSpan record);
void mw_dkim_key_free(MwDkimKey *key);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwDkimKey, mw_dkim_key_free)

typedef enum { MW_RSA_OK, MW_RSA_CUT, MW_RSA_PRIVATE, MW_RSA_BROKEN } MwRsaShape;

/* Finds the RSAPublicKey (RFC 8017, A.1.1) in DER, be it bare or inside a SubjectPublicKeyInfo
 * (RFC 5280, 4.1; what everybody publishes). MW_RSA_CUT: the lengths inside speak of more octets
 * than there are. The outputs are set on MW_RSA_OK only. */
MwRsaShape mw_rsa_key_find(MwSpan der, MwSpan *ret_key, unsigned *ret_bits);
