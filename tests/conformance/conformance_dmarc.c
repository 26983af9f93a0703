/* DMARC against the public suites: policy discovery and alignment, records, report authorization,
 * and organizational domains by the public suffix list. */

#include <stdio.h>
#include <string.h>

#include "parsers/dmarc_record.h"
#include "parsers/domain.h"
#include "src/evaluate/dmarc.h"
#include "tests/conformance/corpora.h"

/* Rows that are held to be wrong. */
static const struct {
    const char *id, *why;
} refused[] = {
    {"mox-dmarc-lookup/03", "equal records are one in DNS (RFC 2181, 5): one record, not several"},
    {"mox-dmarc-lookup/04",
     "a part that is no tag=value pair is ignored (RFC 7489, 6.3; RFC 9989, 4.8)"},
    {"mox-dmarc-record/bad25", "the size is digits of any number (RFC 7489, 6.4), ignored since "
                               "RFC 9989 (4.8); rua makes up for the missing p (6.6.3)"},
};

typedef struct {
    unsigned rows, right, refused;
} Count;

static const char *why_refused(const char *id)
{
    for (size_t i = 0; i < G_N_ELEMENTS(refused); i++)
        if (strcmp(refused[i].id, id) == 0)
            return refused[i].why;
    return NULL;
}

/* `problem` is NULL when the row is right. */
static void tally(Count *count, const json_t *row, const char *problem)
{
    const char *id = mw_corpora_text(row, "id"), *why = why_refused(id);
    count->rows++;
    if (problem == NULL) {
        count->right++;
        if (why != NULL)
            printf("  %s: right, though noted as wrong\n", id);
    } else if (why != NULL) {
        count->refused++;
        printf("  %s: row not followed: %s\n", id, why);
    } else {
        printf("  %s: %s\n", id, problem);
    }
}

/* ---- evaluation ---- */

static char *domain_of(const json_t *address)
{
    if (json_is_array(address))
        address = json_array_get(address, 0);
    const char *text = json_string_value(address), *at = text != NULL ? strrchr(text, '@') : NULL;
    return at != NULL ? mw_domain_normalize(mw_span(at + 1)) : NULL;
}

static void clear_identifier(void *data)
{
    g_free(((MwDmarcIdentifier *)data)->domain);
}

static void add_identifiers(GArray *identifiers, const json_t *domains, bool is_dkim)
{
    for (size_t i = 0; i < json_array_size(domains); i++) {
        const char *domain = json_string_value(json_array_get(domains, i));
        MwDmarcIdentifier id = {
            .domain = mw_domain_normalize(mw_span(domain)), .passed = true, .is_dkim = is_dkim};
        g_array_append_val(identifiers, id);
    }
}

static MwDmarc *evaluate(MwDnsSession *dns, const json_t *row)
{
    g_autoptr(GArray) identifiers = g_array_new(FALSE, TRUE, sizeof(MwDmarcIdentifier));
    g_array_set_clear_func(identifiers, clear_identifier);
    add_identifiers(identifiers, json_object_get(row, "spf_pass"), false);
    add_identifiers(identifiers, json_object_get(row, "dkim_pass"), true);
    g_autofree char *author = domain_of(json_object_get(row, "header_from"));
    bool is_old = json_integer_value(json_object_get(row, "rfc")) == 7489;
    return mw_dmarc_evaluate(
        dns, &(MwDmarcQuestion){.author_domain = author,
                                .spec = is_old ? MW_DMARC_SPEC_7489 : MW_DMARC_SPEC_9989,
                                .identifiers = identifiers});
}

static const char *compare_verdict(const MwDmarcVerdict *verdict, const json_t *expected)
{
    if (g_strcmp0(mw_dmarc_result_name(verdict->result), mw_corpora_text(expected, "result")) != 0)
        return "result";
    if (g_strcmp0(verdict->policy, mw_corpora_text(expected, "policy")) != 0)
        return "policy";
    if (g_strcmp0(verdict->record_domain, mw_corpora_text(expected, "record_domain")) != 0)
        return "record_domain";
    if (g_strcmp0(verdict->record, mw_corpora_text(expected, "record")) != 0)
        return "record";
    /* Without a record the suite leaves the alignment out. */
    if (verdict->record != NULL &&
        verdict->spf_aligned != json_is_true(json_object_get(expected, "spf_aligned")))
        return "spf_aligned";
    if (verdict->record != NULL &&
        verdict->dkim_aligned != json_is_true(json_object_get(expected, "dkim_aligned")))
        return "dkim_aligned";
    return NULL;
}

/* The look-up suite: was a record found, and where; did DNS fail? */
static const char *compare_lookup(const MwDmarc *dmarc, const json_t *expected)
{
    bool found = json_is_true(json_object_get(expected, "record_found"));
    const char *status = mw_corpora_text(expected, "lookup_status");
    bool temperror = dmarc->verdict->result == MW_DMARC_TEMPERROR;
    if (temperror != (strcmp(status, "temperror") == 0))
        return "temperror";
    if (found != (dmarc->verdict->record != NULL))
        return "record_found";
    if (found &&
        g_strcmp0(dmarc->verdict->record_domain, mw_corpora_text(expected, "record_domain")) != 0)
        return "record_domain";
    return NULL;
}

/* May report_domain receive reports about domain? Asked through a record put into the zone. */
static const char *compare_reports(const json_t *row, const json_t *expected)
{
    const char *domain = mw_corpora_text(row, "domain");
    g_autofree char *path =
        g_build_filename(mw_corpora_folder(), mw_corpora_text(row, "zone_ref"), NULL);
    g_autofree char *name = g_strconcat("_dmarc.", domain, NULL);
    g_autofree char *text =
        g_strdup_printf("v=DMARC1; p=none; rua=mailto:a@%s", mw_corpora_text(row, "report_domain"));
    json_t *records = json_load_file(path, 0, NULL);
    json_array_append_new(
        records, json_pack("{s:s, s:s, s:[s]}", "name", name, "type", "TXT", "data", text));
    g_autoptr(MwDns) dns = mw_corpora_zone_from(records);
    json_decref(records);
    g_autoptr(MwDnsSession) session = mw_dns_session_new(dns, 0);
    g_autoptr(MwDmarc) dmarc =
        mw_dmarc_evaluate(session, &(MwDmarcQuestion){.author_domain = domain,
                                                      .spec = MW_DMARC_SPEC_7489,
                                                      .check_report_addresses = true});
    const MwDmarcReportAddress *address = g_ptr_array_index(dmarc->report_addresses, 0);
    if (address->authorized != json_is_true(json_object_get(expected, "accepts")))
        return "accepts";
    bool temperror = strcmp(mw_corpora_text(expected, "status"), "temperror") == 0;
    return address->unknown != temperror ? "status" : NULL;
}

static void check_evaluation(Count *count, const json_t *row)
{
    const json_t *expected = json_object_get(row, "expected");
    if (mw_corpora_text(row, "kind") != NULL) {
        tally(count, row, compare_reports(row, expected));
        return;
    }
    g_autoptr(MwDns) dns = mw_corpora_zone(mw_corpora_text(row, "zone_ref"));
    g_autoptr(MwDnsSession) session = mw_dns_session_new(dns, 0);
    g_autoptr(MwDmarc) dmarc = evaluate(session, row);
    tally(count, row,
          mw_corpora_text(expected, "lookup_status") != NULL
              ? compare_lookup(dmarc, expected)
              : compare_verdict(dmarc->verdict, expected));
}

/* ---- records ---- */

static bool has_uris(const GPtrArray *uris, const json_t *expected)
{
    if (!json_is_array(expected))
        return true;
    if (uris->len != json_array_size(expected))
        return false;
    for (guint i = 0; i < uris->len; i++) {
        const MwDmarcUri *uri = g_ptr_array_index(uris, i);
        if (g_strcmp0(uri->uri, json_string_value(json_array_get(expected, i))) != 0)
            return false;
    }
    return true;
}

/* Valid: DMARC applies by it (RFC 7489, 6.6.3). */
static void check_record(Count *count, const json_t *row)
{
    const char *text = mw_corpora_text(row, "record");
    const json_t *expected = json_object_get(row, "expected");
    g_autoptr(MwDmarcRecord) record = mw_dmarc_record_parse(mw_span(text), NULL);
    bool valid = record != NULL &&
                 (mw_dmarc_record_spoiled_by(record, false) == NULL || record->rua->len > 0);
    const char *problem = NULL;
    if (valid != json_is_true(json_object_get(row, "valid")))
        problem = "valid";
    else if (valid &&
             g_strcmp0(mw_dmarc_policy_name(record->p.policy), mw_corpora_text(expected, "p")) != 0)
        problem = "p";
    else if (valid && !(has_uris(record->rua, json_object_get(expected, "rua")) &&
                        has_uris(record->ruf, json_object_get(expected, "ruf"))))
        problem = "addresses";
    tally(count, row, problem);
}

/* ---- organizational domains ---- */

/* The suite mixes U-labels and A-labels; both sides are compared as A-labels. */
static void check_orgdomain(Count *count, const json_t *row)
{
    const char *text = mw_corpora_text(row, "domain"), *wanted = mw_corpora_text(row, "expected");
    g_autofree char *name = text != NULL ? mw_domain_normalize(mw_span(text)) : NULL;
    g_autofree char *expected = wanted != NULL ? mw_domain_normalize(mw_span(wanted)) : NULL;
    const char *domain = name != NULL ? mw_psl_domain(NULL, name) : NULL;
    tally(count, row, g_strcmp0(domain, expected) != 0 ? "domain" : NULL);
}

static bool run(const char *file, const char *title, void (*check)(Count *, const json_t *))
{
    g_autoptr(GPtrArray) rows = mw_corpora_rows(file);
    Count count = {0};
    for (guint i = 0; i < rows->len; i++)
        check(&count, g_ptr_array_index(rows, i));
    printf("%s: %u of %u", title, count.right, count.rows);
    if (count.refused > 0)
        printf(", %u rows not followed (see above)", count.refused);
    printf("\n");
    return count.right + count.refused == count.rows && count.rows > 0;
}

int main(void)
{
    if (mw_corpora_folder() == NULL)
        return MW_CORPORA_SKIP;
    bool good = run("dmarc_eval.jsonl", "dmarc evaluation", check_evaluation);
    good &= run("dmarc_record.jsonl", "dmarc record", check_record);
    good &= run("orgdomain.jsonl", "public suffix list", check_orgdomain);
    return good ? 0 : 1;
}
