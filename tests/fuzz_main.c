/* Runs a fuzzer's entry over the files of the folders (or the files) given, plus short prefixes of
 * each, without libFuzzer: the seeds are then a test in every build. */

#include <glib.h>
#include <stdint.h>
#include <stdio.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* An exact-size heap copy, so that ASan sees an over-read of one byte. */
static void run_prefix(const char *data, size_t size)
{
    uint8_t *copy = g_memdup2(data, size);
    LLVMFuzzerTestOneInput(copy, size);
    g_free(copy);
}

static unsigned run_file(const char *path)
{
    g_autofree char *data = NULL;
    gsize size = 0;
    if (!g_file_get_contents(path, &data, &size, NULL))
        return 0;
    run_prefix(data, size);
    for (gsize cut = 0; cut < size; cut += size / 64 + 1)
        run_prefix(data, cut);
    return 1;
}

static unsigned run_folder(const char *path)
{
    g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
    if (folder == NULL)
        return run_file(path);
    unsigned files = 0;
    for (const char *name; (name = g_dir_read_name(folder)) != NULL;) {
        g_autofree char *file = g_build_filename(path, name, NULL);
        files += run_file(file);
    }
    return files;
}

int main(int argc, char **argv)
{
    unsigned files = 0;
    for (int i = 1; i < argc; i++)
        files += run_folder(argv[i]);
    printf("%u seeds\n", files);
    return files > 0 ? 0 : 1;
}
