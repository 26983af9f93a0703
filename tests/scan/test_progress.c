#include "tests/table.h"

#include <unistd.h>

#include "src/scan/progress.h"

struct progress_case {
    const char *name;
    guint64 done, total, problems;
    double elapsed;
    const char *text;
};

static struct progress_case cases[] = {
    {"at the start", 0, 100, 0, 0, "0/100 (0 %), 0/s, 0 with a problem"},
    {"half way", 50, 100, 7, 5, "50/100 (50 %), 10/s, 0:06 left, 7 with a problem"},
    {"minutes left", 100, 10000, 0, 10, "100/10000 (1 %), 10/s, 16:31 left, 0 with a problem"},
    {"at the end", 100, 100, 1, 4, "100/100 (100 %), 25/s, 1 with a problem"},
    {"total not known", 100, 0, 1, 4, "100, 25/s, 1 with a problem"},
};

/* What is written to a pipe: nothing, unless it was asked for. */
static size_t written(MwProgressMode mode)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    MwProgress progress;
    mw_progress_init(&progress, mode, ends[1], 10);
    progress.last -= G_USEC_PER_SEC;
    mw_progress_update(&progress, 1, 0);
    mw_progress_clear(&progress);
    close(ends[1]);
    char text[256];
    ssize_t len = read(ends[0], text, sizeof text);
    close(ends[0]);
    return (size_t)len;
}

static void check(void **state)
{
    const struct progress_case *c = *state;
    g_autofree char *text = mw_progress_text(c->done, c->total, c->elapsed, c->problems);
    assert_string_equal(text, c->text);
    assert_int_equal(written(MW_PROGRESS_AUTO), 0);
    assert_int_equal(written(MW_PROGRESS_NEVER), 0);
    assert_true(written(MW_PROGRESS_ALWAYS) > 0);
}

MW_TABLE_MAIN("progress", cases, check)
