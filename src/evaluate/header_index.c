#include "src/evaluate/header_index.h"

#include <stdint.h>

#define NONE G_MAXUINT

/* All fields of one name. */
typedef struct {
    guint key;          /* key_of the name; 0: the place is free */
    guint lowest;       /* the lowest field of that name */
    guint next;         /* the lowest one that is not taken; NONE: all are */
    guint taken_before; /* a list of the names of which fields are taken: the place of the next */
} Name;

struct MwHeaderIndex {
    const MwMessage *message;
    guint factor;
    Name *names;  /* a hash table, at most half full; NULL: nobody asked yet */
    guint mask;   /* its places, a power of two, less one */
    guint *above; /* for each field the next one of its name, upwards; NONE: it is the topmost */
};

static guint mix(const MwHeaderIndex *index, guint key)
{
    key *= index->factor;
    return key ^ key >> 15;
}

/* Never 0; the same whatever the case of letters. Who writes a message does not know the factor, so
 * cannot make the table slow. */
static guint key_of(const MwHeaderIndex *index, MwSpan name)
{
    guint key = (guint)name.len, letters = 0;
    size_t at = 0;
    for (; at + sizeof letters <= name.len; at += sizeof letters) {
        memcpy(&letters, name.data + at, sizeof letters);
        key = mix(index, key ^ (letters | 0x20202020));
    }
    for (; at < name.len; at++)
        key = mix(index, key ^ ((unsigned char)name.data[at] | 0x20));
    return key | 1;
}

static const MwHeader *field_at(const MwHeaderIndex *index, guint at)
{
    return &g_array_index(index->message->headers, MwHeader, at);
}

/* Where that name is, or has its place. */
static Name *find_name(const MwHeaderIndex *index, guint key, MwSpan text)
{
    for (guint at = key >> 1;; at++) {
        Name *name = &index->names[at & index->mask];
        if (name->key == 0 ||
            (name->key == key && mw_span_equal_nocase(field_at(index, name->lowest)->name, text)))
            return name;
    }
}

static void add_field(MwHeaderIndex *index, guint at)
{
    MwSpan text = field_at(index, at)->name;
    guint key = key_of(index, text);
    Name *name = find_name(index, key, text);
    index->above[at] = name->key != 0 ? name->lowest : NONE;
    name->key = key;
    name->lowest = name->next = at;
}

static void make_table(MwHeaderIndex *index)
{
    guint count = index->message->headers->len, places = 64;
    while (places < 2 * count)
        places *= 2;
    index->mask = places - 1;
    index->names = g_new0(Name, places);
    index->above = g_new(guint, count);
    for (guint i = 0; i < count; i++)
        add_field(index, i);
}

MwHeaderIndex *mw_header_index_new(const MwMessage *message)
{
    MwHeaderIndex *index = g_new0(MwHeaderIndex, 1);
    index->message = message;
    index->factor = 0x9e3779b1u ^ ((guint)((uintptr_t)index >> 12) << 4);
    return index;
}

void mw_header_index_free(MwHeaderIndex *index)
{
    if (index == NULL)
        return;
    g_free(index->names);
    g_free(index->above);
    g_free(index);
}

/* `taken`: the list of names, to which this one is added. */
static const MwHeader *take(MwHeaderIndex *index, MwSpan text, guint *taken)
{
    Name *name = find_name(index, key_of(index, text), text);
    if (name->key == 0 || name->next == NONE)
        return NULL;
    if (name->next == name->lowest) {
        name->taken_before = *taken;
        *taken = (guint)(name - index->names);
    }
    const MwHeader *header = field_at(index, name->next);
    name->next = index->above[name->next];
    return header;
}

/* Makes the table as it was. Returns the fields left of the names that were taken from. */
static unsigned give_back(MwHeaderIndex *index, guint taken)
{
    unsigned left = 0;
    while (taken != NONE) {
        Name *name = &index->names[taken];
        for (guint at = name->next; at != NONE; at = index->above[at])
            left++;
        name->next = name->lowest;
        taken = name->taken_before;
    }
    return left;
}

GPtrArray *mw_header_index_select(MwHeaderIndex *index, const GArray *names, unsigned *ret_extra)
{
    if (index->names == NULL)
        make_table(index);
    GPtrArray *selected = g_ptr_array_sized_new(names->len);
    guint taken = NONE;
    for (guint i = 0; i < names->len; i++) {
        MwSpan name = g_array_index(names, MwSpan, i);
        g_ptr_array_add(selected, (gpointer)(uintptr_t)take(index, name, &taken));
    }
    *ret_extra = give_back(index, taken);
    return selected;
}
