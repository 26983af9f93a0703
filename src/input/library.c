#include "src/input/library.h"

#include <dlfcn.h>
#include <string.h>

bool mw_library_load(const char *library, const MwLibraryFunction *functions, void *ret_record)
{
    void *handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
    if (handle == NULL)
        return false;
    for (; functions->name != NULL; functions++) {
        void *function = dlsym(handle, functions->name);
        if (function == NULL)
            return false;
        memcpy((char *)ret_record + functions->place, &function, sizeof function);
    }
    return true;
}
