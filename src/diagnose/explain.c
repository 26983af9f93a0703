#include "src/diagnose/explain.h"

#include "rules/fill.h"
#include "src/evaluate/ndr.h"

static const char *const topics[] = {"compauth", "ndr",    "scl", "cat",  "sfv", "bcl",
                                     "dmarc",    "action", "ipv", "dest", NULL};

const char *const *mw_explain_topics(void)
{
    return topics;
}

static void free_reference(void *data)
{
    MwReference *reference = data;
    g_free(reference->title);
    g_free(reference->url);
    g_free(reference);
}

static MwExplanation *new_explanation(const char *topic, const char *value)
{
    MwExplanation *explanation = g_new0(MwExplanation, 1);
    explanation->topic = g_strdup(topic);
    explanation->value = g_strdup(value);
    explanation->actor = MW_ACTOR_NOBODY;
    explanation->fix = g_ptr_array_new_with_free_func(g_free);
    explanation->references = g_ptr_array_new_with_free_func(free_reference);
    return explanation;
}

void mw_explanation_free(MwExplanation *explanation)
{
    if (explanation == NULL)
        return;
    g_free(explanation->topic);
    g_free(explanation->value);
    g_free(explanation->meaning);
    g_free(explanation->cause);
    g_ptr_array_unref(explanation->fix);
    g_ptr_array_unref(explanation->references);
    g_free(explanation);
}

static void add_reference(MwExplanation *explanation, const char *text)
{
    g_auto(GStrv) parts = g_strsplit(text, " | ", 2);
    MwReference *reference = g_new0(MwReference, 1);
    reference->title = g_strdup(parts[0]);
    reference->url = g_strdup(parts[1]);
    g_ptr_array_add(explanation->references, reference);
}

static MwExplanation *explain_row(const MwTableRow *row, const char *topic, const char *value,
                                  MwLang lang)
{
    MwExplanation *explanation = new_explanation(topic, value);
    explanation->meaning = g_strdup(mw_table_row_meaning(row, lang));
    explanation->cause = g_strdup(mw_table_row_cause(row, lang));
    explanation->actor = row->actor;
    for (const MwTableText *fix = mw_table_row_fix(row, lang); fix != NULL; fix = fix->next)
        g_ptr_array_add(explanation->fix, g_strdup(fix->text));
    for (const MwTableText *item = row->references; item != NULL; item = item->next)
        add_reference(explanation, item->text);
    return explanation;
}

/* ---- a finding: its prose with labels in the place of values ---- */

typedef struct {
    const MwRuleset *rules;
    MwLang lang;
    MwFacts *facts;     /* each placeholder's label as its value */
    MwSubject *subject; /* of the rule's scope; NULL: the message */
} Labels;

static void add_label(MwFact fact, void *user_data)
{
    Labels *labels = user_data;
    const MwFactInfo *info = mw_fact_info(fact);
    MwSubject *subject = info->scope == MW_SCOPE_MESSAGE ? NULL : labels->subject;
    if (mw_facts_get(labels->facts, subject, fact) != NULL)
        return;
    g_autofree char *text =
        g_strdup_printf("<%s>", mw_ruleset_label(labels->rules, fact, labels->lang));
    if (info->words == NULL)
        mw_facts_add(labels->facts, subject, fact, text, NULL);
}

static char *write_with_labels(Labels *labels, const MwVariant *variant)
{
    const char *text = mw_variant_text(variant, labels->lang);
    mw_fill_foreach(text, add_label, labels);
    return mw_fill_or(text, labels->facts, labels->subject, "...");
}

/* Facts that tell how things stand by now: what is said on them needs a message. */
static const MwFact facts_of_now[] = {
    MW_FACT_SPF_NOW,         MW_FACT_DKIM_NOW,         MW_FACT_DMARC_NOW,
    MW_FACT_DKIM_KEY_STATUS, MW_FACT_SPF_RECORD_STATE, MW_FACT_DMARC_RECORD_STATE,
};

static bool is_about_now(const MwVariant *variant)
{
    for (const MwCondition *when = variant->conditions.when; when != NULL; when = when->next)
        for (unsigned j = 0; j < G_N_ELEMENTS(facts_of_now); j++)
            if (when->fact == facts_of_now[j])
                return true;
    return false;
}

static void add_fixes(Labels *labels, const MwRule *rule, GPtrArray *fix)
{
    for (const MwVariant *variant = rule->prose[MW_PROSE_FIX]; variant != NULL;
         variant = variant->next) {
        bool only_advice = g_str_has_prefix(mw_variant_text(variant, MW_LANG_EN), "{");
        if (!only_advice && !is_about_now(variant))
            g_ptr_array_add(fix, write_with_labels(labels, variant));
    }
}

/* Sentences that hold always; those for special cases need a message. */
static char *write_cause(Labels *labels, const MwRule *rule)
{
    GString *cause = g_string_new(NULL);
    const MwVariant *first = rule->prose[MW_PROSE_CAUSE];
    for (const MwVariant *variant = first; variant != NULL; variant = variant->next) {
        if (variant != first && variant->conditions.when != NULL)
            continue;
        g_autofree char *text = write_with_labels(labels, variant);
        g_string_append_printf(cause, "%s%s",
                               variant != first && labels->lang == MW_LANG_EN ? " " : "", text);
    }
    return g_string_free(cause, FALSE);
}

static MwExplanation *explain_finding(const MwRuleset *rules, const MwRule *rule, MwLang lang)
{
    g_autoptr(MwFacts) facts = mw_facts_new();
    Labels labels = {rules, lang, facts, NULL};
    if (rule->scope != MW_SCOPE_MESSAGE)
        labels.subject = mw_facts_add_subject(facts, rule->scope);
    MwExplanation *explanation = new_explanation(rule->id, NULL);
    explanation->meaning = write_with_labels(&labels, rule->prose[MW_PROSE_TITLE]);
    explanation->cause = write_cause(&labels, rule);
    const MwVariant *actor = rule->prose[MW_PROSE_ACTOR];
    explanation->actor = (MwActor)actor->value;
    add_fixes(&labels, rule, explanation->fix);
    for (const MwVariant *variant = rule->prose[MW_PROSE_REFERENCE]; variant != NULL;
         variant = variant->next)
        add_reference(explanation, mw_variant_text(variant, lang));
    return explanation;
}

/* ---- a bounce: a code, or whatever was pasted ---- */

static bool is_code(const char *value)
{
    return g_ascii_isdigit(value[0]) && value[1] == '.' &&
           strspn(value, "0123456789.") == strlen(value);
}

static const MwTableRow *find_ndr_row(const MwTable *table, const char *value)
{
    if (is_code(value))
        return mw_table_find(table, "ndr", value, "generic", NULL);
    g_autoptr(MwNdr) ndr = mw_ndr_read_text(mw_span(value));
    if (ndr == NULL)
        return mw_table_find(table, "ndr", NULL, "generic", value);
    const char *code = ndr->remote_status != NULL ? ndr->remote_status : ndr->status;
    if (ndr->status != NULL && mw_table_find(table, "ndr-wrapper", ndr->status, NULL, NULL) != NULL)
        code = ndr->status;
    return mw_table_find(table, "ndr", code, ndr->receiver, ndr->text);
}

/* The finding about refusals of that kind: "ndr.kind" is its first condition. */
static const MwRule *find_kind(const MwRuleset *rules, const char *kind)
{
    for (unsigned i = 0; kind != NULL && i < mw_ruleset_size(rules); i++) {
        const MwRule *rule = mw_ruleset_get(rules, i);
        const MwCondition *first = rule->conditions.when;
        if (first->fact == MW_FACT_NDR_KIND &&
            g_strv_contains((const char *const *)first->values, kind))
            return rule;
    }
    return NULL;
}

/* What the table says about the code, and what the finding advises. */
static MwExplanation *explain_ndr(const MwRuleset *rules, const char *value, MwLang lang)
{
    const MwTableRow *row = find_ndr_row(mw_ruleset_table(rules), value);
    if (row == NULL)
        return NULL;
    MwExplanation *explanation = explain_row(row, "ndr", value, lang);
    const MwRule *rule = find_kind(rules, row->kind);
    if (rule == NULL)
        return explanation;
    g_autoptr(MwFacts) facts = mw_facts_new();
    Labels labels = {rules, lang, facts, NULL};
    add_fixes(&labels, rule, explanation->fix);
    return explanation;
}

MwExplanation *mw_explain(const MwRuleset *rules, const char *topic, const char *value, MwLang lang)
{
    const MwRule *rule = mw_ruleset_find(rules, topic);
    if (rule != NULL)
        return explain_finding(rules, rule, lang);
    if (value == NULL || *value == '\0')
        return NULL;
    g_autofree char *lower = g_ascii_strdown(topic, -1);
    if (!g_strv_contains(topics, lower))
        return NULL;
    if (g_str_equal(lower, "ndr"))
        return explain_ndr(rules, value, lang);
    const MwTableRow *row = mw_table_find(mw_ruleset_table(rules), lower, value, NULL, NULL);
    return row != NULL ? explain_row(row, lower, value, lang) : NULL;
}
