#pragma once

#include <glib.h>
#include <stdbool.h>

/* A sample made from its recipe (README.md): octets of message.eml and the lines of its keys. */
typedef struct {
    GString *message;
    GString *zone; /* master file lines */
} MwTestSample;

/* Reads message.in and recipe of `folder`. NULL and an error naming section and key. */
MwTestSample *mw_test_sample_make(const char *folder, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mw_test_sample_free(MwTestSample *sample);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwTestSample, mw_test_sample_free)
