#include "rules/ruleset.h"

#include "src/commands/command.h"
#include "src/render/escape.h"
#include "src/render/json_build.h"

static void free_problem(void *problem)
{
    mw_rule_problem_free(problem);
}

static bool is_translated(const MwRule *rule, MwLang lang)
{
    return rule->prose[MW_PROSE_TITLE]->text[lang] != NULL;
}

static const char *first_text(const MwRule *rule, MwProseKind kind)
{
    return rule->prose[kind]->text[MW_LANG_EN];
}

/* ---- list ---- */

static json_t *rule_to_json(const MwRule *rule)
{
    json_t *item = json_object();
    mw_json_set_text(item, "id", rule->id);
    mw_json_set_text(item, "group", rule->group);
    mw_json_set_text(item, "severity", first_text(rule, MW_PROSE_SEVERITY));
    mw_json_set_text(item, "actor", first_text(rule, MW_PROSE_ACTOR));
    mw_json_set_bool(item, "primary", rule->rank > 0);
    mw_json_set_text(item, "file", rule->file);
    json_t *languages = json_array();
    for (unsigned lang = 0; lang < MW_LANG_N; lang++)
        if (is_translated(rule, (MwLang)lang))
            json_array_append_new(languages, json_string(mw_lang_name((MwLang)lang)));
    mw_json_set(item, "languages", languages);
    return item;
}

static void list_rules(GString *out, const MwRuleset *rules, bool json)
{
    json_t *list = json_array();
    for (unsigned i = 0; i < mw_ruleset_size(rules); i++) {
        const MwRule *rule = mw_ruleset_get(rules, i);
        if (json) {
            json_array_append_new(list, rule_to_json(rule));
            continue;
        }
        g_autofree char *id = mw_escape_dup(rule->id);
        g_autofree char *file = mw_escape_dup(rule->file);
        g_string_append_printf(out, "%-38s %-5s %-10s %s\n", id,
                               first_text(rule, MW_PROSE_SEVERITY),
                               first_text(rule, MW_PROSE_ACTOR), file);
    }
    if (json)
        mw_json_append(out, list, true);
    json_decref(list);
}

/* ---- facts ---- */

static void list_facts(GString *out, bool json)
{
    json_t *list = json_array();
    for (unsigned i = 0; i < MW_FACT_N; i++) {
        const MwFactInfo *info = mw_fact_info((MwFact)i);
        g_autofree char *words = mw_fact_list_words((MwFact)i);
        if (json) {
            json_t *item = json_object();
            mw_json_set_text(item, "name", info->name);
            mw_json_set_text(item, "for", mw_scope_name(info->scope));
            mw_json_set_text(item, "values", words);
            mw_json_set_text(item, "meaning", info->doc);
            json_array_append_new(list, item);
            continue;
        }
        g_string_append_printf(out, "%s\n    %s\n", info->name, info->doc);
        if (info->scope != MW_SCOPE_MESSAGE)
            g_string_append_printf(out, "    For=%s\n", mw_scope_name(info->scope));
        g_string_append_printf(out, "    %s\n", words != NULL ? words : "any text");
    }
    if (json)
        mw_json_append(out, list, true);
    json_decref(list);
}

/* ---- check ---- */

static void append_problems(GString *out, const GPtrArray *problems)
{
    for (unsigned i = 0; i < problems->len; i++) {
        g_autofree char *line = mw_rule_problem_format(g_ptr_array_index(problems, i));
        g_autofree char *safe = mw_escape_dup(line);
        g_string_append_printf(out, "%s\n", safe);
    }
}

/* The shipped rules, and after them those of the folders. All problems, not only the first. */
static MwRuleset *read_all(const MwOptions *options, const char *dir, GPtrArray *problems,
                           GError **error)
{
    g_autoptr(MwRuleset) rules = mw_ruleset_new();
    if (!mw_ruleset_add_shipped(rules, problems, error))
        return NULL;
    for (unsigned i = 0; i < options->rules_dirs->len; i++)
        if (!mw_ruleset_add_dir(rules, g_ptr_array_index(options->rules_dirs, i), problems, error))
            return NULL;
    if (dir != NULL && !mw_ruleset_add_dir(rules, dir, problems, error))
        return NULL;
    mw_ruleset_check(rules, problems);
    return g_steal_pointer(&rules);
}

static MwExitStatus run(const MwOptions *options, const MwConsole *console)
{
    static const char *const words[] = {"list", "check", "facts", NULL};
    const GPtrArray *arguments = options->arguments;
    const char *word = arguments->len > 0 ? g_ptr_array_index(arguments, 0) : "list";
    const char *dir = arguments->len > 1 ? g_ptr_array_index(arguments, 1) : NULL;
    bool json = options->format == MW_FORMAT_JSON;
    if (!g_strv_contains(words, word) || arguments->len > 2 ||
        (!json && options->format != MW_FORMAT_TEXT)) {
        mw_console_error(console, NULL,
                         "rules takes list, check or facts, and a folder (text or json)");
        return MW_EXIT_USAGE;
    }
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(free_problem);
    g_autoptr(GString) out = g_string_new(NULL);
    g_autoptr(MwRuleset) rules = read_all(options, dir, problems, &error);
    if (rules == NULL) {
        mw_console_error(console, NULL, error->message);
        return MW_EXIT_UNREADABLE;
    }
    if (g_str_equal(word, "facts")) {
        list_facts(out, json);
    } else if (problems->len > 0) {
        append_problems(out, problems);
    } else if (g_str_equal(word, "list")) {
        list_rules(out, rules, json);
    } else {
        g_string_append_printf(out, "%u findings: no problem\n", mw_ruleset_size(rules));
    }
    if (!mw_console_write(console, out))
        return MW_EXIT_INTERNAL;
    return problems->len > 0 && !g_str_equal(word, "facts") ? MW_EXIT_FINDING : MW_EXIT_OK;
}

const MwCommand mw_command_rules = {
    .name = "rules",
    .usage = "[list|check|facts] [DIR]",
    .summary =
        "list: the findings. check: reads all rule files, those of DIR too, and names every\n"
        "mistake with file, line, section and key. facts: the vocabulary of conditions and\n"
        "placeholders.",
    .groups = MW_OPTIONS_OUTPUT,
    .run = run,
};
