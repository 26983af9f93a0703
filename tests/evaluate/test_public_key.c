#include "src/evaluate/public_key.h"

#include "parsers/base64.h"
#include "tests/sign/sign.h"
#include "tests/table.h"

#define TEXT "the signed text"

/* Signs TEXT with one key, looks at it with another. */
struct verify_case {
    const char *name, *signing_key, *record_key, *text;
    MwVerify verdict;
    bool has_recovered;
};

static struct verify_case cases[] = {
    {"RSA, right", "rsa2048a", "rsa2048a", TEXT, MW_VERIFY_VALID, true},
    {"RSA 1024, right", "rsa1024", "rsa1024", TEXT, MW_VERIFY_VALID, true},
    {"RSA, other text", "rsa2048a", "rsa2048a", "another", MW_VERIFY_OTHER_TEXT, true},
    {"RSA, other key", "rsa2048b", "rsa2048a", TEXT, MW_VERIFY_WRONG_KEY, false},
    {"RSA, key of another size", "rsa1024", "rsa2048a", TEXT, MW_VERIFY_WRONG_KEY, false},
    {"Ed25519, right", "ed25519", "ed25519", TEXT, MW_VERIFY_VALID, false},
    {"Ed25519, other text", "ed25519", "ed25519", "another", MW_VERIFY_INVALID, false},
    {"Ed25519 signature, RSA key", "ed25519", "rsa2048a", TEXT, MW_VERIFY_WRONG_KEY, false},
    {"RSA signature, Ed25519 key", "rsa2048a", "ed25519", TEXT, MW_VERIFY_INVALID, false},
    {"no key", "rsa2048a", NULL, TEXT, MW_VERIFY_UNUSABLE, false},
};

static char *record_of(const char *name)
{
    if (name == NULL)
        return g_strdup("v=DKIM1; p=");
    g_autoptr(MwTestKey) key = mw_test_key_load(name, NULL);
    assert_non_null(key);
    return mw_test_key_record(key);
}

static GBytes *sign(const char *name, const char *text)
{
    g_autoptr(MwTestKey) key = mw_test_key_load(name, NULL);
    assert_non_null(key);
    g_autoptr(GString) data = g_string_new(text);
    g_autofree char *base64 = mw_test_key_sign(key, "sha256", data);
    return mw_base64_decode(mw_span(base64), NULL);
}

static void check(void **state)
{
    const struct verify_case *c = *state;
    g_autofree char *record = record_of(c->record_key);
    g_autoptr(GBytes) signature = sign(c->signing_key, c->text);
    uint8_t digest[MW_HASH_MAX];
    mw_hash(MW_HASH_SHA256, mw_span(TEXT), digest);
    g_autoptr(MwPublicKey) key = mw_public_key_new(mw_span(record));
    for (int round = 0; round < 2; round++) {
        gsize len = 0;
        const char *data = g_bytes_get_data(signature, &len);
        MwVerification got =
            mw_public_key_verify(key, MW_HASH_SHA256, digest, mw_span_make(data, len));
        assert_int_equal(got.verdict, c->verdict);
        assert_int_equal(got.has_recovered, c->has_recovered);
        if (got.verdict == MW_VERIFY_OTHER_TEXT) {
            mw_hash(MW_HASH_SHA256, mw_span(c->text), digest);
            assert_memory_equal(got.recovered, digest, sizeof digest);
            mw_hash(MW_HASH_SHA256, mw_span(TEXT), digest);
        }
    }
}

/* The keys of an answer are those of its records, and decoded once. */
static void check_answer(void **state)
{
    (void)state;
    g_autoptr(MwDns) dns =
        mw_dns_file_new_from_text("s1._domainkey.example.com. TXT \"v=DKIM1; p=\"\n"
                                  "s1._domainkey.example.com. TXT k=rsa\n",
                                  "zone", NULL);
    const GPtrArray *before = NULL;
    for (int round = 0; round < 2; round++) {
        g_autoptr(MwDnsSession) session = mw_dns_session_new(dns, 0);
        const GPtrArray *keys =
            mw_public_keys_of(mw_dns_ask(session, "s1._domainkey.example.com", MW_DNS_TXT));
        assert_int_equal(keys->len, 2);
        assert_int_equal(mw_public_key_record(keys->pdata[0])->fault, MW_DKIM_KEY_REVOKED);
        assert_int_equal(mw_public_key_record(keys->pdata[1])->fault, MW_DKIM_KEY_NO_P);
        assert_true(before == NULL || keys == before);
        before = keys;
    }
}

int main(void)
{
    const struct CMUnitTest others[] = {cmocka_unit_test(check_answer)};
    struct CMUnitTest rows[G_N_ELEMENTS(cases)];
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        rows[i] = (struct CMUnitTest){cases[i].name, check, NULL, NULL, &cases[i]};
    int failed = cmocka_run_group_tests_name("public_key", rows, NULL, NULL);
    return failed + cmocka_run_group_tests_name("public_key, more", others, NULL, NULL);
}
