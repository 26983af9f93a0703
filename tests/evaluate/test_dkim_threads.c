#include "tests/evaluate/dkim_fixture.h"

/* Eight threads with the same keys find what one thread finds (run under TSan, too). */

enum { THREADS = 8, ROUNDS = 40, MESSAGES = 6 };

typedef struct {
    MwDns *dns;
    GBytes *messages[MESSAGES];
} Shared;

static char *judge(const Shared *shared, GBytes *bytes)
{
    const MwDkimOptions options = {.now = MW_TEST_NOW, .forensics = true, .cross_check = true};
    g_autoptr(MwDnsSession) session = mw_dns_session_new(shared->dns, 0);
    g_autoptr(MwMessage) message = mw_message_parse(bytes);
    g_autoptr(GPtrArray) results = mw_dkim_verify(message, session, &options);
    const MwDkim *dkim = g_ptr_array_index(results, 0);
    return g_strdup_printf("%s %s %d %s;", mw_dkim_result_name(dkim->result),
                           mw_dkim_failure_name(dkim->failure), dkim->engine_libopendkim,
                           dkim->header_change != NULL ? dkim->header_change->kind : "-");
}

static void *judge_all(void *data)
{
    const Shared *shared = data;
    GString *text = g_string_new(NULL);
    for (unsigned round = 0; round < ROUNDS; round++)
        for (unsigned i = 0; i < MESSAGES; i++) {
            g_autofree char *verdict = judge(shared, shared->messages[i]);
            g_string_append(text, verdict);
        }
    return g_string_free(text, FALSE);
}

static GBytes *make_message(const char *key, const char *selector, bool changed)
{
    const MwTestSignature what = {.selector = selector};
    g_autoptr(GString) text = mw_test_signed(MW_TEST_MESSAGE, key, &what);
    if (changed)
        g_string_replace(text, "Subject: ", "Subject: [list] ", 1);
    return g_bytes_new(text->str, text->len);
}

static MwDns *make_dns(void)
{
    static const char *const names[][2] = {{"rsa2048a", "a"}, {"rsa1024", "b"}, {"ed25519", "c"}};
    g_autoptr(GString) zone = g_string_new(NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autoptr(MwTestKey) key = mw_test_key_load(names[i][0], NULL);
        g_autofree char *record = mw_test_key_record(key);
        g_autofree char *name = g_strdup_printf("%s._domainkey.example.com", names[i][1]);
        g_autofree char *line = mw_test_zone_txt(name, record);
        g_string_append(zone, line);
    }
    return mw_dns_file_new_from_text(zone->str, "zone", NULL);
}

static void check_threads(void **state)
{
    (void)state;
    Shared shared = {make_dns(), {0}};
    for (unsigned i = 0; i < MESSAGES; i++) {
        static const char *const keys[] = {"rsa2048a", "rsa1024", "ed25519"};
        static const char *const selectors[] = {"a", "b", "c"};
        shared.messages[i] = make_message(keys[i % 3], selectors[i % 3], i >= 3);
    }
    GThread *threads[THREADS];
    for (unsigned i = 0; i < THREADS; i++)
        threads[i] = g_thread_new("judge", judge_all, &shared);
    g_autofree char *alone = judge_all(&shared);
    assert_non_null(strstr(alone, "pass none 1 -;"));
    assert_non_null(strstr(alone, "fail signature 2 subject-tag;"));
    for (unsigned i = 0; i < THREADS; i++) {
        g_autofree char *text = g_thread_join(threads[i]);
        assert_string_equal(text, alone);
    }
    for (unsigned i = 0; i < MESSAGES; i++)
        g_bytes_unref(shared.messages[i]);
    mw_dns_free(shared.dns);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(check_threads)};
    return cmocka_run_group_tests_name("dkim, threads", tests, NULL, NULL);
}
