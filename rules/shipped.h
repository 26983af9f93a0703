#pragma once

#include <glib.h>

/* The files that come with the program: those of the source tree when it runs from the build tree,
 * those under the install prefix when it is installed, else the copies compiled in. */

/* The folder; NULL when only the compiled-in copies are there. The caller's. */
char *mw_shipped_dir(void);

/* The administrator's own folder, /etc/mailwhy/rules, when the program is installed and it exists;
 * the caller's. NULL otherwise. */
char *mw_shipped_local_dir(void);

/* Names in `dir` (NULL: of the compiled-in copies) that end in `suffix`, sorted; NULL when the
 * folder cannot be read. */
GPtrArray *mw_shipped_list(const char *dir, const char *suffix,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* One of them. */
GBytes *mw_shipped_read(const char *dir, const char *name,
                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
