#include "src/scan/floor.h"

#include <openssl/evp.h>
#include <string.h>

#include "parsers/arc_seal.h"
#include "parsers/dkim_key.h"
#include "parsers/dkim_signature.h"
#include "src/message/message.h"

typedef struct {
    EVP_PKEY *pkey;
    EVP_PKEY_CTX *context; /* RSA: ready to verify; NULL: Ed25519 */
} Key;

typedef struct {
    const Key *key;
    GBytes *signature;
} Check;

typedef struct {
    char *path;
    size_t body; /* offset; 0: no signature, nothing to hash */
    GArray *checks;
} File;

struct MwFloor {
    GHashTable *keys; /* record, GBytes -> Key* (NULL: none that could verify) */
    GPtrArray *files; /* File* */
    MwDnsSession *dns;
};

static void key_free(void *data)
{
    Key *key = data;
    if (key == NULL)
        return;
    EVP_PKEY_CTX_free(key->context);
    EVP_PKEY_free(key->pkey);
    g_free(key);
}

static void check_clear(void *data)
{
    g_bytes_unref(((Check *)data)->signature);
}

static void file_free(void *data)
{
    File *file = data;
    g_free(file->path);
    g_array_unref(file->checks);
    g_free(file);
}

static Key *decode(MwSpan text)
{
    g_autoptr(MwDkimKey) record = mw_dkim_key_parse(text);
    if (record->fault != MW_DKIM_KEY_OK || record->bits < 1024 * (record->type == MW_DKIM_KEY_RSA))
        return NULL;
    gsize len = 0;
    const guint8 *octets = g_bytes_get_data(record->octets, &len);
    const guint8 *der = (const guint8 *)record->rsa.data;
    Key *key = g_new0(Key, 1);
    if (record->type == MW_DKIM_KEY_ED25519) {
        key->pkey = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, octets, len);
        return key;
    }
    key->pkey = d2i_PublicKey(EVP_PKEY_RSA, NULL, &der, (long)record->rsa.len);
    key->context = EVP_PKEY_CTX_new(key->pkey, NULL);
    EVP_PKEY_verify_init(key->context);
    EVP_PKEY_CTX_set_signature_md(key->context, EVP_sha256());
    return key;
}

static const Key *find_key(MwFloor *floor, const char *selector, const char *domain)
{
    g_autofree char *name = g_strdup_printf("%s._domainkey.%s", selector, domain);
    const MwDnsAnswer *answer = mw_dns_ask(floor->dns, name, MW_DNS_TXT);
    if (answer->status != MW_DNS_FOUND)
        return NULL;
    MwSpan text = mw_dns_record_text(g_ptr_array_index(answer->records, 0));
    g_autoptr(GBytes) record = g_bytes_new(text.data, text.len);
    gpointer key = NULL;
    if (!g_hash_table_lookup_extended(floor->keys, record, NULL, &key)) {
        key = decode(text);
        g_hash_table_insert(floor->keys, g_bytes_ref(record), key);
    }
    return key;
}

static void add_check(MwFloor *floor, File *file, const char *domain, const char *selector,
                      GBytes *signature)
{
    if (domain == NULL || selector == NULL || signature == NULL)
        return;
    Check check = {find_key(floor, selector, domain), g_bytes_ref(signature)};
    g_array_append_val(file->checks, check);
}

static void add_field(MwFloor *floor, File *file, const MwHeader *header)
{
    if (mw_span_is_nocase(header->name, "ARC-Seal")) {
        g_autoptr(MwArcSeal) seal = mw_arc_seal_parse(header->value);
        add_check(floor, file, seal->domain, seal->selector, seal->signature);
        return;
    }
    bool arc = mw_span_is_nocase(header->name, "ARC-Message-Signature");
    if (!arc && !mw_span_is_nocase(header->name, "DKIM-Signature"))
        return;
    g_autoptr(MwDkimSignature) signature = mw_dkim_signature_parse(
        header->value, arc ? MW_DKIM_FIELD_ARC_MESSAGE : MW_DKIM_FIELD_SIGNATURE);
    add_check(floor, file, signature->domain, signature->selector, signature->signature);
}

static File *prepare_file(MwFloor *floor, const char *path)
{
    File *file = g_new0(File, 1);
    file->path = g_strdup(path);
    file->checks = g_array_new(false, false, sizeof(Check));
    g_array_set_clear_func(file->checks, check_clear);
    g_autoptr(GMappedFile) mapped = g_mapped_file_new(path, false, NULL);
    if (mapped == NULL)
        return file;
    g_autoptr(GBytes) bytes = g_mapped_file_get_bytes(mapped);
    g_autoptr(MwMessage) message = mw_message_parse(bytes);
    for (guint i = 0; i < message->headers->len; i++)
        add_field(floor, file, &g_array_index(message->headers, MwHeader, i));
    if (file->checks->len > 0 && message->has_body)
        file->body = (size_t)(message->body.data - (const char *)g_bytes_get_data(bytes, NULL));
    return file;
}

MwFloor *mw_floor_prepare(const GPtrArray *paths, MwDns *dns)
{
    MwFloor *floor = g_new0(MwFloor, 1);
    floor->keys =
        g_hash_table_new_full(g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, key_free);
    floor->files = g_ptr_array_new_with_free_func(file_free);
    floor->dns = mw_dns_session_new(dns, 0);
    for (guint i = 0; i < paths->len; i++)
        g_ptr_array_add(floor->files, prepare_file(floor, g_ptr_array_index(paths, i)));
    return floor;
}

void mw_floor_free(MwFloor *floor)
{
    if (floor == NULL)
        return;
    g_ptr_array_unref(floor->files);
    g_hash_table_unref(floor->keys);
    mw_dns_session_free(floor->dns);
    g_free(floor);
}

/* The digest is not the one that was signed: the arithmetic is the same. */
static bool verify(const Check *check, const guint8 digest[static 32])
{
    if (check->key == NULL)
        return false;
    gsize len = 0;
    const guint8 *signature = g_bytes_get_data(check->signature, &len);
    if (check->key->context != NULL) {
        EVP_PKEY_verify(check->key->context, signature, len, digest, 32);
        return true;
    }
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    EVP_DigestVerifyInit(context, NULL, NULL, NULL, check->key->pkey);
    EVP_DigestVerify(context, signature, len, digest, 32);
    EVP_MD_CTX_free(context);
    return true;
}

static guint64 run_file(const File *file, EVP_MD_CTX *hash)
{
    g_autofree char *data = NULL;
    gsize len = 0;
    if (!g_file_get_contents(file->path, &data, &len, NULL) || file->body == 0)
        return 0;
    guint8 digest[32];
    EVP_DigestInit_ex2(hash, NULL, NULL);
    EVP_DigestUpdate(hash, data + file->body, len - file->body);
    EVP_DigestFinal_ex(hash, digest, NULL);
    guint64 verified = 0;
    for (guint i = 0; i < file->checks->len; i++)
        verified += verify(&g_array_index(file->checks, Check, i), digest);
    return verified;
}

guint64 mw_floor_run(MwFloor *floor)
{
    EVP_MD_CTX *hash = EVP_MD_CTX_new();
    EVP_DigestInit_ex2(hash, EVP_sha256(), NULL);
    guint64 verified = 0;
    for (guint i = 0; i < floor->files->len; i++)
        verified += run_file(g_ptr_array_index(floor->files, i), hash);
    EVP_MD_CTX_free(hash);
    return verified;
}
