/* Whole messages against the end-to-end cases of other programs: SPF, DKIM and DMARC together. */

#include <stdio.h>
#include <string.h>

#include "parsers/auth_results.h"
#include "parsers/domain.h"
#include "src/evaluate/evaluation.h"
#include "tests/conformance/corpora.h"

/* Parts of rows that are held to be wrong. */
static const struct {
    const char *id, *why;
} refused[] = {
    {"authheaders/test_authenticate_dmarc_bad",
     "a part that is no tag=value pair is ignored (RFC 7489, 6.3; RFC 9989, 4.8): p=none applies"},
    {"authheaders/test_authenticate_dmarc_nofrom",
     "without an author domain DMARC does not apply (RFC 7489, 6.6.1; RFC 9989, 5.3.1)"},
    {"authheaders/test_authenticate_dmarc_mult_from",
     "several author domains are not evaluated (RFC 7489, 6.6.1; RFC 9989, 5.3.1)"},
    {"authheaders/test_authenticate_dmarc_mult_from2",
     "several author domains are not evaluated (RFC 7489, 6.6.1; RFC 9989, 5.3.1)"},
};

static const char *why_refused(const char *id)
{
    for (size_t i = 0; i < G_N_ELEMENTS(refused); i++)
        if (strcmp(refused[i].id, id) == 0)
            return refused[i].why;
    return NULL;
}

/* ---- what we find ---- */

static MwMessage *read_message(const json_t *row)
{
    g_autofree char *path =
        g_build_filename(mw_corpora_folder(), mw_corpora_text(row, "file"), NULL);
    char *data = NULL;
    gsize len = 0;
    if (!g_file_get_contents(path, &data, &len, NULL))
        return NULL;
    g_autoptr(GBytes) bytes = g_bytes_new_take(data, len);
    return mw_message_parse(bytes);
}

static MwEvaluation *evaluate(const MwMessage *message, const json_t *row, const MwShared *shared)
{
    const MwEvaluateOptions options = {
        .trust = {.trust_none = true,
                  .ip = mw_corpora_text(row, "ip"),
                  .helo = mw_corpora_text(row, "helo"),
                  .mail_from = mw_corpora_text(row, "mailfrom")},
        .dmarc_spec = MW_DMARC_SPEC_AUTO,
        .cross_check = MW_CROSS_CHECK_NEVER,
        .now = 1795000000,
        .brief = true,
    };
    return mw_evaluate(message, (MwSpan){0}, &(MwInputState){0}, shared, &options);
}

static void clear_identifier(void *data)
{
    g_free(((MwDmarcIdentifier *)data)->domain);
}

static void add_identifier(GArray *identifiers, const char *domain, bool passed)
{
    MwDmarcIdentifier id = {
        .domain = mw_domain_normalize(mw_span(domain)), .passed = passed, .is_dkim = true};
    if (id.domain != NULL)
        g_array_append_val(identifiers, id);
}

/* The identifiers of a case that leaves SPF out: of an earlier Authentication-Results, or ours. */
static GArray *identifiers_without_spf(const MwEvaluation *evaluation, const json_t *row)
{
    GArray *identifiers = g_array_new(FALSE, TRUE, sizeof(MwDmarcIdentifier));
    const char *earlier = mw_corpora_text(row, "previous_ar");
    g_array_set_clear_func(identifiers, clear_identifier);
    for (guint i = 0; earlier == NULL && i < evaluation->dkim->len; i++) {
        const MwDkim *dkim = g_ptr_array_index(evaluation->dkim, i);
        if (dkim->domain != NULL)
            add_identifier(identifiers, dkim->domain, dkim->result == MW_DKIM_PASS);
    }
    if (earlier == NULL)
        return identifiers;
    MwSpan value = mw_span(strchr(earlier, ':') + 1);
    g_autoptr(MwAuthResults) results = mw_auth_results_parse(value, MW_AUTH_RESULTS_TOLERANT, NULL);
    for (guint i = 0; i < results->results->len; i++) {
        const MwAuthResult *result = g_ptr_array_index(results->results, i);
        const char *domain = mw_auth_result_property(result, "header.d");
        if (domain != NULL)
            add_identifier(identifiers, domain, strcmp(result->result, "pass") == 0);
    }
    return identifiers;
}

static MwDmarc *dmarc_without_spf(const MwEvaluation *evaluation, const json_t *row)
{
    g_autoptr(GArray) identifiers = identifiers_without_spf(evaluation, row);
    return mw_dmarc_evaluate(evaluation->dns,
                             &(MwDmarcQuestion){.author_domain = evaluation->from_domain,
                                                .from_domains = evaluation->from_domains,
                                                .identifiers = identifiers});
}

/* ---- comparing ---- */

static const char *property(const json_t *expected, const char *key)
{
    return mw_corpora_text(json_object_get(expected, "props"), key);
}

static bool agrees(const char *expected, const char *found)
{
    return expected == NULL || (found != NULL && g_ascii_strcasecmp(expected, found) == 0);
}

static const char *compare_spf(const json_t *expected, const MwSpf *spf)
{
    return agrees(mw_corpora_text(expected, "result"), mw_spf_result_name(spf->result)) ? NULL
                                                                                        : "spf";
}

static bool is_signature(const json_t *expected, const MwDkim *dkim)
{
    return agrees(property(expected, "header.d"), dkim->domain) &&
           agrees(property(expected, "header.s"), dkim->selector) &&
           agrees(property(expected, "header.b"), dkim->signature_prefix) &&
           agrees(mw_corpora_text(expected, "result"), mw_dkim_result_name(dkim->result));
}

static const char *compare_dkim(const json_t *expected, const GPtrArray *dkim)
{
    if (strcmp(mw_corpora_text(expected, "result"), "none") == 0)
        return dkim->len == 0 ? NULL : "dkim";
    for (guint i = 0; i < dkim->len; i++)
        if (is_signature(expected, g_ptr_array_index(dkim, i)))
            return NULL;
    return "dkim";
}

static const char *compare_dmarc(const json_t *expected, const MwDmarc *dmarc)
{
    const MwDmarcVerdict *verdict = dmarc->verdict;
    const char *published = property(expected, "policy.published-domain-policy");
    if (!agrees(mw_corpora_text(expected, "result"), mw_dmarc_result_name(verdict->result)))
        return "dmarc";
    if (verdict->result == MW_DMARC_NONE)
        return NULL; /* some print a policy of none for "no record" */
    if (!agrees(published, verdict->policy) ||
        !agrees(property(expected, "policy.dmarc"), verdict->policy))
        return "dmarc policy";
    if (!agrees(property(expected, "policy.policy-from"), verdict->policy_tag))
        return "dmarc policy tag";
    return agrees(property(expected, "header.from"), dmarc->domain) ? NULL : "dmarc header.from";
}

/* What the case copied from an earlier field is not ours to find. */
static const char *compare_one(const json_t *expected, const json_t *row,
                               const MwEvaluation *evaluation, const MwDmarc *dmarc)
{
    const char *method = mw_corpora_text(expected, "method");
    bool copied = mw_corpora_text(row, "previous_ar") != NULL;
    if (strcmp(method, "spf") == 0 && mw_corpora_text(row, "ip") != NULL)
        return compare_spf(expected, evaluation->spf);
    if (strcmp(method, "dkim") == 0 && !copied)
        return compare_dkim(expected, evaluation->dkim);
    return strcmp(method, "dmarc") == 0 ? compare_dmarc(expected, dmarc) : NULL;
}

static const char *compare(const json_t *row, const MwEvaluation *evaluation, const MwDmarc *dmarc)
{
    const json_t *expected = json_object_get(row, "expected");
    for (size_t i = 0; i < json_array_size(expected); i++) {
        const char *problem = compare_one(json_array_get(expected, i), row, evaluation, dmarc);
        if (problem != NULL)
            return problem;
    }
    return NULL;
}

static const char *check_row(const json_t *row)
{
    g_autoptr(MwMessage) message = read_message(row);
    g_autoptr(MwDns) dns = mw_corpora_zone(mw_corpora_text(row, "zone_ref"));
    if (message == NULL)
        return "cannot be read";
    MwShared shared = {.dns = dns};
    g_autoptr(MwEvaluation) evaluation = evaluate(message, row, &shared);
    if (mw_corpora_text(row, "ip") != NULL)
        return compare(row, evaluation, evaluation->dmarc);
    g_autoptr(MwDmarc) dmarc = dmarc_without_spf(evaluation, row);
    return compare(row, evaluation, dmarc);
}

int main(void)
{
    if (mw_corpora_folder() == NULL)
        return MW_CORPORA_SKIP;
    g_autoptr(GPtrArray) rows = mw_corpora_rows("e2e.jsonl");
    unsigned right = 0, noted = 0;
    for (guint i = 0; i < rows->len; i++) {
        const json_t *row = g_ptr_array_index(rows, i);
        const char *id = mw_corpora_text(row, "id"), *problem = check_row(row);
        const char *why = problem != NULL ? why_refused(id) : NULL;
        right += problem == NULL;
        noted += why != NULL;
        if (why != NULL)
            printf("  %s: row not followed for %s: %s\n", id, problem, why);
        else if (problem != NULL)
            printf("  %s: %s\n", id, problem);
    }
    printf("end to end: %u of %u", right, rows->len);
    printf(noted > 0 ? ", %u rows not followed (see above)\n" : "\n", noted);
    return right + noted == rows->len && rows->len > 0 ? 0 : 1;
}
