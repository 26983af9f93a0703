#pragma once

#include <glib.h>

/* The names in one folder, sorted by their octets, packed: a folder of a million mails must not
 * cost a million allocations. */
typedef struct {
    GString *text;   /* the names, each with its NUL */
    GArray *offsets; /* guint32 into text, in sorted order */
    guint next;      /* of offsets */
} MwNames;

/* NULL and G_FILE_ERROR when the folder cannot be read. "." and ".." are left out. */
MwNames *mw_names_read(const char *folder, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mw_names_free(MwNames *names);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwNames, mw_names_free)

/* A view until the list is freed; NULL at the end. */
const char *mw_names_next(MwNames *names);
