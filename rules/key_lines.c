#include "rules/rule_file.h"

struct MwKeyLines {
    GHashTable *lines; /* "section\nkey" or "section" -> line */
};

static char *make_name(MwSpan section, MwSpan key)
{
    char *name = g_malloc(section.len + 1 + key.len + 1);
    char *end = mempcpy(name, section.data != NULL ? section.data : "", section.len);
    *end++ = '\n';
    end = mempcpy(end, key.data != NULL ? key.data : "", key.len);
    *end = '\0';
    return name;
}

/* Notes a name; false when it was there before. */
static bool note(MwKeyLines *lines, MwSpan section, MwSpan key, unsigned line)
{
    g_autofree char *name = make_name(section, key);
    if (g_hash_table_contains(lines->lines, name))
        return false;
    return g_hash_table_insert(lines->lines, g_steal_pointer(&name), GUINT_TO_POINTER(line));
}

static void add_twice(GPtrArray *problems, const char *file, MwSpan section, MwSpan key,
                      unsigned line)
{
    g_autofree char *section_name = mw_span_dup(section);
    g_autofree char *key_name = key.len > 0 ? mw_span_dup(key) : NULL;
    mw_rule_problem_add(problems, file, section_name, key_name, line, "given twice");
}

/* Takes one line; returns the section it belongs to. */
static MwSpan read_line(MwKeyLines *lines, MwSpan text, MwSpan section, unsigned number,
                        const char *file, GPtrArray *problems)
{
    MwSpan line = mw_span_trim(text);
    if (line.len == 0 || line.data[0] == '#')
        return section;
    if (line.data[0] == '[') {
        section = mw_span_slice(line, 1, mw_span_find(line, ']', 1));
        if (!note(lines, section, mw_span(NULL), number))
            add_twice(problems, file, section, mw_span(NULL), number);
        return section;
    }
    size_t equals = mw_span_find(line, '=', 0);
    MwSpan key = mw_span_trim(mw_span_slice(line, 0, equals));
    g_autofree char *section_name = section.data != NULL ? mw_span_dup(section) : NULL;
    if (line.data[0] == ';')
        mw_rule_problem_add(problems, file, section_name, NULL, number,
                            "a comment begins with #, not with ;");
    else if (equals == line.len)
        mw_rule_problem_add(problems, file, section_name, NULL, number,
                            "neither [section] nor Key=value (a value cannot go on in the next "
                            "line)");
    else if (section.data == NULL)
        mw_rule_problem_add(problems, file, NULL, NULL, number, "a key before the first [section]");
    else if (!note(lines, section, key, number))
        add_twice(problems, file, section, key, number);
    return section;
}

MwKeyLines *mw_key_lines_read(MwSpan text, const char *file, GPtrArray *problems)
{
    MwKeyLines *lines = g_new0(MwKeyLines, 1);
    lines->lines = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    MwSpan section = mw_span(NULL);
    unsigned number = 1;
    for (size_t at = 0; at < text.len; number++) {
        size_t end = mw_span_find(text, '\n', at);
        section = read_line(lines, mw_span_slice(text, at, end), section, number, file, problems);
        at = end + 1;
    }
    return lines;
}

void mw_key_lines_free(MwKeyLines *lines)
{
    if (lines == NULL)
        return;
    g_hash_table_unref(lines->lines);
    g_free(lines);
}

unsigned mw_key_lines_find(const MwKeyLines *lines, const char *section, const char *key)
{
    g_autofree char *name = make_name(mw_span(section), mw_span(key));
    return GPOINTER_TO_UINT(g_hash_table_lookup(lines->lines, name));
}
