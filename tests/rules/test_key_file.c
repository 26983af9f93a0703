#include "tests/table.h"

#include "rules/key_file.h"
#include "rules/ruleset.h"
#include "rules/shipped.h"

/* What is read, as "[section] key=value|key=value", and what is wrong, with its line. */
static struct key_case {
    const char *name;
    const char *text;
    const char *keys;
    const char *problems;
} cases[] = {
    {"nothing", "", "", ""},
    {"sections and keys", "[a]\nX=1\nY=2\n[b c]\nX=3\n", "[a] X=1|Y=2[b c] X=3", ""},
    {"a section without keys", "[a]\n[b]\nX=1\n", "[a] [b] X=1", ""},
    {"no line end at the end", "[a]\nX=1", "[a] X=1", ""},
    {"CRLF", "[a]\r\nX=1\r\n", "[a] X=1", ""},
    {"a byte order mark", "\xEF\xBB\xBF[a]\nX=1\n", "[a] X=1", ""},
    {"comments and empty lines", "# c\n\n[a]\n \t\n  # [b]\nX=1 # no comment\n",
     "[a] X=1 # no comment", ""},
    {"blanks around names and values", " [a] \n X =  1 2\t\n", "[a] X=1 2", ""},
    {"an equals sign in the value", "[a]\nX=y=z\n", "[a] X=y=z", ""},
    {"an empty value", "[a]\nX=\n", "[a] X=", ""},
    {"a language", "[a]\nX[ja]=語\n", "[a] X[ja]=語", ""},
    {"escapes", "[a]\nX=\\sa\\tb\\n\\r\\\\n\\s\n", "[a] X= a\tb\n\r\\n ", ""},
    {"an unknown escape", "[a]\nX=\\q\nY=1\n", "[a] Y=1 (faulty)",
     "f:2: [a] X: an escape that is none of \\s \\n \\t \\r \\\\"},
    {"an escape of nothing", "[a]\nX=\\", "[a]  (faulty)",
     "f:2: [a] X: an escape that is none of \\s \\n \\t \\r \\\\"},
    {"a key given twice", "[a]\nX=1\nX = 2\n", "[a] X=1 (faulty)", "f:3: [a] X: given twice"},
    {"a key of another section", "[a]\nX=1\n[b]\nX=2\n", "[a] X=1[b] X=2", ""},
    {"a section given twice", "[a]\nX=1\n[a]\nX=2\n[b]\nX=3\n", "[a] X=1[b] X=3",
     "f:3: [a] given twice"},
    {"a section without its end", "[a\nX=1\n[b]\n", "[b] ",
     "f:1: neither [section] nor Key=value (a value cannot go on in the next line)"},
    {"more after a section", "[a]\n[b] c\n", "[a] ",
     "f:2: [a] neither [section] nor Key=value (a value cannot go on in the next line)"},
    {"a section without a name", "[]\n", "",
     "f:1: neither [section] nor Key=value (a value cannot go on in the next line)"},
    {"no key", "[a]\n=1\n", "[a]  (faulty)",
     "f:2: [a] neither [section] nor Key=value (a value cannot go on in the next line)"},
    {"a key before all sections", "X=1\n[a]\n", "[a] ", "f:1: a key before the first [section]"},
    {"a semicolon comment", "[a]\n;X=1\n", "[a]  (faulty)",
     "f:2: [a] a comment begins with #, not with ;"},
    {"Latin-1", "[a]\nX=\xE9\n", "[a]  (faulty)", "f:2: [a] not UTF-8"},
    {"Latin-1 in a comment", "# \xE9\n[a]\nX=1\n", "[a] X=1", ""},
};

static void free_problem(void *problem)
{
    mw_rule_problem_free(problem);
}

static char *print_keys(const MwKeyFile *file)
{
    GString *out = g_string_new(NULL);
    for (unsigned i = 0; i < file->sections->len; i++) {
        const MwKeySection *section = &g_array_index(file->sections, MwKeySection, i);
        g_string_append_printf(out, "[%s] ", section->name);
        for (unsigned j = section->first; j < section->end; j++) {
            const MwKey *key = &g_array_index(file->keys, MwKey, j);
            assert_int_equal(strlen(key->name.data), key->name.len);
            g_string_append_printf(out, "%s%s=%s", j > section->first ? "|" : "", key->name.data,
                                   key->value);
        }
        g_string_append(out, section->faulty ? " (faulty)" : "");
    }
    return g_string_free(out, FALSE);
}

static char *print_problems(const GPtrArray *problems)
{
    GString *out = g_string_new(NULL);
    for (unsigned i = 0; i < problems->len; i++) {
        g_autofree char *line = mw_rule_problem_format(g_ptr_array_index(problems, i));
        g_string_append_printf(out, "%s%s", i > 0 ? "\n" : "", line);
    }
    return g_string_free(out, FALSE);
}

static void check(void **state)
{
    const struct key_case *c = *state;
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(free_problem);
    g_autoptr(MwArena) arena = mw_arena_new();
    MwSpan text = mw_test_exact(c->text);
    g_autoptr(MwKeyFile) file = mw_key_file_cut(text, arena, "f", problems);
    g_free((char *)(uintptr_t)text.data);
    g_autofree char *keys = print_keys(file);
    g_autofree char *faults = print_problems(problems);
    assert_string_equal(keys, c->keys);
    assert_string_equal(faults, c->problems);
}

static void check_nul(void **state)
{
    (void)state;
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(free_problem);
    g_autoptr(MwArena) arena = mw_arena_new();
    g_autoptr(MwKeyFile) file =
        mw_key_file_cut(mw_span_make("[a]\nX=1\0002\n", 10), arena, "f", problems);
    g_autofree char *faults = print_problems(problems);
    assert_int_equal(file->sections->len, 0);
    assert_string_equal(faults, "f: no text: it holds a NUL byte");
}

static void check_list(void **state)
{
    (void)state;
    static const struct {
        const char *value, *items; /* each item in brackets */
    } lists[] = {{"", ""},
                 {"a", "(a)"},
                 {"a; b c ;d", "(a)(b c)(d)"},
                 {";; a ; ;b;", "(a)(b)"},
                 {" ; ", ""}};
    for (size_t i = 0; i < G_N_ELEMENTS(lists); i++) {
        g_autofree char *value = g_strdup(lists[i].value);
        g_autoptr(MwArena) arena = mw_arena_new();
        char **items = mw_key_list(arena, value);
        g_autoptr(GString) out = g_string_new(NULL);
        for (char **item = items; *item != NULL; item++)
            g_string_append_printf(out, "(%s)", *item);
        assert_string_equal(out->str, lists[i].items);
    }
}

/* GKeyFile reads the shipped files the same way. */
static void check_like_gkeyfile(const char *name)
{
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(free_problem);
    g_autoptr(MwArena) arena = mw_arena_new();
    g_autoptr(GBytes) bytes = mw_shipped_read(NULL, name, NULL);
    assert_non_null(bytes);
    size_t len;
    const char *data = g_bytes_get_data(bytes, &len);
    g_autoptr(MwKeyFile) file = mw_key_file_cut(mw_span_make(data, len), arena, name, problems);
    assert_int_equal(problems->len, 0);

    g_autoptr(GKeyFile) theirs = g_key_file_new();
    assert_true(g_key_file_load_from_data(theirs, data, len, G_KEY_FILE_KEEP_TRANSLATIONS, NULL));
    g_auto(GStrv) groups = g_key_file_get_groups(theirs, NULL);
    assert_int_equal(g_strv_length(groups), file->sections->len);
    for (unsigned i = 0; i < file->sections->len; i++) {
        const MwKeySection *section = &g_array_index(file->sections, MwKeySection, i);
        g_auto(GStrv) keys = g_key_file_get_keys(theirs, section->name, NULL, NULL);
        assert_non_null(keys);
        assert_int_equal(g_strv_length(keys), section->end - section->first);
        for (unsigned j = 0; keys[j] != NULL; j++) {
            const MwKey *key = &g_array_index(file->keys, MwKey, section->first + j);
            g_autofree char *value = g_key_file_get_string(theirs, section->name, keys[j], NULL);
            assert_string_equal(key->name.data, keys[j]);
            assert_string_equal(key->value, value);
        }
    }
}

static void check_shipped(void **state)
{
    (void)state;
    static const char *const suffixes[] = {".rules", ".table"};
    for (size_t i = 0; i < G_N_ELEMENTS(suffixes); i++) {
        g_autoptr(GPtrArray) names = mw_shipped_list(NULL, suffixes[i], NULL);
        assert_true(names != NULL && names->len > 0);
        for (unsigned j = 0; j < names->len; j++)
            check_like_gkeyfile(g_ptr_array_index(names, j));
    }
}

int main(void)
{
    static const struct CMUnitTest others[] = {
        {"a NUL byte", check_nul, NULL, NULL, NULL},
        {"lists", check_list, NULL, NULL, NULL},
        {"GKeyFile reads the shipped files the same way", check_shipped, NULL, NULL, NULL},
    };
    struct CMUnitTest tests[G_N_ELEMENTS(cases) + G_N_ELEMENTS(others)];
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        tests[i] = (struct CMUnitTest){cases[i].name, check, NULL, NULL, &cases[i]};
    memcpy(tests + G_N_ELEMENTS(cases), others, sizeof others);
    return cmocka_run_group_tests_name("key_file", tests, NULL, NULL);
}
