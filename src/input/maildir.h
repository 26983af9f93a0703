#pragma once

#include <glib.h>
#include <stdbool.h>

/* Maildir: a folder with cur, new and tmp; one message a file in the first two. */

bool mw_maildir_is(const char *path);

/* Does the file lie in one? */
bool mw_maildir_holds(const char *path);

/* The paths of its messages, cur before new, each sorted by name. char*, the caller's. */
GPtrArray *mw_maildir_list(const char *path);
