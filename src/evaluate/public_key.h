#pragma once

#include "parsers/dkim_key.h"
#include "src/dns/dns.h"
#include "src/evaluate/hash.h"

/* Keys ready for use, for all threads. */

typedef struct MwPublicKey MwPublicKey;

enum { MW_RSA_BITS_MIN = 1024, MW_RSA_BITS_GOOD = 2048, MW_RSA_BITS_MAX = 8192 };

/* The key of a record, whatever its state; never NULL, the caller's. `record` must outlive it. */
MwPublicKey *mw_public_key_new(MwSpan record);
void mw_public_key_free(MwPublicKey *key);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwPublicKey, mw_public_key_free)

enum { MW_PUBLIC_KEYS_MAX = 20 };

/* MwPublicKey* of each TXT record of an answer, in its order, of the first MW_PUBLIC_KEYS_MAX. They
 * are decoded once and kept with the answer, which owns them. The tags of their records are NULL.
 */
const GPtrArray *mw_public_keys_of(const MwDnsAnswer *answer);

/* The record as parsed; lives as long as the key. */
const MwDkimKey *mw_public_key_record(const MwPublicKey *key);

typedef enum {
    MW_VERIFY_VALID,
    MW_VERIFY_OTHER_TEXT, /* RSA: made with this key over another text (see recovered) */
    MW_VERIFY_WRONG_KEY,  /* RSA: no padding comes out: made with another key, or damaged */
    MW_VERIFY_INVALID,    /* Ed25519: nothing more can be said */
    MW_VERIFY_UNUSABLE,   /* the record gives no key, or one of a size that we do not verify */
} MwVerify;

typedef struct {
    MwVerify verdict;
    bool has_recovered; /* RSA: the hash that was signed could be read from the signature */
    uint8_t recovered[MW_HASH_MAX];
} MwVerification;

/* Does `signature` sign that digest? RSASSA-PKCS1-v1_5 (RFC 8017, 8.2), or Ed25519 over the digest
 * (RFC 8463, 3). */
MwVerification mw_public_key_verify(MwPublicKey *key, MwHash hash,
                                    const uint8_t digest[static MW_HASH_MAX], MwSpan signature);
