#include "src/evaluate/header_index.h"

#include "tests/table.h"

#define MESSAGE "A: 1\nB: 2\na: 3\nC: 4\nb : 5\nA: 6\n\nbody"

/* `selected`: the number of the field for each name of the list, "-" for none; then the extra. */
struct index_case {
    const char *name, *names, *selected;
};

static struct index_case cases[] = {
    {"no names", "", "+0"},
    {"the lowest field", "A", "6 +2"},
    {"case of the name does not count", "a", "6 +2"},
    {"from the bottom up", "A A A", "6 3 1 +0"},
    {"names that are left over give nothing", "C C", "4 - +0"},
    {"a name that is not there", "D A", "- 6 +2"},
    {"blank before the colon", "B B", "5 2 +0"},
    {"names in any order", "A B A C", "6 5 3 4 +2"},
};

static void check(void **state)
{
    const struct index_case *c = *state;
    g_autoptr(GBytes) bytes = g_bytes_new_static(MESSAGE, strlen(MESSAGE));
    g_autoptr(MwMessage) message = mw_message_parse(bytes);
    g_autoptr(MwHeaderIndex) index = mw_header_index_new(message);
    g_auto(GStrv) words = g_strsplit(c->names, " ", -1);
    g_autoptr(GArray) names = g_array_new(FALSE, FALSE, sizeof(MwSpan));
    for (char **word = words; *word != NULL; word++) {
        MwSpan name = mw_span(*word);
        g_array_append_val(names, name);
    }
    for (int round = 0; round < 2; round++) { /* an index can be used again */
        unsigned extra = 0;
        g_autoptr(GPtrArray) selected = mw_header_index_select(index, names, &extra);
        g_autoptr(GString) text = g_string_new(NULL);
        for (guint i = 0; i < selected->len; i++) {
            const MwHeader *header = g_ptr_array_index(selected, i);
            if (header != NULL)
                g_string_append_printf(text, "%u", header->index);
            else
                g_string_append_c(text, '-');
            g_string_append_c(text, ' ');
        }
        g_string_append_printf(text, "+%u", extra);
        assert_string_equal(text->str, c->selected);
    }
}

MW_TABLE_MAIN("header_index", cases, check)
