/* --redact: every sample gets the same diagnosis, and nothing of its own names is left. */

#include "tests/samples/run.h"

#include <jansson.h>

#include "tests/table.h"

static char *run_sample(const MwSample *sample, bool redact)
{
    g_autoptr(GPtrArray) args = mw_sample_args(sample, "en");
    if (redact)
        g_ptr_array_add(args, g_strdup("--redact"));
    MwRun *run = mw_run(args);
    char *out = g_strdup(run->out);
    mw_run_free(run);
    return out;
}

static json_t *read_result(const char *text)
{
    json_error_t error;
    json_t *result = json_loads(text, JSON_DISABLE_EOF_CHECK, &error);
    if (result == NULL)
        fail_msg("%s", error.text);
    return result;
}

/* What must not change: verdict, findings with severity, actor and number of fixes, all results. */
static char *diagnosis_of(const json_t *result)
{
    GString *out = g_string_new(json_string_value(json_object_get(result, "verdict")));
    size_t i;
    json_t *finding;
    json_array_foreach(json_object_get(result, "findings"), i, finding) g_string_append_printf(
        out, "|%s %s %s %d %zu", json_string_value(json_object_get(finding, "id")),
        json_string_value(json_object_get(finding, "severity")),
        json_string_value(json_object_get(finding, "actor")),
        json_is_true(json_object_get(finding, "primary")),
        json_array_size(json_object_get(finding, "fix")));
    static const char *const sections[] = {"spf", "dmarc", "arc"};
    const json_t *recomputed = json_object_get(result, "recomputed");
    for (i = 0; i < G_N_ELEMENTS(sections); i++)
        g_string_append_printf(
            out, "|%s=%s", sections[i],
            json_string_value(json_object_get(json_object_get(recomputed, sections[i]), "result")));
    return g_string_free(out, FALSE);
}

/* The samples live under example.com, .net and .org: none of these may be left. */
static void check_names(const MwSample *sample, const char *redacted)
{
    static const char *const names[] = {"example.com", "example.net", "example.org"};
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        const char *at = strstr(redacted, names[i]);
        if (at != NULL)
            fail_msg("%s shows %s: %.80s", sample->name, names[i], MAX(at - 30, redacted));
    }
}

/* Nor may the subject, or what was added to a body. */
static void check_texts(const MwSample *sample, const json_t *before, const char *redacted)
{
    const json_t *message = json_object_get(before, "message");
    const char *subject = json_string_value(json_object_get(message, "subject"));
    if (subject != NULL && strlen(subject) > 4 && strstr(redacted, subject) != NULL)
        fail_msg("%s shows its subject", sample->name);
    size_t i;
    json_t *dkim;
    json_array_foreach(json_object_get(json_object_get(before, "recomputed"), "dkim"), i, dkim)
    {
        const json_t *change = json_object_get(dkim, "body_change");
        const char *text = json_string_value(json_object_get(change, "text"));
        g_auto(GStrv) lines = g_strsplit_set(text != NULL ? text : "", "\r\n", -1);
        for (char **line = lines; *line != NULL; line++)
            if (strlen(*line) > 12 && strstr(redacted, *line) != NULL)
                fail_msg("%s shows what was added to its body", sample->name);
    }
}

static void redaction_keeps_the_diagnosis(void **state)
{
    (void)state;
    unsigned compared = 0;
    g_autoptr(GPtrArray) folders = mw_sample_folders(MAILWHY_SOURCE_DIR "/samples");
    for (guint i = 0; i < folders->len; i++) {
        g_autoptr(GError) error = NULL;
        MwSample *sample = mw_sample_read(folders->pdata[i], &error);
        assert_non_null(sample);
        if (*sample->command == '\0') {
            g_autofree char *plain = run_sample(sample, false);
            g_autofree char *redacted = run_sample(sample, true);
            json_t *before = read_result(plain), *after = read_result(redacted);
            g_autofree char *expected = diagnosis_of(before), *found = diagnosis_of(after);
            assert_string_equal(found, expected);
            check_names(sample, redacted);
            check_texts(sample, before, redacted);
            json_decref(before);
            json_decref(after);
            compared++;
        }
        mw_sample_free(sample);
    }
    print_message("%u samples compared\n", compared);
    assert_true(compared > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(redaction_keeps_the_diagnosis)};
    return cmocka_run_group_tests_name("redact", tests, NULL, NULL);
}
