#include "src/evaluate/header_index.h"

#include <stdint.h>

/* Sorted, not hashed: a message cannot make sorting slow. */
struct MwHeaderIndex {
    GPtrArray *fields; /* const MwHeader*: by name, then from the bottom up */
    GArray *taken;     /* guint: at the first field of a name, how many of that name are taken */
};

static int compare_names(MwSpan a, MwSpan b)
{
    if (a.len != b.len)
        return a.len < b.len ? -1 : 1;
    return a.len > 0 ? g_ascii_strncasecmp(a.data, b.data, a.len) : 0;
}

/* Names hold no NUL that could end this comparison early: see is_sortable. */
static gint compare_fields(gconstpointer a, gconstpointer b)
{
    const MwHeader *left = *(const MwHeader *const *)a, *right = *(const MwHeader *const *)b;
    int names = compare_names(left->name, right->name);
    return names != 0 ? names : left->index > right->index ? -1 : 1;
}

/* No name in h= can have a NUL (it is no VALCHAR). */
static bool is_sortable(const MwHeader *header)
{
    return header->name.len > 0 && memchr(header->name.data, '\0', header->name.len) == NULL;
}

MwHeaderIndex *mw_header_index_new(const MwMessage *message)
{
    MwHeaderIndex *index = g_new0(MwHeaderIndex, 1);
    index->fields = g_ptr_array_sized_new(message->headers->len);
    for (guint i = 0; i < message->headers->len; i++) {
        MwHeader *header = &g_array_index(message->headers, MwHeader, i);
        if (is_sortable(header))
            g_ptr_array_add(index->fields, header);
    }
    g_ptr_array_sort(index->fields, compare_fields);
    index->taken = g_array_sized_new(FALSE, TRUE, sizeof(guint), index->fields->len);
    g_array_set_size(index->taken, index->fields->len);
    return index;
}

void mw_header_index_free(MwHeaderIndex *index)
{
    if (index == NULL)
        return;
    g_ptr_array_unref(index->fields);
    g_array_unref(index->taken);
    g_free(index);
}

static const MwHeader *field_at(const MwHeaderIndex *index, guint at)
{
    return g_ptr_array_index(index->fields, at);
}

/* Place of the first field whose name is not below `name`. */
static guint find_name(const MwHeaderIndex *index, MwSpan name)
{
    guint low = 0, high = index->fields->len;
    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (compare_names(field_at(index, middle)->name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool has_name(const MwHeaderIndex *index, guint at, MwSpan name)
{
    return at < index->fields->len && compare_names(field_at(index, at)->name, name) == 0;
}

static const MwHeader *take(MwHeaderIndex *index, MwSpan name)
{
    guint first = find_name(index, name);
    if (!has_name(index, first, name))
        return NULL;
    guint *taken = &g_array_index(index->taken, guint, first);
    guint at = first + *taken;
    if (!has_name(index, at, name))
        return NULL;
    ++*taken;
    return field_at(index, at);
}

/* Fields left of every name that was taken from; `taken` is clean again afterwards. */
static unsigned count_left(MwHeaderIndex *index)
{
    unsigned left = 0;
    for (guint first = 0; first < index->taken->len; first++) {
        guint *taken = &g_array_index(index->taken, guint, first);
        if (*taken == 0)
            continue;
        MwSpan name = field_at(index, first)->name;
        for (guint at = first + *taken; has_name(index, at, name); at++)
            left++;
        *taken = 0;
    }
    return left;
}

GPtrArray *mw_header_index_select(MwHeaderIndex *index, const GArray *names, unsigned *ret_extra)
{
    GPtrArray *selected = g_ptr_array_sized_new(names->len);
    for (guint i = 0; i < names->len; i++) {
        MwSpan name = g_array_index(names, MwSpan, i);
        g_ptr_array_add(selected, (gpointer)(uintptr_t)take(index, name));
    }
    *ret_extra = count_left(index);
    return selected;
}
