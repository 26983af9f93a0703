#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "src/evaluate/dkim_opendkim.h"
#include "tests/evaluate/dkim_fixture.h"
#include "tests/evaluate/fence.h"
#include "tests/evaluate/raw_opendkim.h"

/* ---- the verdicts of both engines ---- */

/* The message is signed, `find` replaced by `replace`, and judged by both. `note`: how the note on
 * the difference begins; NULL: they agree. */
struct engine_case {
    const char *name, *key, *find, *replace, *native, *libopendkim, *note;
    MwTestSignature what;
    bool as_lf;
};

static struct engine_case engine_cases[] = {
    {.name = "pass", "rsa2048a", NULL, NULL, "pass", "pass", NULL},
    {.name = "pass, simple", "rsa2048a", NULL, NULL, "pass", "pass", NULL, {.canon = ""}},
    {.name = "pass, stored with LF",
     "rsa2048a",
     NULL,
     NULL,
     "pass",
     "pass",
     NULL,
     {.canon = ""},
     true},
    {.name = "pass, Ed25519", "ed25519", NULL, NULL, "pass", "pass", NULL},
    {.name = "body changed", "rsa2048a", "Hello", "Hallo", "fail", "fail", NULL},
    {.name = "header changed", "rsa2048a", "Subject: The", "Subject: X", "fail", "fail", NULL},
    {.name = "expired by our clock",
     "rsa2048a",
     NULL,
     NULL,
     "fail",
     "fail",
     NULL,
     {.time = MW_TEST_NOW - 9, .expires = MW_TEST_NOW - 1}},
    {.name = "weak key", "rsa768", NULL, NULL, "permerror", "permerror", NULL},
    {.name = "rsa-sha1",
     "rsa2048a",
     NULL,
     NULL,
     "permerror",
     "permerror",
     NULL,
     {.algorithm = "rsa-sha1"}},
    {.name = "last line without end",
     "rsa2048a",
     "report. \r\n\r\n",
     "report. ",
     "pass",
     "pass",
     NULL,
     {.canon = "relaxed/simple"}},
    {.name = "vertical tab in a header",
     "rsa2048a",
     NULL,
     NULL,
     "pass",
     "fail",
     "libopendkim takes CR",
     {.headers = "From:X-Odd"}},
    {.name = "tag twice",
     "rsa2048a",
     NULL,
     NULL,
     "permerror",
     "pass",
     "libopendkim accepts a tag given twice",
     {.extra = "y=1; y=1"}},
    {.name = "other query method",
     "rsa2048a",
     NULL,
     NULL,
     "permerror",
     "pass",
     "libopendkim accepts any q=",
     {.extra = "q=http"}},
    {.name = "identity it must not see",
     "rsa2048a",
     NULL,
     NULL,
     "permerror",
     "not run",
     NULL,
     {.identity = "@example.com="}},
};

static const char *verdict_name(int verdict)
{
    return verdict < 0 ? "not run" : mw_dkim_result_name((MwDkimResult)verdict);
}

static GString *signed_text(const struct engine_case *c)
{
    GString *text = mw_test_signed("X-Odd: a \v b\r\n" MW_TEST_MESSAGE, c->key, &c->what);
    if (c->find != NULL)
        assert_true(g_string_replace(text, c->find, c->replace, 1) == 1);
    if (c->as_lf)
        g_string_replace(text, "\r\n", "\n", 0);
    return text;
}

static void check_engines(void **state)
{
    const struct engine_case *c = *state;
    const MwDkimOptions options = {.now = MW_TEST_NOW, .cross_check = true};
    g_autoptr(GString) text = signed_text(c);
    g_autofree char *zone = mw_test_key_zone(c->key);
    MwDkim *dkim = mw_test_verify(mw_span_make(text->str, text->len), zone, &options);
    assert_string_equal(verdict_name(dkim->engine_native), c->native);
    assert_string_equal(verdict_name(dkim->engine_libopendkim), c->libopendkim);
    if (c->note == NULL)
        assert_null(dkim->engine_note);
    else
        assert_true(g_str_has_prefix(dkim->engine_note, c->note));
    mw_dkim_free(dkim);
}

/* The library alone comes to what it came to beside our engine. */
static void check_alone(void **state)
{
    const struct engine_case *c = *state;
    const MwDkimOptions options = {.now = MW_TEST_NOW, .only_libopendkim = true};
    bool ran = strcmp(c->libopendkim, "not run") != 0;
    g_autoptr(GString) text = signed_text(c);
    g_autofree char *zone = mw_test_key_zone(c->key);
    MwDkim *dkim = mw_test_verify(mw_span_make(text->str, text->len), zone, &options);
    assert_int_equal(dkim->engine_native, -1);
    assert_string_equal(verdict_name(dkim->engine_libopendkim), c->libopendkim);
    assert_string_equal(mw_dkim_result_name(dkim->result), ran ? c->libopendkim : "not-evaluated");
    assert_int_equal(dkim->failure == MW_DKIM_FAILURE_NONE, dkim->result == MW_DKIM_PASS);
    mw_dkim_free(dkim);
}

/* ---- the guards ---- */

#define FIELD "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.com; s=s1; "
#define REST  "bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; b=AAAA"

struct guard_case {
    const char *name, *signature;
    bool ask_copied; /* the call that guard 4 forbids */
    bool admitted;   /* by guard 2 */
    bool breaks;     /* does the library by itself end the process? */
};

static struct guard_case guard_cases[] = {
    {"harmless", FIELD "h=from; " REST, false, true, false},
    {"guard 1: more names in h= than fields",
     FIELD "h=from:to:dkim-signature:dkim-signature; " REST, false, true, true},
    {"guard 2: i= ends within an escape", FIELD "h=from; " REST "; i=a@example.com=", false, false,
     true},
    {"guard 2: blank inside the name of i=", FIELD "h=from; " REST "; i =a@example.com=", false,
     false, true},
    {"guard 2: i= ends after one digit", FIELD "h=from; " REST "; i=a@example.com=4", false, false,
     true},
    {"guard 2: open quote in i=", FIELD "h=from; i=\"a@example.com; " REST, false, false, false},
    {"guard 4: large z=", NULL, true, true, true},
};

/* Guard 4 is against copied fields of over 32 KB. */
static char *make_field(const struct guard_case *c)
{
    if (c->signature != NULL)
        return g_strdup(c->signature);
    g_autofree char *filler = g_strnfill(40000, 'a');
    return g_strconcat(FIELD "h=from; z=From:", filler, "|To:b; " REST, NULL);
}

static bool survives_alone(const char *field, bool ask_copied)
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        signal(SIGSEGV, SIG_DFL); /* cmocka would go on with the test */
        signal(SIGBUS, SIG_DFL);
        signal(SIGABRT, SIG_DFL);
        int null = open("/dev/null", O_WRONLY);
        dup2(null, STDERR_FILENO);
        const MwRawOpendkim what = {field, ask_copied};
        mw_raw_opendkim(&what);
        _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* Our engine on the same field, in the same memory: an access behind a block ends this test. */
static void run_guarded(const char *field)
{
    static const MwForeignMemory fence = {mw_fence_allocate, mw_fence_release};
    const MwDkimOptions options = {.now = MW_TEST_NOW};
    g_autofree char *text = g_strconcat(field, "\r\nFrom: alice@example.com\r\n\r\n", NULL);
    g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
    g_autoptr(MwMessage) message = mw_message_parse(bytes);
    g_autoptr(MwDns) dns = mw_dns_file_new_from_text("$TTL 60\n", "zone", NULL);
    g_autoptr(MwDnsSession) session = mw_dns_session_new(dns, 0);
    g_autoptr(MwHeaderIndex) index = mw_header_index_new(message);
    g_autoptr(MwBodyDigests) body = mw_body_digests_new(message);
    g_autoptr(GString) buffer = g_string_new(NULL);
    const MwDkimShared shared = {message, session, &options, index, body, buffer};
    MwDkimCheck *check =
        mw_dkim_check_new(&shared, mw_message_header(message, "DKIM-Signature", 0));
    g_autoptr(GPtrArray) checks = g_ptr_array_new();
    g_ptr_array_add(checks, check);
    mw_opendkim_verify(checks, &fence);
    mw_dkim_check_free(check);
}

static void check_guard(void **state)
{
    const struct guard_case *c = *state;
    g_autofree char *field = make_field(c);
    MwHeader header = {.raw = mw_span(field), .value = mw_span(field + strlen("DKIM-Signature:"))};
    assert_int_equal(mw_opendkim_admits(&header), c->admitted);
    run_guarded(field);
    bool survives = survives_alone(field, c->ask_copied);
    if (survives == c->breaks)
        print_message("libopendkim of this system %s: guard %s\n",
                      survives ? "survives by itself" : "breaks by itself", c->name);
}

static void check_identity_limits(void **state)
{
    (void)state;
    for (size_t len = 230; len < 280; len++) {
        g_autofree char *filler = g_strnfill(len - strlen("@example.com"), 'a');
        g_autofree char *field =
            g_strconcat(FIELD "h=from; i=", filler, "@example.com; " REST, NULL);
        MwHeader header = {.raw = mw_span(field), .value = mw_span(field + 15)};
        assert_int_equal(mw_opendkim_admits(&header), len <= 250);
        run_guarded(field);
    }
    MwHeader with_nul = {.raw = mw_span_make("DKIM-Signature: a\0b", 19)};
    assert_false(mw_opendkim_admits(&with_nul));
}

/* Many names times many fields: the library is not asked, and the time is not spent. */
static void check_work_limit(void **state)
{
    (void)state;
    const MwDkimOptions options = {.now = MW_TEST_NOW, .cross_check = true};
    g_autoptr(GString) names = g_string_new("From");
    for (unsigned i = 0; i < 1900; i++)
        g_string_append(names, ":x");
    g_autoptr(GString) message = g_string_new(NULL);
    for (unsigned i = 0; i < 10000; i++)
        g_string_append(message, "X: y\r\n");
    g_string_append(message, MW_TEST_MESSAGE);
    const MwTestSignature what = {.headers = names->str};
    g_autoptr(GString) text = mw_test_signed(message->str, "rsa2048a", &what);
    g_autofree char *zone = mw_test_key_zone("rsa2048a");
    MwDkim *dkim = mw_test_verify(mw_span_make(text->str, text->len), zone, &options);
    assert_int_equal(dkim->result, MW_DKIM_PASS);
    assert_int_equal(dkim->engine_libopendkim, -1);
    mw_dkim_free(dkim);
}

/* Guards 3 and 4 are calls that are not made: so no source may make them. */
static void check_sources(void **state)
{
    (void)state;
    static const char *const forbidden[] = {"dkim_chunk(", "dkim_ohdrs(", "dkim_sig_gethashes(",
                                            "| DKIM_LIBFLAGS_FIXCRLF", "= DKIM_LIBFLAGS_FIXCRLF"};
    g_autoptr(GDir) folder = g_dir_open(MAILWHY_SOURCE_DIR "/src/evaluate", 0, NULL);
    assert_non_null(folder);
    for (const char *name; (name = g_dir_read_name(folder)) != NULL;) {
        g_autofree char *path = g_build_filename(MAILWHY_SOURCE_DIR, "src/evaluate", name, NULL);
        g_autofree char *text = NULL;
        if (!g_file_get_contents(path, &text, NULL, NULL))
            continue;
        for (size_t i = 0; i < G_N_ELEMENTS(forbidden); i++)
            assert_null(strstr(text, forbidden[i]));
    }
}

int main(void)
{
    struct CMUnitTest engines[G_N_ELEMENTS(engine_cases)], guards[G_N_ELEMENTS(guard_cases)];
    struct CMUnitTest alone[G_N_ELEMENTS(engine_cases)];
    for (size_t i = 0; i < G_N_ELEMENTS(engine_cases); i++) {
        engines[i] =
            (struct CMUnitTest){engine_cases[i].name, check_engines, NULL, NULL, &engine_cases[i]};
        alone[i] =
            (struct CMUnitTest){engine_cases[i].name, check_alone, NULL, NULL, &engine_cases[i]};
    }
    for (size_t i = 0; i < G_N_ELEMENTS(guard_cases); i++)
        guards[i] =
            (struct CMUnitTest){guard_cases[i].name, check_guard, NULL, NULL, &guard_cases[i]};
    const struct CMUnitTest others[] = {cmocka_unit_test(check_identity_limits),
                                        cmocka_unit_test(check_work_limit),
                                        cmocka_unit_test(check_sources)};
    int failed = cmocka_run_group_tests_name("two engines", engines, NULL, NULL);
    failed += cmocka_run_group_tests_name("libopendkim alone", alone, NULL, NULL);
    failed += cmocka_run_group_tests_name("guards", guards, NULL, NULL);
    return failed + cmocka_run_group_tests_name("guards, more", others, NULL, NULL);
}
