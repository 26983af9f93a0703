#include "src/evaluate/dkim_check.h"

void mw_dkim_check_fail(MwDkimCheck *check, MwDkimResult result, MwDkimFailure failure,
                        const char *tag, char *text)
{
    MwDkim *dkim = check->result;
    if (dkim->failure != MW_DKIM_FAILURE_NONE) {
        g_free(text);
        return;
    }
    dkim->result = result;
    dkim->failure = failure;
    dkim->failure_tag = g_strdup(tag);
    dkim->failure_text = text;
}

/* The first characters of b= without folding, as RFC 6008 compares them. */
static void write_prefix(MwDkim *dkim, MwSpan text)
{
    size_t len = 0;
    for (size_t i = 0; i < text.len && len + 1 < sizeof dkim->signature_prefix; i++)
        if (g_ascii_isgraph(text.data[i]))
            dkim->signature_prefix[len++] = text.data[i];
}

static char *dup_or_null(MwSpan text)
{
    return text.data != NULL ? mw_span_dup_unfolded(text) : NULL;
}

static void describe(MwDkim *dkim, const MwDkimSignature *s)
{
    static const char *const canons[2][2] = {
        [MW_CANON_SIMPLE] = {"simple/simple", "simple/relaxed"},
        [MW_CANON_RELAXED] = {"relaxed/simple", "relaxed/relaxed"},
    };
    dkim->domain = g_strdup(s->domain);
    dkim->selector = g_strdup(s->selector);
    dkim->algorithm = dup_or_null(s->algorithm_text);
    dkim->canonicalization = canons[s->header_canon][s->body_canon];
    if (s->identity.len > 0)
        dkim->identity = mw_span_dup_unfolded(s->identity);
    else if (s->domain != NULL)
        dkim->identity = g_strconcat("@", s->domain, NULL);
    write_prefix(dkim, s->signature_text);
    dkim->signed_headers = dup_or_null(s->header_list);
    dkim->signed_at = s->timestamp;
    dkim->expires = s->expires;
    dkim->body_length = s->body_length;
    dkim->from_is_signed = s->signs_from;
}

static void judge_field(MwDkimCheck *check)
{
    const MwDkimSignature *s = check->signature;
    if (s->error_text != NULL) {
        const char *tag = s->error_tag[0] != '\0' ? s->error_tag : NULL;
        mw_dkim_check_fail(check, MW_DKIM_PERMERROR,
                           s->domain_mismatch ? MW_DKIM_FAILURE_DOMAIN_MISMATCH
                                              : MW_DKIM_FAILURE_SYNTAX,
                           tag, g_strdup(s->error_text));
    } else if (s->algorithm == MW_DKIM_ALGORITHM_UNKNOWN) {
        mw_dkim_check_fail(check, MW_DKIM_NOT_EVALUATED, MW_DKIM_FAILURE_ALGORITHM, "a",
                           g_strdup("a= names an algorithm that is not known here"));
    }
}

MwDkimCheck *mw_dkim_check_new(const MwDkimShared *shared, const MwHeader *header)
{
    MwDkimCheck *check = g_new0(MwDkimCheck, 1);
    MwDkim *dkim = check->result = g_new0(MwDkim, 1);
    check->shared = shared;
    check->header = header;
    check->signature = mw_dkim_signature_parse(header->value, MW_DKIM_FIELD_SIGNATURE);
    check->hash =
        check->signature->algorithm == MW_DKIM_ALGORITHM_RSA_SHA1 ? MW_HASH_SHA1 : MW_HASH_SHA256;
    dkim->header_index = header->index;
    dkim->line = header->line;
    dkim->body_hash = MW_BODY_HASH_NOT_CHECKABLE;
    dkim->header_signature = MW_HEADER_SIGNATURE_NOT_CHECKABLE;
    dkim->engine_native = dkim->engine_libopendkim = -1;
    describe(dkim, check->signature);
    judge_field(check);
    check->is_usable = dkim->failure == MW_DKIM_FAILURE_NONE;
    check->fields =
        mw_header_index_select(shared->index, check->signature->headers, &dkim->extra_fields);
    return check;
}

void mw_dkim_check_free(MwDkimCheck *check)
{
    if (check == NULL)
        return;
    mw_dkim_signature_free(check->signature);
    g_ptr_array_unref(check->fields);
    mw_dkim_free(check->result);
    g_free(check);
}

void mw_dkim_check_signed_text(const MwDkimCheck *check, GString *out)
{
    MwCanon canon = check->signature->header_canon;
    g_string_truncate(out, 0);
    for (guint i = 0; i < check->fields->len; i++) {
        const MwHeader *field = g_ptr_array_index(check->fields, i);
        if (field != NULL)
            mw_canon_append_header(out, field, canon);
    }
    mw_canon_append_signature(out, check->header, canon, check->signature);
}
