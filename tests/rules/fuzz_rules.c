#include <stdint.h>

#include "rules/ruleset.h"

/* Any text as a rule file and as a table: problems, never a crash. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void free_problem(void *problem)
{
    mw_rule_problem_free(problem);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    MwSpan text = mw_span_make((const char *)data, size);
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(free_problem);
    g_autoptr(MwRuleset) rules = mw_ruleset_new();
    g_autoptr(MwTable) table = mw_table_new();
    mw_ruleset_add_text(rules, text, "fuzz.rules", problems);
    mw_ruleset_check(rules, problems);
    mw_table_add_text(table, text, "fuzz.table", problems);
    return 0;
}
