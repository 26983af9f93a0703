#include "tests/input/collect.h"

/* Each would take minutes if a step looked back over all that went before. */
static struct flood {
    const char *name, *begin, *repeat;
} floods[] = {
    {"Markdown links without end", "From: a\n[", "](mailto:x) "},
    {"an open parenthesis and unknown names", "From: (a\n", "b: c\n"},
    {"addresses with links", "From: ", "a<mailto:a>"},
    {"names without values", "From:\n", "To:\n"},
    {"entities", "From:\n", "&lt;&#x3c;&"},
    {"quotes", "> From:\n", ">>>>>>>>> \n"},
    {"colons", "Jan  1 10:00:00 x ", "a:a:\"a"},
    {"table rows", "From | x\n", "To | |\n"},
    {"digits and dots", "", "5.7.1.550 "},
    {"base64", "Eml : ", "QUJD\n"},
    {"opening braces", "[", "[{\"a\":"},
};

static void flood_is_read_in_linear_time(void **state)
{
    enum { SIZE = 2 * 1024 * 1024, SECONDS_MAX = 30 };
    const struct flood *flood = *state;
    GString *text = g_string_new(flood->begin);
    while (text->len < SIZE)
        g_string_append(text, flood->repeat);
    gint64 begin = g_get_monotonic_time();
    g_autofree char *printed = mw_test_read(text->str, text->len, NULL);
    assert_true(g_get_monotonic_time() - begin < SECONDS_MAX * G_USEC_PER_SEC);
    assert_non_null(strstr(printed, "in#1 "));
    g_string_free(text, TRUE);
}

MW_TABLE_MAIN("flood", floods, flood_is_read_in_linear_time)
