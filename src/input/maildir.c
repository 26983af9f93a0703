#include "src/input/maildir.h"

static bool is_folder(const char *path, const char *name)
{
    g_autofree char *folder = g_build_filename(path, name, NULL);
    return g_file_test(folder, G_FILE_TEST_IS_DIR);
}

bool mw_maildir_is(const char *path)
{
    /* Most paths are files. */
    return g_file_test(path, G_FILE_TEST_IS_DIR) && is_folder(path, "cur") &&
           is_folder(path, "new") && is_folder(path, "tmp");
}

bool mw_maildir_holds(const char *path)
{
    g_autofree char *folder = g_path_get_dirname(path);
    g_autofree char *name = g_path_get_basename(folder);
    if (!g_str_equal(name, "cur") && !g_str_equal(name, "new"))
        return false;
    g_autofree char *parent = g_path_get_dirname(folder);
    return mw_maildir_is(parent);
}

static int compare(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void add_files(GPtrArray *out, const char *path, const char *name)
{
    g_autofree char *folder = g_build_filename(path, name, NULL);
    g_autoptr(GPtrArray) files = g_ptr_array_new();
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    for (const char *file; dir != NULL && (file = g_dir_read_name(dir)) != NULL;)
        if (file[0] != '.')
            g_ptr_array_add(files, g_build_filename(folder, file, NULL));
    g_ptr_array_sort(files, compare);
    g_ptr_array_extend_and_steal(out, g_steal_pointer(&files));
}

GPtrArray *mw_maildir_list(const char *path)
{
    GPtrArray *out = g_ptr_array_new_with_free_func(g_free);
    add_files(out, path, "cur");
    add_files(out, path, "new");
    return out;
}
