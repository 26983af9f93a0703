#include "tests/sign/key.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <string.h>

static MwTestKey *key_wrap(EVP_PKEY *pkey)
{
    MwTestKey *key = g_new0(MwTestKey, 1);
    key->pkey = pkey;
    return key;
}

MwTestKey *mw_test_key_load(const char *name, GError **error)
{
    g_autofree char *path = strchr(name, '/') != NULL
                                ? g_strdup(name)
                                : g_strdup_printf(MAILWHY_SOURCE_DIR "/tests/keys/%s.pem", name);
    g_autofree char *pem = NULL;
    gsize len = 0;
    if (!g_file_get_contents(path, &pem, &len, error))
        return NULL;
    BIO *bio = BIO_new_mem_buf(pem, (int)len);
    EVP_PKEY *pkey = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);
    BIO_free(bio);
    if (pkey == NULL) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "%s: no private key in PEM", path);
        return NULL;
    }
    return key_wrap(pkey);
}

void mw_test_key_free(MwTestKey *key)
{
    if (key == NULL)
        return;
    EVP_PKEY_free(key->pkey);
    g_free(key);
}

bool mw_test_key_is_rsa(const MwTestKey *key)
{
    return EVP_PKEY_get_base_id(key->pkey) == EVP_PKEY_RSA;
}

char *mw_test_key_public(const MwTestKey *key)
{
    if (!mw_test_key_is_rsa(key)) {
        guint8 raw[32];
        size_t len = sizeof raw;
        EVP_PKEY_get_raw_public_key(key->pkey, raw, &len);
        return g_base64_encode(raw, len);
    }
    unsigned char *der = NULL;
    int len = i2d_PUBKEY(key->pkey, &der);
    char *text = g_base64_encode(der, (gsize)len);
    OPENSSL_free(der);
    return text;
}

char *mw_test_key_record(const MwTestKey *key)
{
    g_autofree char *public = mw_test_key_public(key);
    return g_strdup_printf("v=DKIM1; k=%s; p=%s", mw_test_key_is_rsa(key) ? "rsa" : "ed25519",
                           public);
}

/* Ed25519 signs the SHA-256 of the data (RFC 8463, 3); RSA hashes by itself. */
char *mw_test_key_sign(const MwTestKey *key, const char *hash, const GString *data)
{
    bool rsa = mw_test_key_is_rsa(key);
    guint8 digest[32];
    gsize digest_len = sizeof digest;
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    g_checksum_update(sum, (const guint8 *)data->str, (gssize)data->len);
    g_checksum_get_digest(sum, digest, &digest_len);

    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    guint8 out[1024];
    size_t len = sizeof out;
    bool done = EVP_DigestSignInit(ctx, NULL, rsa ? EVP_get_digestbyname(hash) : NULL, NULL,
                                   key->pkey) == 1 &&
                EVP_DigestSign(ctx, out, &len, rsa ? (const guint8 *)data->str : digest,
                               rsa ? data->len : digest_len) == 1;
    EVP_MD_CTX_free(ctx);
    g_assert(done); /* a test cannot go on with a key that does not sign */
    return g_base64_encode(out, len);
}

char *mw_test_zone_txt(const char *name, const char *text)
{
    GString *line = g_string_new(name);
    g_string_append(line, ". 3600 IN TXT");
    size_t len = strlen(text);
    for (size_t begin = 0; begin == 0 || begin < len; begin += 255) {
        g_string_append(line, " \"");
        for (size_t i = begin; i < len && i < begin + 255; i++) {
            guchar c = (guchar)text[i];
            if (c == '"' || c == '\\')
                g_string_append_printf(line, "\\%c", c);
            else if (c < 0x20 || c >= 0x7f)
                g_string_append_printf(line, "\\%03u", c);
            else
                g_string_append_c(line, (char)c);
        }
        g_string_append_c(line, '"');
    }
    g_string_append_c(line, '\n');
    return g_string_free(line, false);
}
