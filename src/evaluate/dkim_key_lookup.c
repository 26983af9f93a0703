#include "src/evaluate/dkim_check.h"

enum { KEY_RECORD_SHOWN = 2000 };

/* How far a record got; the best of several is the one that is reported. */
typedef enum { GOT_DAMAGE, GOT_UNFIT, GOT_INVALID, GOT_VALID } Progress;

/* A fault of a record, or of a record with this signature. */
typedef struct {
    MwDkimFailure failure; /* NONE: fit */
    const char *tag;
    char *text; /* owned */
} KeyFault;

static KeyFault key_fault(MwDkimFailure failure, const char *tag, const char *text)
{
    return (KeyFault){failure, tag, g_strdup(text)};
}

/* RFC 6376, 6.1.2: what must fit between the record and the signature. */
static KeyFault judge_fit(const MwDkimSignature *s, const MwDkimKey *record)
{
    bool wants_ed25519 = s->algorithm == MW_DKIM_ALGORITHM_ED25519_SHA256;
    bool is_sha1 = s->algorithm == MW_DKIM_ALGORITHM_RSA_SHA1;
    if (record->fault == MW_DKIM_KEY_REVOKED)
        return key_fault(MW_DKIM_FAILURE_KEY_REVOKED, "p", record->fault_text);
    if (record->fault == MW_DKIM_KEY_UNKNOWN_TYPE)
        return key_fault(MW_DKIM_FAILURE_KEY_TYPE, "k", record->fault_text);
    if ((record->type == MW_DKIM_KEY_ED25519) != wants_ed25519 &&
        (record->fault == MW_DKIM_KEY_OK || record->fault == MW_DKIM_KEY_NOT_A_KEY))
        return key_fault(MW_DKIM_FAILURE_KEY_TYPE, "k",
                         "k= of the key does not fit a= of the signature");
    if (record->fault != MW_DKIM_KEY_OK)
        return key_fault(MW_DKIM_FAILURE_KEY_SYNTAX, record->tag, record->fault_text);
    if (is_sha1 ? !record->allows_sha1 : !record->allows_sha256)
        return key_fault(MW_DKIM_FAILURE_KEY_TYPE, "h",
                         "h= of the key does not allow the hash of a=");
    if (!record->allows_email)
        return key_fault(MW_DKIM_FAILURE_KEY_TYPE, "s", "s= of the key does not allow email");
    if (record->strict && g_strcmp0(s->identity_domain, s->domain) != 0)
        return key_fault(MW_DKIM_FAILURE_DOMAIN_MISMATCH, "i",
                         "t=s of the key wants the domain of i= to be d=");
    return (KeyFault){MW_DKIM_FAILURE_NONE, NULL, NULL};
}

static Progress judge_record(const MwDkimKey *record, const KeyFault *fault,
                             const MwVerification *verified)
{
    if (record->fault != MW_DKIM_KEY_OK && record->fault != MW_DKIM_KEY_REVOKED)
        return GOT_DAMAGE;
    if (fault->failure != MW_DKIM_FAILURE_NONE)
        return GOT_UNFIT;
    return verified->verdict == MW_VERIFY_VALID ? GOT_VALID : GOT_INVALID;
}

/* Makes this record the one that is reported. */
static void adopt(MwDkimCheck *check, MwPublicKey *key, const KeyFault *fault,
                  const MwVerification *verified)
{
    MwDkim *dkim = check->result;
    const MwDkimKey *record = mw_public_key_record(key);
    check->key = key;
    check->verified = *verified;
    dkim->key_bits = record->bits;
    dkim->key_testing = record->testing;
    dkim->key_weak_warning = record->fault == MW_DKIM_KEY_OK && record->type == MW_DKIM_KEY_RSA &&
                             record->bits < MW_RSA_BITS_GOOD;
    g_free(dkim->key_damage);
    bool is_damaged = fault->failure == MW_DKIM_FAILURE_KEY_SYNTAX;
    dkim->key_damage = is_damaged ? g_strdup(mw_dkim_key_fault_name(record->fault)) : NULL;
}

/* The signature under one record. `digest` is of the octets that b= signs. */
static MwVerification verify(MwDkimCheck *check, MwPublicKey *key, const uint8_t *digest)
{
    gsize len = 0;
    const char *data = g_bytes_get_data(check->signature->signature, &len);
    return mw_public_key_verify(key, check->hash, digest, mw_span_make(data, len));
}

/* Several records: do two damaged ones make a good one together? Then the strings of one key were
 * published as records of their own. */
static bool are_halves(const GPtrArray *records)
{
    if (records->len != 2)
        return false;
    MwSpan a = mw_dns_record_text(g_ptr_array_index(records, 0));
    MwSpan b = mw_dns_record_text(g_ptr_array_index(records, 1));
    for (int round = 0; round < 2; round++) {
        g_autoptr(GString) joined = g_string_new_len(a.data, (gssize)a.len);
        g_string_append_len(joined, b.data, (gssize)b.len);
        g_autoptr(MwDkimKey) key = mw_dkim_key_parse(mw_span_make(joined->str, joined->len));
        if (key->fault == MW_DKIM_KEY_OK)
            return true;
        MwSpan swap = a;
        a = b;
        b = swap;
    }
    return false;
}

static void show_record(MwDkim *dkim, MwSpan text)
{
    g_free(dkim->key_record);
    dkim->key_record = mw_span_dup(mw_span_slice(text, 0, KEY_RECORD_SHOWN));
}

/* Tries each record (RFC 6376, 6.1.2) and keeps the one that got farthest, the first of equals. */
static KeyFault try_records(MwDkimCheck *check, const MwDnsAnswer *answer, const uint8_t *digest)
{
    KeyFault best = {MW_DKIM_FAILURE_NONE, NULL, NULL};
    int reached = -1;
    const GPtrArray *keys = mw_public_keys_of(answer);
    for (guint i = 0; i < keys->len && reached != GOT_VALID; i++) {
        MwPublicKey *key = g_ptr_array_index(keys, i);
        const MwDkimKey *record = mw_public_key_record(key);
        MwVerification verified = verify(check, key, digest);
        KeyFault fault = judge_fit(check->signature, record);
        int progress = (int)judge_record(record, &fault, &verified);
        if (progress <= reached) {
            g_free(fault.text);
            continue;
        }
        g_free(best.text);
        best = fault;
        reached = progress;
        adopt(check, key, &fault, &verified);
        show_record(check->result, mw_dns_record_text(g_ptr_array_index(answer->records, i)));
    }
    if (reached == GOT_DAMAGE && are_halves(answer->records)) {
        g_free(check->result->key_damage);
        check->result->key_damage = g_strdup("two-records");
    }
    return best;
}

static void fail_without_answer(MwDkimCheck *check, const MwDnsAnswer *answer)
{
    char *text = mw_dns_answer_describe(answer);
    if (answer->status != MW_DNS_FAILED || answer->failure == MW_DNS_BAD_NAME)
        mw_dkim_check_fail(check, MW_DKIM_PERMERROR, MW_DKIM_FAILURE_KEY_MISSING, NULL, text);
    else if (answer->failure == MW_DNS_NOT_ASKED)
        mw_dkim_check_fail(check, MW_DKIM_NOT_EVALUATED, MW_DKIM_FAILURE_NOT_EVALUATED, NULL, text);
    else
        mw_dkim_check_fail(check, MW_DKIM_TEMPERROR, MW_DKIM_FAILURE_KEY_DNS_FAILURE, NULL, text);
}

void mw_dkim_check_key(MwDkimCheck *check)
{
    const MwDkimSignature *s = check->signature;
    MwDkim *dkim = check->result;
    check->verified.verdict = MW_VERIFY_UNUSABLE;
    dkim->key_name = g_strconcat(s->selector, "._domainkey.", s->domain, NULL);
    const MwDnsAnswer *answer = mw_dns_ask(check->shared->dns, dkim->key_name, MW_DNS_TXT);
    dkim->key_status = answer->status;
    dkim->key_dns_failure = answer->failure;
    if (answer->status != MW_DNS_FOUND) {
        fail_without_answer(check, answer);
        return;
    }
    GString *text = check->shared->text;
    uint8_t digest[MW_HASH_MAX];
    mw_dkim_check_signed_text(check, text);
    mw_hash(check->hash, mw_span_make(text->str, text->len), digest);
    KeyFault fault = try_records(check, answer, digest);
    if (fault.failure != MW_DKIM_FAILURE_NONE)
        mw_dkim_check_fail(check, MW_DKIM_PERMERROR, fault.failure, fault.tag, fault.text);
    else
        g_free(fault.text);
}
