#include "parsers/spf_record.h"

#include "tests/table.h"

/* What was read, as "+a(example.com)/24//64 -all", or "byte 7 in "ip5:x": unknown mechanism". */
struct record_case {
    const char *name, *input, *printed;
};

#define LONG_TLD "example.abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijk"

static struct record_case cases[] = {
    {"nothing but the version", "v=spf1", ""},
    {"version in any case, blanks at the end", "V=SPF1   ", ""},
    {"all with each qualifier", "v=spf1 +all -all ~all ?all all", "+all -all ~all ?all +all"},
    {"mechanism names ignore case", "v=spf1 MX A:Example.COM -ALL", "+mx +a(Example.COM) -all"},
    {"several blanks between terms", "v=spf1  mx   -all ", "+mx -all"},
    {"a and mx with all forms of prefix lengths", "v=spf1 a/24 a//64 a/24//64 mx:example.com/0//0",
     "+a/24 +a//64 +a/24//64 +mx(example.com)/0//0"},
    {"ip4 and ip6", "v=spf1 ip4:192.0.2.0/24 ip4:192.0.2.1 ip6:2001:db8::/32 ip6:2001:db8::1",
     "+ip4[192.0.2.0]/24 +ip4[192.0.2.1] +ip6[2001:db8::]/32 +ip6[2001:db8::1]"},
    {"prefix lengths of zero", "v=spf1 ip4:0.0.0.0/0 ip6:::/0", "+ip4[0.0.0.0]/0 +ip6[::]//0"},
    {"a mapped address stays IPv6", "v=spf1 ip6:::ffff:192.0.2.1", "+ip6[::ffff:192.0.2.1]"},
    {"ptr with and without name", "v=spf1 ptr ?ptr:example.org", "+ptr ?ptr(example.org)"},
    {"include and exists", "v=spf1 include:_spf.example.net exists:%{ir}.%{v}.example.net",
     "+include(_spf.example.net) +exists(%{ir}.%{v}.example.net)"},
    {"modifiers anywhere", "v=spf1 redirect=_spf.example.com exp=why.example.com mx",
     "redirect(_spf.example.com) exp(why.example.com) +mx"},
    {"unknown modifiers are kept and ignored", "v=spf1 x-y.z_1=%{c}/:== moo= -all",
     "modifier(%{c}/:==) modifier() -all"},
    {"a slash inside a macro is no prefix length", "v=spf1 exists:%{l/}.example.com",
     "+exists(%{l/}.example.com)"},
    {"slashes and colons inside a name", "v=spf1 a:x:y/z.example.com/24",
     "+a(x:y/z.example.com)/24"},
    {"final dot of a name", "v=spf1 include:example.com.", "+include(example.com.)"},
    {"name ends in a macro", "v=spf1 include:_spf.%{d}", "+include(_spf.%{d})"},
    {"top label with hyphens and digits", "v=spf1 a:example.xn--p1ai a:example.a1",
     "+a(example.xn--p1ai) +a(example.a1)"},
    {"very long top label", "v=spf1 a:" LONG_TLD, "+a(" LONG_TLD ")"},

    {"not SPF at all", "v=spf2 all", "byte 0: does not begin with \"v=spf1\""},
    {"version runs into the next word", "v=spf10 all", "byte 0: does not begin with \"v=spf1\""},
    {"unknown mechanism", "v=spf1 mx ip5:192.0.2.1 -all",
     "byte 10 in \"ip5:192.0.2.1\": unknown "
     "mechanism"},
    {"the first of two mistakes is told", "v=spf1 one two -all",
     "byte 7 in \"one\": unknown "
     "mechanism"},
    {"mistake behind all", "v=spf1 -all ip4:1", "byte 16 in \"ip4:1\": not an IPv4 address"},
    {"comma instead of a blank", "v=spf1 mx,-all", "byte 9 in \"mx,-all\": character not allowed"},
    {"tab instead of a blank", "v=spf1 mx\t-all", "byte 9 in \"mx\t-all\": character not allowed"},
    {"a qualifier alone", "v=spf1 - all", "byte 8 in \"-\": not the beginning of a term"},
    {"two qualifiers", "v=spf1 --all", "byte 8 in \"--all\": not the beginning of a term"},
    {"modifier with qualifier", "v=spf1 ~redirect=a.example",
     "byte 7 in \"~redirect=a.example\": a modifier takes no qualifier"},
    {"all takes no name", "v=spf1 -all:x.example",
     "byte 11 in \"-all:x.example\": nothing may "
     "follow here"},
    {"all takes no prefix length", "v=spf1 all/8", "byte 10 in \"all/8\": nothing may follow here"},
    {"include without name", "v=spf1 include", "byte 14 in \"include\": a domain name is missing"},
    {"include with empty name", "v=spf1 include:",
     "byte 15 in \"include:\": a domain name is "
     "missing"},
    {"include takes no prefix length", "v=spf1 include:example.com/24",
     "byte 23 in \"include:example.com/24\": not a domain name: the last label is not a top level "
     "domain"},
    {"a with empty name", "v=spf1 a:", "byte 9 in \"a:\": a domain name is missing"},
    {"a with empty name and prefix length", "v=spf1 a:/24",
     "byte 9 in \"a:/24\": a domain name is missing"},
    {"name without dot", "v=spf1 a:museum",
     "byte 9 in \"a:museum\": not a full domain name: no dot "
     "before the last label"},
    {"name without dot but a final one", "v=spf1 a:museum.",
     "byte 9 in \"a:museum.\": not a full domain name: no dot before the last label"},
    {"an address where a name belongs", "v=spf1 a:192.0.2.1",
     "byte 17 in \"a:192.0.2.1\": not a domain name: the last label is not a top level domain"},
    {"top label ends in a hyphen", "v=spf1 a:example.com-",
     "byte 17 in \"a:example.com-\": not a domain name: the last label is not a top level domain"},
    {"text behind a macro at the end", "v=spf1 a:%{d}com",
     "byte 9 in \"a:%{d}com\": not a full domain name: no dot before the last label"},
    {"prefix length over 32", "v=spf1 a/33",
     "byte 9 in \"a/33\": prefix length of IPv4 must be 0 "
     "to 32"},
    {"prefix length over 128", "v=spf1 mx//129",
     "byte 11 in \"mx//129\": prefix length of IPv6 "
     "must be 0 to 128"},
    {"prefix length with leading zero", "v=spf1 a/08",
     "byte 9 in \"a/08\": prefix length of IPv4 "
     "must be 0 to 32"},
    {"prefix length that overflows", "v=spf1 a/4294967297",
     "byte 9 in \"a/4294967297\": prefix length of IPv4 must be 0 to 32"},
    {"slash without prefix length", "v=spf1 a/",
     "byte 9 in \"a/\": prefix length of IPv4 must be 0 "
     "to 32"},
    {"IPv6 length before IPv4 length", "v=spf1 a//64/24",
     "byte 8 in \"a//64/24\": nothing may follow here"},
    {"ip4 without address", "v=spf1 ip4", "byte 10 in \"ip4\": an address is missing"},
    {"ip4 with empty address", "v=spf1 ip4:/8", "byte 11 in \"ip4:/8\": not an IPv4 address"},
    {"ip4 with three parts", "v=spf1 ip4:192.0.2/24",
     "byte 11 in \"ip4:192.0.2/24\": not an IPv4 "
     "address"},
    {"ip4 with leading zeros", "v=spf1 ip4:192.0.02.1",
     "byte 11 in \"ip4:192.0.02.1\": not an IPv4 "
     "address"},
    {"ip4 with IPv6 address", "v=spf1 ip4:2001:db8::1",
     "byte 11 in \"ip4:2001:db8::1\": not an IPv4 address"},
    {"ip4 with a port", "v=spf1 ip4:192.0.2.1:25",
     "byte 11 in \"ip4:192.0.2.1:25\": not an IPv4 "
     "address"},
    {"ip4 with prefix length 33", "v=spf1 ip4:192.0.2.1/33",
     "byte 21 in \"ip4:192.0.2.1/33\": prefix length of IPv4 must be 0 to 32"},
    {"ip4 with two slashes", "v=spf1 ip4:192.0.2.1//32",
     "byte 21 in \"ip4:192.0.2.1//32\": prefix length of IPv4 must be 0 to 32"},
    {"ip6 with IPv4 address", "v=spf1 ip6:192.0.2.1",
     "byte 11 in \"ip6:192.0.2.1\": not an IPv6 "
     "address"},
    {"ip6 in brackets", "v=spf1 ip6:[2001:db8::1]",
     "byte 11 in \"ip6:[2001:db8::1]\": not an IPv6 "
     "address"},
    {"ip6 with prefix length 129", "v=spf1 ip6:2001:db8::/129",
     "byte 22 in \"ip6:2001:db8::/129\": prefix length of IPv6 must be 0 to 128"},
    {"redirect twice", "v=spf1 redirect=a.example mx redirect=a.example",
     "byte 29 in \"redirect=a.example\": this modifier may stand only once"},
    {"exp twice", "v=spf1 exp=a.example exp=b.example -all",
     "byte 21 in \"exp=b.example\": this modifier may stand only once"},
    {"empty redirect", "v=spf1 redirect=", "byte 16 in \"redirect=\": a domain name is missing"},
    {"an earlier mistake outranks a repeated modifier", "v=spf1 exp=a.example oops exp=b.example",
     "byte 21 in \"oops\": unknown mechanism"},
    {"unknown macro letter", "v=spf1 a:%{x}.example.com",
     "byte 11 in \"a:%{x}.example.com\": unknown macro letter"},
    {"letters of explanations in a name", "v=spf1 exists:%{c}.example.com",
     "byte 16 in \"exists:%{c}.example.com\": macro letters c, r and t belong in explanations "
     "only"},
    {"zero parts to keep", "v=spf1 a:%{d0}",
     "byte 13 in \"a:%{d0}\": the number of parts to keep "
     "must not be zero"},
    {"macro without end", "v=spf1 a:%{d", "byte 12 in \"a:%{d\": unexpected character in a macro"},
    {"percent alone", "v=spf1 a:100%.example.com",
     "byte 13 in \"a:100%.example.com\": \"%\" must be followed by \"{\", \"%\", \"_\" or \"-\""},
    {"bad macro in an unknown modifier", "v=spf1 foo=%{ -all",
     "byte 13 in \"foo=%{\": unknown macro letter"},
    {"octets beyond ASCII", "v=spf1 a:\xc3\xa9.example -all",
     "byte 9 in \"a:\xc3\xa9.example\": character not allowed"},
    {"typographic dash as qualifier",
     "v=spf1 \xe2\x80\x93"
     "all",
     "byte 7 in \"\xe2\x80\x93"
     "all\": not the beginning of a term"},
};

static const char *const kind_names[] = {
    [MW_SPF_TERM_BAD] = "bad",         [MW_SPF_TERM_ALL] = "all",
    [MW_SPF_TERM_INCLUDE] = "include", [MW_SPF_TERM_A] = "a",
    [MW_SPF_TERM_MX] = "mx",           [MW_SPF_TERM_PTR] = "ptr",
    [MW_SPF_TERM_IP4] = "ip4",         [MW_SPF_TERM_IP6] = "ip6",
    [MW_SPF_TERM_EXISTS] = "exists",   [MW_SPF_TERM_REDIRECT] = "redirect",
    [MW_SPF_TERM_EXP] = "exp",         [MW_SPF_TERM_MODIFIER] = "modifier",
};

static void print_term(GString *out, const MwSpfTerm *term)
{
    if (out->len > 0)
        g_string_append_c(out, ' ');
    if (term->qualifier != 0)
        g_string_append_c(out, term->qualifier);
    g_string_append(out, kind_names[term->kind]);
    if (term->has_domain || term->kind == MW_SPF_TERM_MODIFIER)
        g_string_append_printf(out, "(" MW_SPAN_FMT ")", MW_SPAN_ARG(term->domain.text));
    char ip[MW_IP_TEXT_MAX];
    if (term->network.family != 0)
        g_string_append_printf(out, "[%s]", mw_ip_format(&term->network, ip));
    if (term->bits4 != 32)
        g_string_append_printf(out, "/%u", term->bits4);
    if (term->bits6 != 128)
        g_string_append_printf(out, term->network.family == 6 && term->bits6 > 0 ? "/%u" : "//%u",
                               term->bits6);
}

static char *print_record(const MwSpfRecord *record)
{
    GString *out = g_string_new(NULL);
    if (record->error != NULL && record->error_term == NULL)
        g_string_printf(out, "byte %zu: %s", record->error_offset, record->error);
    else if (record->error != NULL)
        g_string_printf(out, "byte %zu in \"" MW_SPAN_FMT "\": %s", record->error_offset,
                        MW_SPAN_ARG(record->error_term->text), record->error);
    for (guint i = 0; record->error == NULL && i < record->terms->len; i++)
        print_term(out, &g_array_index(record->terms, MwSpfTerm, i));
    return g_string_free(out, FALSE);
}

static void check(void **state)
{
    const struct record_case *c = *state;
    MwSpan input = mw_test_exact(c->input);
    g_autoptr(MwSpfRecord) record = mw_spf_record_parse(input);
    g_free((void *)(uintptr_t)input.data); /* the record has its own copy */
    g_autofree char *printed = print_record(record);
    assert_string_equal(printed, c->printed);
    for (guint i = 0; i < record->terms->len; i++) {
        const MwSpfTerm *term = &g_array_index(record->terms, MwSpfTerm, i);
        assert_memory_equal(term->text.data, c->input + term->offset, term->text.len);
    }
}

MW_TABLE_MAIN("spf_record", cases, check)
