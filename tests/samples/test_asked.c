/* A batch gathers only the facts that somebody asks for. Over all samples it must find the same as
 * a diagnosis that knows all of them; and what is gathered must not depend on what else is. */

#include "tests/samples/run.h"

#include "tests/table.h"

#include "src/diagnose/gather.h"
#include "src/session.h"

enum { PARTS = 7 };

static MwFactSet every_nth_fact(unsigned first)
{
    MwFactSet asked = {.scopes = 0};
    for (unsigned i = first; i < MW_FACT_N; i += PARTS)
        mw_fact_set_add(&asked, (MwFact)i);
    for (unsigned i = 0; i < MW_SCOPE_N; i++)
        mw_fact_set_add_scope(&asked, (MwScope)i);
    mw_gather_ask(&asked);
    return asked;
}

/* ---- facts ---- */

static char *print_values(const MwFacts *facts, const MwSubject *subject, MwFact fact)
{
    GString *out = g_string_new(NULL);
    const MwFactValue *value = mw_facts_get(facts, subject, fact);
    for (; value != NULL; value = value->next)
        g_string_append_printf(out, "\"%s\" ", value->text);
    return g_string_free(out, FALSE);
}

static void compare_subjects(const MwFacts *all, const MwFacts *some, MwScope scope, MwFact fact)
{
    const MwSubject *one = mw_facts_first(all, scope), *other = mw_facts_first(some, scope);
    assert_int_equal(mw_facts_subjects(all, scope), mw_facts_subjects(some, scope));
    for (; one != NULL; one = one->next, other = other->next) {
        g_autofree char *expected = print_values(all, one, fact);
        g_autofree char *found = print_values(some, other, fact);
        if (!g_str_equal(expected, found))
            fail_msg("%s of %u: %s, but %s when few are asked for", mw_fact_info(fact)->name,
                     one->index, expected, found);
    }
}

static void compare_facts(const MwReport *report, const MwRuleset *rules)
{
    g_autoptr(MwFacts) all = mw_gather(report->item, report->evaluation, rules, MW_LANG_EN, NULL);
    for (unsigned part = 0; part < PARTS; part++) {
        MwFactSet asked = every_nth_fact(part);
        g_autoptr(MwFacts) some =
            mw_gather(report->item, report->evaluation, rules, MW_LANG_EN, &asked);
        for (unsigned i = 0; i < MW_FACT_N; i++)
            if (mw_fact_set_has(&asked, (MwFact)i))
                compare_subjects(all, some, mw_fact_info((MwFact)i)->scope, (MwFact)i);
    }
}

/* ---- findings ---- */

/* A line for each finding, with the title of the primary one. Findings that differ in their words
 * alone are one line. */
static char *print_findings(const MwDiagnosis *diagnosis)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    GString *out = g_string_new(mw_verdict_name(diagnosis->verdict));
    for (unsigned i = 0; i < diagnosis->findings->len; i++) {
        const MwFinding *finding = g_ptr_array_index(diagnosis->findings, i);
        char *line =
            g_strdup_printf("\n%s (%s, %s): %s", finding->id, mw_severity_name(finding->severity),
                            mw_actor_name(finding->actor), finding->primary ? finding->title : "");
        if (g_hash_table_add(seen, line))
            g_string_append(out, line);
    }
    return g_string_free(out, FALSE);
}

static void compare_findings(const MwReport *report, const MwRuleset *rules)
{
    static const char *const langs[] = {"en", "ja"};
    MwFactSet asked = mw_diagnose_title_facts(rules);
    for (unsigned i = 0; i < G_N_ELEMENTS(langs); i++) {
        g_autoptr(MwDiagnosis) all = mw_diagnose(report->item, report->evaluation, rules, langs[i]);
        g_autoptr(MwDiagnosis) title =
            mw_diagnose_title(report->item, report->evaluation, rules, langs[i], &asked);
        g_autofree char *expected = print_findings(all);
        g_autofree char *found = print_findings(title);
        assert_string_equal(found, expected);
    }
}

/* ---- all samples ---- */

typedef struct {
    const MwSession *session;
    unsigned *count;
} Run;

static bool compare_item(const char *source, unsigned index, MwItem *item, const GError *error,
                         void *user_data)
{
    (void)source;
    (void)index;
    const Run *run = user_data;
    if (error != NULL)
        return true; /* samples of unreadable inputs */
    g_autoptr(MwReport) report = mw_session_report(run->session, item);
    compare_facts(report, run->session->rules);
    compare_findings(report, run->session->rules);
    (*run->count)++;
    return true;
}

static void compare_sample(const MwSample *sample, unsigned *count)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) args = mw_sample_args(sample, "en");
    g_ptr_array_insert(args, 0, g_strdup("mailwhy"));
    g_ptr_array_add(args, NULL);
    g_autofree char *help = NULL;
    g_autoptr(MwOptions) options =
        mw_options_parse(MW_OPTIONS_OUTPUT | MW_OPTIONS_DNS | MW_OPTIONS_ENVELOPE |
                             MW_OPTIONS_MESSAGE | MW_OPTIONS_VERDICT,
                         "", "", (char **)args->pdata, &help, &error);
    assert_null(error);
    g_autoptr(MwSession) session = mw_session_new(options, &error);
    assert_null(error);
    Run run = {session, count};
    mw_input_read(g_ptr_array_index(options->arguments, 0), &options->input, compare_item, &run);
}

static void check_samples(void **state)
{
    (void)state;
    unsigned count = 0;
    g_autoptr(GPtrArray) folders = mw_sample_folders(MAILWHY_SOURCE_DIR "/samples");
    for (unsigned i = 0; i < folders->len; i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(MwSample) sample = mw_sample_read(g_ptr_array_index(folders, i), &error);
        assert_null(error);
        if (*sample->command == '\0' && sample->input != NULL)
            compare_sample(sample, &count);
    }
    assert_in_range(count, 100, 10000);
}

int main(void)
{
    g_log_set_always_fatal(G_LOG_LEVEL_CRITICAL); /* a fact that is read without being asked for */
    const struct CMUnitTest tests[] = {
        {"a batch finds what a diagnosis finds", check_samples, NULL, NULL, NULL},
    };
    return cmocka_run_group_tests_name("asked", tests, NULL, NULL);
}
