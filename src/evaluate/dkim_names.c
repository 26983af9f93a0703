#include "src/evaluate/dkim.h"

static const char *const mw_dkim_result_names[] = {
    [MW_DKIM_NONE] = "none",           [MW_DKIM_PASS] = "pass",
    [MW_DKIM_FAIL] = "fail",           [MW_DKIM_NEUTRAL] = "neutral",
    [MW_DKIM_POLICY] = "policy",       [MW_DKIM_TEMPERROR] = "temperror",
    [MW_DKIM_PERMERROR] = "permerror", [MW_DKIM_NOT_EVALUATED] = "not-evaluated",
};
MW_DEFINE_ENUM_NAMES(MwDkimResult, mw_dkim_result, MW_DKIM_RESULT_N)

static const char *const mw_body_hash_names[] = {
    [MW_BODY_HASH_MATCH] = "match",
    [MW_BODY_HASH_MISMATCH] = "mismatch",
    [MW_BODY_HASH_NOT_CHECKABLE] = "not-checkable",
};
MW_DEFINE_ENUM_NAMES(MwBodyHash, mw_body_hash, MW_BODY_HASH_N)

static const char *const mw_header_signature_names[] = {
    [MW_HEADER_SIGNATURE_VALID] = "valid",
    [MW_HEADER_SIGNATURE_INVALID] = "invalid",
    [MW_HEADER_SIGNATURE_NOT_CHECKABLE] = "not-checkable",
};
MW_DEFINE_ENUM_NAMES(MwHeaderSignature, mw_header_signature, MW_HEADER_SIGNATURE_N)

static const char *const mw_dkim_failure_names[] = {
    [MW_DKIM_FAILURE_NONE] = "none",
    [MW_DKIM_FAILURE_BODY_HASH] = "body-hash",
    [MW_DKIM_FAILURE_SIGNATURE] = "signature",
    [MW_DKIM_FAILURE_KEY_MISSING] = "key-missing",
    [MW_DKIM_FAILURE_KEY_REVOKED] = "key-revoked",
    [MW_DKIM_FAILURE_KEY_DNS_FAILURE] = "key-dns-failure",
    [MW_DKIM_FAILURE_KEY_SYNTAX] = "key-syntax",
    [MW_DKIM_FAILURE_KEY_WEAK] = "key-weak",
    [MW_DKIM_FAILURE_KEY_TYPE] = "key-type",
    [MW_DKIM_FAILURE_SYNTAX] = "syntax",
    [MW_DKIM_FAILURE_EXPIRED] = "expired",
    [MW_DKIM_FAILURE_FUTURE] = "future",
    [MW_DKIM_FAILURE_ALGORITHM] = "algorithm",
    [MW_DKIM_FAILURE_DOMAIN_MISMATCH] = "domain-mismatch",
    [MW_DKIM_FAILURE_NOT_EVALUATED] = "not-evaluated",
};
MW_DEFINE_ENUM_NAMES(MwDkimFailure, mw_dkim_failure, MW_DKIM_FAILURE_N)

void mw_change_free(MwChange *change)
{
    if (change == NULL)
        return;
    g_free(change->kind);
    g_free(change->field);
    g_free(change->text);
    g_free(change);
}

void mw_dkim_free(MwDkim *dkim)
{
    if (dkim == NULL)
        return;
    char *const texts[] = {
        dkim->failure_text, dkim->failure_tag, dkim->domain,         dkim->selector,
        dkim->identity,     dkim->algorithm,   dkim->signed_headers, dkim->key_name,
        dkim->key_record,   dkim->key_damage,  dkim->engine_note,
    };
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(texts[i]);
    mw_change_free(dkim->body_change);
    mw_change_free(dkim->header_change);
    g_free(dkim);
}
