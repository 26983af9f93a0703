#include "rules/fill.h"
#include "rules/match.h"
#include "rules/title_facts.h"
#include "src/diagnose/diagnosis.h"
#include "src/diagnose/gather.h"

static const char *const mw_verdict_names[] = {
    [MW_VERDICT_OK] = "ok",
    [MW_VERDICT_PROBLEM] = "problem",
    [MW_VERDICT_INCONCLUSIVE] = "inconclusive",
};
MW_DEFINE_ENUM_NAMES(MwVerdict, mw_verdict, MW_VERDICT_N)

/* What stands in a sentence that must be said, for a value that is missing. */
static const char *const unknown_words[] = {[MW_LANG_EN] = "(unknown)", [MW_LANG_JA] = "（不明）"};

typedef struct {
    const MwRuleset *rules;
    const MwFacts *facts;
    MwLang lang;
    bool title_only;
} Writer;

static void free_evidence(void *data)
{
    MwEvidence *evidence = data;
    g_free(evidence->what);
    g_free(evidence->value);
    g_free(evidence->where);
    g_free(evidence);
}

static void free_reference(void *data)
{
    MwReference *reference = data;
    g_free(reference->title);
    g_free(reference->url);
    g_free(reference);
}

static void free_finding(void *data)
{
    MwFinding *finding = data;
    g_free(finding->id);
    g_free(finding->title);
    g_free(finding->cause);
    g_clear_pointer(&finding->fix, g_ptr_array_unref);
    g_clear_pointer(&finding->evidence, g_ptr_array_unref);
    g_clear_pointer(&finding->references, g_ptr_array_unref);
    g_free(finding);
}

/* The texts of that kind whose conditions hold and whose placeholders all have a value. */
static GPtrArray *write_all(const Writer *writer, const MwMatch *match, MwProseKind kind)
{
    GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);
    for (const MwVariant *variant = match->rule->prose[kind]; variant != NULL;
         variant = variant->next) {
        if (!mw_conditions_hold(&variant->conditions, writer->facts, match->subject))
            continue;
        char *text = mw_fill(mw_variant_text(variant, writer->lang), writer->facts, match->subject);
        if (text != NULL)
            g_ptr_array_add(texts, text);
    }
    return texts;
}

/* The first text of a kind, whatever its placeholders. */
static char *write_anyway(const Writer *writer, const MwMatch *match, MwProseKind kind)
{
    const MwVariant *first = match->rule->prose[kind];
    return mw_fill_or(mw_variant_text(first, writer->lang), writer->facts, match->subject,
                      unknown_words[writer->lang]);
}

static char *write_title(const Writer *writer, const MwMatch *match)
{
    g_autoptr(GPtrArray) titles = write_all(writer, match, MW_PROSE_TITLE);
    if (titles->len == 0)
        return write_anyway(writer, match, MW_PROSE_TITLE);
    return g_ptr_array_steal_index(titles, titles->len - 1);
}

static char *write_cause(const Writer *writer, const MwMatch *match)
{
    g_autoptr(GPtrArray) sentences = write_all(writer, match, MW_PROSE_CAUSE);
    if (sentences->len == 0)
        return write_anyway(writer, match, MW_PROSE_CAUSE);
    GString *cause = g_string_new(NULL);
    const char *between = writer->lang == MW_LANG_JA ? "" : " ";
    for (unsigned i = 0; i < sentences->len; i++)
        g_string_append_printf(cause, "%s%s", i > 0 ? between : "",
                               (const char *)g_ptr_array_index(sentences, i));
    return g_string_free(cause, FALSE);
}

static GPtrArray *list_evidence(const Writer *writer, const MwMatch *match)
{
    GPtrArray *list = g_ptr_array_new_with_free_func(free_evidence);
    for (unsigned i = 0; i < match->rule->evidence_count; i++) {
        MwFact fact = match->rule->evidence[i];
        for (const MwFactValue *value = mw_facts_get(writer->facts, match->subject, fact);
             value != NULL; value = value->next) {
            MwEvidence *evidence = g_new0(MwEvidence, 1);
            evidence->what = g_strdup(mw_ruleset_label(writer->rules, fact, writer->lang));
            evidence->value = g_strdup(value->text);
            evidence->where = g_strdup(value->where);
            g_ptr_array_add(list, evidence);
        }
    }
    return list;
}

static GPtrArray *list_references(const Writer *writer, const MwMatch *match)
{
    GPtrArray *list = g_ptr_array_new_with_free_func(free_reference);
    g_autoptr(GPtrArray) texts = write_all(writer, match, MW_PROSE_REFERENCE);
    for (unsigned i = 0; i < texts->len; i++) {
        g_auto(GStrv) parts = g_strsplit(g_ptr_array_index(texts, i), " | ", 2);
        MwReference *reference = g_new0(MwReference, 1);
        reference->title = g_strdup(parts[0]);
        reference->url = g_strdup(parts[1]);
        g_ptr_array_add(list, reference);
    }
    return list;
}

static MwFinding *write_finding(const Writer *writer, const MwMatch *match)
{
    MwFinding *finding = g_new0(MwFinding, 1);
    finding->id = g_strdup(match->rule->id);
    finding->severity = match->severity;
    finding->primary = match->primary;
    finding->actor = match->actor;
    finding->title = write_title(writer, match);
    if (writer->title_only)
        return finding;
    finding->cause = write_cause(writer, match);
    finding->fix = write_all(writer, match, MW_PROSE_FIX);
    finding->evidence = list_evidence(writer, match);
    finding->references = list_references(writer, match);
    return finding;
}

static bool is_same(const MwFinding *a, const MwFinding *b)
{
    return g_str_equal(a->id, b->id) && g_strcmp0(a->title, b->title) == 0 &&
           g_strcmp0(a->cause, b->cause) == 0;
}

/* Two signatures with one fault in the same words are one finding. */
static void add_finding(GPtrArray *findings, MwFinding *finding)
{
    for (unsigned i = 0; i < findings->len; i++)
        if (is_same(g_ptr_array_index(findings, i), finding)) {
            free_finding(finding);
            return;
        }
    g_ptr_array_add(findings, finding);
}

/* Inconclusive: the root cause is that we could not find out, and the receiver recorded nothing
 * that decides. */
static MwVerdict judge(const GArray *matches, const MwFacts *facts)
{
    MwVerdict verdict = MW_VERDICT_OK;
    for (unsigned i = 0; i < matches->len; i++) {
        const MwMatch *match = &g_array_index(matches, MwMatch, i);
        if (match->primary && match->rule->inconclusive &&
            mw_facts_is(facts, NULL, MW_FACT_RECORDED_PRESENT, "no"))
            return MW_VERDICT_INCONCLUSIVE;
        if (match->primary && match->severity > MW_SEVERITY_INFO)
            verdict = MW_VERDICT_PROBLEM;
    }
    return verdict;
}

static MwDiagnosis *write_findings(const Writer *writer)
{
    g_autoptr(GArray) matches = mw_match(writer->rules, writer->facts);
    MwDiagnosis *diagnosis = g_new0(MwDiagnosis, 1);
    diagnosis->findings = g_ptr_array_new_with_free_func(free_finding);
    for (unsigned i = 0; i < matches->len; i++) {
        const MwMatch *match = &g_array_index(matches, MwMatch, i);
        diagnosis->worst = MAX(diagnosis->worst, match->severity);
        if (match->primary || !writer->title_only)
            add_finding(diagnosis->findings, write_finding(writer, match));
    }
    diagnosis->verdict = judge(matches, writer->facts);
    return diagnosis;
}

MwDiagnosis *mw_diagnose_facts(const MwFacts *facts, const MwRuleset *rules, MwLang lang)
{
    const Writer writer = {rules, facts, lang, false};
    return write_findings(&writer);
}

MwDiagnosis *mw_diagnose(const MwItem *item, const MwEvaluation *evaluation, const MwRuleset *rules,
                         const char *lang)
{
    MwLang language = MW_LANG_EN;
    mw_lang_from_name(mw_span(lang), &language);
    g_autoptr(MwFacts) facts = mw_gather(item, evaluation, rules, language, NULL);
    return mw_diagnose_facts(facts, rules, language);
}

MwFactSet mw_diagnose_title_facts(const MwRuleset *rules)
{
    MwFactSet asked = {.scopes = 0};
    mw_title_facts_add(rules, &asked);
    mw_fact_set_add(&asked, MW_FACT_RECORDED_PRESENT); /* read by judge */
    mw_gather_ask(&asked);
    return asked;
}

MwDiagnosis *mw_diagnose_title(const MwItem *item, const MwEvaluation *evaluation,
                               const MwRuleset *rules, const char *lang, const MwFactSet *asked)
{
    MwLang language = MW_LANG_EN;
    mw_lang_from_name(mw_span(lang), &language);
    g_autoptr(MwFacts) facts = mw_gather(item, evaluation, rules, language, asked);
    const Writer writer = {rules, facts, language, true};
    return write_findings(&writer);
}

void mw_diagnosis_free(MwDiagnosis *diagnosis)
{
    if (diagnosis == NULL)
        return;
    g_ptr_array_unref(diagnosis->findings);
    g_free(diagnosis);
}

const MwFinding *mw_diagnosis_primary(const MwDiagnosis *diagnosis)
{
    for (unsigned i = 0; i < diagnosis->findings->len; i++) {
        const MwFinding *finding = g_ptr_array_index(diagnosis->findings, i);
        if (finding->primary)
            return finding;
    }
    return NULL;
}
