#pragma once

#include <glib.h>
#include <jansson.h>

#include "src/exit_status.h"

/* Runs the program in-process on one sample folder. */
typedef struct {
    MwExitStatus status;
    char *out, *err; /* what it wrote, whole */
} MwRun;

/* `args`: words after "mailwhy"; `folder`: the working place of relative file names in them. */
MwRun *mw_run(const GPtrArray *args);
void mw_run_free(MwRun *run);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwRun, mw_run_free)

/* What expect.ini asks. */
typedef struct {
    char *name, *folder;
    char *command; /* "": a diagnosis of message.eml; "domain", "spf": Args alone */
    char *input;   /* Input=, "message.eml" when not given; NULL for commands without */
    char *args;
    char *primary, *verdict;         /* NULL: not asked */
    int exit;                        /* -1: not asked */
    char **findings, **not_findings; /* never NULL */
    GKeyFile *file;                  /* for [Facts] and [Result] */
} MwSample;

/* NULL and an error when expect.ini cannot be read or asks unknown things. */
MwSample *mw_sample_read(const char *folder, GError **error);
void mw_sample_free(MwSample *sample);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwSample, mw_sample_free)

/* All folders of samples/, sorted; char*. */
GPtrArray *mw_sample_folders(const char *root);

/* The words of a run of this sample in that language, JSON: char*. */
GPtrArray *mw_sample_args(const MwSample *sample, const char *lang);
