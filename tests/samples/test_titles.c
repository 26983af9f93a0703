/* A batch gathers only the facts that somebody asks for. Over all samples it must find the same as
 * a diagnosis that knows all of them: with the shipped rules, and with rules whose titles show one
 * fact each, a part of the vocabulary at a time, so that what one part needs of another shows. */

#include "tests/samples/run.h"

#include "tests/table.h"

#include "src/session.h"

enum { PARTS = 7 };

typedef struct {
    const char *lang;
    MwRuleset *rules;
    MwFactSet asked;
} Book; /* of rules */

typedef struct {
    GArray *books; /* Book */
    GPtrArray *folders;
} Fixture;

static void free_problem(void *problem)
{
    mw_rule_problem_free(problem);
}

static MwRuleset *make_rules(unsigned part)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (unsigned i = part; i < MW_FACT_N; i += PARTS) {
        const MwFactInfo *info = mw_fact_info((MwFact)i);
        g_string_append_printf(text,
                               "[fact-%u]\nFor=%s\nWhen.recorded.trusted=yes; no\nSeverity=warn\n"
                               "Actor=sender\nTitle={%s}\nCause=C\n",
                               i, mw_scope_name(info->scope), info->name);
    }
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(free_problem);
    MwRuleset *rules = mw_ruleset_new();
    mw_ruleset_add_text(rules, mw_span(text->str), "part.rules", problems);
    assert_int_equal(problems->len, 0);
    return rules;
}

static void add_book(GArray *books, const char *lang, MwRuleset *rules)
{
    Book book = {.lang = lang, .rules = rules, .asked = mw_diagnose_title_facts(rules)};
    g_array_append_val(books, book);
}

static int set_up(void **state)
{
    Fixture *fixture = g_new0(Fixture, 1);
    fixture->books = g_array_new(FALSE, FALSE, sizeof(Book));
    add_book(fixture->books, "en", mw_ruleset_load(NULL, NULL));
    add_book(fixture->books, "ja", mw_ruleset_load(NULL, NULL));
    for (unsigned i = 0; i < PARTS; i++)
        add_book(fixture->books, "en", make_rules(i));
    fixture->folders = mw_sample_folders(MAILWHY_SOURCE_DIR "/samples");
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    Fixture *fixture = *state;
    for (unsigned i = 0; i < fixture->books->len; i++)
        mw_ruleset_free(g_array_index(fixture->books, Book, i).rules);
    g_array_unref(fixture->books);
    g_ptr_array_unref(fixture->folders);
    g_free(fixture);
    return 0;
}

/* A line for each finding. Findings that differ in their causes alone are one in a batch. */
static char *print_titles(const MwDiagnosis *diagnosis)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    GString *out = g_string_new(mw_verdict_name(diagnosis->verdict));
    for (unsigned i = 0; i < diagnosis->findings->len; i++) {
        const MwFinding *finding = g_ptr_array_index(diagnosis->findings, i);
        char *key = g_strdup_printf("%s: %s", finding->id, finding->title);
        if (g_hash_table_add(seen, key))
            g_string_append_printf(out, "\n%s %s (%s, %s)", finding->primary ? "*" : " ", key,
                                   mw_severity_name(finding->severity),
                                   mw_actor_name(finding->actor));
    }
    return g_string_free(out, FALSE);
}

typedef struct {
    const Fixture *fixture;
    const MwSession *session;
    const MwSample *sample;
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
    for (unsigned i = 0; i < run->fixture->books->len; i++) {
        const Book *book = &g_array_index(run->fixture->books, Book, i);
        g_autoptr(MwDiagnosis) all =
            mw_diagnose(report->item, report->evaluation, book->rules, book->lang);
        g_autoptr(MwDiagnosis) titles = mw_diagnose_titles(report->item, report->evaluation,
                                                           book->rules, book->lang, &book->asked);
        g_autofree char *expected = print_titles(all);
        g_autofree char *found = print_titles(titles);
        if (!g_str_equal(expected, found))
            fail_msg("%s, rules %u:\n%s\nbut titles only:\n%s", run->sample->name, i, expected,
                     found);
    }
    (*run->count)++;
    return true;
}

static void compare_sample(const Fixture *fixture, const MwSample *sample, unsigned *count)
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
    Run run = {fixture, session, sample, count};
    mw_input_read(g_ptr_array_index(options->arguments, 0), &options->input, compare_item, &run);
}

static void check_samples(void **state)
{
    const Fixture *fixture = *state;
    unsigned count = 0;
    for (unsigned i = 0; i < fixture->folders->len; i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(MwSample) sample = mw_sample_read(g_ptr_array_index(fixture->folders, i), &error);
        assert_null(error);
        if (*sample->command == '\0' && sample->input != NULL)
            compare_sample(fixture, sample, &count);
    }
    assert_in_range(count, 100, 10000);
}

int main(void)
{
    g_log_set_always_fatal(G_LOG_LEVEL_CRITICAL); /* a fact that is read without being asked for */
    const struct CMUnitTest tests[] = {
        {"a batch finds what a diagnosis finds", check_samples, NULL, NULL, NULL},
    };
    return cmocka_run_group_tests_name("titles", tests, set_up, tear_down);
}
