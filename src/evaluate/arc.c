#include "src/evaluate/arc.h"

#include "src/evaluate/arc_check.h"

static const char *const mw_arc_result_names[] = {
    [MW_ARC_NONE] = "none",
    [MW_ARC_PASS] = "pass",
    [MW_ARC_FAIL] = "fail",
    [MW_ARC_NOT_EVALUATED] = "not-evaluated",
};
MW_DEFINE_ENUM_NAMES(MwArcResult, mw_arc_result, MW_ARC_RESULT_N)

/* A set while it is checked. */
typedef struct {
    const MwHeader *fields[MW_ARC_FIELD_N];
    MwDkimSignature *signature; /* NULL: the field is absent */
    MwArcSeal *seal;            /* NULL: the field is absent */
    MwArcCheck signature_check, seal_check;
    MwArcSet *set; /* in the result */
} Work;

static void clear_work(void *data)
{
    Work *work = data;
    mw_dkim_signature_free(work->signature);
    mw_arc_seal_free(work->seal);
    mw_arc_check_clear(&work->signature_check);
    mw_arc_check_clear(&work->seal_check);
}

/* ---- reading ---- */

static GArray *find_fields(const MwMessage *message)
{
    GArray *fields = g_array_new(FALSE, FALSE, sizeof(MwArcField));
    for (guint i = 0; i < message->headers->len; i++) {
        const MwHeader *header = &g_array_index(message->headers, MwHeader, i);
        MwArcField field = {.value = header->value, .position = i};
        if (mw_span_starts_with_nocase(header->name, "ARC-") &&
            mw_arc_field_kind_from_name(header->name, &field.kind))
            g_array_append_val(fields, field);
    }
    return fields;
}

static const MwHeader *header_of(const MwMessage *message, const MwArcField *field)
{
    return field != NULL ? &g_array_index(message->headers, MwHeader, field->position) : NULL;
}

static void add_note(MwArcSet *set, char *note)
{
    if (set->notes == NULL)
        set->notes = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(set->notes, note);
}

static void note_late(MwArcSet *set, const MwArcGroup *group)
{
    for (unsigned kind = 0; kind < MW_ARC_FIELD_N; kind++)
        if (group->i_is_late[kind])
            add_note(set, g_strdup_printf("%s: i= is not the first tag (RFC 8617, 4.1)",
                                          mw_arc_field_kind_name((MwArcFieldKind)kind)));
}

/* RFC 8617, 4.1.2: later sealers add to these fields, or remove them. */
static void note_signed_fields(MwArcSet *set, const MwDkimSignature *signature)
{
    static const char *const unwanted[] = {"Authentication-Results", "ARC-Authentication-Results",
                                           "ARC-Message-Signature", "ARC-Seal"};
    for (guint i = 0; i < signature->headers->len; i++)
        for (size_t k = 0; k < G_N_ELEMENTS(unwanted); k++)
            if (mw_span_is_nocase(g_array_index(signature->headers, MwSpan, i), unwanted[k]))
                add_note(set, g_strdup_printf("h= of ARC-Message-Signature names %s "
                                              "(RFC 8617, 4.1.2)",
                                              unwanted[k]));
}

static void read_seal(Work *work)
{
    const MwHeader *header = work->fields[MW_ARC_FIELD_SEAL];
    MwArcSet *set = work->set;
    if (header == NULL)
        return;
    work->seal = mw_arc_seal_parse(header->value);
    set->domain = g_strdup(work->seal->domain);
    set->selector = g_strdup(work->seal->selector);
    set->cv = work->seal->cv.data != NULL ? mw_span_dup(work->seal->cv) : NULL;
    set->line = header->line;
    set->header_index = header->index;
}

static void read_signature(Work *work)
{
    const MwHeader *header = work->fields[MW_ARC_FIELD_SIGNATURE];
    if (header == NULL)
        return;
    work->signature = mw_dkim_signature_parse(header->value, MW_DKIM_FIELD_ARC_MESSAGE);
    work->set->signature_domain = g_strdup(work->signature->domain);
    work->set->signature_selector = g_strdup(work->signature->selector);
    note_signed_fields(work->set, work->signature);
}

static void read_set(Work *work, const MwMessage *message, const MwArcGroup *group,
                     const GPtrArray *claims)
{
    work->set = g_new0(MwArcSet, 1);
    work->set->instance = group->instance;
    work->signature_check.verdict = work->seal_check.verdict = MW_ARC_CHECK_NOT;
    for (unsigned kind = 0; kind < MW_ARC_FIELD_N; kind++)
        work->fields[kind] = header_of(message, group->fields[kind]);
    note_late(work->set, group);
    read_seal(work);
    read_signature(work);
    if (work->fields[MW_ARC_FIELD_RESULTS] != NULL)
        mw_arc_read_claims(work->set, work->fields[MW_ARC_FIELD_RESULTS], claims);
}

/* ---- checking ---- */

/* One pass over the body serves all message signatures. */
static void want_bodies(const MwArcContext *context, const GArray *works)
{
    for (guint i = 0; i < works->len && !context->options->headers_only; i++) {
        const MwDkimSignature *signature = g_array_index(works, Work, i).signature;
        if (signature->error_text != NULL)
            continue;
        mw_body_digests_want(context->digests, signature->body_canon, MW_HASH_SHA256,
                             signature->body_length);
        if (mw_tag_list_find(signature->tags, "c") == NULL)
            mw_body_digests_want(context->digests, MW_CANON_SIMPLE, MW_HASH_SHA256,
                                 signature->body_length);
    }
}

static void check_seals(const MwArcContext *context, GArray *works)
{
    MwHashState covered;
    mw_hash_init(&covered, MW_HASH_SHA256);
    for (guint i = 0; i < works->len; i++) {
        Work *work = &g_array_index(works, Work, i);
        bool is_last = i + 1 == works->len;
        work->seal_check = mw_arc_check_seal(context, &covered, work->fields, work->seal, is_last);
    }
}

static void check_signatures(const MwArcContext *context, GArray *works)
{
    want_bodies(context, works);
    for (guint i = 0; i < works->len; i++) {
        Work *work = &g_array_index(works, Work, i);
        bool relaxed = false;
        work->signature_check = mw_arc_check_signature(
            context, work->fields[MW_ARC_FIELD_SIGNATURE], work->signature, &relaxed);
        if (relaxed)
            add_note(work->set, g_strdup("ARC-Message-Signature without c= is relaxed/relaxed, not "
                                         "simple/simple (RFC 6376, 3.5)"));
    }
}

/* ---- judging, in the order of RFC 8617, 5.2 ---- */

static void set_failure(MwArc *arc, const char *failure, unsigned instance, char *text)
{
    if (arc->failure != NULL) {
        g_free(text);
        return;
    }
    arc->result = MW_ARC_FAIL;
    arc->failure = g_strdup(failure);
    arc->failure_instance = instance;
    arc->failure_text = text;
}

static void judge_cv(MwArc *arc, const Work *work)
{
    const char *expected = work->set->instance == 1 ? "none" : "pass";
    if (work->seal == NULL || mw_span_is(work->seal->cv, expected))
        return;
    g_autofree char *cv = mw_span_dup(mw_span_slice(work->seal->cv, 0, 100));
    set_failure(arc, "cv", work->set->instance,
                g_strdup_printf("i=%u has cv=%s, not %s", work->set->instance, cv, expected));
}

static void judge_check(MwArc *arc, const char *failure, const char *field, unsigned instance,
                        const MwArcCheck *check)
{
    if (check->verdict == MW_ARC_CHECK_FAIL) {
        if (arc->failure == NULL)
            arc->dns_failed = check->failure == MW_DKIM_FAILURE_KEY_DNS_FAILURE;
        set_failure(arc, failure, instance,
                    g_strdup_printf("i=%u %s: %s: %s", instance, field,
                                    mw_dkim_failure_name(check->failure), check->text));
    } else if (check->verdict == MW_ARC_CHECK_NOT && arc->failure == NULL) {
        arc->result = MW_ARC_NOT_EVALUATED;
    }
}

/* Steps 1 to 3. */
static void judge_structure(MwArc *arc, const MwArcSets *sets, const GArray *works)
{
    const Work *newest = works->len > 0 ? &g_array_index(works, Work, works->len - 1) : NULL;
    if (newest != NULL && newest->seal != NULL && mw_span_is(newest->seal->cv, "fail"))
        set_failure(arc, "cv", newest->set->instance,
                    g_strdup_printf("i=%u says cv=fail", newest->set->instance));
    if (sets->fault != NULL)
        set_failure(arc, "structure", sets->fault_instance, g_strdup(sets->fault));
    for (guint i = 0; i < works->len; i++)
        judge_cv(arc, &g_array_index(works, Work, i));
}

/* Steps 4 to 6. */
static void judge_checks(MwArc *arc, const GArray *works)
{
    const Work *newest = &g_array_index(works, Work, works->len - 1);
    judge_check(arc, "message-signature", "ARC-Message-Signature", newest->set->instance,
                &newest->signature_check);
    for (guint i = works->len; i-- > 0;) {
        const Work *work = &g_array_index(works, Work, i);
        judge_check(arc, "seal", "ARC-Seal", work->set->instance, &work->seal_check);
    }
    guint oldest = works->len;
    while (oldest > 0 &&
           g_array_index(works, Work, oldest - 1).signature_check.verdict == MW_ARC_CHECK_PASS)
        oldest--;
    if (arc->result == MW_ARC_PASS && oldest > 0)
        arc->oldest_pass = g_array_index(works, Work, oldest).set->instance;
}

/* ---- the result ---- */

static const char *const verdict_names[] = {
    [MW_ARC_CHECK_PASS] = "pass", [MW_ARC_CHECK_FAIL] = "fail", [MW_ARC_CHECK_NOT] = "not-checked"};

static void write_check(const MwArcCheck *check, const char **ret_verdict, const char **ret_reason)
{
    *ret_verdict = verdict_names[check->verdict];
    *ret_reason = check->verdict == MW_ARC_CHECK_FAIL ? mw_dkim_failure_name(check->failure) : NULL;
}

static void write_sets(MwArc *arc, const GArray *works)
{
    for (guint i = 0; i < works->len; i++) {
        const Work *work = &g_array_index(works, Work, i);
        MwArcSet *set = work->set;
        write_check(&work->seal_check, &set->seal, &set->seal_reason);
        write_check(&work->signature_check, &set->message_signature,
                    &set->message_signature_reason);
        g_ptr_array_add(arc->sets, set);
    }
}

static void check_all(const MwMessage *message, MwDnsSession *dns, const MwDkimOptions *options,
                      GArray *works)
{
    g_autoptr(MwHeaderIndex) index = options->index == NULL ? mw_header_index_new(message) : NULL;
    g_autoptr(MwBodyDigests) digests = options->body == NULL ? mw_body_digests_new(message) : NULL;
    g_autoptr(GString) text = g_string_sized_new(4096);
    const MwArcContext context = {.message = message,
                                  .dns = dns,
                                  .options = options,
                                  .index = index != NULL ? index : options->index,
                                  .digests = digests != NULL ? digests : options->body,
                                  .text = text};
    check_signatures(&context, works);
    check_seals(&context, works);
}

static void validate(MwArc *arc, const MwMessage *message, MwDnsSession *dns,
                     const MwDkimOptions *options)
{
    g_autoptr(GArray) fields = find_fields(message);
    if (fields->len == 0)
        return;
    g_autoptr(MwArcSets) sets = mw_arc_sets_group(fields);
    g_autoptr(GArray) works = g_array_new(FALSE, TRUE, sizeof(Work));
    g_array_set_clear_func(works, clear_work);
    g_array_set_size(works, sets->groups->len);
    for (guint i = 0; i < sets->groups->len; i++)
        read_set(&g_array_index(works, Work, i), message,
                 &g_array_index(sets->groups, MwArcGroup, i), options->claims);
    arc->instances = sets->highest;
    arc->result = MW_ARC_PASS;
    judge_structure(arc, sets, works);
    if (sets->fault == NULL) {
        check_all(message, dns, options, works);
        judge_checks(arc, works);
    }
    write_sets(arc, works);
}

static void set_free(void *data)
{
    MwArcSet *set = data;
    char *owned[] = {set->domain, set->selector, set->cv, set->signature_domain,
                     set->signature_selector};
    for (size_t i = 0; i < G_N_ELEMENTS(owned); i++)
        g_free(owned[i]);
    g_clear_pointer(&set->notes, g_ptr_array_unref);
    mw_auth_results_free(set->own_results);
    g_free(set);
}

MwArc *mw_arc_validate(const MwMessage *message, MwDnsSession *dns, const MwDkimOptions *options)
{
    MwArc *arc = g_new0(MwArc, 1);
    arc->sets = g_ptr_array_new_with_free_func(set_free);
    g_autoptr(MwMessage) from_cr = mw_canon_from_cr(message);
    if (from_cr != NULL) {
        MwDkimOptions own = *options; /* what is shared is of the message as it came */
        own.body = NULL;
        own.index = NULL;
        own.claims = NULL;
        validate(arc, from_cr, dns, &own);
    } else {
        validate(arc, message, dns, options);
    }
    return arc;
}

void mw_arc_free(MwArc *arc)
{
    if (arc == NULL)
        return;
    g_ptr_array_unref(arc->sets);
    g_free(arc->failure);
    g_free(arc->failure_text);
    g_free(arc->first_spf);
    g_free(arc->first_dkim);
    g_free(arc->first_dmarc);
    g_free(arc);
}
