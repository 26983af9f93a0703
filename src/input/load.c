#include "src/input/load.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "src/input/input.h"

static const guint64 pipe_max = (guint64)2 * 1024 * 1024 * 1024; /* what has no file is in memory */
enum {
    READ_SIZE = 64 * 1024,
    MAP_FROM = 1024 * 1024, /* below, reading costs less than page faults and unmapping */
};

static GBytes *refuse(MwInputError code, const char *text, GError **error)
{
    g_set_error_literal(error, MW_INPUT_ERROR, (int)code, text);
    return NULL;
}

/* `room`: for what is expected, and one octet more for the end to be seen. */
static GBytes *read_all(int fd, size_t room, GError **error)
{
    g_autofree char *data = g_malloc(room);
    for (size_t used = 0;;) {
        if (used == room)
            data = g_realloc(data, room *= 2);
        ssize_t got = read(fd, data + used, room - used);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return refuse(MW_INPUT_ERROR_UNREADABLE, g_strerror(errno), error);
        if (got == 0)
            return g_bytes_new_take(g_steal_pointer(&data), used);
        used += (size_t)got;
        if (used > pipe_max)
            return refuse(MW_INPUT_ERROR_LIMIT, "larger than 2 GiB", error);
    }
}

static GBytes *map(int fd, GError **error)
{
    g_autoptr(GError) why = NULL;
    g_autoptr(GMappedFile) file = g_mapped_file_new_from_fd(fd, FALSE, &why);
    if (file == NULL)
        return refuse(MW_INPUT_ERROR_UNREADABLE, why->message, error);
    return g_mapped_file_get_bytes(file);
}

static GBytes *load_fd(int fd, GError **error)
{
    struct stat info;
    if (fstat(fd, &info) != 0)
        return refuse(MW_INPUT_ERROR_UNREADABLE, g_strerror(errno), error);
    if (S_ISDIR(info.st_mode))
        return refuse(MW_INPUT_ERROR_UNREADABLE, "is a directory (mailwhy scan reads folders)",
                      error);
    if (!S_ISREG(info.st_mode))
        return read_all(fd, READ_SIZE, error);
    return info.st_size < MAP_FROM ? read_all(fd, (size_t)info.st_size + 1, error) : map(fd, error);
}

GBytes *mw_load(const char *path, GError **error)
{
    if (g_str_equal(path, "-"))
        return load_fd(STDIN_FILENO, error);
    int fd = g_open(path, O_RDONLY | O_CLOEXEC, 0);
    if (fd < 0)
        return refuse(MW_INPUT_ERROR_UNREADABLE, g_strerror(errno), error);
    GBytes *bytes = load_fd(fd, error);
    close(fd);
    return bytes;
}
