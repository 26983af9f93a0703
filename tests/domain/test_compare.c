#include "tests/table.h"

#include "src/domain/compare.h"

static struct compare_case {
    const char *name, *expected, *found, *slip, *aligned_expected, *aligned_found, *marks;
    unsigned position;
} cases[] = {
    {"equal", "abc", "abc", "none", "abc", "abc", "", 0},
    {"blank in front", "abc", " abc", "blanks", "*abc", " abc", "^", 1},
    {"blank behind", "abc", "abc ", "blanks", "abc*", "abc ", "   ^", 4},
    {"blank and dot behind", "abc", "abc. ", "blanks", "abc**", "abc. ", "   ^^", 4},
    {"quotes", "abc", "\"abc\"", "quotes", "*abc*", "\"abc\"", "^   ^", 1},
    {"case", "abc", "aBc", "case", "abc", "aBc", " ^", 2},
    {"lost equals sign", "abc=", "abc", "equals", "abc=", "abc*", "   ^", 4},
    {"domain appended", "a.net", "a.net.example.com", "suffix", "a.net************",
     "a.net.example.com", "     ^^^^^^^^^^^^", 6},
    {"missing character", "abcd", "abd", "missing", "abcd", "ab*d", "  ^", 3},
    {"extra character", "abd", "abcd", "extra", "ab*d", "abcd", "  ^", 3},
    {"changed character", "abcd", "abxd", "changed", "abcd", "abxd", "  ^", 3},
    {"swapped characters", "abcd", "acbd", "changed", "abcd", "acbd", " ^^", 2},
    {"nothing found", "abc", "", "missing", "abc", "***", "^^^", 1},
};

static void check(void **state)
{
    const struct compare_case *c = *state;
    assert_string_equal(mw_slip_name(mw_compare_slip(c->expected, c->found, "example.com")),
                        c->slip);
    g_autoptr(MwAlignment) alignment = mw_compare_align(c->expected, c->found);
    assert_string_equal(alignment->expected, c->aligned_expected);
    assert_string_equal(alignment->found, c->aligned_found);
    assert_string_equal(alignment->marks, c->marks);
    assert_int_equal(alignment->position, c->position);
}

/* Both are bounded: nothing of quadratic size comes from DNS. */
static void long_values_are_cut(void **state)
{
    (void)state;
    g_autofree char *a = g_strnfill(60000, 'a');
    g_autofree char *b = g_strnfill(60000, 'b');
    assert_int_equal(mw_compare_distance(a, b), 512);
    g_autoptr(MwAlignment) alignment = mw_compare_align(a, b);
    assert_int_equal(strlen(alignment->marks), 512);
}

static void near_is_few_changes(void **state)
{
    (void)state;
    assert_true(mw_compare_is_near("4hzwn5lmznmmjyl2.dkim.amazonses.com",
                                   "4hzwn5lmcnmmoyl.dkim.amazonses.com"));
    assert_false(
        mw_compare_is_near("4hzwn5lmznmmjyl2.dkim.amazonses.com", "parking.registrar.example"));
}

int main(void)
{
    struct CMUnitTest tests[G_N_ELEMENTS(cases) + 2];
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        tests[i] = (struct CMUnitTest){cases[i].name, check, NULL, NULL, &cases[i]};
    tests[G_N_ELEMENTS(cases)] =
        (struct CMUnitTest){"long values are cut", long_values_are_cut, NULL, NULL, NULL};
    tests[G_N_ELEMENTS(cases) + 1] =
        (struct CMUnitTest){"near is few changes", near_is_few_changes, NULL, NULL, NULL};
    return cmocka_run_group_tests_name("compare", tests, NULL, NULL);
}
