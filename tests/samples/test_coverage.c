/* Each rule has a sample that fires it as it should (as the primary finding where it can be one),
 * and a near miss: a sample that says in Not= that it must stay silent. Each sample is named after
 * a rule, "<id>" or "<id>.<variant>". That the samples come out so is what test_samples checks. */

#include "tests/samples/run.h"

#include "rules/ruleset.h"
#include "tests/table.h"

static bool lists(char *const *ids, const char *id)
{
    return g_strv_contains((const char *const *)ids, id);
}

static GPtrArray *read_samples(void)
{
    GPtrArray *samples = g_ptr_array_new_with_free_func((GDestroyNotify)mw_sample_free);
    g_autoptr(GPtrArray) folders = mw_sample_folders(MAILWHY_SOURCE_DIR "/samples");
    for (guint i = 0; i < folders->len; i++) {
        g_autoptr(GError) error = NULL;
        MwSample *sample = mw_sample_read(g_ptr_array_index(folders, i), &error);
        if (sample == NULL)
            fail_msg("%s: %s", (char *)g_ptr_array_index(folders, i), error->message);
        g_ptr_array_add(samples, sample);
    }
    return samples;
}

static void each_rule_has_a_sample_and_a_near_miss(void **state)
{
    (void)state;
    g_autoptr(MwRuleset) rules = mw_ruleset_load(NULL, NULL);
    assert_non_null(rules);
    g_autoptr(GPtrArray) samples = read_samples();
    GString *missing = g_string_new(NULL);
    for (unsigned i = 0; i < mw_ruleset_size(rules); i++) {
        const MwRule *rule = mw_ruleset_get(rules, i);
        bool fires = false, near_miss = false;
        for (guint j = 0; j < samples->len; j++) {
            const MwSample *sample = g_ptr_array_index(samples, j);
            fires |= rule->rank > 0 ? g_strcmp0(sample->primary, rule->id) == 0
                                    : lists(sample->findings, rule->id);
            near_miss |= lists(sample->not_findings, rule->id);
        }
        if (!fires)
            g_string_append_printf(missing, "\n  %s: no sample that fires it", rule->id);
        if (!near_miss)
            g_string_append_printf(missing, "\n  %s: no near miss", rule->id);
    }
    if (missing->len > 0)
        fail_msg("%s", missing->str);
    g_string_free(missing, TRUE);
}

static void each_sample_names_a_rule(void **state)
{
    (void)state;
    g_autoptr(MwRuleset) rules = mw_ruleset_load(NULL, NULL);
    assert_non_null(rules);
    g_autoptr(GPtrArray) samples = read_samples();
    for (guint i = 0; i < samples->len; i++) {
        const MwSample *sample = g_ptr_array_index(samples, i);
        g_autofree char *id = g_strndup(sample->name, strcspn(sample->name, "."));
        if (mw_ruleset_find(rules, id) == NULL)
            fail_msg("samples/%s: no rule %s", sample->name, id);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_rule_has_a_sample_and_a_near_miss),
        cmocka_unit_test(each_sample_names_a_rule),
    };
    return cmocka_run_group_tests_name("coverage", tests, NULL, NULL);
}
