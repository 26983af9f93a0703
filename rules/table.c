#include "rules/table.h"

#include "rules/rule_file.h"

struct MwTable {
    GPtrArray *rows; /* MwTableRow*, owned */
};

static void free_row(void *data)
{
    MwTableRow *row = data;
    if (row == NULL)
        return;
    g_free(row->name);
    g_free(row->topic);
    g_free(row->kind);
    g_strfreev(row->values);
    g_strfreev(row->receivers);
    g_strfreev(row->texts);
    for (unsigned i = 0; i < MW_LANG_N; i++) {
        g_free(row->meaning[i]);
        g_free(row->cause[i]);
        g_ptr_array_unref(row->fix[i]);
    }
    g_ptr_array_unref(row->references);
    g_free(row);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwTableRow, free_row)

MwTable *mw_table_new(void)
{
    MwTable *table = g_new0(MwTable, 1);
    table->rows = g_ptr_array_new_with_free_func(free_row);
    return table;
}

void mw_table_free(MwTable *table)
{
    if (table == NULL)
        return;
    g_ptr_array_unref(table->rows);
    g_free(table);
}

static char **split(const char *value)
{
    char **items = g_strsplit(value, ";", -1);
    for (char **item = items; *item != NULL; item++)
        g_strstrip(*item);
    return items;
}

static unsigned cut_language(char *key)
{
    char *bracket = strchr(key, '[');
    if (bracket == NULL)
        return MW_LANG_EN;
    *bracket = '\0';
    return g_str_has_prefix(bracket + 1, "ja]") ? MW_LANG_JA : MW_LANG_N;
}

/* Takes the value into the row; false when there is no such key. */
static bool take_key(MwTableRow *row, const char *name, char *value)
{
    g_autofree char *taken = value;
    g_autofree char *key = g_strdup(name);
    unsigned lang = cut_language(key);
    struct {
        const char *key;
        char **text;
        char ***list;
    } plain[] = {{"Topic", &row->topic, NULL},
                 {"Kind", &row->kind, NULL},
                 {"Values", NULL, &row->values},
                 {"Receiver", NULL, &row->receivers},
                 {"Text", NULL, &row->texts},
                 {"Meaning", &row->meaning[lang % MW_LANG_N], NULL},
                 {"Cause", &row->cause[lang % MW_LANG_N], NULL}};
    if (lang == MW_LANG_N || (lang == MW_LANG_JA && strchr("TKVRA", key[0]) != NULL))
        return false;
    for (unsigned i = 0; i < G_N_ELEMENTS(plain); i++)
        if (g_str_equal(key, plain[i].key)) {
            if (plain[i].text != NULL)
                *plain[i].text = g_steal_pointer(&taken);
            else
                *plain[i].list = split(taken);
            return true;
        }
    if (g_str_equal(key, "Actor"))
        return mw_actor_from_name(mw_span(taken), &row->actor);
    bool is_fix = g_str_has_prefix(key, "Fix");
    if (is_fix)
        g_ptr_array_add(row->fix[lang], g_steal_pointer(&taken));
    else if (g_str_has_prefix(key, "Reference"))
        g_ptr_array_add(row->references, g_steal_pointer(&taken));
    else
        return false;
    return true;
}

static void check_row(const MwTableRow *row, const MwKeyLines *lines, const char *file,
                      GPtrArray *problems)
{
    unsigned line = mw_key_lines_find(lines, row->name, NULL);
    if (row->topic == NULL || row->meaning[MW_LANG_EN] == NULL)
        mw_rule_problem_add(problems, file, row->name, NULL, line, "Topic or Meaning is missing");
    bool half = row->meaning[MW_LANG_JA] == NULL
                    ? row->cause[MW_LANG_JA] != NULL || row->fix[MW_LANG_JA]->len > 0
                    : row->fix[MW_LANG_JA]->len != row->fix[MW_LANG_EN]->len ||
                          (row->cause[MW_LANG_EN] == NULL) != (row->cause[MW_LANG_JA] == NULL);
    if (half)
        mw_rule_problem_add(problems, file, row->name, NULL, line, "a missing translation: [ja]");
}

static MwTableRow *new_row(const char *name)
{
    MwTableRow *row = g_new0(MwTableRow, 1);
    row->name = g_strdup(name);
    row->actor = MW_ACTOR_NOBODY;
    for (unsigned i = 0; i < MW_LANG_N; i++)
        row->fix[i] = g_ptr_array_new_with_free_func(g_free);
    row->references = g_ptr_array_new_with_free_func(g_free);
    return row;
}

static void add_row(MwTable *table, MwTableRow *row)
{
    for (unsigned i = 0; i < table->rows->len; i++) {
        MwTableRow *old = g_ptr_array_index(table->rows, i);
        if (g_str_equal(old->name, row->name)) {
            g_ptr_array_index(table->rows, i) = row;
            free_row(old);
            return;
        }
    }
    g_ptr_array_add(table->rows, row);
}

static void read_row(MwTable *table, GKeyFile *keys, const char *name, const MwKeyLines *lines,
                     const char *file, GPtrArray *problems)
{
    g_autoptr(MwTableRow) row = new_row(name);
    unsigned before = problems->len;
    g_auto(GStrv) list = g_key_file_get_keys(keys, name, NULL, NULL);
    for (char **key = list; key != NULL && *key != NULL; key++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *value = g_key_file_get_string(keys, name, *key, &error);
        unsigned line = mw_key_lines_find(lines, name, *key);
        if (error != NULL || value == NULL)
            mw_rule_problem_add(problems, file, name, *key, line, "a value that cannot be read");
        else if (!take_key(row, *key, g_steal_pointer(&value)))
            mw_rule_problem_add(problems, file, name, *key, line, "no such key or value");
    }
    check_row(row, lines, file, problems);
    if (problems->len == before)
        add_row(table, g_steal_pointer(&row));
}

void mw_table_add_text(MwTable *table, MwSpan text, const char *file, GPtrArray *problems)
{
    unsigned before = problems->len;
    g_autoptr(MwKeyLines) lines = mw_key_lines_read(text, file, problems);
    g_autoptr(GKeyFile) keys = g_key_file_new();
    g_autoptr(GError) error = NULL;
    if (problems->len > before)
        return; /* duplicates would be merged silently */
    if (!g_key_file_load_from_data(keys, text.data != NULL ? text.data : "", text.len,
                                   G_KEY_FILE_KEEP_TRANSLATIONS, &error)) {
        mw_rule_problem_add(problems, file, NULL, NULL, 0, "%s", error->message);
        return;
    }
    g_auto(GStrv) sections = g_key_file_get_groups(keys, NULL);
    for (char **section = sections; *section != NULL; section++)
        read_row(table, keys, *section, lines, file, problems);
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

const GPtrArray *mw_table_row_fix(const MwTableRow *row, MwLang lang)
{
    return row->fix[lang]->len > 0 ? row->fix[lang] : row->fix[MW_LANG_EN];
}
