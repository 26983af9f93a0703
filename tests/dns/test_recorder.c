#include "tests/table.h"

#include "src/dns/dns.h"
#include "tests/dns/answer_text.h"

static const char zone[] = "$TTL 300\n"
                           "$ORIGIN example.com.\n"
                           "@ TXT \"v=spf1 \" \"-all\" \"\"\n"
                           "@ TXT \"\\000\\255 \\\"quoted\\\" back\\\\slash;\"\n"
                           "@ 60 MX 20 b\n"
                           "@ 60 MX 10 a\n"
                           "@ MX 0 .\n"
                           "@ SOA ns me 1 2 3 4 5\n"
                           "@ NS ns\n"
                           "a A 192.0.2.2\n"
                           "a A 192.0.2.1\n"
                           "a AAAA 2001:db8::1\n"
                           "a AAAA ::ffff:192.0.2.1\n"
                           "alias 60 CNAME target\n"
                           "chain CNAME alias\n"
                           "target A 192.0.2.1\n"
                           "dangling CNAME nowhere.example.net.\n"
                           "loop CNAME pool\n"
                           "pool CNAME loop\n"
                           "to-failure CNAME failing\n"
                           "blank\\032name TXT \"x\"\n"
                           "\\$money A 192.0.2.5\n"
                           "$FAIL failing ANY servfail\n"
                           "$FAIL bogus TXT bogus\n"
                           "$FAIL late TXT timeout\n"
                           "late A 192.0.2.7\n"
                           "1.2.0.192.in-addr.arpa. PTR a\n"
                           "$SERVER ns1.example.net.\n"
                           "@ TXT \"server\"\n"
                           "out CNAME elsewhere.example.net.\n"
                           "$SERVER silent.example.net.\n"
                           "$FAIL * ANY timeout\n";

static const struct {
    const char *server, *name;
    MwDnsType type;
} questions[] = {
    {NULL, "example.com", MW_DNS_TXT},
    {NULL, "example.com", MW_DNS_MX},
    {NULL, "example.com", MW_DNS_SOA},
    {NULL, "example.com", MW_DNS_NS},
    {NULL, "example.com", MW_DNS_A},
    {NULL, "a.example.com", MW_DNS_A},
    {NULL, "a.example.com", MW_DNS_AAAA},
    {NULL, "b.example.com", MW_DNS_A},
    {NULL, "chain.example.com", MW_DNS_A},
    {NULL, "alias.example.com", MW_DNS_TXT},
    {NULL, "target.example.com", MW_DNS_A},
    {NULL, "alias.example.com", MW_DNS_CNAME},
    {NULL, "dangling.example.com", MW_DNS_A},
    {NULL, "loop.example.com", MW_DNS_A},
    {NULL, "to-failure.example.com", MW_DNS_A},
    {NULL, "blank name.example.com", MW_DNS_TXT},
    {NULL, "$money.example.com", MW_DNS_A},
    {NULL, "failing.example.com", MW_DNS_MX},
    {NULL, "bogus.example.com", MW_DNS_TXT},
    {NULL, "late.example.com", MW_DNS_TXT},
    {NULL, "late.example.com", MW_DNS_A},
    {NULL, "1.2.0.192.in-addr.arpa", MW_DNS_PTR},
    {NULL, "a..b", MW_DNS_A},
    {"ns1.example.net", "example.com", MW_DNS_TXT},
    {"ns1.example.net", "example.com", MW_DNS_MX},
    {"ns1.example.net", "out.example.com", MW_DNS_TXT},
    {"silent.example.net", "example.com", MW_DNS_TXT},
};

static char *ask_all(MwDnsSession *session)
{
    GString *out = g_string_new(NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(questions); i++) {
        const MwDnsAnswer *answer = questions[i].server != NULL
                                        ? mw_dns_ask_server(session, questions[i].server,
                                                            questions[i].name, questions[i].type)
                                        : mw_dns_ask(session, questions[i].name, questions[i].type);
        g_autofree char *text = mw_test_answer_text(answer);
        g_string_append_printf(out, "%s %s %s\n", questions[i].name,
                               mw_dns_type_name(questions[i].type), text);
    }
    return g_string_free(out, FALSE);
}

static void reads_back_to_the_same_answers(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autoptr(MwDns) dns = mw_dns_file_new_from_text(zone, "zone", &error);
    assert_null(error);
    g_autoptr(MwDnsSession) session = mw_dns_session_new(dns, 0);
    g_autofree char *before = ask_all(session);
    g_autofree char *text = mw_dns_answers_to_file_text(mw_dns_session_answers(session));

    g_autoptr(MwDns) again = mw_dns_file_new_from_text(text, "recorded", &error);
    assert_null(error);
    g_autoptr(MwDnsSession) session_again = mw_dns_session_new(again, 0);
    g_autofree char *after = ask_all(session_again);
    assert_string_equal(before, after);

    g_autofree char *text_again =
        mw_dns_answers_to_file_text(mw_dns_session_answers(session_again));
    assert_string_equal(text, text_again);
}

static void form_is_fixed(void **state)
{
    (void)state;
    g_autoptr(MwDns) dns = mw_dns_file_new_from_text(zone, "zone", NULL);
    g_autoptr(MwDnsSession) session = mw_dns_session_new(dns, 0);
    mw_dns_ask_server(session, "ns1.example.net", "example.com", MW_DNS_TXT);
    mw_dns_ask(session, "example.com", MW_DNS_MX);
    mw_dns_ask(session, "chain.example.com", MW_DNS_TXT);
    mw_dns_ask(session, "unknown.example.com", MW_DNS_TXT);
    mw_dns_ask(session, "late.example.com", MW_DNS_TXT);
    g_autofree char *text = mw_dns_answers_to_file_text(mw_dns_session_answers(session));
    assert_string_equal(text, "alias.example.com. 60 IN CNAME target.example.com.\n"
                              "chain.example.com. 60 IN CNAME alias.example.com.\n"
                              "example.com. 60 IN MX 20 b.example.com.\n"
                              "example.com. 60 IN MX 10 a.example.com.\n"
                              "example.com. 300 IN MX 0 .\n"
                              "$FAIL late.example.com. TXT timeout\n"
                              "target.example.com. 0 IN TYPE65280 \\# 0\n"
                              "\n"
                              "$SERVER ns1.example.net.\n"
                              "example.com. 300 IN TXT \"server\"\n");
}

static void two_sessions_record_a_question_once(void **state)
{
    (void)state;
    g_autoptr(MwDns) dns = mw_dns_file_new_from_text(zone, "zone", NULL);
    g_autoptr(MwDnsSession) first = mw_dns_session_new(dns, 0);
    g_autoptr(MwDnsSession) second = mw_dns_session_new(dns, 0);
    g_autoptr(GPtrArray) answers = g_ptr_array_new();
    g_ptr_array_add(answers, (void *)(uintptr_t)mw_dns_ask(first, "a.example.com", MW_DNS_AAAA));
    g_ptr_array_add(answers, (void *)(uintptr_t)mw_dns_ask(second, "a.example.com", MW_DNS_AAAA));
    g_autofree char *text = mw_dns_answers_to_file_text(answers);
    assert_string_equal(text, "a.example.com. 300 IN AAAA 2001:db8::1\n"
                              "a.example.com. 300 IN AAAA ::ffff:192.0.2.1\n");
}

static void nothing_asked_is_an_empty_file(void **state)
{
    (void)state;
    g_autoptr(MwDns) dns = mw_dns_none_new();
    g_autoptr(MwDnsSession) session = mw_dns_session_new(dns, 0);
    mw_dns_ask(session, "example.com", MW_DNS_A);
    g_autofree char *text = mw_dns_answers_to_file_text(mw_dns_session_answers(session));
    assert_string_equal(text, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_back_to_the_same_answers),
        cmocka_unit_test(form_is_fixed),
        cmocka_unit_test(two_sessions_record_a_question_once),
        cmocka_unit_test(nothing_asked_is_an_empty_file),
    };
    return cmocka_run_group_tests_name("recorder", tests, NULL, NULL);
}
