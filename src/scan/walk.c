#include "src/scan/walk.h"

#include <errno.h>
#include <gio/gio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "src/scan/names.h"

enum { MAX_DEPTH = 64 }; /* deeper folders are a loop or an attack */

typedef struct {
    char *path;
    MwNames *names;
    bool is_maildir;
} Folder;

struct MwWalk {
    const GPtrArray *paths; /* the arguments */
    guint next;             /* of them */
    FILE *list;             /* --files-from; NULL */
    char end;               /* of a name in it */
    GPtrArray *folders;     /* Folder*, the innermost last */
};

static void folder_free(void *data)
{
    Folder *folder = data;
    g_free(folder->path);
    mw_names_free(folder->names);
    g_free(folder);
}

MwWalk *mw_walk_new(const GPtrArray *paths, const char *files_from, bool nul, GError **error)
{
    FILE *list = NULL;
    if (files_from != NULL) {
        list = strcmp(files_from, "-") == 0 ? stdin : fopen(files_from, "re");
        if (list == NULL) {
            g_set_error(error, G_FILE_ERROR, (int)g_file_error_from_errno(errno), "%s: %s",
                        files_from, g_strerror(errno));
            return NULL;
        }
    }
    MwWalk *walk = g_new0(MwWalk, 1);
    walk->paths = paths;
    walk->list = list;
    walk->end = nul ? '\0' : '\n';
    walk->folders = g_ptr_array_new_with_free_func(folder_free);
    return walk;
}

void mw_walk_free(MwWalk *walk)
{
    if (walk == NULL)
        return;
    if (walk->list != NULL && walk->list != stdin)
        fclose(walk->list);
    g_ptr_array_unref(walk->folders);
    g_free(walk);
}

static bool is_folder(const char *parent, const char *name)
{
    g_autofree char *path = g_build_filename(parent, name, NULL);
    return g_file_test(path, G_FILE_TEST_IS_DIR);
}

/* Goes into the folder; false with the error when it cannot. */
static bool enter(MwWalk *walk, const char *path, GError **error)
{
    if (walk->folders->len >= MAX_DEPTH) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_LOOP, "more than %d folders deep", MAX_DEPTH);
        return false;
    }
    g_autoptr(GError) problem = NULL;
    MwNames *names = mw_names_read(path, &problem);
    if (names == NULL) {
        g_set_error(error, G_FILE_ERROR, problem->code, "cannot read the folder: %s",
                    g_strerror(errno));
        return false;
    }
    Folder *folder = g_new0(Folder, 1);
    folder->path = g_strdup(path);
    folder->names = names;
    folder->is_maildir = is_folder(path, "cur") && is_folder(path, "new");
    g_ptr_array_add(walk->folders, folder);
    return true;
}

typedef enum { KIND_FILE, KIND_FOLDER, KIND_SKIPPED, KIND_BAD } Kind;

/* Inside folders links to folders are not followed, and devices and pipes are not opened. */
static Kind kind_of(const char *path, const Folder *parent, GError **error)
{
    struct stat info;
    if (stat(path, &info) != 0)
        return KIND_FILE; /* opening it will say why */
    if (S_ISDIR(info.st_mode))
        return parent != NULL && g_file_test(path, G_FILE_TEST_IS_SYMLINK) ? KIND_SKIPPED
                                                                           : KIND_FOLDER;
    if (S_ISREG(info.st_mode) || parent == NULL)
        return KIND_FILE;
    g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "not a regular file");
    return KIND_BAD;
}

/* tmp holds mails that are still being written; files beside cur and new are the server's. */
static bool belongs(const Folder *folder, const char *name, Kind kind)
{
    if (!folder->is_maildir)
        return true;
    return kind == KIND_FOLDER && strcmp(name, "tmp") != 0;
}

/* The next name of the innermost folder as a path, NULL when all folders are done. */
static char *next_in_folders(MwWalk *walk, Kind *kind, GError **error)
{
    while (walk->folders->len > 0) {
        Folder *folder = g_ptr_array_index(walk->folders, walk->folders->len - 1);
        const char *name = mw_names_next(folder->names);
        if (name == NULL) {
            g_ptr_array_set_size(walk->folders, (gint)walk->folders->len - 1);
            continue;
        }
        g_autofree char *path = g_build_filename(folder->path, name, NULL);
        g_autoptr(GError) problem = NULL;
        *kind = kind_of(path, folder, &problem);
        if (*kind == KIND_SKIPPED || !belongs(folder, name, *kind))
            continue;
        if (problem != NULL)
            g_propagate_error(error, g_steal_pointer(&problem));
        return g_steal_pointer(&path);
    }
    return NULL;
}

static char *next_listed(MwWalk *walk)
{
    g_autoptr(GString) name = g_string_new(NULL);
    for (int c; (c = getc(walk->list)) != EOF;) {
        if (c != walk->end) {
            g_string_append_c(name, (char)c);
            continue;
        }
        if (walk->end == '\n' && g_str_has_suffix(name->str, "\r"))
            g_string_truncate(name, name->len - 1);
        if (name->len > 0)
            return g_string_free(g_steal_pointer(&name), false);
    }
    return name->len > 0 ? g_string_free(g_steal_pointer(&name), false) : NULL;
}

/* The next path that the user named. */
static char *next_given(MwWalk *walk, Kind *kind, GError **error)
{
    char *path = NULL;
    if (walk->next < walk->paths->len)
        path = g_strdup(g_ptr_array_index(walk->paths, walk->next++));
    else if (walk->list != NULL)
        path = next_listed(walk);
    if (path != NULL)
        *kind = strcmp(path, "-") == 0 ? KIND_FILE : kind_of(path, NULL, error);
    return path;
}

char *mw_walk_next(MwWalk *walk, GError **error)
{
    for (;;) {
        Kind kind = KIND_FILE;
        g_autofree char *path = next_in_folders(walk, &kind, error);
        if (path == NULL)
            path = next_given(walk, &kind, error);
        if (path == NULL)
            return NULL;
        if (kind != KIND_FOLDER || !enter(walk, path, error))
            return g_steal_pointer(&path);
    }
}
