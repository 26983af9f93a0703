#include "rules/key_file.h"

#include "rules/rule_file.h"

typedef struct {
    MwKeyFile *keys;
    GHashTable *names;   /* of the sections */
    const char *section; /* the last header; NULL: none yet */
    bool skip;           /* its lines belong nowhere: it is faulty */
    unsigned line;
    const char *file;
    GPtrArray *problems;
} Cutter;

static const char no_line[] =
    "neither [section] nor Key=value (a value cannot go on in the next line)";

/* Makes a string of what is between, without the blanks at both ends. */
static char *cut(char *begin, char *end)
{
    while (begin < end && g_ascii_isspace(*begin))
        begin++;
    while (end > begin && g_ascii_isspace(end[-1]))
        end--;
    *end = '\0';
    return begin;
}

static void fault(Cutter *cutter, const char *key, const char *text)
{
    GArray *sections = cutter->keys->sections;
    if (!cutter->skip && sections->len > 0)
        g_array_index(sections, MwKeySection, sections->len - 1).faulty = true;
    mw_rule_problem_add(cutter->problems, cutter->file, cutter->section, key, cutter->line, "%s",
                        text);
}

/* `name` is what follows the bracket. */
static void take_section(Cutter *cutter, char *name)
{
    size_t len = strcspn(name, "[]");
    cutter->skip = true;
    if (len == 0 || strcmp(name + len, "]") != 0) {
        fault(cutter, NULL, no_line);
        return;
    }
    name[len] = '\0';
    cutter->section = name;
    if (!g_hash_table_add(cutter->names, name)) {
        fault(cutter, NULL, "given twice");
        return;
    }
    cutter->skip = false;
    unsigned at = cutter->keys->keys->len;
    MwKeySection section = {.name = name, .line = cutter->line, .first = at, .end = at};
    g_array_append_val(cutter->keys->sections, section);
}

/* Undoes the escapes of GKeyFile in place; false at any other. */
static bool unescape(char *value)
{
    static const char letters[] = "sntr\\", bytes[] = " \n\t\r\\";
    char *to = strchr(value, '\\');
    if (to == NULL)
        return true;
    for (const char *from = to; *from != '\0'; from++, to++) {
        if (*from != '\\') {
            *to = *from;
            continue;
        }
        const char *letter = strchr(letters, *++from);
        if (*from == '\0' || letter == NULL)
            return false;
        *to = bytes[letter - letters];
    }
    *to = '\0';
    return true;
}

static bool is_known(const GArray *keys, const MwKeySection *section, MwSpan name)
{
    for (unsigned i = section->first; i < section->end; i++)
        if (mw_span_equal(g_array_index(keys, MwKey, i).name, name))
            return true;
    return false;
}

static void take_key(Cutter *cutter, char *line, char *equals)
{
    const MwKeyFile *keys = cutter->keys;
    if (cutter->skip)
        return;
    MwKeySection *section = &g_array_index(keys->sections, MwKeySection, keys->sections->len - 1);
    char *value = cut(equals + 1, equals + strlen(equals));
    MwKey key = {mw_span(cut(line, equals)), value, cutter->line};
    if (!unescape(value)) {
        fault(cutter, key.name.data, "an escape that is none of \\s \\n \\t \\r \\\\");
    } else if (is_known(keys->keys, section, key.name)) {
        fault(cutter, key.name.data, "given twice");
    } else {
        g_array_append_val(keys->keys, key);
        section->end++;
    }
}

static void take_line(Cutter *cutter, char *line)
{
    char *equals = strchr(line, '=');
    if (*line == '\0' || *line == '#')
        return;
    if (!g_utf8_validate(line, -1, NULL))
        fault(cutter, NULL, "not UTF-8");
    else if (*line == '[')
        take_section(cutter, line + 1);
    else if (*line == ';')
        fault(cutter, NULL, "a comment begins with #, not with ;");
    else if (equals == NULL || equals == line)
        fault(cutter, NULL, no_line);
    else if (cutter->section == NULL && !cutter->skip)
        fault(cutter, NULL, "a key before the first [section]");
    else
        take_key(cutter, line, equals);
}

MwKeyFile *mw_key_file_cut(MwSpan text, MwArena *arena, const char *file, GPtrArray *problems)
{
    MwKeyFile *keys = g_new0(MwKeyFile, 1);
    keys->sections = g_array_new(FALSE, FALSE, sizeof(MwKeySection));
    keys->keys = g_array_new(FALSE, FALSE, sizeof(MwKey));
    char *line = mw_arena_text(arena, text.len > 0 ? text.data : "", text.len);
    if (strlen(line) < text.len) {
        mw_rule_problem_add(problems, file, NULL, NULL, 0, "no text: it holds a NUL byte");
        return keys;
    }
    g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);
    Cutter cutter = {.keys = keys, .names = names, .line = 1, .file = file, .problems = problems};
    if (g_str_has_prefix(line, "\xEF\xBB\xBF")) /* Windows editors */
        line += 3;
    for (char *next; *line != '\0'; line = next, cutter.line++) {
        char *end = strchrnul(line, '\n');
        next = *end == '\n' ? end + 1 : end;
        take_line(&cutter, cut(line, end));
    }
    return keys;
}

void mw_key_file_free(MwKeyFile *keys)
{
    if (keys == NULL)
        return;
    g_array_unref(keys->sections);
    g_array_unref(keys->keys);
    g_free(keys);
}

char **mw_key_list(MwArena *arena, char *value)
{
    size_t separators = 0, count = 0;
    for (const char *at = value; (at = strchr(at, ';')) != NULL; at++)
        separators++;
    char **items = mw_arena_take(arena, (separators + 2) * sizeof *items);
    for (char *end; value != NULL; value = end) {
        end = strchr(value, ';');
        char *item = cut(value, end != NULL ? end++ : value + strlen(value));
        if (*item != '\0')
            items[count++] = item;
    }
    return items;
}
