#pragma once

#include <glib.h>

#include "parsers/span.h"

/* Signs messages for tests: DKIM (RFC 6376, 8463) and ARC (RFC 8617), with own canonicalization.
 * Nothing of src/ is used, so that the verifier is never checked by itself. Messages are octets
 * with CRLF; mw_test_to_crlf makes them so. */

typedef struct MwTestKey MwTestKey;

/* A PEM file, RSA or Ed25519. `name` without a slash is tests/keys/NAME.pem. */
MwTestKey *mw_test_key_load(const char *name, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The key that belongs to the seed, the same for ever: RSA with 2048 bits (0.2 s), or Ed25519. */
MwTestKey *mw_test_key_new_rsa(const char *seed);
MwTestKey *mw_test_key_new_ed25519(const char *seed);
void mw_test_key_free(MwTestKey *key);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwTestKey, mw_test_key_free)

bool mw_test_key_is_rsa(const MwTestKey *key);
/* The value of p=: base64 of the SubjectPublicKeyInfo, or of the 32 octets for Ed25519. */
char *mw_test_key_public(const MwTestKey *key);
/* "v=DKIM1; k=rsa; p=..." */
char *mw_test_key_record(const MwTestKey *key);
/* The signature over `data` by the hash "sha256" or "sha1": for Ed25519 over its SHA-256. Base64.
 */
char *mw_test_key_sign(const MwTestKey *key, const char *hash, const GString *data);

/* `NAME. 3600 IN TXT "..." "..."` with a line end: `text` quoted, cut into strings of 255. */
char *mw_test_zone_txt(const char *name, const char *text);

enum { MW_TEST_LENGTH_NONE = -1, MW_TEST_LENGTH_ALL = -2 }; /* no l=, or l= of the whole body */

/* What goes into the signature; a zeroed record with domain, selector, key and length set is
 * rsa-sha256 or ed25519-sha256, relaxed/relaxed, over From, To, Subject, Date, Message-ID. */
typedef struct {
    const char *domain, *selector;
    const MwTestKey *key;
    const char *algorithm; /* a=; NULL: by the key, with sha256 */
    const char *canon;     /* c=; "" leaves the tag out (simple/simple) */
    const char *headers;   /* h=, "From:To"; a name more often than the field: oversigned */
    const char *identity;  /* i= */
    gint64 length;         /* l=: octets of the canonical body, or MW_TEST_LENGTH_... */
    gint64 time, expires;  /* t=, x=; 0: absent */
    bool copied;           /* z= with the signed fields */
    const char *extra;     /* more tags, "q=dns/txt; r=y"; NULL */
} MwTestSignature;

/* The DKIM-Signature field for the front of the message, CRLF at its end. */
char *mw_test_sign_dkim(MwSpan message, const MwTestSignature *what);

typedef struct {
    MwTestSignature signature; /* of the ARC-Message-Signature; identity, expires unused */
    unsigned instance;         /* 0: one above the highest that is there */
    const char *authserv_id;   /* NULL: the signing domain */
    const char *results;       /* "spf=pass smtp.mailfrom=example.com; dkim=pass"; NULL: "none" */
    const char *cv;            /* NULL: "none" for instance 1, else "pass" */
} MwTestArc;

/* The ARC set (ARC-Seal, ARC-Message-Signature, ARC-Authentication-Results) for the front. */
char *mw_test_sign_arc(MwSpan message, const MwTestArc *what);

/* Every bare LF (and bare CR) made CRLF. */
GString *mw_test_to_crlf(MwSpan text);
