#pragma once

#include <glib.h>
#include <stdbool.h>

/* The most frequent keys of a stream in bounded memory (Metwally's space-saving): exact as long as
 * no more than `capacity` different keys occur; beyond, a count may be too high by `error`, and no
 * key that makes up more than 1/capacity of the stream is missed. Depends on the order of adding
 * only. */
typedef struct {
    char *key;
    guint64 count, error;
    void *detail; /* of the first that was added; NULL */
} MwTopEntry;

typedef struct {
    GHashTable *index;  /* key (the entry's) to MwTopEntry */
    GPtrArray *entries; /* MwTopEntry* */
    guint capacity;
    GDestroyNotify free_detail;
    guint64 total;   /* of all additions */
    bool overflowed; /* keys were thrown out: counts are estimates */
} MwTop;

MwTop *mw_top_new(guint capacity, GDestroyNotify free_detail);
void mw_top_free(MwTop *top);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwTop, mw_top_free)

/* Counts the key, and returns its entry; `detail` is to be set by the caller when it is NULL. */
MwTopEntry *mw_top_add(MwTop *top, const char *key, guint64 times);

/* const MwTopEntry*, at most `limit` (0: all), highest count first, equal ones by key. */
GPtrArray *mw_top_sorted(const MwTop *top, guint limit);
