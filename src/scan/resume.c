#include "src/scan/resume.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "src/scan/output.h"
#include "src/scan/shard.h"

#define MAGIC "mailwhy.scan-log/1"

/* Lines, fields between tabs: MAGIC shape; O offset output; M offset path record; F path. */
struct MwResume {
    char *path;
    int fd;
    MwResumeState state;
    GHashTable *finished; /* mw_shard_hash of the path, as guint64* : 8 octets instead of a path */
    char *open_path;      /* the input that the last records are of, not finished; NULL */
    guint open_count;
};

static bool fail(const MwResume *resume, const char *why, GError **error)
{
    g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "%s: %s", resume->path, why);
    return false;
}

static void note_finished(MwResume *resume, const char *path)
{
    guint64 hash = mw_shard_hash(path);
    g_hash_table_add(resume->finished, g_memdup2(&hash, sizeof hash));
    g_clear_pointer(&resume->open_path, g_free);
    resume->open_count = 0;
}

static void note_record(MwResume *resume, const char *path, gint64 offset)
{
    if (g_strcmp0(resume->open_path, path) != 0) {
        g_free(resume->open_path);
        resume->open_path = g_strdup(path);
        resume->open_count = 0;
    }
    resume->open_count++;
    resume->state.records++;
    resume->state.offset = offset;
}

/* "offset TAB path TAB record" */
static bool read_record(MwResume *resume, const char *text, MwResumeFunc func, void *user_data)
{
    char *end = NULL;
    gint64 offset = g_ascii_strtoll(text, &end, 10);
    const char *path_end = *end == '\t' ? strchr(end + 1, '\t') : NULL;
    if (path_end == NULL)
        return false;
    g_autofree char *escaped = g_strndup(end + 1, (gsize)(path_end - end - 1));
    g_autofree char *path = g_strcompress(escaped);
    g_autoptr(MwScanRecord) record = mw_scan_record_from_line(path_end + 1);
    if (record == NULL)
        return false;
    note_record(resume, path, offset);
    func(record, user_data);
    return true;
}

/* "offset TAB output" */
static bool read_output(MwResume *resume, const char *text)
{
    char *end = NULL;
    resume->state.offset = g_ascii_strtoll(text, &end, 10);
    if (*end != '\t')
        return false;
    g_free(resume->state.output_id);
    resume->state.output_id = g_strdup(end + 1);
    return true;
}

static bool read_line(MwResume *resume, const char *line, MwResumeFunc func, void *user_data)
{
    if (g_str_has_prefix(line, "M\t"))
        return read_record(resume, line + 2, func, user_data);
    if (g_str_has_prefix(line, "F\t")) {
        g_autofree char *path = g_strcompress(line + 2);
        note_finished(resume, path);
        return true;
    }
    return g_str_has_prefix(line, "O\t") && read_output(resume, line + 2);
}

/* Reads the log; returns the length of its whole lines, -1 with the error. */
static gint64 read_log(MwResume *resume, const char *shape, MwResumeFunc func, void *user_data,
                       GError **error)
{
    g_autoptr(GFile) file = g_file_new_for_path(resume->path);
    g_autoptr(GFileInputStream) stream = g_file_read(file, NULL, error);
    if (stream == NULL)
        return -1;
    g_autoptr(GDataInputStream) lines = g_data_input_stream_new(G_INPUT_STREAM(stream));
    g_autofree char *first = g_strdup_printf(MAGIC "\t%s", shape);
    gint64 good = 0;
    for (;;) {
        gsize len = 0;
        g_autofree char *line = g_data_input_stream_read_line(lines, &len, NULL, NULL);
        /* Without its line end it was cut short by a crash. */
        if (line == NULL || g_seekable_tell(G_SEEKABLE(lines)) < good + (gint64)len + 1)
            return good;
        bool fits = good == 0 ? strcmp(line, first) == 0 : read_line(resume, line, func, user_data);
        if (!fits) {
            fail(resume, good == 0 ? "not the log of such a scan" : "the log is damaged", error);
            return -1;
        }
        good += (gint64)len + 1;
    }
}

static MwResume *resume_new(const char *path, int fd)
{
    MwResume *resume = g_new0(MwResume, 1);
    resume->path = g_strdup(path);
    resume->fd = fd;
    resume->state.offset = -1;
    resume->finished = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    return resume;
}

MwResume *mw_resume_open(const char *path, const char *shape, MwResumeFunc func, void *user_data,
                         GError **error)
{
    int fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (fd < 0) {
        g_set_error(error, G_FILE_ERROR, (int)g_file_error_from_errno(errno), "%s: %s", path,
                    g_strerror(errno));
        return NULL;
    }
    g_autoptr(MwResume) resume = resume_new(path, fd);
    gint64 good = read_log(resume, shape, func, user_data, error);
    if (good < 0)
        return NULL;
    if (ftruncate(fd, good) != 0) {
        fail(resume, g_strerror(errno), error);
        return NULL;
    }
    g_autofree char *first = g_strdup_printf(MAGIC "\t%s\n", shape);
    if (good == 0 && !mw_write_all(fd, first, strlen(first))) {
        fail(resume, g_strerror(errno), error);
        return NULL;
    }
    return g_steal_pointer(&resume);
}

void mw_resume_free(MwResume *resume)
{
    if (resume == NULL)
        return;
    close(resume->fd);
    g_hash_table_unref(resume->finished);
    g_free(resume->open_path);
    g_free(resume->state.output_id);
    g_free(resume->path);
    g_free(resume);
}

const MwResumeState *mw_resume_state(const MwResume *resume)
{
    return &resume->state;
}

static bool append(MwResume *resume, const char *line, GError **error)
{
    return mw_write_all(resume->fd, line, strlen(line)) || fail(resume, g_strerror(errno), error);
}

bool mw_resume_begin(MwResume *resume, const char *output_id, gint64 offset, GError **error)
{
    g_autofree char *line = g_strdup_printf("O\t%" G_GINT64_FORMAT "\t%s\n", offset, output_id);
    return append(resume, line, error);
}

bool mw_resume_is_finished(const MwResume *resume, const char *path)
{
    guint64 hash = mw_shard_hash(path);
    return g_hash_table_contains(resume->finished, &hash);
}

guint mw_resume_skip(const MwResume *resume, const char *path)
{
    return g_strcmp0(resume->open_path, path) == 0 ? resume->open_count : 0;
}

bool mw_resume_add(MwResume *resume, const char *path, const MwScanRecord *record, gint64 offset,
                   GError **error)
{
    g_autofree char *escaped = g_strescape(path, NULL);
    g_autofree char *text = mw_scan_record_to_line(record);
    g_autofree char *line =
        g_strdup_printf("M\t%" G_GINT64_FORMAT "\t%s\t%s\n", offset, escaped, text);
    return append(resume, line, error);
}

bool mw_resume_finish(MwResume *resume, const char *path, GError **error)
{
    g_autofree char *escaped = g_strescape(path, NULL);
    g_autofree char *line = g_strdup_printf("F\t%s\n", escaped);
    return append(resume, line, error);
}
