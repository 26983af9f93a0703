/* Every folder of samples/ is a test: the program runs on it in both languages, without network,
 * and what comes out is compared with expect.ini. */

#include "tests/samples/run.h"

#include "tests/table.h"

static json_t *load_result(const MwRun *run)
{
    json_error_t error;
    json_t *result = json_loads(run->out, 0, &error);
    if (result == NULL)
        fail_msg("no JSON (exit %d): %s%s", run->status, run->err, run->out);
    return result;
}

static const json_t *find_finding(const json_t *result, const char *id)
{
    size_t i;
    json_t *finding;
    json_array_foreach(json_object_get(result, "findings"), i, finding)
    {
        if (strcmp(json_string_value(json_object_get(finding, "id")), id) == 0)
            return finding;
    }
    return NULL;
}

static char *all_ids(const json_t *result)
{
    GString *ids = g_string_new(NULL);
    size_t i;
    json_t *finding;
    json_array_foreach(json_object_get(result, "findings"), i, finding)
    {
        g_string_append_printf(ids, " %s%s", json_string_value(json_object_get(finding, "id")),
                               json_is_true(json_object_get(finding, "primary")) ? "*" : "");
    }
    return g_string_free(ids, FALSE);
}

static void check_findings(const MwSample *sample, const json_t *result)
{
    g_autofree char *ids = all_ids(result);
    if (sample->primary != NULL) {
        const json_t *primary = find_finding(result, sample->primary);
        if (primary == NULL || !json_is_true(json_object_get(primary, "primary")))
            fail_msg("%s is not the primary finding; there are:%s", sample->primary, ids);
    }
    for (char **id = sample->findings; *id != NULL; id++)
        if (**id != '\0' && find_finding(result, *id) == NULL)
            fail_msg("%s is missing; there are:%s", *id, ids);
    for (char **id = sample->not_findings; *id != NULL; id++)
        if (**id != '\0' && find_finding(result, *id) != NULL)
            fail_msg("%s must not fire; there are:%s", *id, ids);
}

/* Follows "recomputed.dkim.0.failure" into the result. */
static const json_t *value_at(const json_t *result, const char *path)
{
    g_auto(GStrv) steps = g_strsplit(path, ".", -1);
    for (char **step = steps; *step != NULL && result != NULL; step++)
        result = json_is_array(result) ? json_array_get(result, (size_t)atoi(*step))
                                       : json_object_get(result, *step);
    return result;
}

static void check_values(const MwSample *sample, const json_t *result)
{
    g_auto(GStrv) keys = g_key_file_get_keys(sample->file, "Result", NULL, NULL);
    for (char **key = keys; keys != NULL && *key != NULL; key++) {
        g_autofree char *wanted = g_key_file_get_string(sample->file, "Result", *key, NULL);
        const json_t *value = value_at(result, *key);
        g_autofree char *found = json_is_string(value) ? g_strdup(json_string_value(value)) : NULL;
        if (found == NULL) {
            char *dumped = value != NULL ? json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT) : NULL;
            found = g_strdup(dumped != NULL ? dumped : "absent");
            free(dumped);
        }
        if (strcmp(found, wanted) != 0)
            fail_msg("%s is %s, not %s", *key, found, wanted);
    }
}

/* Nothing of a template may be left: "{fact.name}". */
static void check_text(const char *text, const char *id)
{
    assert_non_null(text);
    assert_string_not_equal(text, "");
    if (g_regex_match_simple("\\{[a-z0-9.-]+\\}", text, 0, 0))
        fail_msg("%s: an unfilled placeholder in: %s", id, text);
}

static void check_prose(const json_t *result)
{
    size_t i, j;
    json_t *finding, *fix;
    json_array_foreach(json_object_get(result, "findings"), i, finding)
    {
        const char *id = json_string_value(json_object_get(finding, "id"));
        check_text(json_string_value(json_object_get(finding, "title")), id);
        check_text(json_string_value(json_object_get(finding, "cause")), id);
        json_array_foreach(json_object_get(finding, "fix"), j, fix)
        {
            check_text(json_string_value(fix), id);
        }
    }
}

static void check_in_language(const MwSample *sample, const char *lang)
{
    g_autoptr(GPtrArray) args = mw_sample_args(sample, lang);
    g_autoptr(MwRun) run = mw_run(args);
    if (sample->exit >= 0 && (int)run->status != sample->exit)
        fail_msg("exit status %d, not %d: %s", run->status, sample->exit, run->err);
    if (run->status == MW_EXIT_UNREADABLE || run->status == MW_EXIT_USAGE) {
        assert_int_equal(sample->exit, run->status);
        return;
    }
    json_t *result = load_result(run);
    check_findings(sample, result);
    check_values(sample, result);
    check_prose(result);
    if (sample->verdict != NULL)
        assert_string_equal(json_string_value(json_object_get(result, "verdict")), sample->verdict);
    json_decref(result);
}

static void check(void **state)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(MwSample) sample = mw_sample_read(*state, &error);
    if (sample == NULL)
        fail_msg("expect.ini: %s", error->message);
    check_in_language(sample, "en");
    check_in_language(sample, "ja");
}

int main(void)
{
    g_autoptr(GPtrArray) folders = mw_sample_folders(MAILWHY_SOURCE_DIR "/samples");
    g_autofree struct CMUnitTest *tests = g_new0(struct CMUnitTest, folders->len);
    for (guint i = 0; i < folders->len; i++) {
        const char *folder = g_ptr_array_index(folders, i);
        const char *slash = strrchr(folder, '/');
        tests[i] = (struct CMUnitTest){slash + 1, check, NULL, NULL, g_ptr_array_index(folders, i)};
    }
    return _cmocka_run_group_tests("samples", tests, folders->len, NULL, NULL);
}
