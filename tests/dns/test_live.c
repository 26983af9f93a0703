#include "tests/table.h"

#include "src/dns/dns.h"
#include "src/dns/servers.h"
#include "tests/dns/answer_text.h"
#include "tests/dns/responder.h"

/* A live resolver against servers on the loopback: one is started for each test. */

static const char zone[] =
    "$TTL 300\n"
    "$ORIGIN example.com.\n"
    "@ TXT \"v=spf1 -all\"\n"
    "@ TXT \"other\" \"strings\"\n"
    "@ SOA ns me 1 2 3 4 5\n"
    "@ 60 MX 20 b\n"
    "@ 60 MX 10 a\n"
    "@ NS ns\n"
    "null MX 0 .\n"
    "a A 192.0.2.1\n"
    "a A 192.0.2.2\n"
    "a AAAA 2001:db8::1\n"
    "a AAAA ::ffff:192.0.2.1\n"
    "alias 60 CNAME target\n"
    "chain CNAME alias\n"
    "target A 192.0.2.1\n"
    "dangling CNAME nowhere.example.net.\n"
    "loop CNAME pool\n"
    "pool CNAME loop\n"
    "blank\\032name TXT \"x\"\n"
    "binary TXT \"\\000\\001\\255\"\n"
    "empty TXT \"\"\n"
    "*.wild TXT \"any\"\n"
    "1.2.0.192.in-addr.arpa. PTR a\n"
    "$FAIL failing ANY servfail\n"
    "$FAIL refusing ANY refused\n"
    "$FAIL silent ANY timeout\n"
    "$FAIL bogus ANY bogus\n"
    "$FAIL rubbish ANY malformed\n"
    "big TXT \"0123456789012345678901234567890123456789012345678901234567890123456789\"\n"
    "big TXT \"1123456789012345678901234567890123456789012345678901234567890123456789\"\n"
    "big TXT \"2123456789012345678901234567890123456789012345678901234567890123456789\"\n"
    "big TXT \"3123456789012345678901234567890123456789012345678901234567890123456789\"\n"
    "big TXT \"4123456789012345678901234567890123456789012345678901234567890123456789\"\n"
    "big TXT \"5123456789012345678901234567890123456789012345678901234567890123456789\"\n"
    "big TXT \"6123456789012345678901234567890123456789012345678901234567890123456789\"\n"
    "big TXT \"7123456789012345678901234567890123456789012345678901234567890123456789\"\n"
    "ns1.example.net. A 127.0.0.1\n"
    "ns2.example.net. A 127.0.0.2\n"
    "$SERVER ns1.example.net.\n"
    "@ TXT \"old\"\n"
    "out CNAME elsewhere.example.org.\n"
    "$SERVER ns2.example.net.\n"
    "@ TXT \"new\"\n";

static MwDns *live_at(const MwTestResponder *responder, unsigned timeout_ms)
{
    MwDnsLiveOptions options = {.server = mw_test_responder_name(responder),
                                .timeout_ms = timeout_ms,
                                .check_dnssec = true,
                                .authority_port = mw_test_responder_port(responder)};
    MwDns *dns = mw_dns_live_new(&options, NULL);
    assert_non_null(dns);
    return dns;
}

static char *ask(MwDns *dns, const char *name, MwDnsType type)
{
    g_autoptr(MwDnsSession) session = mw_dns_session_new(dns, 0);
    return mw_test_answer_text(mw_dns_ask(session, name, type));
}

static void check_ask(MwDns *dns, const char *name, MwDnsType type, const char *expect)
{
    g_autofree char *got = ask(dns, name, type);
    assert_string_equal(got, expect);
}

static void check_equal(MwDns *live, MwDns *file, const char *name)
{
    for (unsigned type = 0; type < MW_DNS_TYPE_N; type++) {
        g_autofree char *expect = ask(file, name, type);
        check_ask(live, name, type, expect);
    }
}

static void live_equals_file(void **state)
{
    (void)state;
    static const char *const names[] = {
        "example.com",         "null.example.com",       "a.example.com",
        "chain.example.com",   "dangling.example.com",   "blank name.example.com",
        "binary.example.com",  "empty.example.com",      "x.wild.example.com",
        "failing.example.com", "refusing.example.com",   "nowhere.example.com",
        "big.example.com",     "1.2.0.192.in-addr.arpa", "bogus.example.com",
        "loop.example.com",
    };
    MwTestResponderOptions options = {.zone = zone};
    g_autoptr(MwTestResponder) responder = mw_test_responder_new(&options);
    g_autoptr(MwDns) live = live_at(responder, 2000);
    g_autoptr(MwDns) file = mw_dns_file_new_from_text(zone, "zone", NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(names) - 1; i++)
        check_equal(live, file, names[i]);
    assert_string_equal(mw_dns_mode(live), "live");
}

static void failures_are_told_apart(void **state)
{
    (void)state;
    MwTestResponderOptions options = {.zone = zone};
    g_autoptr(MwTestResponder) responder = mw_test_responder_new(&options);
    g_autoptr(MwDns) dns = live_at(responder, 300);
    check_ask(dns, "failing.example.com", MW_DNS_TXT, "servfail");
    check_ask(dns, "bogus.example.com", MW_DNS_TXT, "bogus");
    check_ask(dns, "refusing.example.com", MW_DNS_TXT, "refused");
    check_ask(dns, "rubbish.example.com", MW_DNS_TXT, "malformed");
    check_ask(dns, "silent.example.com", MW_DNS_TXT, "timeout");
    check_ask(dns, "a..example.com", MW_DNS_TXT, "bad-name");
    check_ask(dns, "nowhere.example.com", MW_DNS_TXT, "NXDOMAIN");
    check_ask(dns, "a.example.com", MW_DNS_TXT, "NODATA");
}

static void bogus_is_servfail_where_nobody_checks(void **state)
{
    (void)state;
    MwTestResponderOptions options = {.zone = zone};
    g_autoptr(MwTestResponder) responder = mw_test_responder_new(&options);
    MwDnsLiveOptions live = {.server = mw_test_responder_name(responder), .timeout_ms = 1000};
    g_autoptr(MwDns) dns = mw_dns_live_new(&live, NULL);
    check_ask(dns, "bogus.example.com", MW_DNS_TXT, "servfail");
    assert_int_equal(mw_test_responder_udp(responder), 1);
}

static void names_that_cannot_be_asked_send_nothing(void **state)
{
    (void)state;
    MwTestResponderOptions options = {.zone = zone};
    g_autoptr(MwTestResponder) responder = mw_test_responder_new(&options);
    g_autoptr(MwDns) dns = live_at(responder, 300);
    g_autofree char *label = g_strnfill(64, 'a');
    g_autofree char *labels = g_strnfill(300, 'a');
    for (unsigned i = 50; i < 300; i += 51)
        labels[i] = '.';
    check_ask(dns, label, MW_DNS_TXT, "bad-name");
    check_ask(dns, labels, MW_DNS_TXT, "bad-name");
    assert_int_equal(mw_test_responder_udp(responder), 0);
}

static void silence_ends_within_the_deadline(void **state)
{
    (void)state;
    MwTestResponderOptions options = {.zone = zone, .silent = true};
    g_autoptr(MwTestResponder) responder = mw_test_responder_new(&options);
    g_autoptr(MwDns) dns = live_at(responder, 600);
    gint64 begin = g_get_monotonic_time();
    check_ask(dns, "example.com", MW_DNS_TXT, "timeout");
    gint64 took_ms = (g_get_monotonic_time() - begin) / 1000;
    assert_in_range(took_ms, 500, 5000);
    assert_int_equal(mw_test_responder_udp(responder), 3); /* it was tried again */
}

static void the_session_limit_ends_sooner(void **state)
{
    (void)state;
    MwTestResponderOptions options = {.zone = zone, .silent = true};
    g_autoptr(MwTestResponder) responder = mw_test_responder_new(&options);
    g_autoptr(MwDns) dns = live_at(responder, 20000);
    g_autoptr(MwDnsSession) session = mw_dns_session_new(dns, 200);
    gint64 begin = g_get_monotonic_time();
    assert_int_equal(mw_dns_ask(session, "example.com", MW_DNS_TXT)->failure, MW_DNS_TIMEOUT);
    assert_int_equal(mw_dns_ask(session, "example.com", MW_DNS_MX)->failure, MW_DNS_TIMEOUT);
    assert_in_range((g_get_monotonic_time() - begin) / 1000, 150, 5000);
    assert_false(mw_dns_session_is_alive(session));
    assert_int_equal(mw_test_responder_udp(responder), 1); /* the second was not even sent */
}

static void nobody_there_is_told_at_once(void **state)
{
    (void)state;
    MwTestResponderOptions options = {.zone = zone};
    MwTestResponder *responder = mw_test_responder_new(&options);
    g_autoptr(MwDns) dns = live_at(responder, 20000);
    mw_test_responder_free(responder);
    gint64 begin = g_get_monotonic_time();
    check_ask(dns, "example.com", MW_DNS_TXT, "unreachable");
    assert_in_range((g_get_monotonic_time() - begin) / 1000, 0, 10000);
}

static void big_answers_come_by_tcp(void **state)
{
    (void)state;
    MwTestResponderOptions options = {.zone = zone, .truncates = true};
    g_autoptr(MwTestResponder) responder = mw_test_responder_new(&options);
    g_autoptr(MwDns) dns = live_at(responder, 2000);
    g_autoptr(MwDnsSession) session = mw_dns_session_new(dns, 0);
    const MwDnsAnswer *answer = mw_dns_ask(session, "big.example.com", MW_DNS_TXT);
    assert_int_equal(answer->status, MW_DNS_FOUND);
    assert_int_equal(answer->records->len, 8);
    assert_true(answer->bytes > 512);
    assert_int_equal(mw_test_responder_udp(responder), 1);
    assert_int_equal(mw_test_responder_tcp(responder), 1);
}

static void edns_spares_tcp(void **state)
{
    (void)state;
    MwTestResponderOptions options = {.zone = zone};
    g_autoptr(MwTestResponder) responder = mw_test_responder_new(&options);
    g_autoptr(MwDns) dns = live_at(responder, 2000);
    g_autoptr(MwDnsSession) session = mw_dns_session_new(dns, 0);
    assert_true(mw_dns_ask(session, "big.example.com", MW_DNS_TXT)->bytes > 512);
    assert_int_equal(mw_test_responder_tcp(responder), 0);
}

static void servers_without_edns_answer_too(void **state)
{
    (void)state;
    MwTestResponderOptions options = {.zone = zone, .lacks_edns = true};
    g_autoptr(MwTestResponder) responder = mw_test_responder_new(&options);
    g_autoptr(MwDns) dns = live_at(responder, 2000);
    check_ask(dns, "target.example.com", MW_DNS_A, "found 300: 192.0.2.1");
    check_ask(dns, "a.example.com", MW_DNS_A, "found 300: 192.0.2.1 | 192.0.2.2");
    check_ask(dns, "null.example.com", MW_DNS_MX, "found 300: 0 .");
}

static void unfinished_chains_are_followed(void **state)
{
    (void)state;
    MwTestResponderOptions options = {.zone = zone, .omits_targets = true};
    g_autoptr(MwTestResponder) responder = mw_test_responder_new(&options);
    g_autoptr(MwDns) dns = live_at(responder, 2000);
    check_ask(dns, "chain.example.com", MW_DNS_A,
              "found 300 via alias.example.com target.example.com: 192.0.2.1");
    check_ask(dns, "dangling.example.com", MW_DNS_A, "NXDOMAIN via nowhere.example.net");
}

static gpointer ask_in_thread(gpointer data)
{
    return ask(data, "example.com", MW_DNS_MX);
}

static void equal_questions_in_flight_are_sent_once(void **state)
{
    (void)state;
    MwTestResponderOptions options = {.zone = zone, .delay_ms = 200};
    g_autoptr(MwTestResponder) responder = mw_test_responder_new(&options);
    g_autoptr(MwDns) dns = live_at(responder, 5000);
    GThread *threads[8];
    for (size_t i = 0; i < G_N_ELEMENTS(threads); i++)
        threads[i] = g_thread_new("ask", ask_in_thread, dns);
    for (size_t i = 0; i < G_N_ELEMENTS(threads); i++) {
        g_autofree char *got = g_thread_join(threads[i]);
        assert_string_equal(got, "found 60: 20 b.example.com. | 10 a.example.com.");
    }
    assert_int_equal(mw_test_responder_udp(responder), 1);
}

static void the_cache_sends_nothing(void **state)
{
    (void)state;
    MwTestResponderOptions options = {.zone = zone};
    g_autoptr(MwTestResponder) responder = mw_test_responder_new(&options);
    g_autoptr(MwDns) dns = live_at(responder, 500);
    static const char *const names[] = {"example.com", "nowhere.example.com", "a.example.com",
                                        "refusing.example.com", "silent.example.com"};
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        g_free(ask(dns, names[i], MW_DNS_TXT));
    unsigned sent = mw_test_responder_udp(responder);
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        g_free(ask(dns, names[i], MW_DNS_TXT));
    assert_int_equal(mw_test_responder_udp(responder), sent);
}

static void negative_answers_expire_with_their_soa(void **state)
{
    (void)state;
    MwTestResponderOptions options = {.zone = zone, .negative_ttl = 1};
    g_autoptr(MwTestResponder) responder = mw_test_responder_new(&options);
    g_autoptr(MwDns) dns = live_at(responder, 500);
    g_free(ask(dns, "nowhere.example.com", MW_DNS_TXT));
    g_usleep(1200 * 1000);
    g_free(ask(dns, "nowhere.example.com", MW_DNS_TXT));
    assert_int_equal(mw_test_responder_udp(responder), 2);
}

static void asking_ahead_overlaps(void **state)
{
    (void)state;
    MwTestResponderOptions options = {.zone = zone, .delay_ms = 300};
    g_autoptr(MwTestResponder) responder = mw_test_responder_new(&options);
    g_autoptr(MwDns) dns = live_at(responder, 5000);
    gint64 begin = g_get_monotonic_time();
    for (unsigned type = 0; type < MW_DNS_TYPE_N; type++)
        mw_dns_prefetch(dns, "example.com", type);
    for (unsigned type = 0; type < MW_DNS_TYPE_N; type++)
        g_free(ask(dns, "example.com", type));
    assert_in_range((g_get_monotonic_time() - begin) / 1000, 290,
                    2000); /* one after the other: 2400 */
    assert_int_equal(mw_test_responder_udp(responder), MW_DNS_TYPE_N);
}

static void servers_are_asked_themselves(void **state)
{
    (void)state;
    MwTestResponderOptions resolver_options = {.zone = zone, .address = "127.0.0.3"};
    g_autoptr(MwTestResponder) resolver = mw_test_responder_new(&resolver_options);
    unsigned port = mw_test_responder_port(resolver);
    MwTestResponderOptions first_options = {
        .zone = zone, .server = "ns1.example.net", .port = port};
    MwTestResponderOptions second_options = {
        .zone = zone, .server = "ns2.example.net", .address = "127.0.0.2", .port = port};
    g_autoptr(MwTestResponder) first G_GNUC_UNUSED = mw_test_responder_new(&first_options);
    g_autoptr(MwTestResponder) second G_GNUC_UNUSED = mw_test_responder_new(&second_options);
    g_autoptr(MwDns) dns = live_at(resolver, 1000);
    g_autoptr(MwDns) file = mw_dns_file_new_from_text(zone, "zone", NULL);

    static const char *const servers[] = {"ns1.example.net", "ns2.example.net"};
    static const char *const names[] = {"example.com", "out.example.com", "a.example.com"};
    for (size_t i = 0; i < G_N_ELEMENTS(servers); i++)
        for (size_t j = 0; j < G_N_ELEMENTS(names); j++) {
            g_autoptr(MwDnsSession) live_session = mw_dns_session_new(dns, 0);
            g_autoptr(MwDnsSession) file_session = mw_dns_session_new(file, 0);
            g_autofree char *expect = mw_test_answer_text(
                mw_dns_ask_server(file_session, servers[i], names[j], MW_DNS_TXT));
            g_autofree char *got = mw_test_answer_text(
                mw_dns_ask_server(live_session, servers[i], names[j], MW_DNS_TXT));
            assert_string_equal(got, expect);
        }
    assert_int_equal(mw_test_responder_udp(first), G_N_ELEMENTS(names));
    assert_int_equal(mw_test_responder_udp(second), G_N_ELEMENTS(names));
    g_autoptr(MwDnsSession) session = mw_dns_session_new(dns, 0);
    assert_int_equal(
        mw_dns_ask_server(session, "no.example.net", "example.com", MW_DNS_TXT)->failure,
        MW_DNS_UNREACHABLE);
}

/* A resolver that is asked as if it were authoritative does not answer with authority. */
static void referrals_are_refused(void **state)
{
    (void)state;
    MwTestResponderOptions options = {.zone = zone};
    g_autoptr(MwTestResponder) responder = mw_test_responder_new(&options);
    g_autoptr(MwDns) dns = live_at(responder, 1000);
    g_autoptr(MwDnsSession) session = mw_dns_session_new(dns, 0);
    const MwDnsAnswer *answer =
        mw_dns_ask_server(session, "ns1.example.net", "example.com", MW_DNS_TXT);
    assert_int_equal(answer->failure, MW_DNS_REFUSED);
    assert_string_equal(answer->server, "ns1.example.net");
}

static void closing_does_not_wait(void **state)
{
    (void)state;
    MwTestResponderOptions options = {.zone = zone, .silent = true};
    g_autoptr(MwTestResponder) responder = mw_test_responder_new(&options);
    MwDns *dns = live_at(responder, 20000);
    mw_dns_prefetch(dns, "example.com", MW_DNS_TXT);
    gint64 begin = g_get_monotonic_time();
    mw_dns_free(dns);
    assert_in_range((g_get_monotonic_time() - begin) / 1000, 0, 10000);
}

static void check_server(const char *text, const char *expect)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *got = mw_dns_server_parse(text, &error);
    if (expect == NULL) {
        assert_null(got);
        assert_non_null(strstr(error->message, text));
    } else {
        assert_string_equal(got, expect);
    }
}

static void server_addresses(void **state)
{
    (void)state;
    check_server("192.0.2.1", "192.0.2.1:53");
    check_server("192.0.2.1@5353", "192.0.2.1:5353");
    check_server("192.0.2.1:5353", "192.0.2.1:5353");
    check_server("2001:db8::1", "[2001:db8::1]:53");
    check_server("2001:db8::1@5353", "[2001:db8::1]:5353");
    check_server("[2001:db8::1]", "[2001:db8::1]:53");
    check_server("[2001:db8::1]:5353", "[2001:db8::1]:5353");
    check_server("[2001:db8::1]@5353", "[2001:db8::1]:5353");
    check_server("dns.example.com", NULL);
    check_server("192.0.2.1@0", NULL);
    check_server("192.0.2.1@65536", NULL);
    check_server("192.0.2.1@", NULL);
    check_server("", NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(live_equals_file),
        cmocka_unit_test(failures_are_told_apart),
        cmocka_unit_test(bogus_is_servfail_where_nobody_checks),
        cmocka_unit_test(names_that_cannot_be_asked_send_nothing),
        cmocka_unit_test(silence_ends_within_the_deadline),
        cmocka_unit_test(the_session_limit_ends_sooner),
        cmocka_unit_test(nobody_there_is_told_at_once),
        cmocka_unit_test(big_answers_come_by_tcp),
        cmocka_unit_test(edns_spares_tcp),
        cmocka_unit_test(servers_without_edns_answer_too),
        cmocka_unit_test(unfinished_chains_are_followed),
        cmocka_unit_test(equal_questions_in_flight_are_sent_once),
        cmocka_unit_test(the_cache_sends_nothing),
        cmocka_unit_test(negative_answers_expire_with_their_soa),
        cmocka_unit_test(asking_ahead_overlaps),
        cmocka_unit_test(servers_are_asked_themselves),
        cmocka_unit_test(referrals_are_refused),
        cmocka_unit_test(closing_does_not_wait),
        cmocka_unit_test(server_addresses),
    };
    return cmocka_run_group_tests_name("live", tests, NULL, NULL);
}
