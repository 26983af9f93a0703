#include "src/input/libgsf.h"

#include <glib.h>

#include "src/input/library.h"

#define FUNCTION(name)                                                                             \
    {                                                                                              \
        "gsf_" #name, offsetof(MwLibgsf, name)                                                     \
    }

static const MwLibraryFunction functions[] = {
    FUNCTION(infile_child_by_index),
    FUNCTION(infile_child_by_name),
    FUNCTION(infile_get_type),
    FUNCTION(infile_msole_new),
    FUNCTION(infile_name_by_index),
    FUNCTION(infile_num_children),
    FUNCTION(init),
    FUNCTION(input_memory_new),
    FUNCTION(input_read),
    FUNCTION(input_size),
    {NULL, 0},
};

static bool load(MwLibgsf *gsf)
{
    if (!mw_library_load(MAILWHY_LIBGSF, functions, gsf))
        return false;
    gsf->init();
    return true;
}

const MwLibgsf *mw_libgsf(void)
{
    enum { LOADED = 1, MISSING };
    static MwLibgsf loaded;
    static gsize state;
    if (g_once_init_enter(&state))
        g_once_init_leave(&state, load(&loaded) ? LOADED : MISSING);
    return state == LOADED ? &loaded : NULL;
}
