/* A run against a live name server (on the loopback, serving the sample's own DNS) comes to the
 * same result as the run with the DNS file; and what it recorded replays to the same bytes. */

#include "tests/samples/run.h"

#include <glib/gstdio.h>

#include "tests/dns/responder.h"
#include "tests/table.h"

/* Clean and signed, a permerror, look-ups that fail, reports elsewhere, a sealed chain. */
static const char *const folders[] = {
    "all-pass",         "spf-lookup-limit",
    "spf-dns-failure",  "dmarc-report-address-unauthorized",
    "dkim-key-missing", "arc-sealer-untrusted",
};

static char *run_with(const char *folder, const char *source, const char *record)
{
    g_autofree char *message = g_build_filename(folder, "message.eml", NULL);
    g_autoptr(GPtrArray) args = g_ptr_array_new();
    char format[] = "--format=json", exit_zero[] = "--exit-zero", lang[] = "--lang=en";
    g_autofree char *dns = g_strdup(source);
    g_autofree char *recorded = record != NULL ? g_strconcat("--record-dns=", record, NULL) : NULL;
    g_ptr_array_add(args, format);
    g_ptr_array_add(args, exit_zero);
    g_ptr_array_add(args, lang);
    g_ptr_array_add(args, dns);
    if (recorded != NULL)
        g_ptr_array_add(args, recorded);
    g_ptr_array_add(args, message);
    g_autoptr(MwRun) run = mw_run(args);
    if (*run->err != '\0')
        fail_msg("%s: %s", folder, run->err);
    return g_strdup(run->out);
}

/* The one word that says where the answers came from. */
static char *without_mode(const char *json)
{
    g_auto(GStrv) parts = g_strsplit(json, "\"mode\": \"live\"", -1);
    return g_strjoinv("\"mode\": \"file\"", parts);
}

static void live_is_file(void **state)
{
    g_autofree char *folder = g_build_filename(MAILWHY_SOURCE_DIR, "samples", *state, NULL);
    g_autofree char *zone = g_build_filename(folder, "dns.zone", NULL);
    g_autofree char *text = NULL;
    assert_true(g_file_get_contents(zone, &text, NULL, NULL));
    g_autofree char *file = g_strconcat("--dns-file=", zone, NULL);
    g_autofree char *wanted = run_with(folder, file, NULL);

    g_autofree char *temp = g_dir_make_tmp("mailwhy-live-XXXXXX", NULL);
    g_autofree char *record = g_build_filename(temp, "recorded.zone", NULL);
    const MwTestResponderOptions options = {.zone = text};
    g_autoptr(MwTestResponder) responder = mw_test_responder_new(&options);
    g_autofree char *server = g_strconcat("--dns-server=", mw_test_responder_name(responder), NULL);
    g_autofree char *live = run_with(folder, server, record);
    assert_non_null(strstr(live, "\"mode\": \"live\""));
    g_autofree char *as_file = without_mode(live);
    assert_string_equal(as_file, wanted);

    g_autofree char *replay = g_strconcat("--dns-file=", record, NULL);
    g_autofree char *replayed = run_with(folder, replay, NULL);
    assert_string_equal(replayed, wanted);
    g_unlink(record);
    g_rmdir(temp);
}

int main(void)
{
    struct CMUnitTest tests[G_N_ELEMENTS(folders)];
    for (size_t i = 0; i < G_N_ELEMENTS(folders); i++)
        tests[i] = (struct CMUnitTest){folders[i], live_is_file, NULL, NULL,
                                       (void *)(uintptr_t)folders[i]};
    return cmocka_run_group_tests_name("live", tests, NULL, NULL);
}
