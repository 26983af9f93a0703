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

/* A letter at a time, as in a textbook. */
static size_t find_slowly(MwSpan span, const char *text)
{
    size_t len = strlen(text);
    for (size_t at = 0; at + len <= span.len; at++)
        if (g_ascii_strncasecmp(span.data + at, text, len) == 0)
            return at;
    return span.len;
}

/* Texts at any place of longer ones, their ends elsewhere, too. */
static void check_find(void **state)
{
    (void)state;
    static const char *const texts[] = {"a",  "\n--", "eml",           "Type: x",
                                        "@z", "[`{",  "message/rfc822"};
    static const char alphabet[] = "aAeElL\n-xXyzZ@`[{: ";
    g_autoptr(GRand) dice = g_rand_new_with_seed(1);
    for (unsigned round = 0; round < 4000; round++) {
        const char *text = texts[round % G_N_ELEMENTS(texts)];
        g_autoptr(GString) all = g_string_new(NULL);
        for (int left = g_rand_int_range(dice, 0, 700); left > 0; left--)
            g_string_append_c(all, alphabet[g_rand_int_range(dice, 0, sizeof alphabet - 1)]);
        if (round % 3 > 0)
            g_string_insert(all, g_rand_int_range(dice, 0, (int)all->len + 1), text);
        MwSpan input = mw_test_exact(all->str);
        assert_int_equal(mw_span_find_nocase(input, text), find_slowly(input, text));
        g_free((void *)(uintptr_t)input.data);
    }
}

/* All octets against all, at each place of a word and behind it. */
static void check_equal(void **state)
{
    (void)state;
    for (unsigned pair = 0; pair < 0x10000; pair++) {
        char a[] = "Some words", b[] = "sOME WORDS";
        size_t at = pair % 10;
        a[at] = (char)(pair & 0xff);
        b[at] = (char)(pair >> 8);
        bool equal = g_ascii_tolower(a[at]) == g_ascii_tolower(b[at]);
        assert_int_equal(mw_span_equal_nocase(mw_span_make(a, 10), mw_span_make(b, 10)), equal);
    }
}

int main(void)
{
    const struct CMUnitTest others[] = {cmocka_unit_test(check_find),
                                        cmocka_unit_test(check_equal)};
    struct CMUnitTest rows[G_N_ELEMENTS(cases)];
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        rows[i] = (struct CMUnitTest){cases[i].name, check, NULL, NULL, &cases[i]};
    int failed = cmocka_run_group_tests_name("span", rows, NULL, NULL);
    return failed + cmocka_run_group_tests_name("span, more", others, NULL, NULL);
}
