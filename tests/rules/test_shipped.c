#include "tests/table.h"

#include "parsers/utf8.h"
#include "rules/fill.h"
#include "rules/ruleset.h"
#include "rules/shipped.h"

/* The ids that the program promises (domain-* come from domain.rules), each with its severity and
 * actor, and whether it can be the root cause. */
static const struct {
    const char *id, *group, *severity, *actor;
    bool can_be_primary;
} promised[] = {
#include "tests/rules/promised.inc"
};

static void free_problem(void *problem)
{
    mw_rule_problem_free(problem);
}

static MwRuleset *load(const char *dir)
{
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(free_problem);
    g_autoptr(GError) error = NULL;
    MwRuleset *rules = mw_ruleset_new();
    assert_true(mw_ruleset_add_dir(rules, dir, problems, &error));
    assert_null(error);
    mw_ruleset_check(rules, problems);
    for (unsigned i = 0; i < problems->len; i++) {
        g_autofree char *text = mw_rule_problem_format(g_ptr_array_index(problems, i));
        print_error("%s\n", text);
    }
    assert_int_equal(problems->len, 0);
    return rules;
}

static void check_sources_and_copies(void **state)
{
    (void)state;
    g_autoptr(MwRuleset) files = load(MAILWHY_SOURCE_DIR "/rules");
    g_autoptr(MwRuleset) copies = load(NULL);
    assert_int_equal(mw_ruleset_size(files), mw_ruleset_size(copies));
    assert_int_equal(mw_table_size(mw_ruleset_table(files)),
                     mw_table_size(mw_ruleset_table(copies)));
}

static void check_promises(void **state)
{
    (void)state;
    g_autoptr(MwRuleset) rules = load(MAILWHY_SOURCE_DIR "/rules");
    for (size_t i = 0; i < G_N_ELEMENTS(promised); i++) {
        const MwRule *rule = mw_ruleset_find(rules, promised[i].id);
        if (rule == NULL)
            fail_msg("no rule %s", promised[i].id);
        const MwVariant *severity = rule->prose[MW_PROSE_SEVERITY];
        const MwVariant *actor = rule->prose[MW_PROSE_ACTOR];
        if (!g_str_equal(rule->group, promised[i].group) ||
            !g_str_equal(severity->text[MW_LANG_EN], promised[i].severity) ||
            !g_str_equal(actor->text[MW_LANG_EN], promised[i].actor) ||
            (rule->rank > 0) != promised[i].can_be_primary)
            fail_msg("%s: group, severity, actor or rank", promised[i].id);
    }
    for (unsigned i = 0; i < mw_ruleset_size(rules); i++) {
        const MwRule *rule = mw_ruleset_get(rules, i);
        bool known = g_str_has_prefix(rule->id, "domain-");
        for (size_t j = 0; j < G_N_ELEMENTS(promised); j++)
            known |= g_str_equal(rule->id, promised[j].id);
        if (!known)
            fail_msg("a finding that nobody promised: %s", rule->id);
    }
}

/* Names of functions and settings that stay as they are. */
static const char *const names[] = {"Enhanced Filtering for Connectors", "munge from",
                                    "on behalf of"};

/* What stays Latin in Japanese text: names, codes, placeholders, and what is copied. */
static char *without_copies(const char *whole)
{
    g_autoptr(GString) without_names = g_string_new(whole);
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        g_string_replace(without_names, names[i], "", 0);
    const char *text = without_names->str;
    GString *out = g_string_new(NULL);
    char end = '\0';
    for (const char *at = text; *at != '\0'; at++) {
        if (end != '\0') {
            end = *at == end ? '\0' : end;
            continue;
        }
        if (*at == '`' || *at == '{')
            end = *at == '`' ? '`' : '}';
        else
            g_string_append_c(out, *at);
    }
    return g_string_free(out, FALSE);
}

static const char *const english_words[] = {
    "the", "is",  "are", "and",  "of",   "that", "this", "with",   "for", "from", "not",
    "but", "was", "has", "have", "then", "your", "must", "should", "a",   "an"};

static void check_japanese_text(const char *where, const char *text)
{
    assert_true(g_utf8_validate(text, -1, NULL));
    g_autofree char *prose = without_copies(text);
    bool is_japanese = false;
    for (const char *at = prose; *at != '\0'; at = mw_utf8_next(at)) {
        gunichar c = g_utf8_get_char(at);
        is_japanese |= (c >= 0x3040 && c <= 0x30ff) || (c >= 0x4e00 && c <= 0x9fff);
    }
    if (!is_japanese && strlen(prose) > 12)
        fail_msg("%s: no Japanese: %s", where, text);
    g_auto(GStrv) words = g_strsplit_set(prose, " ", -1);
    for (char **word = words; *word != NULL; word++)
        for (size_t i = 0; i < G_N_ELEMENTS(english_words); i++)
            if (g_str_equal(*word, english_words[i]))
                fail_msg("%s: English left: %s", where, text);
}

static void check_japanese(void **state)
{
    (void)state;
    static const MwProseKind kinds[] = {MW_PROSE_TITLE, MW_PROSE_CAUSE, MW_PROSE_FIX};
    g_autoptr(MwRuleset) rules = load(MAILWHY_SOURCE_DIR "/rules");
    for (unsigned i = 0; i < mw_ruleset_size(rules); i++) {
        const MwRule *rule = mw_ruleset_get(rules, i);
        for (size_t k = 0; k < G_N_ELEMENTS(kinds); k++)
            for (const MwVariant *variant = rule->prose[kinds[k]]; variant != NULL;
                 variant = variant->next) {
                if (variant->text[MW_LANG_JA] == NULL)
                    fail_msg("%s: not translated: %s", rule->id, variant->text[MW_LANG_EN]);
                check_japanese_text(rule->id, variant->text[MW_LANG_JA]);
            }
    }
    const MwTable *table = mw_ruleset_table(rules);
    for (unsigned i = 0; i < mw_table_size(table); i++) {
        const MwTableRow *row = mw_table_get(table, i);
        if (g_str_equal(row->topic, "label") || g_str_equal(row->topic, "ndr-wrapper"))
            continue;
        if (row->meaning[MW_LANG_JA] == NULL)
            fail_msg("%s: not translated", row->name);
        check_japanese_text(row->name, row->meaning[MW_LANG_JA]);
    }
}

/* Both languages fill in the same facts, so that neither says less. */
static void collect(MwFact fact, void *user_data)
{
    g_hash_table_add(user_data, GINT_TO_POINTER((int)fact + 1));
}

static void check_same_placeholders(void **state)
{
    (void)state;
    static const MwProseKind kinds[] = {MW_PROSE_TITLE, MW_PROSE_CAUSE, MW_PROSE_FIX};
    g_autoptr(MwRuleset) rules = load(MAILWHY_SOURCE_DIR "/rules");
    for (unsigned i = 0; i < mw_ruleset_size(rules); i++) {
        const MwRule *rule = mw_ruleset_get(rules, i);
        for (size_t k = 0; k < G_N_ELEMENTS(kinds); k++)
            for (const MwVariant *variant = rule->prose[kinds[k]]; variant != NULL;
                 variant = variant->next) {
                g_autoptr(GHashTable) en = g_hash_table_new(NULL, NULL);
                g_autoptr(GHashTable) ja = g_hash_table_new(NULL, NULL);
                mw_fill_foreach(variant->text[MW_LANG_EN], collect, en);
                mw_fill_foreach(mw_variant_text(variant, MW_LANG_JA), collect, ja);
                GHashTableIter iter;
                void *key;
                bool same = g_hash_table_size(en) == g_hash_table_size(ja);
                g_hash_table_iter_init(&iter, en);
                while (g_hash_table_iter_next(&iter, &key, NULL))
                    same &= g_hash_table_contains(ja, key);
                if (!same)
                    fail_msg("%s: other placeholders: %s", rule->id, variant->text[MW_LANG_EN]);
            }
    }
}

/* Evidence is labelled in words. */
static void check_labels(void **state)
{
    (void)state;
    g_autoptr(MwRuleset) rules = load(MAILWHY_SOURCE_DIR "/rules");
    for (unsigned i = 0; i < mw_ruleset_size(rules); i++) {
        const MwRule *rule = mw_ruleset_get(rules, i);
        for (unsigned j = 0; j < rule->evidence_count; j++) {
            MwFact fact = rule->evidence[j];
            if (g_str_equal(mw_ruleset_label(rules, fact, MW_LANG_JA), mw_fact_info(fact)->name))
                fail_msg("%s: no label for %s", rule->id, mw_fact_info(fact)->name);
        }
    }
}

/* The example of README.md, as an administrator would type it, and with a slip. */
static void check_readme(void **state)
{
    (void)state;
    g_autofree char *readme = NULL;
    assert_true(g_file_get_contents(MAILWHY_SOURCE_DIR "/rules/README.md", &readme, NULL, NULL));
    char *begin = strstr(readme, "```ini\n");
    assert_non_null(begin);
    char *end = strstr(begin + 7, "```");
    assert_non_null(end);
    g_autoptr(GString) example = g_string_new_len(begin + 7, end - begin - 7);
    g_string_replace(example, "\n   ", "\n", 0);

    g_autoptr(MwRuleset) rules = load(MAILWHY_SOURCE_DIR "/rules");
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(free_problem);
    mw_ruleset_add_text(rules, mw_span(example->str), "ours.rules", problems);
    mw_ruleset_check(rules, problems);
    assert_int_equal(problems->len, 0);
    assert_non_null(mw_ruleset_find(rules, "our-crm-not-signed"));

    g_string_replace(example, "When.spf.domain", "When.spf.domian", 0);
    mw_ruleset_add_text(rules, mw_span(example->str), "ours.rules", problems);
    assert_int_equal(problems->len, 1);
    g_autofree char *named = mw_rule_problem_format(g_ptr_array_index(problems, 0));
    assert_non_null(strstr(readme, named)); /* the page shows this very line */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        {"the files pass the check, and so do the copies compiled in", check_sources_and_copies,
         NULL, NULL, NULL},
        {"every promised finding is there, and no other", check_promises, NULL, NULL, NULL},
        {"no English is left in the Japanese text", check_japanese, NULL, NULL, NULL},
        {"both languages fill in the same facts", check_same_placeholders, NULL, NULL, NULL},
        {"every evidence has a label", check_labels, NULL, NULL, NULL},
        {"the example of README.md is a good rule", check_readme, NULL, NULL, NULL},
    };
    return cmocka_run_group_tests_name("shipped", tests, NULL, NULL);
}
