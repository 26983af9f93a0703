#include "parsers/address.h"

#include "tests/table.h"

/* `expected`: "display|address|domain" of each, joined by ", ". */
struct address_case {
    const char *name, *input, *expected;
};

static struct address_case cases[] = {
    {"bare", "a@example.com", "|a@example.com|example.com"},
    {"in brackets", "<a@example.com>", "|a@example.com|example.com"},
    {"with a name", "Ann Other <a@Example.COM>", "Ann Other|a@Example.COM|example.com"},
    {"quoted name with an address in it", "\"ceo@example.org\" <a@example.com>",
     "\"ceo@example.org\"|a@example.com|example.com"},
    {"name that is an address", "ceo@example.org <a@example.com>",
     "ceo@example.org|a@example.com|example.com"},
    {"comment instead of a name", "a@example.com (Ann (here))", "|a@example.com|example.com"},
    {"comma in a comment", "a@example.com (b@example.net, c)", "|a@example.com|example.com"},
    {"comma in quotes", "\"Other, Ann\" <a@example.com>",
     "\"Other, Ann\"|a@example.com|example.com"},
    {"two", "a@example.com, B <b@example.net>",
     "|a@example.com|example.com, B|b@example.net|example.net"},
    {"two with a semicolon", "a@example.com; b@example.net",
     "|a@example.com|example.com, |b@example.net|example.net"},
    {"group", "Team: a@example.com, b@example.net;, c@example.org",
     "|a@example.com|example.com, |b@example.net|example.net, |c@example.org|example.org"},
    {"empty group", "undisclosed-recipients:;", ""},
    {"comma after a quoted address", "\"ceo@example.org\", <a@example.com>",
     "|a@example.com|example.com"},
    {"quoted local part", "\"a b@c\"@example.com", "|\"a b@c\"@example.com|example.com"},
    {"escaped quote", "\"a\\\"b\" <c@example.com>", "\"a\\\"b\"|c@example.com|example.com"},
    {"obsolete spaces", "a . b @ example . com", "|a.b@example.com|example.com"},
    {"obsolete route", "<@relay.example,@b.example:a@example.com>", "|a@example.com|example.com"},
    {"address literal", "a@[192.0.2.1]", "|a@[192.0.2.1]|-"},
    {"U-labels",
     "a@b\xc3\xbc"
     "cher.example",
     "|a@b\xc3\xbc"
     "cher.example|xn--bcher-kva.example"},
    {"trailing dot", "a@example.com.", "|a@example.com.|example.com"},
    {"folded", "Ann\r\n Other\r\n\t<a@example.com>", "Ann Other|a@example.com|example.com"},
    {"bracket not closed", "Ann <a@example.com", "Ann|a@example.com|example.com"},
    {"brackets doubled", "Ann <<a@example.com>>", "Ann|a@example.com|example.com"},
    {"name without quotes at the end", "<a@example.com> Ann", "|a@example.com|example.com"},
    {"quote not closed", "\"Ann <a@example.com>", "Ann|a@example.com|example.com"},
    {"encoded word", "=?utf-8?Q?Ann?= <a@example.com>",
     "=?utf-8?Q?Ann?=|a@example.com|example.com"},
    {"spaces in brackets", "Ann < a@example.com >", "Ann|a@example.com|example.com"},
    {"no domain", "Ann <ann>", ""},
    {"empty domain", "a@", "|a@|-"},
    {"single label", "a@localhost", "|a@localhost|localhost"},
    {"null path", "<>", ""},
    {"empty", "", ""},
};

static void check(void **state)
{
    const struct address_case *c = *state;
    MwSpan input = mw_test_exact(c->input);
    g_autofree char *owned G_GNUC_UNUSED = (char *)(uintptr_t)input.data;
    g_autoptr(GPtrArray) addresses = mw_address_parse(input);
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < addresses->len; i++) {
        const MwAddress *address = g_ptr_array_index(addresses, i);
        g_string_append_printf(text, "%s%s|%s|%s", i > 0 ? ", " : "",
                               address->display != NULL ? address->display : "", address->address,
                               address->domain != NULL ? address->domain : "-");
    }
    assert_string_equal(text->str, c->expected);
    g_autofree char *first = mw_address_first(input);
    assert_int_equal(first != NULL, addresses->len > 0);
    if (first != NULL)
        assert_string_equal(first, ((const MwAddress *)addresses->pdata[0])->address);
}

static void check_long(void **state)
{
    (void)state;
    for (unsigned len = 1; len < 600; len++) {
        g_autofree char *local = g_strnfill(len, 'x');
        g_autofree char *value =
            g_strdup_printf("\"%s\" <%s@example.com>, %s@example.net", local, local, local);
        g_autofree char *wanted = g_strdup_printf("%s@example.com", local);
        MwSpan input = mw_test_exact(value);
        g_autofree char *owned G_GNUC_UNUSED = (char *)(uintptr_t)input.data;
        g_autofree char *first = mw_address_first(input);
        assert_string_equal(first, wanted);
        g_autoptr(GPtrArray) addresses = mw_address_parse(input);
        assert_int_equal(addresses->len, 2);
    }
}

int main(void)
{
    struct CMUnitTest tests[G_N_ELEMENTS(cases) + 1];
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        tests[i] = (struct CMUnitTest){cases[i].name, check, NULL, NULL, &cases[i]};
    tests[G_N_ELEMENTS(cases)] =
        (struct CMUnitTest){"values of all lengths", check_long, NULL, NULL, NULL};
    return cmocka_run_group_tests_name("address", tests, NULL, NULL);
}
