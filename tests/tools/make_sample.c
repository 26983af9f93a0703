/* Makes message.eml and the keys of dns.zone from the recipe of a sample: see README.md. */

#include <stdio.h>
#include <string.h>

#include "tests/tools/recipe.h"

static const char marker[] = "; keys, written by make_sample\n";

/* dns.zone by hand up to the marker, the keys after it. */
static char *whole_zone(const char *path, const GString *keys)
{
    g_autofree char *old = NULL;
    if (!g_file_get_contents(path, &old, NULL, NULL))
        old = g_strdup("");
    char *at = strstr(old, marker);
    if (at != NULL)
        *at = '\0';
    if (keys->len == 0)
        return g_steal_pointer(&old);
    bool open_line = old[0] != '\0' && !g_str_has_suffix(old, "\n");
    return g_strconcat(old, open_line ? "\n" : "", marker, keys->str, NULL);
}

/* Writes the file, or with `check` compares it. */
static bool settle(const char *path, const char *text, gsize len, bool check, GError **error)
{
    g_autofree char *old = NULL;
    gsize old_len = 0;
    bool same = g_file_get_contents(path, &old, &old_len, NULL) && old_len == len &&
                memcmp(old, text, len) == 0;
    if (same)
        return true;
    if (!check)
        return g_file_set_contents(path, text, (gssize)len, error);
    g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "%s is not what its recipe makes", path);
    return false;
}

static bool run_folder(const char *folder, bool check, GError **error)
{
    g_autofree char *recipe = g_build_filename(folder, "recipe", NULL);
    if (check && !g_file_test(recipe, G_FILE_TEST_EXISTS))
        return true; /* written by hand */
    g_autoptr(MwTestSample) sample = mw_test_sample_make(folder, error);
    if (sample == NULL)
        return false;
    g_autofree char *message = g_build_filename(folder, "message.eml", NULL);
    g_autofree char *zone = g_build_filename(folder, "dns.zone", NULL);
    g_autofree char *zone_text = whole_zone(zone, sample->zone);
    return settle(message, sample->message->str, sample->message->len, check, error) &&
           settle(zone, zone_text, strlen(zone_text), check, error);
}

int main(int argc, char **argv)
{
    bool check = argc > 1 && strcmp(argv[1], "--check") == 0;
    int status = 0;
    for (int i = check ? 2 : 1; i < argc; i++) {
        g_autoptr(GError) error = NULL;
        if (!run_folder(argv[i], check, &error)) {
            fprintf(stderr, "make_sample: %s: %s\n", argv[i], error->message);
            status = 1;
        }
    }
    return status;
}
