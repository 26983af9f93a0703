#pragma once

#include <glib.h>

/* The octets of a file, or of standard input for "-". Large regular files are mapped, small ones
 * and pipes read. NULL: MW_INPUT_ERROR_UNREADABLE, or _LIMIT for a pipe of more than 2 GiB (a file
 * may hold an archive or mailbox of any size). */
GBytes *mw_load(const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
