/* check_host() against the public suites: our evaluator, verdicts and explanations; libspf2 behind
 * the guard, corrected and not. */

#include <stdio.h>
#include <string.h>

#include "src/evaluate/spf.h"
#include "tests/conformance/corpora.h"

typedef struct {
    unsigned cases, verdicts, explanations, explained, corrected, uncorrected;
} Count;

static MwSpf *evaluate(MwDns *dns, const json_t *row)
{
    MwSpfQuestion question = {
        .helo = mw_corpora_text(row, "helo"),
        .mail_from = mw_corpora_text(row, "mailfrom"),
        .receiver = mw_corpora_text(row, "receiver"),
        .want_tree = true,
        .cross_check = true,
    };
    mw_ip_parse(mw_span(mw_corpora_text(row, "ip")), &question.ip);
    g_autoptr(MwDnsSession) session = mw_dns_session_new(dns, 0);
    MwSpf *spf = mw_spf_evaluate(session, &question);
    /* The tree is free of charge. */
    question.want_tree = question.cross_check = false;
    g_autoptr(MwDnsSession) again = mw_dns_session_new(dns, 0);
    g_autoptr(MwSpf) bare = mw_spf_evaluate(again, &question);
    if (bare->result != spf->result || bare->lookups != spf->lookups ||
        bare->void_lookups != spf->void_lookups)
        printf("%s: differs with the tree\n", mw_corpora_text(row, "id"));
    return spf;
}

static bool accepts(const json_t *row, int result)
{
    return result >= 0 &&
           mw_corpora_lists(row, "accepted_results", mw_spf_result_name((MwSpfResult)result));
}

/* true: nothing is wrong with it. */
static bool check_explanation(const json_t *row, const MwSpf *spf, Count *count)
{
    const json_t *expected = json_object_get(row, "explanation");
    bool by_default = json_is_true(json_object_get(row, "explanation_default"));
    /* The other suites expect their own checker's default text and host name. */
    if (!g_str_has_prefix(mw_corpora_text(row, "suite"), "rfc7208") ||
        (!json_is_string(expected) && !by_default))
        return true;
    count->explained++;
    if (g_strcmp0(spf->explanation, json_string_value(expected)) != 0)
        return false;
    count->explanations++;
    return true;
}

static void check_row(MwDns *dns, const json_t *row, Count *count, bool verbose)
{
    g_autoptr(MwSpf) spf = evaluate(dns, row);
    const char *id = mw_corpora_text(row, "id");
    count->cases++;
    bool verdict = accepts(row, (int)spf->result);
    count->verdicts += verdict;
    count->corrected += accepts(row, spf->engine_libspf2);
    count->uncorrected += accepts(row, spf->engine_libspf2_uncorrected);
    if (!verdict && verbose)
        printf("  %s: %s (%s)\n", id, mw_spf_result_name(spf->result),
               spf->problem_text != NULL ? spf->problem_text : "no problem");
    if (!check_explanation(row, spf, count) && verbose)
        printf("  %s: explanation \"%s\"\n", id,
               spf->explanation != NULL ? spf->explanation : "(none)");
    if (verbose && !accepts(row, spf->engine_libspf2))
        printf("  %s: corrected libspf2: %s\n", id,
               spf->engine_libspf2 < 0 ? "not run"
                                       : mw_spf_result_name((MwSpfResult)spf->engine_libspf2));
}

/* The rows of RFC 4408 whose rule RFC 7208 kept: those with agreed expectations. */
static bool is_kept_4408(const json_t *row)
{
    return strcmp(mw_corpora_text(row, "status"), "agreed") == 0;
}

static Count check_suite(const GPtrArray *rows, const char *suite, bool agreed_only,
                         GHashTable *zones)
{
    Count count = {0};
    for (guint i = 0; i < rows->len; i++) {
        const json_t *row = g_ptr_array_index(rows, i);
        if (strcmp(mw_corpora_text(row, "suite"), suite) != 0 ||
            (agreed_only && !is_kept_4408(row)))
            continue;
        const char *zone = mw_corpora_text(row, "zone_ref");
        MwDns *dns = g_hash_table_lookup(zones, zone);
        if (dns == NULL) {
            dns = mw_corpora_zone(zone);
            g_hash_table_insert(zones, g_strdup(zone), dns);
        }
        check_row(dns, row, &count, true);
    }
    return count;
}

static void free_dns(void *dns)
{
    mw_dns_free(dns);
}

int main(void)
{
    if (mw_corpora_folder() == NULL)
        return MW_CORPORA_SKIP;
    static const struct {
        const char *suite;
        bool agreed_only;
        unsigned cases; /* expected, all of them passing */
    } suites[] = {
        {"rfc7208", false, 203},      {"rfc7208-2014-05", false, 1}, {"rfc4408", true, 12},
        {"rfc4408-2009-10", true, 1}, {"pyspf", true, 11},           {"jspf-tests", true, 19},
    };
    g_autoptr(GPtrArray) rows = mw_corpora_rows("spf.jsonl");
    g_autoptr(GHashTable) zones = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_dns);
    bool good = true;
    for (size_t i = 0; i < G_N_ELEMENTS(suites); i++) {
        Count count = check_suite(rows, suites[i].suite, suites[i].agreed_only, zones);
        printf("spf %s: %u of %u verdicts, %u of %u explanations; libspf2 corrected %u, "
               "uncorrected %u\n",
               suites[i].suite, count.verdicts, count.cases, count.explanations, count.explained,
               count.corrected, count.uncorrected);
        good = good && count.verdicts == count.cases && count.explanations == count.explained &&
               count.corrected == count.cases && count.cases == suites[i].cases;
    }
    return good ? 0 : 1;
}
