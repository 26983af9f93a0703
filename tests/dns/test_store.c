#include "tests/table.h"

#include "src/dns/dns.h"
#include "tests/dns/answer_text.h"

static const char zone[] = "$TTL 300\n"
                           "$ORIGIN example.com.\n"
                           "@ SOA ns me 1 2 3 4 5\n"
                           "@ TXT \"v=spf1 -all\"\n"
                           "@ TXT \"v=spf1 -all\"\n"
                           "deep.below A 192.0.2.9\n"
                           "alias 60 CNAME target\n"
                           "target A 192.0.2.1\n"
                           "chain CNAME alias\n"
                           "dangling CNAME nowhere.example.net.\n"
                           "broken CNAME failing\n"
                           "nodata CNAME @\n"
                           "loop CNAME pool\n"
                           "pool CNAME loop\n"
                           "$FAIL failing ANY servfail\n"
                           "x.before.wild A 192.0.2.4\n"
                           "*.wild TXT \"any\"\n"
                           "*.wild MX 10 mx\n"
                           "there.wild A 192.0.2.2\n"
                           "below.empty.wild A 192.0.2.3\n"
                           "*.aliases CNAME target\n"
                           "$FAIL *.fails TXT timeout\n"
                           "$SERVER ns1.example.net.\n"
                           "@ TXT \"old\"\n"
                           "out CNAME elsewhere.example.net.\n"
                           "in CNAME @\n"
                           "$SERVER silent.example.net\n"
                           "$FAIL * ANY timeout\n";

static struct store_case {
    const char *name, *server, *question;
    MwDnsType type;
    const char *expect;
} cases[] = {
    {"found, equal records once", NULL, "example.com", MW_DNS_TXT, "found 300: \"v=spf1 -all\""},
    {"another type is NODATA", NULL, "example.com", MW_DNS_MX, "NODATA"},
    {"unknown name is NXDOMAIN", NULL, "no.example.com", MW_DNS_TXT, "NXDOMAIN"},
    {"other domain is NXDOMAIN", NULL, "example.net", MW_DNS_TXT, "NXDOMAIN"},
    {"name between labels does not exist", NULL, "below.example.com", MW_DNS_A, "NXDOMAIN"},
    {"alias, lowest TTL", NULL, "alias.example.com", MW_DNS_A,
     "found 60 via target.example.com: 192.0.2.1"},
    {"alias itself", NULL, "alias.example.com", MW_DNS_CNAME, "found 60: target.example.com."},
    {"two aliases", NULL, "chain.example.com", MW_DNS_A,
     "found 60 via alias.example.com target.example.com: 192.0.2.1"},
    {"alias to nothing", NULL, "dangling.example.com", MW_DNS_A,
     "NXDOMAIN via nowhere.example.net"},
    {"alias to a failure", NULL, "broken.example.com", MW_DNS_A,
     "servfail via failing.example.com"},
    {"alias to a name without the type", NULL, "nodata.example.com", MW_DNS_A,
     "NODATA via example.com"},
    {"wildcard", NULL, "a.wild.example.com", MW_DNS_TXT, "found 300: \"any\""},
    {"wildcard, deeper", NULL, "a.b.wild.example.com", MW_DNS_TXT, "found 300: \"any\""},
    {"wildcard not below a name between labels that came before it", NULL,
     "y.before.wild.example.com", MW_DNS_TXT, "NXDOMAIN"},
    {"wildcard without the type", NULL, "a.wild.example.com", MW_DNS_A, "NODATA"},
    {"wildcard not for its own parent", NULL, "wild.example.com", MW_DNS_TXT, "NXDOMAIN"},
    {"wildcard not where the name exists", NULL, "there.wild.example.com", MW_DNS_TXT, "NODATA"},
    {"wildcard not below a name that exists", NULL, "x.there.wild.example.com", MW_DNS_TXT,
     "NXDOMAIN"},
    {"wildcard not at an empty name", NULL, "empty.wild.example.com", MW_DNS_TXT, "NXDOMAIN"},
    {"wildcard alias", NULL, "q.aliases.example.com", MW_DNS_A,
     "found 300 via target.example.com: 192.0.2.1"},
    {"wildcard failure", NULL, "q.fails.example.com", MW_DNS_TXT, "timeout"},
    {"root", NULL, ".", MW_DNS_NS, "NXDOMAIN"},
    {"empty label cannot be asked", NULL, "a..example.com", MW_DNS_A, "bad-name"},
    {"long label cannot be asked", NULL,
     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example.com", MW_DNS_A,
     "bad-name"},
    {"server with a section", "NS1.example.net.", "example.com", MW_DNS_TXT, "found 300: \"old\""},
    {"server knows its section only", "ns1.example.net", "target.example.com", MW_DNS_A,
     "NXDOMAIN"},
    {"server, alias within", "ns1.example.net", "in.example.com", MW_DNS_TXT,
     "found 300 via example.com: \"old\""},
    {"server, alias that leaves", "ns1.example.net", "out.example.com", MW_DNS_TXT,
     "NODATA via elsewhere.example.net"},
    {"silent server", "silent.example.net", "example.com", MW_DNS_TXT, "timeout"},
    {"server without a section", "ns3.example.net", "example.com", MW_DNS_TXT,
     "found 300: \"v=spf1 -all\""},
    {"server that is no name", "a..b", "example.com", MW_DNS_TXT, "bad-name"},
};

static void check(void **state)
{
    const struct store_case *c = *state;
    g_autoptr(MwDns) dns = mw_dns_file_new_from_text(zone, "t", NULL);
    assert_non_null(dns);
    g_autoptr(MwDnsSession) session = mw_dns_session_new(dns, 0);
    const MwDnsAnswer *answer = c->server != NULL
                                    ? mw_dns_ask_server(session, c->server, c->question, c->type)
                                    : mw_dns_ask(session, c->question, c->type);
    g_autofree char *got = mw_test_answer_text(answer);
    assert_string_equal(got, c->expect);
}

/* Every alias of the loop is a hop: the bound is what ends it. */
static void loops_are_malformed(void **state)
{
    (void)state;
    g_autoptr(MwDns) dns = mw_dns_file_new_from_text(zone, "t", NULL);
    g_autoptr(MwDnsSession) session = mw_dns_session_new(dns, 0);
    const MwDnsAnswer *answer = mw_dns_ask(session, "loop.example.com", MW_DNS_A);
    assert_int_equal(answer->status, MW_DNS_FAILED);
    assert_int_equal(answer->failure, MW_DNS_MALFORMED);
    assert_int_equal(mw_dns_ask(session, "loop.example.com", MW_DNS_CNAME)->status, MW_DNS_FOUND);
}

int main(void)
{
    struct CMUnitTest tests[G_N_ELEMENTS(cases) + 1];
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        tests[i] = (struct CMUnitTest){cases[i].name, check, NULL, NULL, &cases[i]};
    tests[G_N_ELEMENTS(cases)] =
        (struct CMUnitTest){"loops are malformed", loops_are_malformed, NULL, NULL, NULL};
    return cmocka_run_group_tests_name("store", tests, NULL, NULL);
}
