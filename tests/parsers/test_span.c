#include "tests/table.h"

struct span_case {
    const char *name, *input, *trimmed, *unfolded, *one_line;
};

static struct span_case cases[] = {
    {"empty", "", "", "", ""},
    {"only blanks", " \t\r\n", "", "", ""},
    {"folded", " a\r\n\tb  c ", "a\r\n\tb  c", "a b c", "a b c"},
    {"bare LF", "a\n b", "a\n b", "a b", "a b"},
    {"line end without a blank", "a\r\nb", "a\r\nb", "ab", "a b"},
    {"no blanks", "abc", "abc", "abc", "abc"},
};

static void check(void **state)
{
    const struct span_case *c = *state;
    MwSpan input = mw_test_exact(c->input);
    assert_true(mw_span_is(mw_span_trim(input), c->trimmed));
    g_autofree char *unfolded = mw_span_dup_unfolded(input);
    assert_string_equal(unfolded, c->unfolded);
    g_autofree char *one_line = mw_text_on_one_line(c->input);
    assert_string_equal(one_line, c->one_line);
    assert_int_equal(mw_span_slice(input, 0, 99).len, input.len);
    assert_int_equal(mw_span_slice(input, 99, 100).len, 0);
    assert_int_equal(mw_span_find(input, '\1', 0), input.len);
    g_free((void *)(uintptr_t)input.data);
}

MW_TABLE_MAIN("span", cases, check)
