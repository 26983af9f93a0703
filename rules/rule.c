#include "rules/rule.h"

#include <stdint.h>

static const char *const mw_severity_names[] = {
    [MW_SEVERITY_INFO] = "info",
    [MW_SEVERITY_WARN] = "warn",
    [MW_SEVERITY_FAIL] = "fail",
};
MW_DEFINE_ENUM_NAMES(MwSeverity, mw_severity, MW_SEVERITY_N)

static const char *const mw_actor_names[] = {
    [MW_ACTOR_SENDER] = "sender",     [MW_ACTOR_FORWARDER] = "forwarder",
    [MW_ACTOR_GATEWAY] = "gateway",   [MW_ACTOR_RECIPIENT] = "recipient",
    [MW_ACTOR_PROVIDER] = "provider", [MW_ACTOR_NOBODY] = "nobody",
};
MW_DEFINE_ENUM_NAMES(MwActor, mw_actor, MW_ACTOR_N)

static const char *const mw_lang_names[] = {[MW_LANG_EN] = "en", [MW_LANG_JA] = "ja"};
MW_DEFINE_ENUM_NAMES(MwLang, mw_lang, MW_LANG_N)

static const char *const mw_prose_kind_names[] = {
    [MW_PROSE_SEVERITY] = "Severity", [MW_PROSE_ACTOR] = "Actor",
    [MW_PROSE_TITLE] = "Title",       [MW_PROSE_CAUSE] = "Cause",
    [MW_PROSE_FIX] = "Fix",           [MW_PROSE_REFERENCE] = "Reference",
};
MW_DEFINE_ENUM_NAMES(MwProseKind, mw_prose_kind, MW_PROSE_N)

MwCondition mw_condition_make(MwFact fact, char **values)
{
    MwCondition condition = {.fact = fact, .values = values};
    for (char **value = values; *value != NULL; value++) {
        int word = mw_fact_word(fact, *value);
        condition.words |= word != MW_FACT_NO_WORD ? UINT32_C(1) << word : 0;
    }
    return condition;
}

static void clear_condition(void *data)
{
    MwCondition *condition = data;
    g_free(condition->values);
}

static GArray *new_condition_list(void)
{
    GArray *list = g_array_new(FALSE, FALSE, sizeof(MwCondition));
    g_array_set_clear_func(list, clear_condition);
    return list;
}

static MwConditions new_conditions(void)
{
    return (MwConditions){new_condition_list(), new_condition_list()};
}

static void clear_conditions(MwConditions *conditions)
{
    g_array_unref(conditions->when);
    g_array_unref(conditions->unless);
}

static void free_variant(void *data)
{
    MwVariant *variant = data;
    clear_conditions(&variant->conditions);
    g_free(variant);
}

MwRule *mw_rule_new(char *id, const char *file, unsigned line)
{
    MwRule *rule = g_new0(MwRule, 1);
    rule->id = id;
    rule->file = file;
    rule->line = line;
    rule->conditions = new_conditions();
    rule->rank_conditions = new_conditions();
    for (unsigned i = 0; i < MW_PROSE_N; i++)
        rule->prose[i] = g_ptr_array_new_with_free_func(free_variant);
    rule->evidence = g_array_new(FALSE, FALSE, sizeof(MwFact));
    rule->hides = g_ptr_array_new();
    return rule;
}

void mw_rule_free(MwRule *rule)
{
    if (rule == NULL)
        return;
    clear_conditions(&rule->conditions);
    clear_conditions(&rule->rank_conditions);
    for (unsigned i = 0; i < MW_PROSE_N; i++)
        g_ptr_array_unref(rule->prose[i]);
    g_array_unref(rule->evidence);
    g_ptr_array_unref(rule->hides);
    g_free(rule);
}

MwVariant *mw_rule_variant(MwRule *rule, MwProseKind kind, unsigned number)
{
    GPtrArray *list = rule->prose[kind];
    unsigned at = 0;
    for (; at < list->len; at++) {
        MwVariant *variant = g_ptr_array_index(list, at);
        if (variant->number == number)
            return variant;
        if (variant->number > number)
            break;
    }
    MwVariant *variant = g_new0(MwVariant, 1);
    variant->number = number;
    variant->conditions = new_conditions();
    g_ptr_array_insert(list, (int)at, variant);
    return variant;
}

const char *mw_variant_text(const MwVariant *variant, MwLang lang)
{
    return variant->text[lang] != NULL ? variant->text[lang] : variant->text[MW_LANG_EN];
}

bool mw_rule_hides_all(const MwRule *rule)
{
    return rule->hides->len == 1 && g_str_equal(g_ptr_array_index(rule->hides, 0), "*");
}
