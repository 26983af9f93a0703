#include "src/input/libarchive.h"

#include <glib.h>

#include "src/input/library.h"

#define FUNCTION(name)                                                                             \
    {                                                                                              \
        "archive_" #name, offsetof(MwLibarchive, name)                                             \
    }

static const MwLibraryFunction functions[] = {
    FUNCTION(entry_filetype),
    FUNCTION(entry_pathname),
    FUNCTION(entry_pathname_utf8),
    FUNCTION(error_string),
    FUNCTION(format),
    FUNCTION(read_add_passphrase),
    FUNCTION(read_data),
    FUNCTION(read_free),
    FUNCTION(read_has_encrypted_entries),
    FUNCTION(read_new),
    FUNCTION(read_next_header),
    FUNCTION(read_open_memory),
    FUNCTION(read_support_filter_bzip2),
    FUNCTION(read_support_filter_gzip),
    FUNCTION(read_support_filter_xz),
    FUNCTION(read_support_filter_zstd),
    FUNCTION(read_support_format_raw),
    FUNCTION(read_support_format_tar),
    FUNCTION(read_support_format_zip),
    {NULL, 0},
};

const MwLibarchive *mw_libarchive(void)
{
    enum { LOADED = 1, MISSING };
    static MwLibarchive loaded;
    static gsize state;
    if (g_once_init_enter(&state)) {
        bool done = mw_library_load(MAILWHY_LIBARCHIVE, functions, &loaded);
        g_once_init_leave(&state, done ? LOADED : MISSING);
    }
    return state == LOADED ? &loaded : NULL;
}
