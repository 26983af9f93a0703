#include "rules/match.h"

#include <stdint.h>

enum { MATCHES_USUAL = 16 };

static bool is_one_of(const char *text, char *const *values)
{
    for (; *values != NULL; values++)
        if (g_ascii_strcasecmp(*values, text) == 0)
            return true;
    return false;
}

static bool condition_holds(const MwCondition *condition, const MwFacts *facts,
                            const MwSubject *subject)
{
    for (const MwFactValue *value = mw_facts_get(facts, subject, condition->fact); value != NULL;
         value = value->next)
        if (value->word != MW_FACT_NO_WORD ? (condition->words >> value->word & 1) != 0
                                           : is_one_of(value->text, condition->values))
            return true;
    return false;
}

bool mw_conditions_hold(const MwConditions *conditions, const MwFacts *facts,
                        const MwSubject *subject)
{
    for (const MwCondition *when = conditions->when; when != NULL; when = when->next)
        if (!condition_holds(when, facts, subject))
            return false;
    for (const MwCondition *unless = conditions->unless; unless != NULL; unless = unless->next)
        if (condition_holds(unless, facts, subject))
            return false;
    return true;
}

/* The last variant that holds; the first when none does. */
static unsigned choose(const MwRule *rule, MwProseKind kind, const MwFacts *facts,
                       const MwSubject *subject)
{
    const MwVariant *chosen = rule->prose[kind];
    for (const MwVariant *variant = chosen; variant != NULL; variant = variant->next)
        if (mw_conditions_hold(&variant->conditions, facts, subject))
            chosen = variant;
    return chosen->value;
}

static GArray *find_matches(const MwRuleset *rules, const MwFacts *facts)
{
    GArray *matches = g_array_sized_new(FALSE, FALSE, sizeof(MwMatch), MATCHES_USUAL);
    for (unsigned i = 0; i < mw_ruleset_size(rules); i++) {
        const MwRule *rule = mw_ruleset_get(rules, i);
        const MwSubject *subject = mw_facts_first(facts, rule->scope);
        for (; subject != NULL; subject = subject->next) {
            if (!mw_conditions_hold(&rule->conditions, facts, subject))
                continue;
            MwMatch match = {
                .rule = rule,
                .index = i,
                .subject = subject,
                .severity = (MwSeverity)choose(rule, MW_PROSE_SEVERITY, facts, subject),
                .actor = (MwActor)choose(rule, MW_PROSE_ACTOR, facts, subject),
            };
            if (mw_conditions_hold(&rule->rank_conditions, facts, subject))
                match.rank = rule->rank;
            g_array_append_val(matches, match);
        }
    }
    return matches;
}

/* All but those that hide all themselves: they do not hide each other. */
static void mark_all(const MwRuleset *rules, guint8 *hidden)
{
    for (unsigned i = 0; i < mw_ruleset_size(rules); i++)
        hidden[i] |= !mw_rule_hides_all(mw_ruleset_get(rules, i));
}

/* Marks in `hidden` (a byte per rule) all that `rule` hides. The marks also end circles. */
static void mark_hidden(const MwRuleset *rules, const MwRule *rule, guint8 *hidden)
{
    g_autoptr(GPtrArray) todo = g_ptr_array_new();
    do {
        for (char **id = rule->hides; *id != NULL; id++) {
            if (mw_rule_hides_all(rule)) {
                mark_all(rules, hidden);
                return;
            }
            unsigned index = mw_ruleset_index(rules, *id);
            if (index == mw_ruleset_size(rules) || hidden[index])
                continue;
            hidden[index] = 1;
            const MwRule *next = mw_ruleset_get(rules, index);
            g_ptr_array_add(todo, (void *)(uintptr_t)next);
        }
        rule = todo->len > 0 ? g_ptr_array_steal_index_fast(todo, 0) : NULL;
    } while (rule != NULL);
}

static bool same_subject(const MwMatch *a, const MwMatch *b)
{
    return a->rule->scope != b->rule->scope || a->subject == b->subject;
}

static void remove_hidden(const MwRuleset *rules, GArray *matches)
{
    unsigned size = mw_ruleset_size(rules);
    g_autofree guint8 *gone = g_malloc0(matches->len + 1);
    for (unsigned i = 0; i < matches->len; i++) {
        const MwMatch *match = &g_array_index(matches, MwMatch, i);
        if (*match->rule->hides == NULL)
            continue;
        g_autofree guint8 *hidden = g_malloc0(size);
        mark_hidden(rules, match->rule, hidden);
        for (unsigned j = 0; j < matches->len; j++) {
            const MwMatch *other = &g_array_index(matches, MwMatch, j);
            if (other->rule != match->rule && same_subject(match, other) && hidden[other->index])
                gone[j] = 1;
        }
    }
    for (unsigned i = matches->len; i > 0; i--)
        if (gone[i - 1])
            g_array_remove_index(matches, i - 1);
}

/* Is `a` the better root cause? Both have a rank, or neither has one. */
static bool is_deeper(const MwMatch *a, const MwMatch *b)
{
    if ((a->rank > 0) != (b->rank > 0))
        return a->rank > 0;
    bool asks_a = a->severity > MW_SEVERITY_INFO, asks_b = b->severity > MW_SEVERITY_INFO;
    if (a->rank > 0 && asks_a != asks_b)
        return asks_a;
    if (a->rank != b->rank)
        return a->rank < b->rank;
    return a->severity > b->severity;
}

static void choose_primary(GArray *matches)
{
    MwMatch *primary = NULL;
    for (unsigned i = 0; i < matches->len; i++) {
        MwMatch *match = &g_array_index(matches, MwMatch, i);
        if (primary == NULL || is_deeper(match, primary))
            primary = match;
    }
    if (primary != NULL)
        primary->primary = true;
}

static int compare(const void *left, const void *right)
{
    const MwMatch *a = left, *b = right;
    if (a->primary != b->primary)
        return a->primary ? -1 : 1;
    if (a->severity != b->severity)
        return a->severity > b->severity ? -1 : 1;
    unsigned rank_a = a->rank > 0 ? a->rank : G_MAXUINT;
    unsigned rank_b = b->rank > 0 ? b->rank : G_MAXUINT;
    return rank_a < rank_b ? -1 : rank_a > rank_b;
}

GArray *mw_match(const MwRuleset *rules, const MwFacts *facts)
{
    GArray *matches = find_matches(rules, facts);
    remove_hidden(rules, matches);
    choose_primary(matches);
    g_array_sort(matches, compare); /* stable */
    return matches;
}
