#pragma once

#include <glib.h>
#include <stdbool.h>

/* The paths of a batch, one after the other: arguments first, then those of --files-from. Folders
 * are gone through in the order of their names, so that two runs see the same order; of a Maildir
 * only cur and new, of other folders every regular file. Symbolic links to folders are not
 * followed. No more than the names of the open folders is held in memory. */
typedef struct MwWalk MwWalk;

/* `paths`: char*, must outlive the walk. `files_from` may be NULL, or "-" for standard input;
 * `nul`: its names end with NUL instead of a line end. NULL: it cannot be opened. */
MwWalk *mw_walk_new(const GPtrArray *paths, const char *files_from, bool nul, GError **error);
void mw_walk_free(MwWalk *walk);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwWalk, mw_walk_free)

/* The next path, the caller's; NULL at the end. A path that cannot be gone into (or is a device, a
 * socket, a pipe) is handed out with `error` set to why; the walk can go on. */
char *mw_walk_next(MwWalk *walk, GError **error);
