#include "rules/shipped.h"

#include <gio/gio.h>
#include <stdbool.h>

#include "rules/ruleset.h"
#include "rules/shipped_resource.h"

#define RESOURCE_DIR "/mailwhy/rules"

/* Where the running program is; NULL when the system does not tell. */
static char *program_dir(void)
{
    g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);
    return program != NULL ? g_path_get_dirname(program) : NULL;
}

static bool is_in_build_tree(const char *dir)
{
    return g_str_has_prefix(dir, MAILWHY_BUILD_DIR);
}

char *mw_shipped_dir(void)
{
    g_autofree char *here = program_dir();
    if (here == NULL)
        return NULL;
    if (is_in_build_tree(here))
        return g_file_test(MAILWHY_SOURCE_DIR "/rules", G_FILE_TEST_IS_DIR)
                   ? g_strdup(MAILWHY_SOURCE_DIR "/rules")
                   : NULL;
    g_autofree char *prefix = g_path_get_dirname(here);
    g_autofree char *dir = g_build_filename(prefix, "share", "mailwhy", "rules", NULL);
    return g_file_test(dir, G_FILE_TEST_IS_DIR) ? g_steal_pointer(&dir) : NULL;
}

char *mw_shipped_local_dir(void)
{
    g_autofree char *here = program_dir();
    if (here == NULL || is_in_build_tree(here) ||
        !g_file_test(MAILWHY_LOCAL_RULES, G_FILE_TEST_IS_DIR))
        return NULL;
    return g_strdup(MAILWHY_LOCAL_RULES);
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static GPtrArray *list_resources(const char *suffix, GError **error)
{
    g_auto(GStrv) names = g_resource_enumerate_children(mw_shipped_get_resource(), RESOURCE_DIR,
                                                        G_RESOURCE_LOOKUP_FLAGS_NONE, error);
    if (names == NULL)
        return NULL;
    GPtrArray *list = g_ptr_array_new_with_free_func(g_free);
    for (char **name = names; *name != NULL; name++)
        if (g_str_has_suffix(*name, suffix))
            g_ptr_array_add(list, g_strdup(*name));
    return list;
}

static GPtrArray *list_files(const char *path, const char *suffix, GError **error)
{
    g_autoptr(GDir) dir = g_dir_open(path, 0, error);
    if (dir == NULL)
        return NULL;
    GPtrArray *list = g_ptr_array_new_with_free_func(g_free);
    for (const char *name; (name = g_dir_read_name(dir)) != NULL;)
        if (g_str_has_suffix(name, suffix) && name[0] != '.')
            g_ptr_array_add(list, g_strdup(name));
    return list;
}

GPtrArray *mw_shipped_list(const char *dir, const char *suffix, GError **error)
{
    GPtrArray *list = dir == NULL ? list_resources(suffix, error) : list_files(dir, suffix, error);
    if (list != NULL)
        g_ptr_array_sort(list, compare_names);
    return list;
}

GBytes *mw_shipped_read(const char *dir, const char *name, GError **error)
{
    if (dir == NULL) {
        g_autofree char *path = g_strconcat(RESOURCE_DIR "/", name, NULL);
        return g_resource_lookup_data(mw_shipped_get_resource(), path, G_RESOURCE_LOOKUP_FLAGS_NONE,
                                      error);
    }
    g_autofree char *path = g_build_filename(dir, name, NULL);
    char *data;
    size_t len;
    if (!g_file_get_contents(path, &data, &len, error))
        return NULL;
    return g_bytes_new_take(data, len);
}
