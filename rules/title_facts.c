#include "rules/title_facts.h"

#include "rules/fill.h"

static void add_list(MwFactSet *set, const MwCondition *first)
{
    for (const MwCondition *condition = first; condition != NULL; condition = condition->next)
        mw_fact_set_add(set, condition->fact);
}

static void add_conditions(MwFactSet *set, const MwConditions *conditions)
{
    add_list(set, conditions->when);
    add_list(set, conditions->unless);
}

static void add_placeholder(MwFact fact, void *user_data)
{
    mw_fact_set_add(user_data, fact);
}

static void add_variant(MwFactSet *set, const MwVariant *variant)
{
    add_conditions(set, &variant->conditions);
    for (unsigned lang = 0; lang < MW_LANG_N; lang++)
        if (variant->text[lang] != NULL)
            mw_fill_foreach(variant->text[lang], add_placeholder, set);
}

static void add_rule(MwFactSet *set, const MwRule *rule)
{
    static const MwProseKind kinds[] = {MW_PROSE_SEVERITY, MW_PROSE_ACTOR, MW_PROSE_TITLE};
    mw_fact_set_add_scope(set, rule->scope);
    add_conditions(set, &rule->conditions);
    add_conditions(set, &rule->rank_conditions);
    for (unsigned i = 0; i < G_N_ELEMENTS(kinds); i++)
        for (const MwVariant *variant = rule->prose[kinds[i]]; variant != NULL;
             variant = variant->next)
            add_variant(set, variant);
}

void mw_title_facts_add(const MwRuleset *rules, MwFactSet *set)
{
    for (unsigned i = 0; i < mw_ruleset_size(rules); i++)
        add_rule(set, mw_ruleset_get(rules, i));
}
