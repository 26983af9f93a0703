#include "tests/table.h"

struct span_case {
    const char *name, *input, *trimmed, *unfolded;
};

static struct span_case cases[] = {
    {"empty", "", "", ""},
    {"only blanks", " \t\r\n", "", ""},
    {"folded", " a\r\n\tb  c ", "a\r\n\tb  c", "a b c"},
    {"bare LF", "a\n b", "a\n b", "a b"},
    {"no blanks", "abc", "abc", "abc"},
};

static void check(void **state)
{
    const struct span_case *c = *state;
    MwSpan input = mw_test_exact(c->input);
    assert_true(mw_span_is(mw_span_trim(input), c->trimmed));
    g_autofree char *unfolded = mw_span_dup_unfolded(input);
    assert_string_equal(unfolded, c->unfolded);
    assert_int_equal(mw_span_slice(input, 0, 99).len, input.len);
    assert_int_equal(mw_span_slice(input, 99, 100).len, 0);
    assert_int_equal(mw_span_find(input, '\1', 0), input.len);
    g_free((void *)(uintptr_t)input.data);
}

MW_TABLE_MAIN("span", cases, check)
