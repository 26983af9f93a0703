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

MwRule *mw_rule_new(MwArena *arena, char *id, const char *file, unsigned line)
{
    MwRule *rule = mw_arena_take(arena, sizeof *rule);
    rule->id = id;
    rule->file = file;
    rule->line = line;
    rule->hides = mw_arena_take(arena, sizeof *rule->hides);
    return rule;
}

void mw_condition_add(MwArena *arena, const MwCondition **list, MwFact fact, char **values)
{
    MwCondition *condition = mw_arena_take(arena, sizeof *condition);
    condition->fact = fact;
    condition->values = values;
    for (char **value = values; *value != NULL; value++) {
        int word = mw_fact_word(fact, *value);
        condition->words |= word != MW_FACT_NO_WORD ? UINT32_C(1) << word : 0;
    }
    while (*list != NULL) {
        /* The records are ours: only readers see them as const. */
        MwCondition *last = (MwCondition *)(uintptr_t)*list;
        list = &last->next;
    }
    *list = condition;
}

MwVariant *mw_rule_variant(MwArena *arena, MwRule *rule, MwProseKind kind, unsigned number)
{
    MwVariant **place = &rule->prose[kind];
    while (*place != NULL && (*place)->number < number)
        place = &(*place)->next;
    if (*place != NULL && (*place)->number == number)
        return *place;
    MwVariant *variant = mw_arena_take(arena, sizeof *variant);
    variant->number = number;
    variant->next = *place;
    *place = variant;
    return variant;
}

const char *mw_variant_text(const MwVariant *variant, MwLang lang)
{
    return variant->text[lang] != NULL ? variant->text[lang] : variant->text[MW_LANG_EN];
}

bool mw_rule_hides_all(const MwRule *rule)
{
    return g_strcmp0(rule->hides[0], "*") == 0 && rule->hides[1] == NULL;
}
