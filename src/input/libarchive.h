#pragma once

#include <archive.h>
#include <archive_entry.h>

/* The functions of libarchive in use, by their names without "archive_"; the types are those of its
 * headers. */
typedef struct {
    __typeof__(archive_entry_filetype) *entry_filetype;
    __typeof__(archive_entry_pathname) *entry_pathname;
    __typeof__(archive_entry_pathname_utf8) *entry_pathname_utf8;
    __typeof__(archive_error_string) *error_string;
    __typeof__(archive_format) *format;
    __typeof__(archive_read_add_passphrase) *read_add_passphrase;
    __typeof__(archive_read_data) *read_data;
    __typeof__(archive_read_free) *read_free;
    __typeof__(archive_read_has_encrypted_entries) *read_has_encrypted_entries;
    __typeof__(archive_read_new) *read_new;
    __typeof__(archive_read_next_header) *read_next_header;
    __typeof__(archive_read_open_memory) *read_open_memory;
    __typeof__(archive_read_support_filter_bzip2) *read_support_filter_bzip2;
    __typeof__(archive_read_support_filter_gzip) *read_support_filter_gzip;
    __typeof__(archive_read_support_filter_xz) *read_support_filter_xz;
    __typeof__(archive_read_support_filter_zstd) *read_support_filter_zstd;
    __typeof__(archive_read_support_format_raw) *read_support_format_raw;
    __typeof__(archive_read_support_format_tar) *read_support_format_tar;
    __typeof__(archive_read_support_format_zip) *read_support_format_zip;
} MwLibarchive;

/* Loaded when first asked for; NULL when libarchive is not installed. */
const MwLibarchive *mw_libarchive(void);
