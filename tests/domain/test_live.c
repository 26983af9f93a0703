#include "tests/table.h"

#include "src/domain/domain.h"
#include "tests/dns/responder.h"

/* A check by real questions: a resolver and two name servers on the loopback. */

#define KEY(n)                                                                                     \
    "selector" n "-azurecomm-prod-net._domainkey.example.com. CNAME "                              \
    "selector" n "-azurecomm-prod-net._domainkey.azurecomm.net.\n"
#define APEX                                                                                       \
    "example.com. SOA ns1.example.net. me.example.com. 1 2 3 4 5\n"                                \
    "example.com. NS ns1.example.net.\n"                                                           \
    "example.com. NS ns2.example.net.\n"                                                           \
    "example.com. MX 10 mail.example.com.\n"                                                       \
    "example.com. TXT \"ms-domain-verification=abc\"\n"                                            \
    "example.com. TXT \"v=spf1 include:spf.protection.outlook.com -all\"\n"
#define RESOLVER                                                                                   \
    "$TTL 300\n" APEX KEY("1")                                                                     \
        KEY("2") "ns1.example.net. A 127.0.0.1\n"                                                  \
                 "ns2.example.net. A 127.0.0.2\n"                                                  \
                 "spf.protection.outlook.com. TXT \"v=spf1 ip4:203.0.113.0/24 -all\"\n"

static const char agreeing[] = RESOLVER "$SERVER ns1.example.net.\n" APEX KEY("1")
    KEY("2") "$SERVER ns2.example.net.\n" APEX KEY("1") KEY("2");
static const char disagreeing[] = RESOLVER "$SERVER ns1.example.net.\n" APEX KEY("1")
    KEY("2") "$SERVER ns2.example.net.\n" APEX KEY("1");
static const char lacking[] =
    RESOLVER "$SERVER ns1.example.net.\n" APEX KEY("1") "$SERVER ns2.example.net.\n" APEX KEY("1");

typedef struct {
    MwTestResponder *resolver, *first, *second;
    MwDns *dns;
    MwDomainOptions options;
    MwDomainReport *report;
} Set;

static void start(Set *set, const char *zone, bool second_is_silent)
{
    MwTestResponderOptions resolver = {.zone = zone, .address = "127.0.0.3"};
    set->resolver = mw_test_responder_new(&resolver);
    unsigned port = mw_test_responder_port(set->resolver);
    MwTestResponderOptions first = {.zone = zone, .server = "ns1.example.net", .port = port};
    MwTestResponderOptions second = {.zone = zone,
                                     .server = "ns2.example.net",
                                     .address = "127.0.0.2",
                                     .port = port,
                                     .silent = second_is_silent};
    set->first = mw_test_responder_new(&first);
    set->second = mw_test_responder_new(&second);
    MwDnsLiveOptions live = {
        .server = mw_test_responder_name(set->resolver), .timeout_ms = 500, .authority_port = port};
    set->dns = mw_dns_live_new(&live, NULL);
    assert_non_null(set->dns);
}

static void check(Set *set)
{
    MwProvider acs = MW_PROVIDER_ACS;
    set->options.providers = g_array_new(FALSE, FALSE, sizeof(MwProvider));
    g_array_append_val(set->options.providers, acs);
    set->options.selectors = g_ptr_array_new();
    set->options.also_ask = g_ptr_array_new();
    set->report = mw_domain_check(set->dns, "example.com", &set->options, 0);
}

static void stop(Set *set)
{
    mw_domain_report_free(set->report);
    g_array_unref(set->options.providers);
    g_ptr_array_unref(set->options.selectors);
    g_ptr_array_unref(set->options.also_ask);
    mw_dns_free(set->dns);
    mw_test_responder_free(set->resolver);
    mw_test_responder_free(set->first);
    mw_test_responder_free(set->second);
}

static const MwDomainRecord *key_record(const Set *set, const char *selector)
{
    for (unsigned i = 0; i < set->report->records->len; i++) {
        const MwDomainRecord *record = g_ptr_array_index(set->report->records, i);
        if (record->selector != NULL && g_str_has_prefix(record->selector, selector))
            return record;
    }
    return NULL;
}

static MwRecordFault fault_seen(const MwDomainRecord *record, const char *server)
{
    for (unsigned i = 0; i < record->seen->len; i++) {
        const MwRecordSeen *seen = g_ptr_array_index(record->seen, i);
        if (g_strcmp0(seen->server, server) == 0)
            return seen->fault;
    }
    fail_msg("%s was not asked", server);
    return MW_RECORD_UNKNOWN;
}

static void agreeing_servers_are_right(void **state)
{
    (void)state;
    Set set = {.resolver = NULL};
    start(&set, agreeing, false);
    check(&set);
    assert_string_equal(set.report->zone, "example.com");
    assert_int_equal(set.report->servers->len, 2);
    assert_true(mw_domain_is_right(set.report, MW_PROVIDER_ACS));
    stop(&set);
}

static void servers_that_disagree_are_shown(void **state)
{
    (void)state;
    Set set = {.resolver = NULL};
    start(&set, disagreeing, false);
    check(&set);
    const MwDomainRecord *record = key_record(&set, "selector2");
    assert_int_equal(record->fault, MW_RECORD_WRONG_SERVERS);
    assert_int_equal(fault_seen(record, "ns1.example.net"), MW_RECORD_OK);
    assert_int_equal(fault_seen(record, "ns2.example.net"), MW_RECORD_MISSING);
    assert_int_equal(key_record(&set, "selector1")->fault, MW_RECORD_OK);
    assert_false(mw_domain_is_right(set.report, MW_PROVIDER_ACS));
    stop(&set);
}

/* The resolver has it, from where the Internet does not ask. */
static void delegated_servers_that_lack_it_count(void **state)
{
    (void)state;
    Set set = {.resolver = NULL};
    start(&set, lacking, false);
    check(&set);
    const MwDomainRecord *record = key_record(&set, "selector2");
    assert_int_equal(record->fault, MW_RECORD_WRONG_SERVERS);
    assert_true(record->stale);
    stop(&set);
}

static void a_silent_server_is_named_and_asked_once(void **state)
{
    (void)state;
    Set set = {.resolver = NULL};
    start(&set, agreeing, true);
    check(&set);
    assert_int_equal(set.report->servers->len, 1);
    assert_string_equal(g_ptr_array_index(set.report->silent, 0), "ns2.example.net");
    assert_true(mw_domain_is_right(set.report, MW_PROVIDER_ACS));
    assert_in_range(mw_test_responder_udp(set.second), 1, 3); /* one question and its retries */
    stop(&set);
}

/* What was recorded from live servers answers the same without network. */
static void recorded_answers_give_the_same_report(void **state)
{
    (void)state;
    Set set = {.resolver = NULL};
    start(&set, disagreeing, false);
    check(&set);
    g_autofree char *text = mw_dns_answers_to_file_text(mw_dns_session_answers(set.report->dns));
    g_autoptr(GError) error = NULL;
    g_autoptr(MwDns) file = mw_dns_file_new_from_text(text, "recorded", &error);
    assert_null(error);
    g_autoptr(MwDomainReport) again = mw_domain_check(file, "example.com", &set.options, 0);
    assert_int_equal(again->records->len, set.report->records->len);
    for (unsigned i = 0; i < again->records->len; i++) {
        const MwDomainRecord *live = g_ptr_array_index(set.report->records, i);
        const MwDomainRecord *replayed = g_ptr_array_index(again->records, i);
        assert_int_equal(live->fault, replayed->fault);
        assert_int_equal(live->seen->len, replayed->seen->len);
    }
    stop(&set);
}

static void nobody_answers(void **state)
{
    (void)state;
    MwTestResponderOptions options = {.zone = agreeing, .silent = true};
    g_autoptr(MwTestResponder) responder = mw_test_responder_new(&options);
    MwDnsLiveOptions live = {.server = mw_test_responder_name(responder), .timeout_ms = 200};
    Set set = {.dns = mw_dns_live_new(&live, NULL)};
    gint64 begin = g_get_monotonic_time();
    check(&set);
    assert_false(set.report->alive);
    assert_int_equal(key_record(&set, "selector1")->fault, MW_RECORD_UNKNOWN);
    assert_in_range((g_get_monotonic_time() - begin) / 1000, 200, 10000);
    stop(&set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agreeing_servers_are_right),
        cmocka_unit_test(servers_that_disagree_are_shown),
        cmocka_unit_test(delegated_servers_that_lack_it_count),
        cmocka_unit_test(a_silent_server_is_named_and_asked_once),
        cmocka_unit_test(recorded_answers_give_the_same_report),
        cmocka_unit_test(nobody_answers),
    };
    return cmocka_run_group_tests_name("live", tests, NULL, NULL);
}
