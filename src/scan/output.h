#pragma once

#include <glib.h>
#include <stdbool.h>

/* Where the lines of a scan go, each in one write, and how many octets went there. */
typedef struct {
    char *name; /* for errors */
    int fd;
    bool own;      /* close it */
    bool regular;  /* a file: can be cut, and its length is known */
    gint64 offset; /* octets in it */
} MwOutput;

/* Opens the file, or takes `fd` when `path` is NULL. `append`: keep what is there. NULL and
 * G_FILE_ERROR when it cannot be. */
MwOutput *mw_output_new(const char *path, int fd, bool append, GError **error);
void mw_output_free(MwOutput *output);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwOutput, mw_output_free)

/* "device:inode" of a file, "stream" for what cannot be cut; the caller's. */
char *mw_output_id(const MwOutput *output);

/* Cuts the file to `offset` octets; longer is an error. Does nothing to a stream. */
bool mw_output_cut(MwOutput *output, gint64 offset, GError **error);

bool mw_output_write(MwOutput *output, const char *text, gsize len, GError **error);

/* write(2) until all is written. False with errno. */
bool mw_write_all(int fd, const char *text, gsize len);
