#include "tests/table.h"

#include "src/dns/dns.h"

static const char zone[] = "example.com TXT \"x\"\n"
                           "$FAIL late.example.com TXT timeout\n";

static MwDns *open_zone(void)
{
    MwDns *dns = mw_dns_file_new_from_text(zone, "zone", NULL);
    assert_non_null(dns);
    return dns;
}

static void equal_questions_are_one_object(void **state)
{
    (void)state;
    g_autoptr(MwDns) dns = open_zone();
    g_autoptr(MwDnsSession) session = mw_dns_session_new(dns, 0);
    const MwDnsAnswer *first = mw_dns_ask(session, "example.com", MW_DNS_MX);
    assert_ptr_equal(first, mw_dns_ask(session, "Example.COM.", MW_DNS_MX));
    assert_ptr_not_equal(first, mw_dns_ask(session, "example.com", MW_DNS_A));
    assert_ptr_not_equal(first, mw_dns_ask(session, "example.net", MW_DNS_MX));
    assert_int_equal(mw_dns_session_answers(session)->len, 3);
    assert_ptr_equal(g_ptr_array_index(mw_dns_session_answers(session), 0), first);
}

static void server_and_resolver_are_different_questions(void **state)
{
    (void)state;
    g_autoptr(MwDns) dns = open_zone();
    g_autoptr(MwDnsSession) session = mw_dns_session_new(dns, 0);
    mw_dns_ask(session, "example.com", MW_DNS_TXT);
    mw_dns_ask_server(session, "ns1.example.net", "example.com", MW_DNS_TXT);
    mw_dns_ask_server(session, "NS1.example.net", "example.com", MW_DNS_TXT);
    mw_dns_ask_server(session, "ns2.example.net", "example.com", MW_DNS_TXT);
    assert_int_equal(mw_dns_session_answers(session)->len, 3);
}

static void alive_means_that_something_answered(void **state)
{
    (void)state;
    g_autoptr(MwDns) dns = open_zone();
    g_autoptr(MwDnsSession) session = mw_dns_session_new(dns, 0);
    assert_true(mw_dns_session_is_alive(session));
    mw_dns_ask(session, "a..b", MW_DNS_TXT);
    assert_true(mw_dns_session_is_alive(session));
    mw_dns_ask(session, "late.example.com", MW_DNS_TXT);
    assert_false(mw_dns_session_is_alive(session));
    mw_dns_ask(session, "nowhere.example.com", MW_DNS_TXT);
    assert_true(mw_dns_session_is_alive(session));
}

static void no_dns_asks_nothing(void **state)
{
    (void)state;
    g_autoptr(MwDns) dns = mw_dns_none_new();
    g_autoptr(MwDnsSession) session = mw_dns_session_new(dns, 10);
    const MwDnsAnswer *answer = mw_dns_ask(session, "example.com", MW_DNS_TXT);
    assert_int_equal(answer->failure, MW_DNS_NOT_ASKED);
    assert_string_equal(mw_dns_mode(dns), "none");
    assert_false(mw_dns_session_is_alive(session));
    mw_dns_prefetch(dns, "example.com", MW_DNS_TXT);
}

static void check_description(MwDnsSession *session, const char *name, const char *expect)
{
    g_autofree char *got = mw_dns_answer_describe(mw_dns_ask(session, name, MW_DNS_TXT));
    assert_string_equal(got, expect);
}

static void answers_describe_themselves(void **state)
{
    (void)state;
    g_autoptr(MwDns) dns = open_zone();
    g_autoptr(MwDnsSession) session = mw_dns_session_new(dns, 0);
    check_description(session, "example.com", "TXT example.com: found");
    check_description(session, "late.example.com", "TXT late.example.com: timeout");
    check_description(session, "_dmarc.example.com", "TXT _dmarc.example.com: NXDOMAIN");
    check_description(session, "a..b", "TXT a..b: bad-name");
}

static void answers_outlive_the_session_when_held(void **state)
{
    (void)state;
    g_autoptr(MwDns) dns = open_zone();
    MwDnsSession *session = mw_dns_session_new(dns, 0);
    g_autoptr(MwDnsAnswer) held = mw_dns_answer_ref(mw_dns_ask(session, "example.com", MW_DNS_TXT));
    mw_dns_session_free(session);
    assert_true(mw_span_is(mw_dns_record_text(g_ptr_array_index(held->records, 0)), "x"));
}

static void missing_file_is_an_error(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    assert_null(mw_dns_file_new("/nonexistent/dns.zone", &error));
    assert_non_null(strstr(error->message, "/nonexistent/dns.zone"));
}

/* What look-ups of eight threads cost each other is a matter for the benchmark; here, that they
 * get along (the tsan preset watches). */
static gpointer ask_often(gpointer data)
{
    g_autoptr(MwDnsSession) session = mw_dns_session_new(data, 0);
    unsigned found = 0;
    for (unsigned i = 0; i < 2000; i++) {
        g_autofree char *name = g_strdup_printf("%u.example.com", i);
        found += mw_dns_ask(session, i % 2 == 0 ? "example.com" : name, MW_DNS_TXT)->status ==
                 MW_DNS_FOUND;
    }
    return GUINT_TO_POINTER(found);
}

static void threads_share_a_source(void **state)
{
    (void)state;
    g_autoptr(MwDns) dns = open_zone();
    GThread *threads[8];
    for (size_t i = 0; i < G_N_ELEMENTS(threads); i++)
        threads[i] = g_thread_new("ask", ask_often, dns);
    for (size_t i = 0; i < G_N_ELEMENTS(threads); i++)
        assert_int_equal(GPOINTER_TO_UINT(g_thread_join(threads[i])), 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_questions_are_one_object),
        cmocka_unit_test(server_and_resolver_are_different_questions),
        cmocka_unit_test(alive_means_that_something_answered),
        cmocka_unit_test(no_dns_asks_nothing),
        cmocka_unit_test(answers_describe_themselves),
        cmocka_unit_test(answers_outlive_the_session_when_held),
        cmocka_unit_test(missing_file_is_an_error),
        cmocka_unit_test(threads_share_a_source),
    };
    return cmocka_run_group_tests_name("session", tests, NULL, NULL);
}
