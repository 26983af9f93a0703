#include "src/scan/output.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static bool fail(const char *name, GError **error)
{
    g_set_error(error, G_FILE_ERROR, (int)g_file_error_from_errno(errno), "%s: %s", name,
                g_strerror(errno));
    return false;
}

MwOutput *mw_output_new(const char *path, int fd, bool append, GError **error)
{
    const char *name = path != NULL ? path : "standard output";
    if (path != NULL)
        fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | (append ? 0 : O_TRUNC), 0666);
    if (fd < 0) {
        fail(name, error);
        return NULL;
    }
    MwOutput *output = g_new0(MwOutput, 1);
    output->name = g_strdup(name);
    output->fd = fd;
    output->own = path != NULL;
    struct stat info;
    output->regular = fstat(fd, &info) == 0 && S_ISREG(info.st_mode);
    if (output->regular && (path != NULL || (fcntl(fd, F_GETFL) & O_APPEND) != 0))
        output->offset = lseek(fd, 0, SEEK_END);
    else if (output->regular)
        output->offset = lseek(fd, 0, SEEK_CUR);
    return output;
}

void mw_output_free(MwOutput *output)
{
    if (output == NULL)
        return;
    if (output->own)
        close(output->fd);
    g_free(output->name);
    g_free(output);
}

char *mw_output_id(const MwOutput *output)
{
    struct stat info;
    if (!output->regular || fstat(output->fd, &info) != 0)
        return g_strdup("stream");
    return g_strdup_printf("%" G_GUINT64_FORMAT ":%" G_GUINT64_FORMAT, (guint64)info.st_dev,
                           (guint64)info.st_ino);
}

bool mw_output_cut(MwOutput *output, gint64 offset, GError **error)
{
    if (!output->regular)
        return true;
    struct stat info;
    if (fstat(output->fd, &info) != 0)
        return fail(output->name, error);
    if (info.st_size < offset) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
                    "%s: shorter than the log of the scan says", output->name);
        return false;
    }
    if (ftruncate(output->fd, offset) != 0 || lseek(output->fd, offset, SEEK_SET) < 0)
        return fail(output->name, error);
    output->offset = offset;
    return true;
}

bool mw_write_all(int fd, const char *text, gsize len)
{
    while (len > 0) {
        ssize_t written = write(fd, text, len);
        if (written < 0 && errno != EINTR)
            return false;
        if (written > 0) {
            text += written;
            len -= (gsize)written;
        }
    }
    return true;
}

bool mw_output_write(MwOutput *output, const char *text, gsize len, GError **error)
{
    if (!mw_write_all(output->fd, text, len))
        return fail(output->name, error);
    output->offset += (gint64)len;
    return true;
}
