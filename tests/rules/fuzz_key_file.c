#include <stdint.h>

#include "rules/key_file.h"
#include "rules/ruleset.h"

/* Any text: where neither we nor GKeyFile find fault with it, both read the same. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void free_problem(void *problem)
{
    mw_rule_problem_free(problem);
}

static void compare(GKeyFile *theirs, const MwKeyFile *ours, const MwKeySection *section)
{
    for (unsigned i = section->first; i < section->end; i++) {
        const MwKey *key = &g_array_index(ours->keys, MwKey, i);
        g_autofree char *value = g_key_file_get_string(theirs, section->name, key->name.data, NULL);
        g_assert_nonnull(value);
        g_assert_cmpstr(g_strstrip(value), ==, g_strstrip(key->value));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    MwSpan text = mw_span_make((const char *)data, size);
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(free_problem);
    g_autoptr(MwArena) arena = mw_arena_new();
    g_autoptr(MwKeyFile) ours = mw_key_file_cut(text, arena, "fuzz.rules", problems);
    g_autoptr(GKeyFile) theirs = g_key_file_new();
    if (problems->len > 0 || size == 0 ||
        !g_key_file_load_from_data(theirs, text.data, size, G_KEY_FILE_KEEP_TRANSLATIONS, NULL))
        return 0;
    for (unsigned i = 0; i < ours->sections->len; i++)
        compare(theirs, ours, &g_array_index(ours->sections, MwKeySection, i));
    return 0;
}
