#include "src/evaluate/public_key.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

struct MwPublicKey {
    MwDkimKey *record;
    EVP_PKEY *pkey;        /* NULL: unusable */
    EVP_PKEY_CTX *context; /* one that is ready for use, kept between calls; atomic */
};

/* Plain d2i_PUBKEY asks every decoder of OpenSSL 3 in turn and is a hundred times slower. */
static EVP_PKEY *decode_rsa(const MwDkimKey *record)
{
    const unsigned char *der = (const unsigned char *)record->rsa.data;
    if (record->bits > MW_RSA_BITS_MAX)
        return NULL;
    return d2i_PublicKey(EVP_PKEY_RSA, NULL, &der, (long)record->rsa.len);
}

static EVP_PKEY *decode(const MwDkimKey *record)
{
    EVP_PKEY *pkey = NULL;
    if (record->fault == MW_DKIM_KEY_OK && record->type == MW_DKIM_KEY_RSA) {
        pkey = decode_rsa(record);
    } else if (record->fault == MW_DKIM_KEY_OK && record->type == MW_DKIM_KEY_ED25519) {
        gsize len = 0;
        const unsigned char *octets = g_bytes_get_data(record->octets, &len);
        pkey = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, octets, len);
    }
    ERR_clear_error();
    return pkey;
}

MwPublicKey *mw_public_key_new(MwSpan record)
{
    MwPublicKey *key = g_new0(MwPublicKey, 1);
    key->record = mw_dkim_key_parse(record);
    key->pkey = decode(key->record);
    return key;
}

void mw_public_key_free(MwPublicKey *key)
{
    if (key == NULL)
        return;
    EVP_PKEY_CTX_free(key->context);
    EVP_PKEY_free(key->pkey);
    mw_dkim_key_free(key->record);
    g_free(key);
}

const MwDkimKey *mw_public_key_record(const MwPublicKey *key)
{
    return key->record;
}

static void free_key(void *key)
{
    mw_public_key_free(key);
}

static void *read_keys(const MwDnsAnswer *answer)
{
    GPtrArray *keys = g_ptr_array_new_with_free_func(free_key);
    for (guint i = 0; i < MIN(answer->records->len, MW_PUBLIC_KEYS_MAX); i++) {
        MwPublicKey *key =
            mw_public_key_new(mw_dns_record_text(g_ptr_array_index(answer->records, i)));
        /* A list of many short tags takes more memory than DNS caches reckon with. */
        g_clear_pointer(&key->record->tags, g_array_unref);
        g_ptr_array_add(keys, key);
    }
    return keys;
}

static void free_keys(void *keys)
{
    g_ptr_array_unref(keys);
}

const GPtrArray *mw_public_keys_of(const MwDnsAnswer *answer)
{
    static const MwDnsReading reading = {read_keys, free_keys};
    return mw_dns_answer_read(answer, &reading);
}

/* A context for one thread: the kept one when nobody else has it. */
static EVP_PKEY_CTX *borrow_context(MwPublicKey *key)
{
    EVP_PKEY_CTX *context = g_atomic_pointer_exchange(&key->context, NULL);
    if (context != NULL)
        return context;
    context = EVP_PKEY_CTX_new(key->pkey, NULL);
    if (context == NULL || EVP_PKEY_verify_recover_init(context) != 1 ||
        EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) != 1)
        g_clear_pointer(&context, EVP_PKEY_CTX_free);
    return context;
}

static void give_back_context(MwPublicKey *key, EVP_PKEY_CTX *context)
{
    EVP_PKEY_CTX_free(g_atomic_pointer_exchange(&key->context, context));
}

/* The DigestInfo of RFC 8017, 9.2 note 1, up to the digest. */
static MwSpan digest_info(MwHash hash)
{
    static const char sha256[] = "\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05"
                                 "\x00\x04\x20";
    static const char sha1[] = "\x30\x21\x30\x09\x06\x05\x2b\x0e\x03\x02\x1a\x05\x00\x04\x14";
    return hash == MW_HASH_SHA256 ? mw_span_make(sha256, sizeof sha256 - 1)
                                  : mw_span_make(sha1, sizeof sha1 - 1);
}

/* One operation gives the verdict and the hash that was signed: what is under the padding is
 * compared with the one encoding that is allowed, as 8.2.2 has it. */
static MwVerification verify_rsa(MwPublicKey *key, MwHash hash, const uint8_t *digest,
                                 MwSpan signature)
{
    MwVerification result = {.verdict = MW_VERIFY_WRONG_KEY};
    unsigned char text[MW_RSA_BITS_MAX / 8];
    size_t len = sizeof text;
    if (signature.len != (size_t)EVP_PKEY_get_size(key->pkey))
        return result;
    EVP_PKEY_CTX *context = borrow_context(key);
    if (context == NULL)
        return (MwVerification){.verdict = MW_VERIFY_UNUSABLE};
    int done = EVP_PKEY_verify_recover(context, text, &len, (const unsigned char *)signature.data,
                                       signature.len);
    give_back_context(key, context);
    MwSpan head = digest_info(hash);
    size_t digest_len = mw_hash_length(hash);
    if (done == 1 && len == head.len + digest_len && memcmp(text, head.data, head.len) == 0) {
        result.has_recovered = true;
        memcpy(result.recovered, text + head.len, digest_len);
        bool is_same = memcmp(result.recovered, digest, digest_len) == 0;
        result.verdict = is_same ? MW_VERIFY_VALID : MW_VERIFY_OTHER_TEXT;
    }
    return result;
}

static MwVerification verify_ed25519(MwPublicKey *key, const uint8_t *digest, MwSpan signature)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool valid = context != NULL &&
                 EVP_DigestVerifyInit(context, NULL, NULL, NULL, key->pkey) == 1 &&
                 EVP_DigestVerify(context, (const unsigned char *)signature.data, signature.len,
                                  digest, mw_hash_length(MW_HASH_SHA256)) == 1;
    EVP_MD_CTX_free(context);
    return (MwVerification){.verdict = valid ? MW_VERIFY_VALID : MW_VERIFY_INVALID};
}

MwVerification mw_public_key_verify(MwPublicKey *key, MwHash hash,
                                    const uint8_t digest[static MW_HASH_MAX], MwSpan signature)
{
    MwVerification result = {.verdict = MW_VERIFY_UNUSABLE};
    if (key->pkey == NULL)
        return result;
    if (key->record->type == MW_DKIM_KEY_ED25519)
        result = verify_ed25519(key, digest, signature);
    else
        result = verify_rsa(key, hash, digest, signature);
    if (result.verdict != MW_VERIFY_VALID)
        ERR_clear_error(); /* what failed leaves its errors in the thread's queue */
    return result;
}
