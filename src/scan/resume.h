#pragma once

#include "src/scan/record.h"

/* The log of --resume: which inputs are finished, and how long the output was then. A line is
 * written after its output; after a crash the output is cut to what the log knows, and the rest is
 * done again: nothing is lost, nothing is there twice. */
typedef struct MwResume MwResume;

typedef struct {
    guint64 records; /* messages known from earlier runs */
    gint64 offset;   /* length of the output then, in octets; -1: the log is new */
    char *output_id; /* which output that was (mw_output_id); NULL: the log is new */
} MwResumeState;

/* Called for each record of earlier runs, in order. */
typedef void (*MwResumeFunc)(const MwScanRecord *record, void *user_data);

/* Opens or creates the log. `shape` is what the runs must have in common (format, shard): another
 * one is an error, and so is a file that is no such log. A line cut short by a crash is dropped. */
MwResume *mw_resume_open(const char *path, const char *shape, MwResumeFunc func, void *user_data,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mw_resume_free(MwResume *resume);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwResume, mw_resume_free)

const MwResumeState *mw_resume_state(const MwResume *resume);

/* Says, before the first record, which output it is about and how long it is. */
bool mw_resume_begin(MwResume *resume, const char *output_id, gint64 offset, GError **error);

/* Has the input been finished by an earlier run? */
bool mw_resume_is_finished(const MwResume *resume, const char *path);
/* Messages of it that an earlier run wrote before it was stopped. */
guint mw_resume_skip(const MwResume *resume, const char *path);

/* The record was written, the output is now `offset` long. */
bool mw_resume_add(MwResume *resume, const char *path, const MwScanRecord *record, gint64 offset,
                   GError **error);
bool mw_resume_finish(MwResume *resume, const char *path, GError **error);
