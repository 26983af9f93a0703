#include "src/scan/progress.h"

#include <string.h>
#include <unistd.h>

#include "src/scan/output.h"

void mw_progress_init(MwProgress *progress, MwProgressMode mode, int fd, guint64 total)
{
    bool shown = mode == MW_PROGRESS_ALWAYS || (mode == MW_PROGRESS_AUTO && isatty(fd) == 1);
    *progress = (MwProgress){fd, shown, g_get_monotonic_time(), 0, total};
}

char *mw_progress_text(guint64 done, guint64 total, double elapsed, guint64 problems)
{
    GString *text = g_string_new(NULL);
    g_string_append_printf(text, "%" G_GUINT64_FORMAT, done);
    if (total > 0)
        g_string_append_printf(text, "/%" G_GUINT64_FORMAT " (%" G_GUINT64_FORMAT " %%)", total,
                               done * 100 / total);
    double rate = elapsed > 0 ? (double)done / elapsed : 0;
    g_string_append_printf(text, ", %.0f/s", rate);
    if (total > done && rate > 0) {
        guint64 left = (guint64)((double)(total - done) / rate) + 1;
        g_string_append_printf(text, ", %" G_GUINT64_FORMAT ":%02u left", left / 60,
                               (unsigned)(left % 60));
    }
    g_string_append_printf(text, ", %" G_GUINT64_FORMAT " with a problem", problems);
    return g_string_free(text, false);
}

void mw_progress_update(MwProgress *progress, guint64 done, guint64 problems)
{
    gint64 now = g_get_monotonic_time();
    if (!progress->shown || now - progress->last < G_USEC_PER_SEC / 5)
        return;
    progress->last = now;
    double elapsed = (double)(now - progress->started) / G_USEC_PER_SEC;
    g_autofree char *text = mw_progress_text(done, progress->total, elapsed, problems);
    g_autofree char *line = g_strdup_printf("\r%s\x1b[K", text);
    mw_write_all(progress->fd, line, strlen(line));
}

void mw_progress_clear(const MwProgress *progress)
{
    if (progress->shown)
        mw_write_all(progress->fd, "\r\x1b[K", strlen("\r\x1b[K"));
}
