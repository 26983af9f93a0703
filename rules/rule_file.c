#include "rules/rule_file.h"

#include "rules/fill.h"

/* The section being read. */
typedef struct {
    GKeyFile *keys;
    const MwKeyLines *lines;
    const char *file;
    GPtrArray *problems;
    MwRule *rule;
} Reader;

/* "Fix2.When.spf.result[ja]" taken apart. */
typedef struct {
    const char *name; /* as written */
    MwSpan base;      /* "Fix" */
    unsigned number;  /* 2; 1 when there is none */
    MwSpan condition; /* "When", "Unless" or empty */
    MwSpan fact;      /* "spf.result" */
    MwSpan lang;      /* "ja"; empty */
} Key;

static void problem(const Reader *reader, const char *key, const char *text)
{
    const char *section = reader->rule->id;
    mw_rule_problem_add(reader->problems, reader->file, section, key,
                        mw_key_lines_find(reader->lines, section, key), "%s", text);
}

static void problem_about(const Reader *reader, const char *key, const char *text, MwSpan what)
{
    g_autofree char *full = g_strdup_printf("%s: " MW_SPAN_FMT, text, MW_SPAN_ARG(what));
    problem(reader, key, full);
}

static bool take_word(MwSpan *rest, const char *word)
{
    size_t len = strlen(word);
    if (!mw_span_is(mw_span_slice(*rest, 0, len), word))
        return false;
    *rest = mw_span_slice(*rest, len, rest->len);
    return true;
}

static Key split_key(const char *name)
{
    Key key = {.name = name, .number = 1};
    MwSpan rest = mw_span(name);
    size_t bracket = mw_span_find(rest, '[', 0);
    key.lang = mw_span_slice(rest, bracket + 1, mw_span_find(rest, ']', bracket));
    rest = mw_span_slice(rest, 0, bracket);

    size_t dot = mw_span_find(rest, '.', 0);
    key.base = mw_span_slice(rest, 0, dot);
    rest = mw_span_slice(rest, dot, rest.len);
    size_t letters = key.base.len;
    while (letters > 0 && g_ascii_isdigit(key.base.data[letters - 1]))
        letters--;
    if (letters > 0 && letters < key.base.len && key.base.len - letters <= 2) {
        key.number = (unsigned)g_ascii_strtoull(key.base.data + letters, NULL, 10);
        key.base = mw_span_slice(key.base, 0, letters);
    }
    if (take_word(&rest, ".When.") || take_word(&rest, ".Unless.")) {
        /* A view of the word between the dots, just passed. */
        const char *word = rest.data != NULL ? rest.data : name + strlen(name);
        key.condition = mw_span(word[-2] == 'n' ? "When" : "Unless");
        key.fact = rest;
    } else if (mw_span_is(key.base, "When") || mw_span_is(key.base, "Unless")) {
        key.condition = key.base;
        key.base = mw_span(NULL);
        key.fact = mw_span_slice(rest, 1, rest.len);
    } else if (rest.len > 0) {
        key.base = mw_span(NULL); /* dots belong to conditions only */
    }
    return key;
}

/* The items of "a; b; c", without blanks and without empty ones. */
static GPtrArray *split_list(const char *value)
{
    GPtrArray *list = g_ptr_array_new_with_free_func(g_free);
    g_auto(GStrv) items = g_strsplit(value, ";", -1);
    for (char **item = items; *item != NULL; item++)
        if (*g_strstrip(*item) != '\0')
            g_ptr_array_add(list, g_strdup(*item));
    return list;
}

static void read_condition(const Reader *reader, const Key *key, const char *value,
                           MwConditions *conditions)
{
    MwFact fact;
    if (key->lang.len > 0)
        problem(reader, key->name, "a condition has no translation");
    else if (!mw_fact_from_name(key->fact, &fact))
        problem_about(reader, key->name, "no such fact", key->fact);
    else {
        g_autoptr(GPtrArray) list = split_list(value);
        if (list->len == 0)
            problem(reader, key->name, "no value");
        for (unsigned i = 0; i < list->len; i++)
            if (!mw_fact_allows(fact, g_ptr_array_index(list, i))) {
                g_autofree char *words = mw_fact_list_words(fact);
                g_autofree char *text =
                    g_strdup_printf("no such value: %s (one of %s)",
                                    (const char *)g_ptr_array_index(list, i), words);
                problem(reader, key->name, text);
            }
        g_ptr_array_set_free_func(list, NULL);
        g_ptr_array_add(list, NULL);
        MwCondition condition = mw_condition_make(fact, (char **)g_ptr_array_steal(list, NULL));
        g_array_append_val(
            mw_span_is(key->condition, "When") ? conditions->when : conditions->unless, condition);
    }
}

static void set_scope(const Reader *reader, const Key *key, const char *value)
{
    if (!mw_scope_from_name(mw_span(value), &reader->rule->scope))
        problem_about(reader, key->name,
                      "not one of message, dkim-signature, hop, arc-set, domain-record",
                      mw_span(value));
}

static void set_group(const Reader *reader, const Key *key, const char *value)
{
    if (*value == '\0')
        problem(reader, key->name, "no value");
    g_free(reader->rule->group);
    reader->rule->group = g_strdup(value);
}

static void set_rank(const Reader *reader, const Key *key, const char *value)
{
    guint64 rank;
    if (!g_ascii_string_to_unsigned(value, 10, 1, 9999, &rank, NULL))
        problem_about(reader, key->name, "not a number from 1 to 9999", mw_span(value));
    else
        reader->rule->rank = (unsigned)rank;
}

static void set_inconclusive(const Reader *reader, const Key *key, const char *value)
{
    if (!g_str_equal(value, "yes") && !g_str_equal(value, "no"))
        problem_about(reader, key->name, "not yes or no", mw_span(value));
    reader->rule->inconclusive = g_str_equal(value, "yes");
}

static void set_evidence(const Reader *reader, const Key *key, const char *value)
{
    g_autoptr(GPtrArray) list = split_list(value);
    for (unsigned i = 0; i < list->len; i++) {
        MwSpan name = mw_span(g_ptr_array_index(list, i));
        MwFact fact;
        if (mw_fact_from_name(name, &fact))
            g_array_append_val(reader->rule->evidence, fact);
        else
            problem_about(reader, key->name, "no such fact", name);
    }
}

static void set_hides(const Reader *reader, const Key *key, const char *value)
{
    (void)key;
    g_ptr_array_unref(reader->rule->hides);
    reader->rule->hides = split_list(value);
}

/* The keys that are not numbered. */
static const struct {
    const char *name;
    void (*set)(const Reader *reader, const Key *key, const char *value);
} plain_keys[] = {
    {"For", set_scope},         {"Group", set_group},
    {"Rank", set_rank},         {"Inconclusive", set_inconclusive},
    {"Evidence", set_evidence}, {"Hides", set_hides},
};

static bool is_translated(MwProseKind kind)
{
    return kind != MW_PROSE_SEVERITY && kind != MW_PROSE_ACTOR;
}

static void check_text(const Reader *reader, const Key *key, MwProseKind kind, const char *value)
{
    MwSeverity severity;
    MwActor actor;
    g_autofree char *fault = NULL;
    if (*value == '\0')
        problem(reader, key->name, "no value");
    else if (kind == MW_PROSE_SEVERITY && !mw_severity_from_name(mw_span(value), &severity))
        problem_about(reader, key->name, "not one of fail, warn, info", mw_span(value));
    else if (kind == MW_PROSE_ACTOR && !mw_actor_from_name(mw_span(value), &actor))
        problem_about(reader, key->name,
                      "not one of sender, forwarder, gateway, recipient, provider, nobody",
                      mw_span(value));
    else if (kind == MW_PROSE_REFERENCE && strstr(value, " | http") == NULL)
        problem(reader, key->name, "not \"title | https://...\"");
    else if (is_translated(kind) && (fault = mw_fill_check(value, reader->rule->scope)) != NULL)
        problem(reader, key->name, fault);
}

static MwVariant *find_variant(const Reader *reader, const Key *key, MwProseKind kind)
{
    MwVariant *variant = mw_rule_variant(reader->rule, kind, key->number);
    if (variant->line == 0)
        variant->line = mw_key_lines_find(reader->lines, reader->rule->id, key->name);
    return variant;
}

static void read_text(const Reader *reader, const Key *key, MwProseKind kind, const char *value)
{
    MwLang lang = MW_LANG_EN;
    if (key->lang.len > 0 && !is_translated(kind))
        problem(reader, key->name, "is not translated");
    else if (key->lang.len > 0 && !mw_lang_from_name(key->lang, &lang)) {
        problem_about(reader, key->name, "no such language (en or ja)", key->lang);
        return;
    }
    check_text(reader, key, kind, value);
    MwVariant *variant = find_variant(reader, key, kind);
    if (variant->text[lang] != NULL)
        problem(reader, key->name, "given twice");
    g_free(variant->text[lang]);
    variant->text[lang] = g_strdup(value);
}

static void read_key(const Reader *reader, const char *name)
{
    Key key = split_key(name);
    g_autoptr(GError) error = NULL;
    g_autofree char *value = g_key_file_get_string(reader->keys, reader->rule->id, name, &error);
    if (error != NULL) {
        problem(reader, name, error->message);
        return;
    }
    g_strstrip(value);
    if (key.condition.len > 0 && key.base.len == 0) {
        read_condition(reader, &key, value, &reader->rule->conditions);
        return;
    }
    if (key.condition.len > 0 && mw_span_is(key.base, "Rank") && key.number == 1) {
        read_condition(reader, &key, value, &reader->rule->rank_conditions);
        return;
    }
    MwProseKind kind;
    if (key.number > 0 && mw_prose_kind_from_name(key.base, &kind)) {
        if (key.condition.len == 0)
            read_text(reader, &key, kind, value);
        else
            read_condition(reader, &key, value, &find_variant(reader, &key, kind)->conditions);
        return;
    }
    for (unsigned i = 0; i < G_N_ELEMENTS(plain_keys); i++)
        if (g_str_equal(name, plain_keys[i].name)) {
            plain_keys[i].set(reader, &key, value);
            return;
        }
    problem(reader, name, "no such key");
}

/* Facts of signatures, hops and sets can be used only in rules about them. */
static void check_scope(const Reader *reader, const GArray *conditions)
{
    for (unsigned i = 0; i < conditions->len; i++) {
        MwFact fact = g_array_index(conditions, MwCondition, i).fact;
        MwScope scope = mw_fact_info(fact)->scope;
        if (scope != MW_SCOPE_MESSAGE && scope != reader->rule->scope) {
            g_autofree char *text = g_strdup_printf("%s is a fact of For=%s",
                                                    mw_fact_info(fact)->name, mw_scope_name(scope));
            problem(reader, NULL, text);
        }
    }
}

/* A rule that is translated at all is translated as a whole. */
static bool has_translation(const MwRule *rule)
{
    for (unsigned kind = 0; kind < MW_PROSE_N; kind++)
        for (unsigned i = 0; i < rule->prose[kind]->len; i++) {
            const MwVariant *variant = g_ptr_array_index(rule->prose[kind], i);
            if (variant->text[MW_LANG_JA] != NULL)
                return true;
        }
    return false;
}

static void variant_problem(const Reader *reader, MwProseKind kind, const MwVariant *variant,
                            const char *text)
{
    g_autofree char *key = variant->number == 1
                               ? g_strdup(mw_prose_kind_name(kind))
                               : g_strdup_printf("%s%u", mw_prose_kind_name(kind), variant->number);
    mw_rule_problem_add(reader->problems, reader->file, reader->rule->id, key, variant->line, "%s",
                        text);
}

static void check_variants(const Reader *reader, MwProseKind kind, bool translated)
{
    const GPtrArray *list = reader->rule->prose[kind];
    for (unsigned i = 0; i < list->len; i++) {
        const MwVariant *variant = g_ptr_array_index(list, i);
        if (variant->number != i + 1) {
            variant_problem(reader, kind, variant, "the number before it is missing");
            return;
        }
        if (variant->text[MW_LANG_EN] == NULL)
            variant_problem(reader, kind, variant, "conditions or a translation, but no text");
        if (translated && variant->text[MW_LANG_JA] == NULL &&
            (kind == MW_PROSE_TITLE || kind == MW_PROSE_CAUSE || kind == MW_PROSE_FIX))
            variant_problem(reader, kind, variant, "a missing translation: [ja]");
        check_scope(reader, variant->conditions.when);
        check_scope(reader, variant->conditions.unless);
    }
}

static void check_rule(const Reader *reader)
{
    static const MwProseKind needed[] = {MW_PROSE_SEVERITY, MW_PROSE_ACTOR, MW_PROSE_TITLE,
                                         MW_PROSE_CAUSE};
    MwRule *rule = reader->rule;
    for (unsigned i = 0; i < G_N_ELEMENTS(needed); i++) {
        const GPtrArray *list = rule->prose[needed[i]];
        const MwVariant *first = list->len > 0 ? g_ptr_array_index(list, 0) : NULL;
        if (first == NULL)
            problem_about(reader, NULL, "a missing key", mw_span(mw_prose_kind_name(needed[i])));
    }
    if (rule->conditions.when->len == 0)
        problem(reader, NULL, "no When: the rule would hold for every message");
    check_scope(reader, rule->conditions.when);
    check_scope(reader, rule->conditions.unless);
    check_scope(reader, rule->rank_conditions.when);
    check_scope(reader, rule->rank_conditions.unless);
    for (unsigned kind = 0; kind < MW_PROSE_N; kind++)
        check_variants(reader, (MwProseKind)kind, has_translation(rule));
    for (unsigned i = 0; i < rule->evidence->len; i++) {
        MwCondition as_condition = {.fact = g_array_index(rule->evidence, MwFact, i)};
        GArray one = {(char *)&as_condition, 1};
        check_scope(reader, &one);
    }
}

static void read_section(GPtrArray *rules, Reader *reader, const char *id)
{
    g_autoptr(MwRule) rule =
        mw_rule_new(id, reader->file, mw_key_lines_find(reader->lines, id, NULL));
    reader->rule = rule;
    unsigned before = reader->problems->len;
    g_autofree char *scope = g_key_file_get_string(reader->keys, id, "For", NULL);
    if (scope != NULL) /* first: placeholders are judged by it */
        mw_scope_from_name(mw_span(g_strstrip(scope)), &rule->scope);
    g_auto(GStrv) keys = g_key_file_get_keys(reader->keys, id, NULL, NULL);
    for (char **key = keys; key != NULL && *key != NULL; key++) {
        char *name = *key;
        *key = NULL;
        if (!g_strv_contains((const char *const *)keys, name)) /* a repeated key is named already */
            read_key(reader, name);
        *key = name;
    }
    check_rule(reader);
    if (rule->group == NULL) {
        g_autofree char *base = g_path_get_basename(reader->file);
        char *dot = strrchr(base, '.');
        rule->group = g_strndup(base, dot != NULL ? (size_t)(dot - base) : strlen(base));
    }
    if (reader->problems->len == before)
        g_ptr_array_add(rules, g_steal_pointer(&rule));
}

static void free_rule(void *rule)
{
    mw_rule_free(rule);
}

GPtrArray *mw_rule_file_read(MwSpan text, const char *file, GPtrArray *problems)
{
    GPtrArray *rules = g_ptr_array_new_with_free_func(free_rule);
    if (mw_span_is(mw_span_slice(text, 0, 3), "\xEF\xBB\xBF")) /* Windows editors */
        text = mw_span_slice(text, 3, text.len);
    unsigned before = problems->len;
    g_autoptr(MwKeyLines) lines = mw_key_lines_read(text, file, problems);
    g_autoptr(GKeyFile) keys = g_key_file_new();
    g_autoptr(GError) error = NULL;
    if (!g_key_file_load_from_data(keys, text.data != NULL ? text.data : "", text.len,
                                   G_KEY_FILE_KEEP_TRANSLATIONS, &error)) {
        if (problems->len == before) /* else it is named already, with its line */
            mw_rule_problem_add(problems, file, NULL, NULL, 0, "%s", error->message);
        return rules;
    }
    Reader reader = {keys, lines, file, problems, NULL};
    g_auto(GStrv) sections = g_key_file_get_groups(keys, NULL);
    for (char **section = sections; *section != NULL; section++)
        read_section(rules, &reader, *section);
    return rules;
}
