#include "src/evaluate/dkim_check.h"

/* Clocks of signers run ahead; a signature from another day is another matter (t= "MAY", 3.5). */
enum { FUTURE_ALLOWED_S = 24 * 60 * 60 };

void mw_dkim_check_time(MwDkimCheck *check)
{
    const MwDkimSignature *s = check->signature;
    int64_t now = check->shared->options->now;
    /* RFC 8601, B.7: "dkim=fail policy.expired=..." */
    if (s->expires >= 0 && s->expires < now)
        mw_dkim_check_fail(check, MW_DKIM_FAIL, MW_DKIM_FAILURE_EXPIRED, "x",
                           g_strdup_printf("x= was %" G_GINT64_FORMAT " s ago", now - s->expires));
    if (s->timestamp > now && s->timestamp - now > FUTURE_ALLOWED_S)
        mw_dkim_check_fail(
            check, MW_DKIM_PERMERROR, MW_DKIM_FAILURE_FUTURE, "t",
            g_strdup_printf("t= is %" G_GINT64_FORMAT " s ahead", s->timestamp - now));
}

/* What RFC 8301 forbids is not accepted whatever the mathematics say. */
static void judge_strength(MwDkimCheck *check)
{
    const MwDkim *dkim = check->result;
    if (check->signature->algorithm == MW_DKIM_ALGORITHM_RSA_SHA1)
        mw_dkim_check_fail(check, MW_DKIM_PERMERROR, MW_DKIM_FAILURE_ALGORITHM, "a",
                           g_strdup("rsa-sha1 must not be verified (RFC 8301, 3.1)"));
    if (check->key == NULL || mw_public_key_record(check->key)->type != MW_DKIM_KEY_RSA ||
        dkim->key_bits == 0)
        return;
    if (dkim->key_bits < MW_RSA_BITS_MIN)
        mw_dkim_check_fail(
            check, MW_DKIM_PERMERROR, MW_DKIM_FAILURE_KEY_WEAK, "p",
            g_strdup_printf("RSA key of %u bits (RFC 8301, 3.2: at least 1024)", dkim->key_bits));
    else if (check->verified.verdict == MW_VERIFY_UNUSABLE)
        mw_dkim_check_fail(check, MW_DKIM_NOT_EVALUATED, MW_DKIM_FAILURE_KEY_TYPE, "p",
                           g_strdup_printf("RSA key of %u bits is not supported", dkim->key_bits));
}

/* A repair of the input explains a mismatch, so only a match then says something. */
static void judge_body(MwDkimCheck *check)
{
    const MwDkimOptions *options = check->shared->options;
    const MwBodyDigest *body = check->body;
    MwDkim *dkim = check->result;
    if (body == NULL)
        return;
    gsize len = 0;
    const uint8_t *claimed = g_bytes_get_data(check->signature->body_hash, &len);
    bool is_same = len == mw_hash_length(body->hash) && memcmp(claimed, body->digest, len) == 0;
    bool is_short = body->limit > body->length;
    if (body->limit >= 0 && !is_short)
        dkim->unsigned_body = body->length - body->limit;
    if (is_same && !is_short)
        dkim->body_hash = MW_BODY_HASH_MATCH;
    else if (!options->body_touched)
        dkim->body_hash = MW_BODY_HASH_MISMATCH;
    if (is_short && !options->body_touched)
        mw_dkim_check_fail(check, MW_DKIM_PERMERROR, MW_DKIM_FAILURE_BODY_HASH, "l",
                           g_strdup_printf("l=%" G_GINT64_FORMAT
                                           " is more than the %" G_GINT64_FORMAT
                                           " octets of the body",
                                           body->limit, body->length));
}

static void judge_header(MwDkimCheck *check)
{
    MwDkim *dkim = check->result;
    MwVerify verdict = check->verified.verdict;
    if (check->key == NULL || verdict == MW_VERIFY_UNUSABLE)
        return;
    if (verdict == MW_VERIFY_VALID) {
        dkim->header_signature = MW_HEADER_SIGNATURE_VALID;
    } else if (!check->shared->options->headers_touched) {
        dkim->header_signature = MW_HEADER_SIGNATURE_INVALID;
        dkim->key_made_signature = verdict == MW_VERIFY_OTHER_TEXT;
        dkim->key_is_other = verdict == MW_VERIFY_WRONG_KEY;
    }
}

static void judge_both(MwDkimCheck *check)
{
    static const char *const reasons[] = {
        [MW_VERIFY_OTHER_TEXT] = "made with this key over other header fields",
        [MW_VERIFY_WRONG_KEY] = "not made with this key, or b= is damaged",
        [MW_VERIFY_INVALID] = "does not verify",
    };
    MwDkim *dkim = check->result;
    if (dkim->body_hash == MW_BODY_HASH_MISMATCH)
        mw_dkim_check_fail(check, MW_DKIM_FAIL, MW_DKIM_FAILURE_BODY_HASH, "bh",
                           g_strdup("bh= is not the hash of this body"));
    if (dkim->header_signature == MW_HEADER_SIGNATURE_INVALID)
        mw_dkim_check_fail(check, MW_DKIM_FAIL, MW_DKIM_FAILURE_SIGNATURE, "b",
                           g_strdup(reasons[check->verified.verdict]));
    if (dkim->header_signature == MW_HEADER_SIGNATURE_NOT_CHECKABLE)
        mw_dkim_check_fail(check, MW_DKIM_NOT_EVALUATED, MW_DKIM_FAILURE_NOT_EVALUATED, NULL,
                           g_strdup("the signed header fields are not here as they were sent"));
    if (dkim->body_hash == MW_BODY_HASH_NOT_CHECKABLE)
        mw_dkim_check_fail(check, MW_DKIM_NOT_EVALUATED, MW_DKIM_FAILURE_NOT_EVALUATED, NULL,
                           g_strdup("the body is not here as it was sent"));
}

void mw_dkim_check_conclude(MwDkimCheck *check)
{
    MwDkim *dkim = check->result;
    if (check->is_usable) {
        judge_header(check);
        judge_strength(check);
        judge_body(check);
        judge_both(check);
        if (dkim->failure == MW_DKIM_FAILURE_NONE)
            dkim->result = MW_DKIM_PASS;
    }
    /* 3.6.1, t=y: no worse than an unsigned message. */
    if (dkim->result == MW_DKIM_FAIL && dkim->key_testing)
        dkim->result = MW_DKIM_NEUTRAL;
    dkim->engine_native = (int)dkim->result;
}
