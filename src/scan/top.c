#include "src/scan/top.h"

#include <string.h>

MwTop *mw_top_new(guint capacity, GDestroyNotify free_detail)
{
    MwTop *top = g_new0(MwTop, 1);
    top->index = g_hash_table_new(g_str_hash, g_str_equal);
    top->entries = g_ptr_array_new();
    top->capacity = MAX(capacity, 1);
    top->free_detail = free_detail;
    return top;
}

static void entry_clear(MwTop *top, MwTopEntry *entry)
{
    g_free(entry->key);
    if (top->free_detail != NULL && entry->detail != NULL)
        top->free_detail(entry->detail);
    entry->detail = NULL;
}

void mw_top_free(MwTop *top)
{
    if (top == NULL)
        return;
    for (guint i = 0; i < top->entries->len; i++) {
        entry_clear(top, g_ptr_array_index(top->entries, i));
        g_free(g_ptr_array_index(top->entries, i));
    }
    g_hash_table_unref(top->index);
    g_ptr_array_unref(top->entries);
    g_free(top);
}

/* The entry with the lowest count gives its place, and its count, to the newcomer. */
static MwTopEntry *evict(MwTop *top)
{
    MwTopEntry *lowest = g_ptr_array_index(top->entries, 0);
    for (guint i = 1; i < top->entries->len; i++) {
        MwTopEntry *entry = g_ptr_array_index(top->entries, i);
        if (entry->count < lowest->count)
            lowest = entry;
    }
    g_hash_table_remove(top->index, lowest->key);
    entry_clear(top, lowest);
    lowest->error = lowest->count;
    top->overflowed = true;
    return lowest;
}

MwTopEntry *mw_top_add(MwTop *top, const char *key, guint64 times)
{
    top->total += times;
    MwTopEntry *entry = g_hash_table_lookup(top->index, key);
    if (entry == NULL) {
        if (top->entries->len < top->capacity) {
            entry = g_new0(MwTopEntry, 1);
            g_ptr_array_add(top->entries, entry);
        } else {
            entry = evict(top);
        }
        entry->key = g_strdup(key);
        g_hash_table_insert(top->index, entry->key, entry);
    }
    entry->count += times;
    return entry;
}

static gint compare_entries(gconstpointer a, gconstpointer b)
{
    const MwTopEntry *left = *(const MwTopEntry *const *)a;
    const MwTopEntry *right = *(const MwTopEntry *const *)b;
    if (left->count != right->count)
        return left->count > right->count ? -1 : 1;
    return strcmp(left->key, right->key);
}

GPtrArray *mw_top_sorted(const MwTop *top, guint limit)
{
    GPtrArray *sorted = g_ptr_array_new();
    for (guint i = 0; i < top->entries->len; i++)
        g_ptr_array_add(sorted, g_ptr_array_index(top->entries, i));
    g_ptr_array_sort(sorted, compare_entries);
    if (limit > 0 && sorted->len > limit)
        g_ptr_array_set_size(sorted, (gint)limit);
    return sorted;
}
