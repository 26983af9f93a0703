#pragma once

#include <glib.h>
#include <stdbool.h>

/* The line on a terminal: done, total, rate, time left, problems so far. */

typedef enum { MW_PROGRESS_AUTO, MW_PROGRESS_ALWAYS, MW_PROGRESS_NEVER } MwProgressMode;

typedef struct {
    int fd;
    bool shown;           /* false: nothing is ever written */
    gint64 started, last; /* monotonic */
    guint64 total;        /* inputs; 0: not known */
} MwProgress;

/* `auto` shows it when `fd` is a terminal. */
void mw_progress_init(MwProgress *progress, MwProgressMode mode, int fd, guint64 total);
/* At most five times a second. */
void mw_progress_update(MwProgress *progress, guint64 done, guint64 problems);
/* Takes the line away, so that something else can be written. */
void mw_progress_clear(const MwProgress *progress);

/* The text of the line, without control characters; `elapsed` in seconds. For the tests, too. */
char *mw_progress_text(guint64 done, guint64 total, double elapsed, guint64 problems);
