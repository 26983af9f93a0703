#include "src/evaluate/arc_check.h"

#include "src/evaluate/public_key.h"

void mw_arc_check_clear(MwArcCheck *check)
{
    g_clear_pointer(&check->text, g_free);
}

static MwArcCheck pass(void)
{
    return (MwArcCheck){MW_ARC_CHECK_PASS, MW_DKIM_FAILURE_NONE, NULL};
}

static MwArcCheck fail(MwDkimFailure failure, const char *text)
{
    return (MwArcCheck){MW_ARC_CHECK_FAIL, failure, g_strdup(text)};
}

static MwArcCheck cannot(const char *text)
{
    return (MwArcCheck){MW_ARC_CHECK_NOT, MW_DKIM_FAILURE_NOT_EVALUATED, g_strdup(text)};
}

/* ---- keys ---- */

/* RFC 6376, 6.1.2, with RFC 8301 and 8463, for ARC too (RFC 8617, 5.2). */
static MwArcCheck judge_key(const MwDkimKey *key, MwDkimAlgorithm algorithm)
{
    bool wants_ed25519 = algorithm == MW_DKIM_ALGORITHM_ED25519_SHA256;
    if (key->fault == MW_DKIM_KEY_REVOKED)
        return fail(MW_DKIM_FAILURE_KEY_REVOKED, key->fault_text);
    if (key->fault == MW_DKIM_KEY_UNKNOWN_TYPE)
        return fail(MW_DKIM_FAILURE_KEY_TYPE, key->fault_text);
    if ((key->type == MW_DKIM_KEY_ED25519) != wants_ed25519 &&
        (key->fault == MW_DKIM_KEY_OK || key->fault == MW_DKIM_KEY_NOT_A_KEY))
        return fail(MW_DKIM_FAILURE_KEY_TYPE, "k= of the key does not fit a=");
    if (key->fault != MW_DKIM_KEY_OK)
        return fail(MW_DKIM_FAILURE_KEY_SYNTAX, key->fault_text);
    if (!key->allows_sha256 || !key->allows_email)
        return fail(MW_DKIM_FAILURE_KEY_TYPE, "the key is not for email or SHA-256");
    if (key->type == MW_DKIM_KEY_RSA && key->bits < MW_RSA_BITS_MIN)
        return fail(MW_DKIM_FAILURE_KEY_WEAK, "RSA key below 1024 bits");
    return pass();
}

static MwArcCheck try_key(MwPublicKey *key, MwDkimAlgorithm algorithm,
                          const uint8_t digest[static MW_HASH_MAX], GBytes *signature)
{
    MwArcCheck check = judge_key(mw_public_key_record(key), algorithm);
    if (check.verdict != MW_ARC_CHECK_PASS)
        return check;
    gsize len = 0;
    const char *bytes = g_bytes_get_data(signature, &len);
    MwVerification found =
        mw_public_key_verify(key, MW_HASH_SHA256, digest, mw_span_make(bytes, len));
    if (found.verdict == MW_VERIFY_VALID)
        return pass();
    if (found.verdict == MW_VERIFY_UNUSABLE)
        return cannot("RSA key of a size that is not supported");
    return fail(MW_DKIM_FAILURE_SIGNATURE,
                found.verdict == MW_VERIFY_OTHER_TEXT  ? "made with this key over other text"
                : found.verdict == MW_VERIFY_WRONG_KEY ? "made with another key, or b= is damaged"
                                                       : "does not verify");
}

static MwArcCheck explain_missing(const MwDnsAnswer *answer)
{
    g_autofree char *text = mw_dns_answer_describe(answer);
    if (answer->status != MW_DNS_FAILED || answer->failure == MW_DNS_BAD_NAME)
        return fail(MW_DKIM_FAILURE_KEY_MISSING, text);
    if (answer->failure == MW_DNS_NOT_ASKED)
        return cannot(text);
    return fail(MW_DKIM_FAILURE_KEY_DNS_FAILURE, text);
}

/* Of several records any that verifies will do (RFC 6376, 3.6.2.2 leaves it open). */
MwArcCheck mw_arc_check_key(const MwArcContext *context, const char *domain, const char *selector,
                            MwDkimAlgorithm algorithm, const uint8_t digest[static MW_HASH_MAX],
                            GBytes *signature)
{
    enum { RECORDS_MAX = 5 };
    g_autofree char *name = g_strconcat(selector, "._domainkey.", domain, NULL);
    const MwDnsAnswer *answer = mw_dns_ask(context->dns, name, MW_DNS_TXT);
    if (answer->status != MW_DNS_FOUND || answer->records->len == 0)
        return explain_missing(answer);
    MwArcCheck check = {0};
    const GPtrArray *keys = mw_public_keys_of(answer);
    for (guint i = 0; i < MIN(keys->len, RECORDS_MAX); i++) {
        MwArcCheck next = try_key(g_ptr_array_index(keys, i), algorithm, digest, signature);
        if (i > 0 && next.verdict != MW_ARC_CHECK_PASS &&
            next.failure != MW_DKIM_FAILURE_SIGNATURE) {
            mw_arc_check_clear(&next); /* the first fault is told, unless a key got farther */
            continue;
        }
        mw_arc_check_clear(&check);
        check = next;
        if (check.verdict == MW_ARC_CHECK_PASS)
            break;
    }
    return check;
}

/* A repair of header fields takes the proof from a mismatch, never from a match. */
static MwArcCheck soften(const MwArcContext *context, MwArcCheck check)
{
    if (check.failure != MW_DKIM_FAILURE_SIGNATURE || !context->options->headers_touched)
        return check;
    mw_arc_check_clear(&check);
    return cannot("signed fields were repaired");
}

static bool judge_algorithm(MwDkimAlgorithm algorithm)
{
    return algorithm == MW_DKIM_ALGORITHM_RSA_SHA256 ||
           algorithm == MW_DKIM_ALGORITHM_ED25519_SHA256;
}

/* ---- ARC-Message-Signature ---- */

static MwArcCheck check_body(const MwArcContext *context, const MwDkimSignature *signature)
{
    if (context->options->headers_only)
        return cannot("there is no body");
    const MwBodyDigest *body = mw_body_digests_get(context->digests, signature->body_canon,
                                                   MW_HASH_SHA256, signature->body_length);
    gsize len = 0;
    const void *wanted = g_bytes_get_data(signature->body_hash, &len);
    bool matches = len == mw_hash_length(MW_HASH_SHA256) && memcmp(wanted, body->digest, len) == 0;
    if (matches && body->length >= signature->body_length)
        return pass();
    if (context->options->body_touched)
        return cannot("the body was repaired");
    return fail(MW_DKIM_FAILURE_BODY_HASH, matches ? "l= is beyond the end of the body"
                                                   : "the body is not the one that was hashed");
}

static bool is_own_name(const MwHeader *own, MwSpan name)
{
    return mw_span_equal_nocase(own->name, name);
}

/* The fields of h=, from the bottom up; the signature itself is none of them, though its name may
 * stand in h= for earlier ones (RFC 6376, 5.4). */
static GPtrArray *select_fields(MwHeaderIndex *index, const GArray *names, const MwHeader *own)
{
    g_autoptr(GArray) more = g_array_sized_new(FALSE, FALSE, sizeof(MwSpan), names->len + 1);
    unsigned extra = 0;
    g_array_append_vals(more, names->data, names->len);
    g_array_append_val(more, own->name);
    GPtrArray *fields = mw_header_index_select(index, more, &extra);
    bool passed_own = false;
    for (guint i = 0; i < names->len; i++) {
        if (!is_own_name(own, g_array_index(names, MwSpan, i)))
            continue;
        passed_own |= g_ptr_array_index(fields, i) == own;
        guint next = i + 1;
        while (!is_own_name(own, g_array_index(more, MwSpan, next)))
            next++;
        if (passed_own)
            fields->pdata[i] = fields->pdata[next];
    }
    g_ptr_array_set_size(fields, (gint)names->len);
    return fields;
}

static MwArcCheck check_header(const MwArcContext *context, const MwHeader *header,
                               const MwDkimSignature *signature)
{
    g_autoptr(GPtrArray) fields = select_fields(context->index, signature->headers, header);
    GString *text = g_string_truncate(context->text, 0);
    uint8_t digest[MW_HASH_MAX];
    for (guint i = 0; i < fields->len; i++)
        if (g_ptr_array_index(fields, i) != NULL)
            mw_canon_append_header(text, g_ptr_array_index(fields, i), signature->header_canon);
    mw_canon_append_signature(text, header, signature->header_canon, signature);
    mw_hash(MW_HASH_SHA256, mw_span_make(text->str, text->len), digest);
    return soften(context, mw_arc_check_key(context, signature->domain, signature->selector,
                                            signature->algorithm, digest, signature->signature));
}

/* What no key needs to be asked for. */
static MwArcCheck check_before(const MwArcContext *context, const MwDkimSignature *signature)
{
    if (signature->error_text != NULL)
        return fail(MW_DKIM_FAILURE_SYNTAX, signature->error_text);
    for (guint i = 0; i < signature->headers->len; i++)
        if (mw_span_is_nocase(g_array_index(signature->headers, MwSpan, i), "ARC-Seal"))
            return fail(MW_DKIM_FAILURE_SYNTAX, "h= names ARC-Seal (RFC 8617, 4.1.2)");
    if (!judge_algorithm(signature->algorithm))
        return fail(MW_DKIM_FAILURE_ALGORITHM, "a= is not rsa-sha256 or ed25519-sha256");
    if (signature->expires >= 0 && signature->expires < context->options->now)
        return fail(MW_DKIM_FAILURE_EXPIRED, "x= is past");
    return pass();
}

/* A certain failure of the header counts before a body that cannot be checked. */
static MwArcCheck check_parts(const MwArcContext *context, const MwHeader *header,
                              const MwDkimSignature *signature)
{
    MwArcCheck body = check_body(context, signature);
    if (body.verdict == MW_ARC_CHECK_FAIL)
        return body;
    MwArcCheck head = check_header(context, header, signature);
    if (head.verdict != MW_ARC_CHECK_PASS || body.verdict == MW_ARC_CHECK_PASS) {
        mw_arc_check_clear(&body);
        return head;
    }
    return body;
}

MwArcCheck mw_arc_check_signature(const MwArcContext *context, const MwHeader *header,
                                  const MwDkimSignature *signature, bool *ret_relaxed)
{
    MwArcCheck check = check_before(context, signature);
    *ret_relaxed = false;
    if (check.verdict != MW_ARC_CHECK_PASS)
        return check;
    if (mw_tag_list_find(signature->tags, "c") != NULL)
        return check_parts(context, header, signature);

    MwDkimSignature as_written = *signature; /* a view: only what c= would say is changed */
    as_written.header_canon = as_written.body_canon = MW_CANON_SIMPLE;
    check = check_parts(context, header, &as_written);
    if (check.failure != MW_DKIM_FAILURE_SIGNATURE && check.failure != MW_DKIM_FAILURE_BODY_HASH)
        return check;
    mw_arc_check_clear(&check);
    as_written.header_canon = as_written.body_canon = MW_CANON_RELAXED;
    check = check_parts(context, header, &as_written);
    *ret_relaxed = check.verdict == MW_ARC_CHECK_PASS;
    return check;
}

/* ---- ARC-Seal ---- */

/* The set in the order of 5.1.1; without b= in the seal for its own hash, with it for later ones. A
 * seal with cv=fail covers its own set only (5.1.2). */
static void hash_set(const MwArcContext *context, MwHashState *covered,
                     const MwHeader *const fields[static MW_ARC_FIELD_N], const MwArcSeal *seal,
                     bool is_last, uint8_t ret_digest[static MW_HASH_MAX])
{
    const MwHeader *own = fields[MW_ARC_FIELD_SEAL];
    GString *text = g_string_truncate(context->text, 0);
    mw_canon_append_header(text, fields[MW_ARC_FIELD_RESULTS], MW_CANON_RELAXED);
    mw_canon_append_header(text, fields[MW_ARC_FIELD_SIGNATURE], MW_CANON_RELAXED);
    MwHashState state = *covered;
    if (mw_span_is(seal->cv, "fail"))
        mw_hash_init(&state, MW_HASH_SHA256);
    size_t others = text->len;
    mw_canon_append_field_without(text, own->name, own->value, MW_CANON_RELAXED,
                                  seal->signature_begin, seal->signature_end);
    mw_hash_update(&state, mw_span_make(text->str, text->len));
    mw_hash_finish(&state, ret_digest);
    if (is_last)
        return;
    g_string_truncate(text, others);
    mw_canon_append_header(text, own, MW_CANON_RELAXED);
    mw_hash_update(covered, mw_span_make(text->str, text->len));
}

MwArcCheck mw_arc_check_seal(const MwArcContext *context, MwHashState *covered,
                             const MwHeader *const fields[static MW_ARC_FIELD_N],
                             const MwArcSeal *seal, bool is_last)
{
    uint8_t digest[MW_HASH_MAX];
    hash_set(context, covered, fields, seal, is_last, digest);
    if (seal->error_text != NULL)
        return fail(MW_DKIM_FAILURE_SYNTAX, seal->error_text);
    if (!judge_algorithm(seal->algorithm))
        return fail(MW_DKIM_FAILURE_ALGORITHM, "a= is not rsa-sha256 or ed25519-sha256");
    return soften(context, mw_arc_check_key(context, seal->domain, seal->selector, seal->algorithm,
                                            digest, seal->signature));
}
