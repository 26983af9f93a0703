#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Libraries that few inputs need are loaded when the first such input comes: libarchive and libgsf
 * bring eleven others, ICU and the C++ runtime among them, and linking these to every run took a
 * quarter of a short one. */

typedef struct {
    const char *name;
    size_t place; /* of the pointer to it, in the record that is filled in */
} MwLibraryFunction;

/* Loads a library ("libarchive.so.13") for good and fills in the pointers to its functions, whose
 * list ends with a NULL name. False when it, or one of them, is not there. */
bool mw_library_load(const char *library, const MwLibraryFunction *functions, void *ret_record);
