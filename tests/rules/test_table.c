#include "tests/table.h"

#include "rules/ruleset.h"

/* What a table is asked, and the row that answers; the problems of a table that is written wrongly.
 */
static const char codes[] = "[exact]\nTopic=t\nValues=130; 131\nMeaning=exact\n"
                            "[special]\nTopic=ndr\nReceiver=gmail\nValues=5.7.27\nMeaning=g\n"
                            "[text]\nTopic=ndr\nText=policy of; refused because\nMeaning=t\n"
                            "[code]\nTopic=ndr\nValues=5.7.27; 5.7.5xx\nMeaning=c\n"
                            "[any]\nTopic=ndr\nMeaning=a\n"
                            "[family]\nTopic=t\nValues=1xx\nMeaning=family\n"
                            "[rest]\nTopic=t\nValues=*\nMeaning=rest\n";

static struct find_case {
    const char *name;
    const char *topic, *value, *receiver, *text;
    const char *row; /* NULL: none */
} cases[] = {
    {"the code itself", "t", "130", NULL, NULL, "exact"},
    {"another of its codes", "t", "131", NULL, NULL, "exact"},
    {"its family", "t", "199", NULL, NULL, "family"},
    {"x is one digit only", "t", "1999", NULL, NULL, "rest"},
    {"anything else", "t", "none", NULL, NULL, "rest"},
    {"another topic", "nothing", "130", NULL, NULL, NULL},
    {"the topic in capitals", "T", "130", NULL, NULL, "exact"},
    {"what the receiver means by it", "ndr", "5.7.27", "gmail", NULL, "special"},
    {"what others mean by it", "ndr", "5.7.27", "yahoo", NULL, "code"},
    {"nobody knows who wrote it", "ndr", "5.7.27", NULL, NULL, "code"},
    {"the text says more than the code", "ndr", "5.7.27", NULL, "REFUSED BECAUSE of", "text"},
    {"a text that says nothing", "ndr", "5.7.27", NULL, "refused", "code"},
    {"digits in a row", "ndr", "5.7.512", NULL, NULL, "code"},
    {"too few digits", "ndr", "5.7.51", NULL, NULL, "any"},
    {"no code", "ndr", NULL, NULL, NULL, "any"},
    {"no code in a topic of codes", "t", NULL, NULL, NULL, NULL},
    {"an empty code", "t", "", NULL, NULL, "rest"},
};

static void free_problem(void *problem)
{
    mw_rule_problem_free(problem);
}

static void check(void **state)
{
    const struct find_case *c = *state;
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(free_problem);
    g_autoptr(MwTable) table = mw_table_new();
    mw_table_add_text(table, mw_span(codes), "a.table", problems);
    assert_int_equal(problems->len, 0);
    const MwTableRow *row = mw_table_find(table, c->topic, c->value, c->receiver, c->text);
    assert_string_equal(row != NULL ? row->name : "(none)", c->row != NULL ? c->row : "(none)");
}

static void check_problems(void **state)
{
    (void)state;
    static const struct {
        const char *text, *problem;
    } faults[] = {
        {"[a]\nTopic=t\n", "a.table:1: [a] Topic or Meaning is missing"},
        {"[a]\nMeaning=m\n", "a.table:1: [a] Topic or Meaning is missing"},
        {"[a]\nTopic=t\nMeaning=m\nColour=red\n", "a.table:4: [a] Colour: no such key or value"},
        {"[a]\nTopic=t\nMeaning=m\nActor=me\n", "a.table:4: [a] Actor: no such key or value"},
        {"[a]\nTopic=t\nMeaning=m\nMeaning[xx]=m\n",
         "a.table:4: [a] Meaning[xx]: no such key or value"},
        {"[a]\nTopic=t\nTopic[ja]=t\nMeaning=m\n",
         "a.table:3: [a] Topic[ja]: no such key or value"},
        {"[a]\nTopic=t\nMeaning=m\nMeaning[ja]=意味\nFix1=f\n",
         "a.table:1: [a] a missing translation: [ja]"},
        {"[a]\nTopic=t\nMeaning=m\nMeaning=n\n", "a.table:4: [a] Meaning: given twice"},
        {"[a]\nTopic=t\nMeaning=m\n[a]\nTopic=u\n", "a.table:4: [a] given twice"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(faults); i++) {
        g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(free_problem);
        g_autoptr(MwTable) table = mw_table_new();
        mw_table_add_text(table, mw_span(faults[i].text), "a.table", problems);
        assert_true(problems->len > 0);
        g_autofree char *first = mw_rule_problem_format(g_ptr_array_index(problems, 0));
        assert_string_equal(first, faults[i].problem);
        assert_int_equal(mw_table_size(table), 0);
    }
}

static void check_replaced(void **state)
{
    (void)state;
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(free_problem);
    g_autoptr(MwTable) table = mw_table_new();
    mw_table_add_text(table, mw_span(codes), "a.table", problems);
    mw_table_add_text(table,
                      mw_span("[exact]\nTopic=t\nValues=130\nMeaning=mine\nMeaning[ja]=私\n"),
                      "b.table", problems);
    const MwTableRow *row = mw_table_find(table, "t", "130", NULL, NULL);
    assert_string_equal(mw_table_row_meaning(row, MW_LANG_EN), "mine");
    assert_string_equal(mw_table_row_meaning(row, MW_LANG_JA), "私");
    assert_null(mw_table_row_cause(row, MW_LANG_JA));
    row = mw_table_find(table, "t", "131", NULL, NULL);
    assert_string_equal(mw_table_row_meaning(row, MW_LANG_JA), "family"); /* not translated */
}

int main(void)
{
    enum { MORE = 2 };
    struct CMUnitTest tests[G_N_ELEMENTS(cases) + MORE];
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        tests[i] = (struct CMUnitTest){cases[i].name, check, NULL, NULL, &cases[i]};
    tests[G_N_ELEMENTS(cases)] =
        (struct CMUnitTest){"faults are named", check_problems, NULL, NULL, NULL};
    tests[G_N_ELEMENTS(cases) + 1] =
        (struct CMUnitTest){"a later row takes the place", check_replaced, NULL, NULL, NULL};
    return cmocka_run_group_tests_name("table", tests, NULL, NULL);
}
