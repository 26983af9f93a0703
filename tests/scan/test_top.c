#include "tests/table.h"

#include "src/scan/top.h"

struct top_case {
    const char *name;
    guint capacity;
    const char *keys;   /* one letter each */
    const char *sorted; /* "a3 b1": key and count */
    bool overflowed;
};

static struct top_case cases[] = {
    {"nothing", 4, "", "", false},
    {"counts, highest first", 4, "abacab", "a3 b2 c1", false},
    {"equal counts by key", 4, "cba", "a1 b1 c1", false},
    {"as many keys as fit", 3, "abcabc", "a2 b2 c2", false},
    {"the rarest is thrown out, its count inherited", 2, "aaabc", "a3 c2", true},
    {"the frequent one is never lost", 2, "abacadaeafa", "a6 f5", true},
    {"capacity of one", 1, "ab", "b2", true},
};

static void check(void **state)
{
    const struct top_case *c = *state;
    g_autoptr(MwTop) top = mw_top_new(c->capacity, g_free);
    for (const char *at = c->keys; *at != '\0'; at++) {
        char key[2] = {*at, '\0'};
        MwTopEntry *entry = mw_top_add(top, key, 1);
        if (entry->detail == NULL)
            entry->detail = g_strdup(key);
        assert_string_equal(entry->detail, key);
    }
    g_autoptr(GPtrArray) sorted = mw_top_sorted(top, 0);
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < sorted->len; i++) {
        const MwTopEntry *entry = g_ptr_array_index(sorted, i);
        g_string_append_printf(text, "%s%s%u", i > 0 ? " " : "", entry->key, (guint)entry->count);
    }
    assert_string_equal(text->str, c->sorted);
    assert_int_equal(top->overflowed, c->overflowed);
    assert_int_equal(top->total, strlen(c->keys));
}

MW_TABLE_MAIN("top", cases, check)
