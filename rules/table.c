#include "rules/table.h"

#include <stdint.h>

#include "rules/key_file.h"
#include "rules/rule_file.h"

struct MwTable {
    MwArena *arena;
    GPtrArray *rows;    /* MwTableRow*, of the arena */
    GHashTable *places; /* name (of the row) -> place + 1 */
};

MwTable *mw_table_new(void)
{
    MwTable *table = g_new0(MwTable, 1);
    table->rows = g_ptr_array_new();
    table->places = g_hash_table_new(g_str_hash, g_str_equal);
    table->arena = mw_arena_new();
    return table;
}

void mw_table_free(MwTable *table)
{
    if (table == NULL)
        return;
    g_hash_table_unref(table->places);
    g_ptr_array_unref(table->rows);
    mw_arena_free(table->arena);
    g_free(table);
}

/* Takes the language off the end of a key's name: MW_LANG_N when it is none of ours. */
static unsigned cut_language(MwSpan *key)
{
    size_t bracket = mw_span_find(*key, '[', 0);
    MwSpan language = mw_span_slice(*key, bracket, key->len);
    *key = mw_span_slice(*key, 0, bracket);
    if (language.len == 0)
        return MW_LANG_EN;
    return mw_span_is(language, "[ja]") ? MW_LANG_JA : MW_LANG_N;
}

static bool starts_with(MwSpan key, const char *prefix)
{
    return mw_span_is(mw_span_slice(key, 0, strlen(prefix)), prefix);
}

static void add_text(MwArena *arena, const MwTableText **list, const char *text)
{
    MwTableText *item = mw_arena_take(arena, sizeof *item);
    item->text = text;
    while (*list != NULL) {
        /* The records are ours: only readers see them as const. */
        MwTableText *last = (MwTableText *)(uintptr_t)*list;
        list = &last->next;
    }
    *list = item;
}

static unsigned count_texts(const MwTableText *list)
{
    unsigned count = 0;
    for (; list != NULL; list = list->next)
        count++;
    return count;
}

/* Takes the value into the row; false when there is no such key. */
static bool take_key(MwArena *arena, MwTableRow *row, const MwKey *as_written)
{
    MwSpan key = as_written->name;
    char *value = as_written->value;
    unsigned lang = cut_language(&key);
    struct {
        const char *key;
        const char **text;
        char ***list;
    } plain[] = {{"Topic", &row->topic, NULL},
                 {"Kind", &row->kind, NULL},
                 {"Values", NULL, &row->values},
                 {"Receiver", NULL, &row->receivers},
                 {"Text", NULL, &row->texts},
                 {"Meaning", &row->meaning[lang % MW_LANG_N], NULL},
                 {"Cause", &row->cause[lang % MW_LANG_N], NULL}};
    if (lang == MW_LANG_N || (lang == MW_LANG_JA && strchr("TKVRA", as_written->name.data[0])))
        return false;
    for (unsigned i = 0; i < G_N_ELEMENTS(plain); i++)
        if (mw_span_is(key, plain[i].key)) {
            if (plain[i].text != NULL)
                *plain[i].text = value;
            else
                *plain[i].list = mw_key_list(arena, value);
            return true;
        }
    if (mw_span_is(key, "Actor"))
        return mw_actor_from_name(mw_span(value), &row->actor);
    if (starts_with(key, "Fix"))
        add_text(arena, &row->fix[lang], value);
    else if (starts_with(key, "Reference"))
        add_text(arena, &row->references, value);
    else
        return false;
    return true;
}

static void check_row(const MwTableRow *row, unsigned line, const char *file, GPtrArray *problems)
{
    if (row->topic == NULL || row->meaning[MW_LANG_EN] == NULL)
        mw_rule_problem_add(problems, file, row->name, NULL, line, "Topic or Meaning is missing");
    bool half = row->meaning[MW_LANG_JA] == NULL
                    ? row->cause[MW_LANG_JA] != NULL || row->fix[MW_LANG_JA] != NULL
                    : count_texts(row->fix[MW_LANG_JA]) != count_texts(row->fix[MW_LANG_EN]) ||
                          (row->cause[MW_LANG_EN] == NULL) != (row->cause[MW_LANG_JA] == NULL);
    if (half)
        mw_rule_problem_add(problems, file, row->name, NULL, line, "a missing translation: [ja]");
}

static void add_row(MwTable *table, MwTableRow *row)
{
    unsigned place = GPOINTER_TO_UINT(g_hash_table_lookup(table->places, row->name));
    if (place > 0) {
        g_ptr_array_index(table->rows, place - 1) = row;
        return;
    }
    g_ptr_array_add(table->rows, row);
    g_hash_table_insert(table->places, row->name, GUINT_TO_POINTER(table->rows->len));
}

static void read_row(MwTable *table, const MwKeyFile *keys, const MwKeySection *section,
                     const char *file, GPtrArray *problems)
{
    MwTableRow *row = mw_arena_take(table->arena, sizeof *row);
    row->name = section->name;
    row->actor = MW_ACTOR_NOBODY;
    unsigned before = problems->len;
    for (unsigned i = section->first; i < section->end; i++) {
        const MwKey *key = &g_array_index(keys->keys, MwKey, i);
        if (!take_key(table->arena, row, key))
            mw_rule_problem_add(problems, file, section->name, key->name.data, key->line,
                                "no such key or value");
    }
    check_row(row, section->line, file, problems);
    if (problems->len == before)
        add_row(table, row);
}

void mw_table_add_text(MwTable *table, MwSpan text, const char *file, GPtrArray *problems)
{
    unsigned before = problems->len;
    g_autoptr(MwKeyFile) keys = mw_key_file_cut(text, table->arena, file, problems);
    if (problems->len > before)
        return;
    for (unsigned i = 0; i < keys->sections->len; i++)
        read_row(table, keys, &g_array_index(keys->sections, MwKeySection, i), file, problems);
}

unsigned mw_table_size(const MwTable *table)
{
    return table->rows->len;
}

const MwTableRow *mw_table_get(const MwTable *table, unsigned index)
{
    g_return_val_if_fail(index < table->rows->len, NULL);
    return g_ptr_array_index(table->rows, index);
}

/* "x" is a digit, "*" as the last character is any rest. */
static bool fits_pattern(const char *pattern, const char *value)
{
    for (; *pattern != '\0'; pattern++, value++) {
        if (*pattern == '*')
            return true;
        bool digit = *pattern == 'x' && g_ascii_isdigit(*value);
        if (!digit && g_ascii_tolower(*pattern) != g_ascii_tolower(*value))
            return false;
    }
    return *value == '\0';
}

static bool fits_one(char **patterns, const char *value)
{
    if (patterns == NULL)
        return true;
    for (char **pattern = patterns; value != NULL && *pattern != NULL; pattern++)
        if (fits_pattern(*pattern, value))
            return true;
    return false;
}

static bool holds_one(char **parts, const char *text)
{
    if (parts == NULL)
        return true;
    for (char **part = parts; text != NULL && *part != NULL; part++)
        if (**part != '\0' && mw_span_find_nocase(mw_span(text), *part) < strlen(text))
            return true;
    return false;
}

const MwTableRow *mw_table_find(const MwTable *table, const char *topic, const char *value,
                                const char *receiver, const char *text)
{
    for (unsigned i = 0; i < table->rows->len; i++) {
        const MwTableRow *row = g_ptr_array_index(table->rows, i);
        if (g_ascii_strcasecmp(row->topic, topic) == 0 && fits_one(row->values, value) &&
            fits_one(row->receivers, receiver) && holds_one(row->texts, text))
            return row;
    }
    return NULL;
}

const char *mw_table_row_meaning(const MwTableRow *row, MwLang lang)
{
    return row->meaning[lang] != NULL ? row->meaning[lang] : row->meaning[MW_LANG_EN];
}

const char *mw_table_row_cause(const MwTableRow *row, MwLang lang)
{
    return row->cause[lang] != NULL ? row->cause[lang] : row->cause[MW_LANG_EN];
}

const MwTableText *mw_table_row_fix(const MwTableRow *row, MwLang lang)
{
    return row->fix[lang] != NULL ? row->fix[lang] : row->fix[MW_LANG_EN];
}
