#include "rules/rule_file.h"

#include "rules/fill.h"
#include "rules/key_file.h"

/* The section being read. */
typedef struct {
    const char *file;
    const char *group; /* of rules that name none */
    GPtrArray *problems;
    MwArena *arena;
    MwRule *rule;
} Reader;

/* "Fix2.When.spf.result[ja]" taken apart. */
typedef struct {
    const MwKey *as_written;
    MwSpan base;     /* "Fix"; empty for a condition of the rule itself */
    unsigned number; /* 2; 1 when there is none */
    bool when, unless;
    MwSpan fact; /* "spf.result" */
    MwSpan lang; /* "ja"; empty */
} Key;

/* What is wrong with a key; with the section, when it is NULL. */
static void problem(const Reader *reader, const MwKey *key, const char *text)
{
    const MwRule *rule = reader->rule;
    mw_rule_problem_add(reader->problems, reader->file, rule->id,
                        key != NULL ? key->name.data : NULL, key != NULL ? key->line : rule->line,
                        "%s", text);
}

static void problem_about(const Reader *reader, const MwKey *key, const char *text, MwSpan what)
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

/* Takes "Fix2" for "Fix" and 2. */
static void split_number(Key *key)
{
    size_t letters = key->base.len;
    while (letters > 0 && g_ascii_isdigit(key->base.data[letters - 1]))
        letters--;
    if (letters > 0 && letters < key->base.len && key->base.len - letters <= 2) {
        key->number = (unsigned)g_ascii_strtoull(key->base.data + letters, NULL, 10);
        key->base = mw_span_slice(key->base, 0, letters);
    }
}

static Key split_key(const MwKey *as_written)
{
    Key key = {.as_written = as_written, .number = 1};
    MwSpan name = as_written->name;
    size_t bracket = mw_span_find(name, '[', 0);
    key.lang = mw_span_slice(name, bracket + 1, mw_span_find(name, ']', bracket));
    name = mw_span_slice(name, 0, bracket);

    size_t dot = mw_span_find(name, '.', 0);
    key.base = mw_span_slice(name, 0, dot);
    MwSpan rest = mw_span_slice(name, dot, name.len);
    key.when = rest.len > 0 && mw_span_is(key.base, "When");
    key.unless = rest.len > 0 && mw_span_is(key.base, "Unless");
    if (key.when || key.unless) {
        key.base = mw_span(NULL);
        key.fact = mw_span_slice(rest, 1, rest.len);
        return key;
    }
    split_number(&key);
    if (rest.len == 0)
        return key;
    key.when = take_word(&rest, ".When.");
    key.unless = !key.when && take_word(&rest, ".Unless.");
    if (key.when || key.unless)
        key.fact = rest;
    else
        key.base = mw_span(NULL); /* dots belong to conditions only */
    return key;
}

static void check_values(const Reader *reader, const MwKey *key, MwFact fact, char *const *values)
{
    if (*values == NULL)
        problem(reader, key, "no value");
    for (; *values != NULL; values++)
        if (!mw_fact_allows(fact, *values)) {
            g_autofree char *words = mw_fact_list_words(fact);
            g_autofree char *text =
                g_strdup_printf("no such value: %s (one of %s)", *values, words);
            problem(reader, key, text);
        }
}

static void read_condition(const Reader *reader, const Key *key, MwConditions *conditions)
{
    MwFact fact;
    if (key->lang.len > 0) {
        problem(reader, key->as_written, "a condition has no translation");
    } else if (!mw_fact_from_name(key->fact, &fact)) {
        problem_about(reader, key->as_written, "no such fact", key->fact);
    } else {
        char **values = mw_key_list(reader->arena, key->as_written->value);
        check_values(reader, key->as_written, fact, values);
        mw_condition_add(reader->arena, key->when ? &conditions->when : &conditions->unless, fact,
                         values);
    }
}

static void set_scope(const Reader *reader, const MwKey *key)
{
    if (!mw_scope_from_name(mw_span(key->value), &reader->rule->scope))
        problem_about(reader, key,
                      "not one of message, dkim-signature, hop, arc-set, domain-record",
                      mw_span(key->value));
}

static void set_group(const Reader *reader, const MwKey *key)
{
    if (*key->value == '\0')
        problem(reader, key, "no value");
    reader->rule->group = key->value;
}

static void set_rank(const Reader *reader, const MwKey *key)
{
    guint64 rank;
    if (!g_ascii_string_to_unsigned(key->value, 10, 1, 9999, &rank, NULL))
        problem_about(reader, key, "not a number from 1 to 9999", mw_span(key->value));
    else
        reader->rule->rank = (unsigned)rank;
}

static void set_inconclusive(const Reader *reader, const MwKey *key)
{
    if (!g_str_equal(key->value, "yes") && !g_str_equal(key->value, "no"))
        problem_about(reader, key, "not yes or no", mw_span(key->value));
    reader->rule->inconclusive = g_str_equal(key->value, "yes");
}

static void set_evidence(const Reader *reader, const MwKey *key)
{
    char **names = mw_key_list(reader->arena, key->value);
    MwFact *facts = mw_arena_take(reader->arena, g_strv_length(names) * sizeof *facts);
    unsigned count = 0;
    for (char **name = names; *name != NULL; name++)
        if (mw_fact_from_name(mw_span(*name), &facts[count]))
            count++;
        else
            problem_about(reader, key, "no such fact", mw_span(*name));
    reader->rule->evidence = facts;
    reader->rule->evidence_count = count;
}

static void set_hides(const Reader *reader, const MwKey *key)
{
    reader->rule->hides = mw_key_list(reader->arena, key->value);
}

/* The keys that are not numbered. */
static const struct {
    const char *name;
    void (*set)(const Reader *reader, const MwKey *key);
} plain_keys[] = {
    {"For", set_scope},         {"Group", set_group},
    {"Rank", set_rank},         {"Inconclusive", set_inconclusive},
    {"Evidence", set_evidence}, {"Hides", set_hides},
};

static bool is_translated(MwProseKind kind)
{
    return kind != MW_PROSE_SEVERITY && kind != MW_PROSE_ACTOR;
}

/* Gives what Severity and Actor name, else 0. */
static unsigned check_text(const Reader *reader, const MwKey *key, MwProseKind kind)
{
    MwSpan value = mw_span(key->value);
    MwSeverity severity = MW_SEVERITY_INFO;
    MwActor actor = MW_ACTOR_SENDER;
    g_autofree char *fault = NULL;
    if (value.len == 0)
        problem(reader, key, "no value");
    else if (kind == MW_PROSE_SEVERITY && !mw_severity_from_name(value, &severity))
        problem_about(reader, key, "not one of fail, warn, info", value);
    else if (kind == MW_PROSE_ACTOR && !mw_actor_from_name(value, &actor))
        problem_about(reader, key,
                      "not one of sender, forwarder, gateway, recipient, provider, nobody", value);
    else if (kind == MW_PROSE_REFERENCE && strstr(value.data, " | http") == NULL)
        problem(reader, key, "not \"title | https://...\"");
    else if (is_translated(kind) &&
             (fault = mw_fill_check(value.data, reader->rule->scope)) != NULL)
        problem(reader, key, fault);
    return kind == MW_PROSE_SEVERITY ? severity : kind == MW_PROSE_ACTOR ? actor : 0;
}

static MwVariant *find_variant(const Reader *reader, const Key *key, MwProseKind kind)
{
    MwVariant *variant = mw_rule_variant(reader->arena, reader->rule, kind, key->number);
    if (variant->line == 0)
        variant->line = key->as_written->line;
    return variant;
}

static void read_text(const Reader *reader, const Key *key, MwProseKind kind)
{
    const MwKey *as_written = key->as_written;
    MwLang lang = MW_LANG_EN;
    if (key->lang.len > 0 && !is_translated(kind))
        problem(reader, as_written, "is not translated");
    else if (key->lang.len > 0 && !mw_lang_from_name(key->lang, &lang)) {
        problem_about(reader, as_written, "no such language (en or ja)", key->lang);
        return;
    }
    unsigned value = check_text(reader, as_written, kind);
    MwVariant *variant = find_variant(reader, key, kind);
    if (variant->text[lang] != NULL)
        problem(reader, as_written, "given twice");
    variant->text[lang] = as_written->value;
    variant->value = value;
}

static void read_key(const Reader *reader, const MwKey *as_written)
{
    Key key = split_key(as_written);
    bool condition = key.when || key.unless;
    MwProseKind kind;
    if (condition && key.base.len == 0) {
        read_condition(reader, &key, &reader->rule->conditions);
        return;
    }
    if (condition && mw_span_is(key.base, "Rank") && key.number == 1) {
        read_condition(reader, &key, &reader->rule->rank_conditions);
        return;
    }
    if (key.number > 0 && mw_prose_kind_from_name(key.base, &kind)) {
        if (condition)
            read_condition(reader, &key, &find_variant(reader, &key, kind)->conditions);
        else
            read_text(reader, &key, kind);
        return;
    }
    for (unsigned i = 0; i < G_N_ELEMENTS(plain_keys); i++)
        if (mw_span_is(as_written->name, plain_keys[i].name)) {
            plain_keys[i].set(reader, as_written);
            return;
        }
    problem(reader, as_written, "no such key");
}

/* Facts of signatures, hops and sets can be used only in rules about them. */
static void check_scope(const Reader *reader, MwFact fact)
{
    MwScope scope = mw_fact_info(fact)->scope;
    if (scope != MW_SCOPE_MESSAGE && scope != reader->rule->scope) {
        g_autofree char *text = g_strdup_printf("%s is a fact of For=%s", mw_fact_info(fact)->name,
                                                mw_scope_name(scope));
        problem(reader, NULL, text);
    }
}

static void check_conditions(const Reader *reader, const MwConditions *conditions)
{
    for (const MwCondition *when = conditions->when; when != NULL; when = when->next)
        check_scope(reader, when->fact);
    for (const MwCondition *unless = conditions->unless; unless != NULL; unless = unless->next)
        check_scope(reader, unless->fact);
}

/* A rule that is translated at all is translated as a whole. */
static bool has_translation(const MwRule *rule)
{
    for (unsigned kind = 0; kind < MW_PROSE_N; kind++)
        for (const MwVariant *variant = rule->prose[kind]; variant != NULL; variant = variant->next)
            if (variant->text[MW_LANG_JA] != NULL)
                return true;
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
    unsigned number = 1;
    for (const MwVariant *variant = reader->rule->prose[kind]; variant != NULL;
         variant = variant->next, number++) {
        if (variant->number != number) {
            variant_problem(reader, kind, variant, "the number before it is missing");
            return;
        }
        if (variant->text[MW_LANG_EN] == NULL)
            variant_problem(reader, kind, variant, "conditions or a translation, but no text");
        if (translated && variant->text[MW_LANG_JA] == NULL &&
            (kind == MW_PROSE_TITLE || kind == MW_PROSE_CAUSE || kind == MW_PROSE_FIX))
            variant_problem(reader, kind, variant, "a missing translation: [ja]");
        check_conditions(reader, &variant->conditions);
    }
}

static void check_rule(const Reader *reader)
{
    static const MwProseKind needed[] = {MW_PROSE_SEVERITY, MW_PROSE_ACTOR, MW_PROSE_TITLE,
                                         MW_PROSE_CAUSE};
    const MwRule *rule = reader->rule;
    for (unsigned i = 0; i < G_N_ELEMENTS(needed); i++)
        if (rule->prose[needed[i]] == NULL)
            problem_about(reader, NULL, "a missing key", mw_span(mw_prose_kind_name(needed[i])));
    if (rule->conditions.when == NULL)
        problem(reader, NULL, "no When: the rule would hold for every message");
    check_conditions(reader, &rule->conditions);
    check_conditions(reader, &rule->rank_conditions);
    bool translated = has_translation(rule);
    for (unsigned kind = 0; kind < MW_PROSE_N; kind++)
        check_variants(reader, (MwProseKind)kind, translated);
    for (unsigned i = 0; i < rule->evidence_count; i++)
        check_scope(reader, rule->evidence[i]);
}

static void read_section(GPtrArray *rules, Reader *reader, const MwKeyFile *keys,
                         const MwKeySection *section)
{
    MwRule *rule = mw_rule_new(reader->arena, section->name, reader->file, section->line);
    rule->group = reader->group;
    reader->rule = rule;
    unsigned before = reader->problems->len;
    for (unsigned i = section->first; i < section->end; i++) {
        const MwKey *key = &g_array_index(keys->keys, MwKey, i);
        if (mw_span_is(key->name, "For")) /* before all: placeholders are judged by it */
            mw_scope_from_name(mw_span(key->value), &rule->scope);
    }
    for (unsigned i = section->first; i < section->end; i++)
        read_key(reader, &g_array_index(keys->keys, MwKey, i));
    check_rule(reader);
    if (reader->problems->len == before && !section->faulty)
        g_ptr_array_add(rules, rule);
}

/* "spf" of "/etc/mailwhy/rules/spf.rules". */
static const char *stem(const char *file, MwArena *arena)
{
    g_autofree char *base = g_path_get_basename(file);
    const char *dot = strrchr(base, '.');
    return mw_arena_text(arena, base, dot != NULL ? (size_t)(dot - base) : strlen(base));
}

GPtrArray *mw_rule_file_read(MwSpan text, const char *file, MwArena *arena, GPtrArray *problems)
{
    GPtrArray *rules = g_ptr_array_new();
    g_autoptr(MwKeyFile) keys = mw_key_file_cut(text, arena, file, problems);
    Reader reader = {
        .file = mw_arena_text(arena, file, strlen(file)),
        .group = stem(file, arena),
        .problems = problems,
        .arena = arena,
    };
    for (unsigned i = 0; i < keys->sections->len; i++)
        read_section(rules, &reader, keys, &g_array_index(keys->sections, MwKeySection, i));
    return rules;
}
