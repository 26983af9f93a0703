#include "parsers/spf_macro.h"

#include "parsers/domain.h"
#include "tests/table.h"

#define TEN     "123456789."
#define FIFTY   TEN TEN TEN TEN TEN
#define HUNDRED FIFTY FIFTY

/* Expansion of `input` for the sender below; NULL: refused, at `offset`. */
struct macro_case {
    const char *name, *input, *ip, *expanded;
    MwSpfMacroUse use;
    size_t offset;
};

#define V4         "192.0.2.3"
#define V6         "2001:db8::cb01"
#define V6_NIBBLES "2.0.0.1.0.D.B.8.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.C.B.0.1"

static struct macro_case cases[] = {
    {"no macro", "_spf.example.net", V4, "_spf.example.net", 0, 0},
    {"empty", "", V4, "", 0, 0},
    {"s", "%{s}", V4, "strong-bad@email.example.com", 0, 0},
    {"o", "%{o}", V4, "email.example.com", 0, 0},
    {"d", "%{d}", V4, "mail.example.net", 0, 0},
    {"d4 keeps what there is", "%{d4}", V4, "mail.example.net", 0, 0},
    {"d2", "%{d2}", V4, "example.net", 0, 0},
    {"d1", "%{d1}", V4, "net", 0, 0},
    {"number with leading zeros", "%{d02}", V4, "example.net", 0, 0},
    {"number beyond any name", "%{d99999999999999999999}", V4, "mail.example.net", 0, 0},
    {"dr", "%{dr}", V4, "net.example.mail", 0, 0},
    {"d2r keeps after reversing", "%{d2r}", V4, "example.mail", 0, 0},
    {"l", "%{l}", V4, "strong-bad", 0, 0},
    {"l-", "%{l-}", V4, "strong.bad", 0, 0},
    {"lr", "%{lr}", V4, "strong-bad", 0, 0},
    {"lr-", "%{lr-}", V4, "bad.strong", 0, 0},
    {"l1r-", "%{l1r-}", V4, "strong", 0, 0},
    {"several delimiters", "%{s.-+,/_=}", V4, "strong.bad@email.example.com", 0, 0},
    {"several, reversed", "%{sr.-}", V4, "com.example.bad@email.strong", 0, 0},
    {"i and v of IPv4", "%{ir}.%{v}._spf.%{d2}", V4, "3.2.0.192.in-addr._spf.example.net", 0, 0},
    {"i and v of IPv6", "%{i}.%{v}", V6, V6_NIBBLES ".ip6", 0, 0},
    {"h and p", "%{h} %{p}", V4, "helo.example.org client.example.org", MW_SPF_MACRO_TEXT, 0},
    {"c, r and t", "%{c}|%{r}|%{t}", V4, "192.0.2.3|unknown|1700000000", MW_SPF_MACRO_TEXT, 0},
    {"c of IPv6", "%{c}", V6, "2001:db8::cb01", MW_SPF_MACRO_TEXT, 0},
    {"percent, space and %20", "100%%%_%-x", V4, "100% %20x", 0, 0},
    {"upper case is escaped", "%{S}", V4, "strong-bad%40email.example.com", 0, 0},
    {"upper case with transformers", "%{LR-}", V4, "bad.strong", 0, 0},
    {"text around macros", "a%{d1}b%{d1}c", V4, "anetbnetc", 0, 0},
    {"blanks in an explanation", "See http://%{d}/why?s=%{S} now", V4,
     "See http://mail.example.net/why?s=strong-bad%40email.example.com now", MW_SPF_MACRO_TEXT, 0},

    {"blank in a name", "a b", V4, NULL, 0, 1},
    {"unknown letter", "x.%{z}", V4, NULL, 0, 4},
    {"letter missing", "%{}", V4, NULL, 0, 2},
    {"r in a name", "%{r}", V4, NULL, MW_SPF_MACRO_NAME, 2},
    {"zero", "%{d0}", V4, NULL, 0, 4},
    {"delimiter before the r", "%{d.r}", V4, NULL, 0, 4},
    {"not a delimiter", "%{d:}", V4, NULL, 0, 3},
    {"no closing brace", "%{d", V4, NULL, 0, 3},
    {"percent at the end", "a%", V4, NULL, 0, 2},
    {"percent before a letter", "%d", V4, NULL, 0, 1},
    {"control character", "a\x01", V4, NULL, MW_SPF_MACRO_TEXT, 1},
    {"DEL", "a\x7f", V4, NULL, MW_SPF_MACRO_TEXT, 1},
    {"eight bits", "a\xff", V4, NULL, MW_SPF_MACRO_TEXT, 1},
};

static const char *client_name(void *data, const char *domain)
{
    assert_null(data);
    assert_string_equal(domain, "mail.example.net");
    return "client.example.org";
}

static MwSpfMacroValues values_for(const char *ip)
{
    MwSpfMacroValues values = {
        .sender = "strong-bad@email.example.com",
        .local_part = "strong-bad",
        .sender_domain = "email.example.com",
        .domain = "mail.example.net",
        .helo = "helo.example.org",
        .now = 1700000000,
        .client_name = client_name,
    };
    assert_true(mw_ip_parse(mw_span(ip), &values.ip));
    return values;
}

static void check(void **state)
{
    const struct macro_case *c = *state;
    MwSpan input = mw_test_exact(c->input);
    MwSpfMacroValues values = values_for(c->ip);
    MwSpfMacro macro = {0};
    size_t offset = 0;
    const char *problem = NULL;
    bool good = mw_spf_macro_parse(input, c->use, &macro, &offset, &problem);
    assert_int_equal(good, c->expanded != NULL);
    if (good) {
        g_autofree char *expanded = mw_spf_macro_expand(&macro, &values);
        assert_string_equal(expanded, c->expanded);
        mw_spf_macro_clear(&macro);
    } else {
        assert_int_equal(offset, c->offset);
        assert_non_null(problem);
        assert_null(macro.parts);
    }
    g_free((void *)(uintptr_t)input.data);
}

/* RFC 7208, 7.3. */
static void check_shortening(const char *text, const char *expected)
{
    MwSpfMacroValues values = {0};
    MwSpfMacro macro;
    size_t offset;
    const char *problem;
    assert_true(mw_spf_macro_parse(mw_span(text), MW_SPF_MACRO_NAME, &macro, &offset, &problem));
    g_autofree char *name = mw_spf_macro_expand_name(&macro, &values);
    assert_string_equal(name, expected);
    mw_spf_macro_clear(&macro);
}

static void shortens_from_the_left(void **state)
{
    (void)state;
    check_shortening(HUNDRED HUNDRED FIFTY "abc", HUNDRED HUNDRED FIFTY "abc"); /* 253 */
    check_shortening(HUNDRED HUNDRED FIFTY "abcd", HUNDRED HUNDRED TEN TEN TEN TEN "abcd");
    check_shortening("x." HUNDRED HUNDRED FIFTY "abc", HUNDRED HUNDRED FIFTY "abc");
    check_shortening("example.com.", "example.com");
}

int main(void)
{
    struct CMUnitTest tests[G_N_ELEMENTS(cases) + 1];
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        tests[i] = (struct CMUnitTest){cases[i].name, check, NULL, NULL, &cases[i]};
    tests[G_N_ELEMENTS(cases)] = (struct CMUnitTest)cmocka_unit_test(shortens_from_the_left);
    return cmocka_run_group_tests_name("spf_macro", tests, NULL, NULL);
}
