#include "parsers/encoded_word.h"

#include "tests/table.h"

struct word_case {
    const char *name, *input, *expected;
};

static struct word_case cases[] = {
    {"nothing encoded", "plain = text?", "plain = text?"},
    {"base64", "=?utf-8?B?w6k=?=", "\xc3\xa9"},
    {"quoted-printable", "=?UTF-8?q?a_b=3Dc?=", "a b=c"},
    {"white space between words goes", "=?utf-8?B?YQ==?=\r\n =?utf-8?B?Yg==?=", "ab"},
    {"white space beside a word stays", "x =?utf-8?B?YQ==?= y", "x a y"},
    {"character cut in two", "=?utf-8?B?ww==?= =?utf-8?B?qQ==?=", "\xc3\xa9"},
    {"Latin-1", "=?iso-8859-1?Q?=E9?=", "\xc3\xa9"},
    {"language tag", "=?utf-8*en?Q?a?=", "a"},
    {"two charsets", "=?iso-8859-1?Q?=E9?= =?utf-8?Q?=C3=A9?=", "\xc3\xa9\xc3\xa9"},
    {"octets that are no UTF-8", "=?utf-8?Q?=FF?=", "\xef\xbf\xbd"},
    {"unknown charset", "=?x-none?Q?a?=", "a"},
    {"bad base64 stays", "=?utf-8?B?*?=", "=?utf-8?B?*?="},
    {"unknown encoding stays", "=?utf-8?X?a?=", "=?utf-8?X?a?="},
    {"cut off", "=?utf-8?B?YQ==", "=?utf-8?B?YQ=="},
    {"cut inside a hex pair", "=?utf-8?Q?a=4?=", "a=4"},
    {"only the opening", "=?", "=?"},
    {"empty", "", ""},
};

static void check(void **state)
{
    const struct word_case *c = *state;
    MwSpan input = mw_test_exact(c->input);
    g_autofree char *owned G_GNUC_UNUSED = (char *)(uintptr_t)input.data;
    g_autofree char *text = mw_encoded_words_decode(input);
    assert_string_equal(text, c->expected);
}

MW_TABLE_MAIN("encoded_word", cases, check)
