#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>
#include <string.h>

#include "tests/sign/key.h"

/* Keys from a seed, so that a generated corpus is the same on every machine. */

enum { PRIME_OCTETS = 128 };

static void digest(const char *seed, unsigned number, guint8 out[static 32])
{
    g_autofree char *text = g_strdup_printf("%s/%u", seed, number);
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    g_checksum_update(sum, (const guint8 *)text, -1);
    gsize len = 32;
    g_checksum_get_digest(sum, out, &len);
}

MwTestKey *mw_test_key_new_ed25519(const char *seed)
{
    guint8 secret[32];
    digest(seed, 0, secret);
    MwTestKey *key = g_new0(MwTestKey, 1);
    key->pkey = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, secret, sizeof secret);
    return key;
}

/* The first prime p above the seed's number with p - 1 not a multiple of e. The top two bits are
 * set: two such primes make a full 2048 bits. */
static BIGNUM *prime_from_seed(const char *seed, unsigned number, const BIGNUM *e, BN_CTX *ctx)
{
    guint8 octets[PRIME_OCTETS];
    for (unsigned i = 0; i < PRIME_OCTETS / 32; i++)
        digest(seed, number * 100 + i, octets + i * 32);
    octets[0] |= 0xc0;
    octets[PRIME_OCTETS - 1] |= 1;
    BIGNUM *prime = BN_bin2bn(octets, PRIME_OCTETS, NULL);
    while (BN_check_prime(prime, ctx, NULL) != 1 || BN_mod_word(prime, BN_get_word(e)) == 1)
        BN_add_word(prime, 2);
    return prime;
}

typedef struct {
    BIGNUM *n, *e, *d, *p, *q, *dp, *dq, *qinv;
} Numbers;

static Numbers numbers_from_seed(const char *seed, BN_CTX *ctx)
{
    Numbers k = {BN_new(), BN_new(), NULL, NULL, NULL, BN_new(), BN_new(), NULL};
    BN_set_word(k.e, RSA_F4);
    k.p = prime_from_seed(seed, 1, k.e, ctx);
    k.q = prime_from_seed(seed, 2, k.e, ctx);
    if (BN_cmp(k.p, k.q) < 0)
        BN_swap(k.p, k.q);
    BN_mul(k.n, k.p, k.q, ctx);
    BIGNUM *p1 = BN_dup(k.p), *q1 = BN_dup(k.q), *phi = BN_new();
    BN_sub_word(p1, 1);
    BN_sub_word(q1, 1);
    BN_mul(phi, p1, q1, ctx);
    k.d = BN_mod_inverse(NULL, k.e, phi, ctx);
    BN_mod(k.dp, k.d, p1, ctx);
    BN_mod(k.dq, k.d, q1, ctx);
    k.qinv = BN_mod_inverse(NULL, k.q, k.p, ctx);
    BN_free(p1);
    BN_free(q1);
    BN_free(phi);
    return k;
}

MwTestKey *mw_test_key_new_rsa(const char *seed)
{
    BN_CTX *ctx = BN_CTX_new();
    Numbers k = numbers_from_seed(seed, ctx);
    const struct {
        const char *name;
        BIGNUM *number;
    } parts[] = {
        {OSSL_PKEY_PARAM_RSA_N, k.n},          {OSSL_PKEY_PARAM_RSA_E, k.e},
        {OSSL_PKEY_PARAM_RSA_D, k.d},          {OSSL_PKEY_PARAM_RSA_FACTOR1, k.p},
        {OSSL_PKEY_PARAM_RSA_FACTOR2, k.q},    {OSSL_PKEY_PARAM_RSA_EXPONENT1, k.dp},
        {OSSL_PKEY_PARAM_RSA_EXPONENT2, k.dq}, {OSSL_PKEY_PARAM_RSA_COEFFICIENT1, k.qinv},
    };
    OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
    for (unsigned i = 0; i < G_N_ELEMENTS(parts); i++)
        OSSL_PARAM_BLD_push_BN(builder, parts[i].name, parts[i].number);
    OSSL_PARAM *params = OSSL_PARAM_BLD_to_param(builder);
    EVP_PKEY_CTX *pkey_ctx = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
    MwTestKey *key = g_new0(MwTestKey, 1);
    bool made = EVP_PKEY_fromdata_init(pkey_ctx) == 1 &&
                EVP_PKEY_fromdata(pkey_ctx, &key->pkey, EVP_PKEY_KEYPAIR, params) == 1;
    g_assert(made);
    EVP_PKEY_CTX_free(pkey_ctx);
    OSSL_PARAM_free(params);
    OSSL_PARAM_BLD_free(builder);
    for (unsigned i = 0; i < G_N_ELEMENTS(parts); i++)
        BN_free(parts[i].number);
    BN_CTX_free(ctx);
    return key;
}
