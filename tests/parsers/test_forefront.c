#include "parsers/forefront.h"

#include "tests/table.h"

struct forefront_case {
    const char *name, *input, *key, *value; /* value NULL: the key does not occur */
    unsigned pairs;
};

static struct forefront_case cases[] = {
    {"first", "CIP:192.0.2.1;CTRY:JP;SCL:1;", "CIP", "192.0.2.1", 3},
    {"last without semicolon", "CIP:192.0.2.1;SCL:-1", "SCL", "-1", 2},
    {"empty value", "CIP:192.0.2.1;PTR:;SCL:1", "PTR", "", 3},
    {"IPv6", "CIP:2001:db8::1;SCL:1", "CIP", "2001:db8::1", 2},
    {"spaces and folding", " CIP:192.0.2.1; CTRY:;\r\n LANG:en; SCL:1; ", "LANG", "en", 4},
    {"key in lower case", "cip:192.0.2.1", "CIP", "192.0.2.1", 1},
    {"the first of two", "SCL:5;SCL:1", "SCL", "5", 2},
    {"no colon", "BCL;ARA:1", "BCL", "", 2},
    {"absent", "SCL:1", "CAT", NULL, 1},
    {"encoded word", "=?utf-8?B?U0NMOjU7Q0FUOlNQT09G?=", "CAT", "SPOOF", 2},
    {"only semicolons", ";;;;", "CIP", NULL, 0},
    {"empty", "", "CIP", NULL, 0},
};

static void check(void **state)
{
    const struct forefront_case *c = *state;
    MwSpan input = mw_test_exact(c->input);
    g_autofree char *owned G_GNUC_UNUSED = (char *)(uintptr_t)input.data;
    g_autoptr(MwPairs) pairs = mw_forefront_parse(input);
    assert_int_equal(pairs->count, c->pairs);
    const char *value = mw_pairs_value(pairs, c->key);
    assert_int_equal(value != NULL, c->value != NULL);
    if (value != NULL)
        assert_string_equal(value, c->value);
}

static void check_list(void **state)
{
    (void)state;
    g_autoptr(GPtrArray) parts = mw_forefront_list("(13230040)(376014)|a b");
    assert_int_equal(parts->len, 4);
    assert_string_equal(g_ptr_array_index(parts, 1), "376014");
    assert_string_equal(g_ptr_array_index(parts, 3), "b");
}

int main(void)
{
    struct CMUnitTest tests[G_N_ELEMENTS(cases) + 1];
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        tests[i] = (struct CMUnitTest){cases[i].name, check, NULL, NULL, &cases[i]};
    tests[G_N_ELEMENTS(cases)] = (struct CMUnitTest){"list", check_list, NULL, NULL, NULL};
    return cmocka_run_group_tests_name("forefront", tests, NULL, NULL);
}
