#include "tests/table.h"

#include "src/dns/dns.h"
#include "tests/dns/answer_text.h"

/* One file, one question; or, where `name` is NULL, the error. */
static struct zone_case {
    const char *name, *file, *question;
    MwDnsType type;
    const char *expect;
} cases[] = {
    {"a record", "example.com. 300 IN A 192.0.2.1\n", "example.com", MW_DNS_A,
     "found 300: 192.0.2.1"},
    {"names are absolute until $ORIGIN", "example.com A 192.0.2.1", "example.com", MW_DNS_A,
     "found 3600: 192.0.2.1"},
    {"relative to $ORIGIN", "$ORIGIN example.com.\nwww A 192.0.2.1", "www.example.com", MW_DNS_A,
     "found 3600: 192.0.2.1"},
    {"$ORIGIN relative to the one before", "$ORIGIN com.\n$ORIGIN example\nwww A 192.0.2.1",
     "www.example.com", MW_DNS_A, "found 3600: 192.0.2.1"},
    {"at sign is the origin", "$ORIGIN example.com.\n@ MX 10 @", "example.com", MW_DNS_MX,
     "found 3600: 10 example.com."},
    {"escaped at sign is a name", "$ORIGIN example.com.\n\\@ A 192.0.2.1", "@.example.com",
     MW_DNS_A, "found 3600: 192.0.2.1"},
    {"$TTL", "$TTL 60\nexample.com A 192.0.2.1", "example.com", MW_DNS_A, "found 60: 192.0.2.1"},
    {"TTL with units", "example.com 1h30m A 192.0.2.1", "example.com", MW_DNS_A,
     "found 5400: 192.0.2.1"},
    {"class before TTL", "example.com IN 7 A 192.0.2.1", "example.com", MW_DNS_A,
     "found 7: 192.0.2.1"},
    {"case of names, types and class", "EXAMPLE.com in a 192.0.2.1", "Example.COM.", MW_DNS_A,
     "found 3600: 192.0.2.1"},
    {"owner of the line before", "example.com A 192.0.2.1\n\tA 192.0.2.2", "example.com", MW_DNS_A,
     "found 3600: 192.0.2.1 | 192.0.2.2"},
    {"comments and empty lines", "; first\n\nexample.com A 192.0.2.1 ; it\n ; last", "example.com",
     MW_DNS_A, "found 3600: 192.0.2.1"},
    {"CRLF and a byte order mark", "\xef\xbb\xbf$TTL 5\r\nexample.com A 192.0.2.1\r\n",
     "example.com", MW_DNS_A, "found 5: 192.0.2.1"},
    {"parentheses", "example.com SOA ns.example.com. me.example.com. ( 1 ; serial\n 2h 3 4\n 5 )",
     "example.com", MW_DNS_SOA, "found 3600: ns.example.com. . 0 0 0 0 0"},
    {"text in parentheses", "example.com TXT ( \"a\"\n \"b\" )\n", "example.com", MW_DNS_TXT,
     "found 3600: \"a\" \"b\""},
    {"quotes keep blanks, semicolons and parentheses", "example.com TXT \"v=1; (a)  b\"",
     "example.com", MW_DNS_TXT, "found 3600: \"v=1; (a)  b\""},
    {"quotes side by side", "example.com TXT \"a\"\"b\"c", "example.com", MW_DNS_TXT,
     "found 3600: \"a\" \"b\" \"c\""},
    {"escapes", "example.com TXT \"\\\"\\\\\\065\\255\\000\" a\\;b", "example.com", MW_DNS_TXT,
     "found 3600: \"\\\"\\\\A\\255\\000\" \"a;b\""},
    {"empty string", "example.com TXT \"\"", "example.com", MW_DNS_TXT, "found 3600: \"\""},
    {"a blank in a name", "a\\032b.example.com A 192.0.2.1", "a b.example.com", MW_DNS_A,
     "found 3600: 192.0.2.1"},
    {"null MX", "example.com MX 0 .", "example.com", MW_DNS_MX, "found 3600: 0 ."},
    {"AAAA", "example.com AAAA 2001:DB8::1", "example.com", MW_DNS_AAAA, "found 3600: 2001:db8::1"},
    {"mapped AAAA", "example.com AAAA ::ffff:192.0.2.1", "example.com", MW_DNS_AAAA,
     "found 3600: ::ffff:192.0.2.1"},
    {"international name", "b\xc3\xbc\x63her.example A 192.0.2.1", "xn--bcher-kva.example",
     MW_DNS_A, "found 3600: 192.0.2.1"},
    {"other types make the name exist", "example.com CAA 0 issue \"ca.example\"", "example.com",
     MW_DNS_A, "NODATA"},
    {"unknown types by number too", "example.com TYPE65280 \\# 0", "example.com", MW_DNS_A,
     "NODATA"},
    {"record type 99 is not TXT", "example.com SPF \"v=spf1 -all\"", "example.com", MW_DNS_TXT,
     "NODATA"},
    {"$FAIL of a type", "$FAIL example.com TXT servfail", "example.com", MW_DNS_TXT, "servfail"},
    {"$FAIL does not make the name exist", "$FAIL example.com TXT servfail", "example.com",
     MW_DNS_A, "NXDOMAIN"},
    {"$FAIL ANY hides records", "example.com A 192.0.2.1\n$FAIL example.com ANY timeout",
     "example.com", MW_DNS_A, "timeout"},
    {"$FAIL of every name", "example.com A 192.0.2.1\n$FAIL * A refused", "example.com", MW_DNS_A,
     "refused"},
    {"$FAIL below $ORIGIN", "$ORIGIN example.com.\n$FAIL www ANY timeout", "www.example.com",
     MW_DNS_MX, "timeout"},
    {"$SERVER is not the resolver", "$SERVER ns.example.net\nexample.com A 192.0.2.1",
     "example.com", MW_DNS_A, "NXDOMAIN"},
    {"$RESOLVER goes back", "$TTL 9\n$SERVER ns.example.net\n$RESOLVER\nexample.com A 192.0.2.1",
     "example.com", MW_DNS_A, "found 9: 192.0.2.1"},
    {"empty file", "", "example.com", MW_DNS_A, "NXDOMAIN"},

    {"error: line of an entry", "a A 192.0.2.1\n\nb A 192.0.2", NULL, MW_DNS_A,
     "t:3: not an IPv4 address"},
    {"error: unknown type", "a TXR x", NULL, MW_DNS_A, "t:1: unknown record type: TXR"},
    {"error: only a name", "a 300 IN", NULL, MW_DNS_A, "t:1: no record type behind: a"},
    {"error: open quote", "a TXT \"x\nb A 192.0.2.1", NULL, MW_DNS_A, "t:1: unterminated quote"},
    {"error: backslash at the end", "a TXT \"x\\", NULL, MW_DNS_A, "t:1: unterminated quote"},
    {"error: open parenthesis", "a TXT ( x\n\n", NULL, MW_DNS_A,
     "t:1: parenthesis is never closed"},
    {"error: closed parenthesis", "a TXT x )", NULL, MW_DNS_A,
     "t:1: closing parenthesis without an opening one"},
    {"error: blank first line", " A 192.0.2.1", NULL, MW_DNS_A,
     "t:1: the line begins with a blank, but no name came before"},
    {"error: owner ends with its section", "a A 192.0.2.1\n$RESOLVER\n A 192.0.2.1", NULL, MW_DNS_A,
     "t:3: the line begins with a blank, but no name came before"},
    {"error: unknown directive", "$INCLUDE x", NULL, MW_DNS_A, "t:1: unknown directive: $INCLUDE"},
    {"error: $FAIL short", "$FAIL a TXT", NULL, MW_DNS_A, "t:1: wrong number of words for: $FAIL"},
    {"error: $FAIL word", "$FAIL a TXT nxdomain", NULL, MW_DNS_A,
     "t:1: not servfail, timeout or refused: nxdomain"},
    {"error: $FAIL type", "$FAIL a SRV servfail", NULL, MW_DNS_A,
     "t:1: not a record type that $FAIL knows: SRV"},
    {"error: $TTL", "$TTL 3000000000", NULL, MW_DNS_A, "t:1: not a TTL: 3000000000"},
    {"error: escape over 255", "a TXT \\256", NULL, MW_DNS_A,
     "t:1: bad escape: \\ and three digits up to 255, or \\ and a character"},
    {"error: short escape", "a TXT \"\\25\"", NULL, MW_DNS_A,
     "t:1: bad escape: \\ and three digits up to 255, or \\ and a character"},
    {"error: MX without host", "a MX 10", NULL, MW_DNS_A, "t:1: MX record with 1 fields"},
    {"error: MX preference", "a MX 70000 b", NULL, MW_DNS_A,
     "t:1: MX preference is not a number from 0 to 65535"},
    {"error: SOA number", "a SOA b c 1 2 3 4 x", NULL, MW_DNS_A,
     "t:1: SOA serial or interval is not a number"},
    {"error: A with a v6 address", "a A 2001:db8::1", NULL, MW_DNS_A, "t:1: not an IPv4 address"},
    {"error: AAAA with a v4 address", "a AAAA 192.0.2.1", NULL, MW_DNS_A,
     "t:1: not an IPv6 address"},
    {"error: empty label", "a..b A 192.0.2.1", NULL, MW_DNS_A, "t:1: not a domain name: a..b"},
    {"error: other class", "a CH TXT x", NULL, MW_DNS_A, "t:1: unknown record type: CH"},
};

static void check(void **state)
{
    const struct zone_case *c = *state;
    g_autoptr(GError) error = NULL;
    g_autofree char *exact = g_strdup(c->file);
    g_autoptr(MwDns) dns = mw_dns_file_new_from_text(exact, "t", &error);
    if (c->question == NULL) {
        assert_null(dns);
        assert_string_equal(error->message, c->expect);
        return;
    }
    assert_null(error);
    g_autoptr(MwDnsSession) session = mw_dns_session_new(dns, 0);
    g_autofree char *got = mw_test_answer_text(mw_dns_ask(session, c->question, c->type));
    assert_string_equal(got, c->expect);
}

MW_TABLE_MAIN("zone file", cases, check)
