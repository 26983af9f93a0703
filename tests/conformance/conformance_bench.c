/* A generated corpus with known results (its folder: MAILWHY_BENCH_CORPUS, with zone.db and
 * manifest.jsonl): every message judged from its headers alone. */

#include <stdio.h>
#include <string.h>

#include "src/evaluate/evaluation.h"
#include "src/input/input.h"
#include "tests/conformance/corpora.h"

enum { SPF, DKIM, DMARC, DMARC_7489, ARC, CHECKS, SHOWN = 10 };

static const char *const check_names[CHECKS] = {
    [SPF] = "spf", [DKIM] = "dkim", [DMARC] = "dmarc", [DMARC_7489] = "dmarc (RFC 7489)",
    [ARC] = "arc",
};

typedef struct {
    const char *folder;
    const json_t *row;
    MwShared shared;
    unsigned right[CHECKS], wrong[CHECKS];
} Run;

static const char *word(const json_t *row, const char *method)
{
    return json_string_value(json_object_get(json_object_get(row, method), "result"));
}

static void compare(Run *run, unsigned check, const char *expected, const char *found)
{
    if (expected == NULL)
        return;
    bool right = strcmp(expected, found) == 0;
    run->right[check] += right;
    run->wrong[check] += !right;
    if (!right && run->wrong[check] <= SHOWN)
        printf("  %s %s (%s): expected %s, found %s\n", check_names[check],
               mw_corpora_text(run->row, "file"), mw_corpora_text(run->row, "category"), expected,
               found);
}

/* Of several signatures the best, as the manifest has it: an aligned pass, a pass, the first. */
static const char *dkim_word(const MwEvaluation *evaluation)
{
    for (guint i = 0; i < evaluation->dkim->len; i++) {
        const MwDkim *dkim = g_ptr_array_index(evaluation->dkim, i);
        if (dkim->result == MW_DKIM_PASS)
            return "pass";
    }
    const MwDkim *first = evaluation->dkim->len > 0 ? g_ptr_array_index(evaluation->dkim, 0) : NULL;
    return mw_dkim_result_name(first != NULL ? first->result : MW_DKIM_NONE);
}

static bool judge(const char *source, unsigned index, MwItem *item, const GError *error,
                  void *user_data)
{
    Run *run = user_data;
    if (item == NULL) {
        printf("  %s %u: %s\n", source, index, error->message);
        for (unsigned check = 0; check < CHECKS; check++)
            run->wrong[check]++;
        return true;
    }
    const MwEvaluateOptions options = {.cross_check = MW_CROSS_CHECK_NEVER, .outer = true};
    g_autoptr(MwEvaluation) evaluation =
        mw_evaluate(item->message, item->ndr_text, &item->state, &run->shared, &options);
    const json_t *row = run->row;
    compare(run, SPF, word(row, "spf"), mw_spf_result_name(evaluation->spf->result));
    compare(run, DKIM, word(row, "dkim"), dkim_word(evaluation));
    const MwDmarc *dmarc = evaluation->dmarc;
    compare(run, DMARC, word(row, "dmarc"), mw_dmarc_result_name(dmarc->verdict->result));
    const MwDmarcVerdict *old = dmarc->other != NULL ? dmarc->other : dmarc->verdict;
    compare(run, DMARC_7489, word(row, "dmarc_rfc7489"), mw_dmarc_result_name(old->result));
    compare(run, ARC, word(row, "arc"), mw_arc_result_name(evaluation->arc->result));
    mw_item_free(item);
    return true;
}

/* The bounces of the corpus are judged as messages, as with --outer. */
static void run_rows(Run *run, const GPtrArray *rows)
{
    const MwInputOptions options = {.outer = true};
    for (guint i = 0; i < rows->len; i++) {
        run->row = g_ptr_array_index(rows, i);
        g_autofree char *path =
            g_build_filename(run->folder, mw_corpora_text(run->row, "file"), NULL);
        mw_input_read(path, &options, judge, run);
    }
}

static GPtrArray *read_manifest(const char *folder)
{
    g_autofree char *path = g_build_filename(folder, "manifest.jsonl", NULL);
    g_autofree char *text = NULL;
    GPtrArray *rows = g_ptr_array_new_with_free_func((GDestroyNotify)json_decref);
    if (!g_file_get_contents(path, &text, NULL, NULL))
        return rows;
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line != NULL && **line != '\0'; line++)
        g_ptr_array_add(rows, json_loads(*line, 0, NULL));
    return rows;
}

static bool report(const Run *run, guint rows)
{
    bool fine = rows > 0;
    for (unsigned check = 0; check < CHECKS; check++) {
        printf("bench %s: %u of %u\n", check_names[check], run->right[check],
               run->right[check] + run->wrong[check]);
        fine = fine && run->wrong[check] == 0;
    }
    return fine;
}

int main(void)
{
    const char *folder = g_getenv("MAILWHY_BENCH_CORPUS");
    if (folder == NULL) {
        puts("skipped: MAILWHY_BENCH_CORPUS names no generated corpus");
        return MW_CORPORA_SKIP;
    }
    g_autofree char *zone = g_build_filename(folder, "zone.db", NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(MwDns) dns = mw_dns_file_new(zone, &error);
    if (dns == NULL) {
        puts(error->message);
        return 1;
    }
    g_autoptr(GPtrArray) rows = read_manifest(folder);
    Run run = {.folder = folder, .shared = {.dns = dns}};
    run_rows(&run, rows);
    return report(&run, rows->len) ? 0 : 1;
}
