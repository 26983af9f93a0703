#include "tests/table.h"

struct span_case {
    const char *name, *input, *trimmed, *unfolded, *one_line;
    bool has_any; /* of `words` */
};

static const char *const words[] = {"ab", "<>", "rejected", NULL};

static struct span_case cases[] = {
    {"empty", "", "", "", "", false},
    {"only blanks", " \t\r\n", "", "", "", false},
    {"folded", " a\r\n\tb  c ", "a\r\n\tb  c", "a b c", "a b c", false},
    {"bare LF", "a\n b", "a\n b", "a b", "a b", false},
    {"line end without a blank", "a\r\nb", "a\r\nb", "ab", "a b", false},
    {"no blanks", "abc", "abc", "abc", "abc", true},
    {"a word at the end, in capitals", "it was REJECTED", "it was REJECTED", "it was REJECTED",
     "it was REJECTED", true},
    {"a word that is cut", "rejecte", "rejecte", "rejecte", "rejecte", false},
    {"a word of no letters", "x <>", "x <>", "x <>", "x <>", true},
    {"one octet of a word", "a", "a", "a", "a", false},
    {"octets that differ from a word by case's bit", "\x1c\x1e AB\x01", "\x1c\x1e AB\x01",
     "\x1c\x1e AB\x01", "\x1c\x1e AB\x01", true},
    {"octets like a word but for case's bit", "\x1c\x1e \x01\x02", "\x1c\x1e \x01\x02",
     "\x1c\x1e \x01\x02", "\x1c\x1e \x01\x02", false},
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
    assert_int_equal(mw_span_find(input, '\4', 0), input.len);
    assert_int_equal(mw_span_has_any_nocase(input, words), c->has_any);
    g_free((void *)(uintptr_t)input.data);
}

MW_TABLE_MAIN("span", cases, check)
