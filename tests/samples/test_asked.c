/* A batch gathers only the facts that somebody asks for. Over all samples it must find the same as
 * a diagnosis that knows all of them; and what is gathered must not depend on what else is. */

#include "tests/samples/run.h"

#include "tests/table.h"

#include "rules/match.h"
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

/* A line for each rule that holds. */
static char *print_matches(const MwRuleset *rules, const MwFacts *facts)
{
    g_autoptr(GArray) matches = mw_match(rules, facts);
    GString *out = g_string_new(NULL);
    for (unsigned i = 0; i < matches->len; i++) {
        const MwMatch *match = &g_array_index(matches, MwMatch, i);
        g_string_append_printf(out, "%s of %u (%s, %s, %u)%s\n", match->rule->id,
                               match->subject->index, mw_severity_name(match->severity),
                               mw_actor_name(match->actor), match->rank,
                               match->primary ? " primary" : "");
    }
    return g_string_free(out, FALSE);
}

static void compare_matches(const MwReport *report, const MwRuleset *rules, const MwFactSet *asked)
{
    g_autoptr(MwFacts) all = mw_gather(report->item, report->evaluation, rules, MW_LANG_EN, NULL);
    g_autoptr(MwFacts) some = mw_gather(report->item, report->evaluation, rules, MW_LANG_EN, asked);
    g_autofree char *expected = print_matches(rules, all);
    g_autofree char *found = print_matches(rules, some);
    assert_string_equal(found, expected);
}

/* The primary finding, and what the others come to. */
static char *print_title(const MwDiagnosis *diagnosis)
{
    const MwFinding *primary = mw_diagnosis_primary(diagnosis);
    if (primary == NULL)
        return g_strdup(mw_verdict_name(diagnosis->verdict));
    return g_strdup_printf("%s, %s: %s (%s, %s): %s", mw_verdict_name(diagnosis->verdict),
                           mw_severity_name(diagnosis->worst), primary->id,
                           mw_severity_name(primary->severity), mw_actor_name(primary->actor),
                           primary->title);
}

static void compare_findings(const MwReport *report, const MwRuleset *rules)
{
    static const char *const langs[] = {"en", "ja"};
    MwFactSet asked = mw_diagnose_title_facts(rules);
    compare_matches(report, rules, &asked);
    for (unsigned i = 0; i < G_N_ELEMENTS(langs); i++) {
        g_autoptr(MwDiagnosis) all = mw_diagnose(report->item, report->evaluation, rules, langs[i]);
        g_autoptr(MwDiagnosis) title =
            mw_diagnose_title(report->item, report->evaluation, rules, langs[i], &asked);
        g_autofree char *expected = print_title(all);
        g_autofree char *found = print_title(title);
        assert_string_equal(found, expected);
        assert_int_equal(title->findings->len, MIN(all->findings->len, 1));
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
