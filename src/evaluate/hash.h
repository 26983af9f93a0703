#pragma once

#include <openssl/sha.h>
#include <stdint.h>

#include "parsers/span.h"

/* SHA-256 and SHA-1 as values: a state is copied by assignment. The forensics copy it at every line
 * end, for which an EVP_MD_CTX is far too heavy. */

typedef enum { MW_HASH_SHA256, MW_HASH_SHA1 } MwHash;
enum { MW_HASH_N = MW_HASH_SHA1 + 1, MW_HASH_MAX = 32 };

typedef struct {
    MwHash hash;
    union {
        SHA256_CTX sha256;
        SHA_CTX sha1;
    } of;
} MwHashState;

size_t mw_hash_length(MwHash hash); /* octets of a digest: 32 or 20 */

void mw_hash_init(MwHashState *state, MwHash hash);
void mw_hash_update(MwHashState *state, MwSpan bytes);
/* Writes the digest; octets behind its length are 0. The state is spent. */
void mw_hash_finish(MwHashState *state, uint8_t ret_digest[static MW_HASH_MAX]);

/* All three at once. */
void mw_hash(MwHash hash, MwSpan bytes, uint8_t ret_digest[static MW_HASH_MAX]);
