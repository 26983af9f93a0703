/* The low-level functions are deprecated in favour of EVP, whose states cannot be copied cheaply.
 */
#define OPENSSL_SUPPRESS_DEPRECATED

#include "src/evaluate/hash.h"

size_t mw_hash_length(MwHash hash)
{
    return hash == MW_HASH_SHA256 ? SHA256_DIGEST_LENGTH : SHA_DIGEST_LENGTH;
}

void mw_hash_init(MwHashState *state, MwHash hash)
{
    state->hash = hash;
    if (hash == MW_HASH_SHA256)
        SHA256_Init(&state->of.sha256);
    else
        SHA1_Init(&state->of.sha1);
}

void mw_hash_update(MwHashState *state, MwSpan bytes)
{
    if (bytes.len == 0)
        return;
    if (state->hash == MW_HASH_SHA256)
        SHA256_Update(&state->of.sha256, bytes.data, bytes.len);
    else
        SHA1_Update(&state->of.sha1, bytes.data, bytes.len);
}

void mw_hash_finish(MwHashState *state, uint8_t ret_digest[static MW_HASH_MAX])
{
    memset(ret_digest, 0, MW_HASH_MAX);
    if (state->hash == MW_HASH_SHA256)
        SHA256_Final(ret_digest, &state->of.sha256);
    else
        SHA1_Final(ret_digest, &state->of.sha1);
}

void mw_hash(MwHash hash, MwSpan bytes, uint8_t ret_digest[static MW_HASH_MAX])
{
    MwHashState state;
    mw_hash_init(&state, hash);
    mw_hash_update(&state, bytes);
    mw_hash_finish(&state, ret_digest);
}
