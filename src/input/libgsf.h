#pragma once

#include <gsf/gsf-infile-msole.h>
#include <gsf/gsf-input-memory.h>
#include <gsf/gsf-utils.h>

/* The functions of libgsf in use, by their names without "gsf_"; the types are those of its
 * headers. */
typedef struct {
    __typeof__(gsf_infile_child_by_index) *infile_child_by_index;
    __typeof__(gsf_infile_child_by_name) *infile_child_by_name;
    __typeof__(gsf_infile_get_type) *infile_get_type;
    __typeof__(gsf_infile_msole_new) *infile_msole_new;
    __typeof__(gsf_infile_name_by_index) *infile_name_by_index;
    __typeof__(gsf_infile_num_children) *infile_num_children;
    __typeof__(gsf_init) *init;
    __typeof__(gsf_input_memory_new) *input_memory_new;
    __typeof__(gsf_input_read) *input_read;
    __typeof__(gsf_input_size) *input_size;
} MwLibgsf;

/* Loaded when first asked for; NULL when libgsf is not installed. */
const MwLibgsf *mw_libgsf(void);
