#include "rules/ruleset.h"

#include <stdint.h>

#include "rules/rule_file.h"
#include "rules/shipped.h"

G_DEFINE_QUARK(mw - rule - error - quark, mw_rule_error)

struct MwRuleset {
    MwArena *arena;
    GPtrArray *rules;   /* MwRule*, of the arena */
    GHashTable *places; /* id (of the rule) -> place + 1 */
    MwTable *table;
};

void mw_rule_problem_free(MwRuleProblem *problem)
{
    if (problem == NULL)
        return;
    g_free(problem->file);
    g_free(problem->section);
    g_free(problem->key);
    g_free(problem->text);
    g_free(problem);
}

char *mw_rule_problem_format(const MwRuleProblem *problem)
{
    GString *out = g_string_new(problem->file);
    if (problem->line > 0)
        g_string_append_printf(out, ":%u", problem->line);
    g_string_append_c(out, ':');
    if (problem->section != NULL)
        g_string_append_printf(out, " [%s]", problem->section);
    if (problem->key != NULL)
        g_string_append_printf(out, " %s:", problem->key);
    g_string_append_printf(out, " %s", problem->text);
    return g_string_free(out, FALSE);
}

void mw_rule_problem_add(GPtrArray *problems, const char *file, const char *section,
                         const char *key, unsigned line, const char *text, ...)
{
    MwRuleProblem *problem = g_new0(MwRuleProblem, 1);
    problem->file = g_strdup(file);
    problem->section = g_strdup(section);
    problem->key = g_strdup(key);
    problem->line = line;
    va_list arguments;
    va_start(arguments, text);
    problem->text = g_strdup_vprintf(text, arguments);
    va_end(arguments);
    g_ptr_array_add(problems, problem);
}

static void free_problem(void *problem)
{
    mw_rule_problem_free(problem);
}

MwRuleset *mw_ruleset_new(void)
{
    MwRuleset *rules = g_new0(MwRuleset, 1);
    rules->arena = mw_arena_new();
    rules->rules = g_ptr_array_new();
    rules->places = g_hash_table_new(g_str_hash, g_str_equal);
    rules->table = mw_table_new();
    return rules;
}

void mw_ruleset_free(MwRuleset *rules)
{
    if (rules == NULL)
        return;
    mw_table_free(rules->table);
    g_hash_table_unref(rules->places);
    g_ptr_array_unref(rules->rules);
    mw_arena_free(rules->arena);
    g_free(rules);
}

static void add_rule(MwRuleset *rules, MwRule *rule)
{
    unsigned place = mw_ruleset_index(rules, rule->id);
    if (place == rules->rules->len) {
        g_ptr_array_add(rules->rules, rule);
    } else {
        g_ptr_array_index(rules->rules, place) = rule;
    }
    g_hash_table_insert(rules->places, rule->id, GUINT_TO_POINTER(place + 1));
}

void mw_ruleset_add_text(MwRuleset *rules, MwSpan text, const char *file, GPtrArray *problems)
{
    g_autoptr(GPtrArray) list = mw_rule_file_read(text, file, rules->arena, problems);
    for (unsigned i = 0; i < list->len; i++)
        add_rule(rules, g_ptr_array_index(list, i));
}

static bool add_files(MwRuleset *rules, const char *dir, const char *suffix, GPtrArray *problems,
                      GError **error)
{
    g_autoptr(GPtrArray) names = mw_shipped_list(dir, suffix, error);
    for (unsigned i = 0; names != NULL && i < names->len; i++) {
        const char *name = g_ptr_array_index(names, i);
        g_autoptr(GBytes) bytes = mw_shipped_read(dir, name, error);
        if (bytes == NULL)
            return false;
        g_autofree char *path = dir != NULL ? g_build_filename(dir, name, NULL) : g_strdup(name);
        size_t len;
        const char *data = g_bytes_get_data(bytes, &len);
        if (g_str_equal(suffix, ".rules"))
            mw_ruleset_add_text(rules, mw_span_make(data, len), path, problems);
        else
            mw_table_add_text(rules->table, mw_span_make(data, len), path, problems);
    }
    return names != NULL;
}

bool mw_ruleset_add_dir(MwRuleset *rules, const char *dir, GPtrArray *problems, GError **error)
{
    return add_files(rules, dir, ".rules", problems, error) &&
           add_files(rules, dir, ".table", problems, error);
}

bool mw_ruleset_add_shipped(MwRuleset *rules, GPtrArray *problems, GError **error)
{
    g_autofree char *shipped = mw_shipped_dir();
    if (!mw_ruleset_add_dir(rules, shipped, problems, error))
        return false;
    g_autofree char *local = mw_shipped_local_dir();
    return local == NULL || mw_ruleset_add_dir(rules, local, problems, error);
}

/* Does `rule` hide itself, over however many steps? Every rule is visited once. */
static bool hides_itself(const MwRuleset *rules, const MwRule *rule)
{
    g_autofree guint8 *seen = g_malloc0(rules->rules->len + 1);
    g_autoptr(GPtrArray) todo = g_ptr_array_new();
    g_ptr_array_add(todo, (void *)(uintptr_t)rule);
    while (todo->len > 0) {
        const MwRule *next = g_ptr_array_steal_index_fast(todo, todo->len - 1);
        for (char **id = next->hides; *id != NULL; id++) {
            unsigned place = mw_ruleset_index(rules, *id);
            if (place == rules->rules->len || seen[place])
                continue;
            seen[place] = 1;
            g_ptr_array_add(todo, g_ptr_array_index(rules->rules, place));
            if (g_ptr_array_index(rules->rules, place) == rule)
                return true;
        }
    }
    return false;
}

static void check_one(const MwRuleset *rules, const MwRule *rule, GHashTable *ranks,
                      GPtrArray *problems)
{
    for (char **id = rule->hides; *id != NULL; id++)
        if (!mw_rule_hides_all(rule) && mw_ruleset_find(rules, *id) == NULL)
            mw_rule_problem_add(problems, rule->file, rule->id, "Hides", rule->line,
                                "no such finding: %s", *id);
    if (*rule->hides != NULL && hides_itself(rules, rule))
        mw_rule_problem_add(problems, rule->file, rule->id, "Hides", rule->line,
                            "hides itself in a circle");
    const char *other = g_hash_table_lookup(ranks, GUINT_TO_POINTER(rule->rank));
    if (rule->rank > 0 && other != NULL)
        mw_rule_problem_add(problems, rule->file, rule->id, "Rank", rule->line,
                            "%u is already the rank of %s", rule->rank, other);
    else if (rule->rank > 0)
        g_hash_table_insert(ranks, GUINT_TO_POINTER(rule->rank), rule->id);
}

void mw_ruleset_check(const MwRuleset *rules, GPtrArray *problems)
{
    g_autoptr(GHashTable) ranks = g_hash_table_new(NULL, NULL); /* rank -> id */
    for (unsigned i = 0; i < rules->rules->len; i++)
        check_one(rules, g_ptr_array_index(rules->rules, i), ranks, problems);
}

MwRuleset *mw_ruleset_load(const GPtrArray *dirs, GError **error)
{
    g_autoptr(MwRuleset) rules = mw_ruleset_new();
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(free_problem);
    if (!mw_ruleset_add_shipped(rules, problems, error))
        return NULL;
    for (unsigned i = 0; dirs != NULL && i < dirs->len; i++)
        if (!mw_ruleset_add_dir(rules, g_ptr_array_index(dirs, i), problems, error))
            return NULL;
    mw_ruleset_check(rules, problems);
    if (problems->len > 0) {
        g_autofree char *text = mw_rule_problem_format(g_ptr_array_index(problems, 0));
        g_set_error(error, MW_RULE_ERROR, MW_RULE_ERROR_INVALID, "%s", text);
        return NULL;
    }
    return g_steal_pointer(&rules);
}

unsigned mw_ruleset_size(const MwRuleset *rules)
{
    return rules->rules->len;
}

const MwRule *mw_ruleset_get(const MwRuleset *rules, unsigned index)
{
    g_return_val_if_fail(index < rules->rules->len, NULL);
    return g_ptr_array_index(rules->rules, index);
}

unsigned mw_ruleset_index(const MwRuleset *rules, const char *id)
{
    unsigned place = GPOINTER_TO_UINT(g_hash_table_lookup(rules->places, id));
    return place > 0 ? place - 1 : rules->rules->len;
}

const MwRule *mw_ruleset_find(const MwRuleset *rules, const char *id)
{
    unsigned place = mw_ruleset_index(rules, id);
    return place < rules->rules->len ? g_ptr_array_index(rules->rules, place) : NULL;
}

const MwTable *mw_ruleset_table(const MwRuleset *rules)
{
    return rules->table;
}

const char *mw_ruleset_label(const MwRuleset *rules, MwFact fact, MwLang lang)
{
    const char *name = mw_fact_info(fact)->name;
    const MwTableRow *row = mw_table_find(rules->table, "label", name, NULL, NULL);
    return row != NULL ? mw_table_row_meaning(row, lang) : name;
}
