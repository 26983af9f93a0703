#include "tests/table.h"

#include <glib/gstdio.h>

#include "src/scan/resume.h"

/* Logs as a crash may leave them. R: "a.eml" written; F: finished. */
struct resume_case {
    const char *name;
    const char *log; /* what is in the file; NULL: there is none */
    const char *error;
    guint64 records;
    gint64 offset;
    bool a_finished;
    guint a_skip;
};

#define HEAD   "mailwhy.scan-log/1\tndjson 0/0\n"
#define OUTPUT "O\t0\t1:2\n"
#define RECORD "\t0\t0\t3\t0\t-\t-\ta.eml\t1\t-\tok\t-\t-\t-\t-\t-\t-\t-\t-\t-\n"

static struct resume_case cases[] = {
    {"no log yet", NULL, NULL, 0, -1, false, 0},
    {"an empty log", "", NULL, 0, -1, false, 0},
    {"begun, nothing written", HEAD OUTPUT, NULL, 0, 0, false, 0},
    {"written, not finished", HEAD OUTPUT "M\t50\ta.eml" RECORD, NULL, 1, 50, false, 1},
    {"two of an mbox", HEAD OUTPUT "M\t50\ta.eml" RECORD "M\t90\ta.eml" RECORD, NULL, 2, 90, false,
     2},
    {"finished", HEAD OUTPUT "M\t50\ta.eml" RECORD "F\ta.eml\n", NULL, 1, 50, true, 0},
    {"another one after it", HEAD OUTPUT "M\t50\ta.eml" RECORD "F\ta.eml\nM\t70\tb.eml" RECORD,
     NULL, 2, 70, true, 0},
    {"cut in a line", HEAD OUTPUT "M\t50\ta.eml" RECORD "M\t90\ta.em", NULL, 1, 50, false, 1},
    {"cut in the head", "mailwhy.scan-l", NULL, 0, -1, false, 0},
    {"a folder named with a tab", HEAD OUTPUT "F\ta\\tb\n", NULL, 0, 0, false, 0},
    {"another kind of scan", "mailwhy.scan-log/1\tcsv 0/0\n", "not the log of such a scan", 0, 0,
     false, 0},
    {"something else", "hello\nworld\n", "not the log of such a scan", 0, 0, false, 0},
    {"damaged", HEAD OUTPUT "M\tx\n", "the log is damaged", 0, 0, false, 0},
};

static void count_record(const MwScanRecord *record, void *user_data)
{
    assert_string_equal(record->columns[MW_COLUMN_SOURCE], "a.eml");
    assert_int_equal(record->queries, 3);
    ++*(guint *)user_data;
}

static void check_state(const struct resume_case *c, const MwResume *resume, guint counted)
{
    const MwResumeState *state = mw_resume_state(resume);
    assert_int_equal(state->records, c->records);
    assert_int_equal(counted, c->records);
    assert_int_equal(state->offset, c->offset);
    assert_int_equal(mw_resume_is_finished(resume, "a.eml"), c->a_finished);
    assert_int_equal(mw_resume_skip(resume, "a.eml"), c->a_skip);
    assert_false(mw_resume_is_finished(resume, "c.eml"));
}

/* Goes on writing, and reads it back. */
static void check_append(const struct resume_case *c, const char *path)
{
    guint counted = 0;
    g_autoptr(MwResume) resume = mw_resume_open(path, "ndjson 0/0", count_record, &counted, NULL);
    g_autoptr(MwScanRecord) record = mw_scan_record_new_error("a.eml", 1, "no");
    record->queries = 3;
    assert_true(mw_resume_begin(resume, "1:2", 100, NULL));
    assert_true(mw_resume_add(resume, "c\n.eml", record, 150, NULL));
    assert_true(mw_resume_finish(resume, "c\n.eml", NULL));
    g_clear_pointer(&resume, mw_resume_free);
    counted = 0;
    resume = mw_resume_open(path, "ndjson 0/0", count_record, &counted, NULL);
    assert_non_null(resume);
    assert_int_equal(counted, c->records + 1);
    assert_int_equal(mw_resume_state(resume)->offset, 150);
    assert_true(mw_resume_is_finished(resume, "c\n.eml"));
}

static void check(void **state)
{
    const struct resume_case *c = *state;
    g_autofree char *folder = g_dir_make_tmp("mailwhy-resume-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "log", NULL);
    if (c->log != NULL)
        assert_true(g_file_set_contents(path, c->log, -1, NULL));
    guint counted = 0;
    g_autoptr(GError) error = NULL;
    MwResume *resume = mw_resume_open(path, "ndjson 0/0", count_record, &counted, &error);
    if (c->error != NULL) {
        assert_null(resume);
        assert_non_null(strstr(error->message, c->error));
    } else {
        assert_non_null(resume);
        check_state(c, resume, counted);
        mw_resume_free(resume);
        check_append(c, path);
    }
    g_unlink(path);
    g_rmdir(folder);
}

MW_TABLE_MAIN("resume", cases, check)
