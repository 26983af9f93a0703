#include "tests/samples/run.h"

#include <stdlib.h>
#include <string.h>

#include "src/commands/command.h"

MwRun *mw_run(const GPtrArray *args)
{
    g_autoptr(GPtrArray) argv = g_ptr_array_new();
    char program[] = "mailwhy";
    g_ptr_array_add(argv, program);
    for (guint i = 0; i < args->len; i++)
        g_ptr_array_add(argv, g_ptr_array_index(args, i));
    g_ptr_array_add(argv, NULL);

    MwRun *run = g_new0(MwRun, 1);
    size_t out_size = 0, err_size = 0;
    MwConsole console = {
        .out = open_memstream(&run->out, &out_size),
        .err = open_memstream(&run->err, &err_size),
    };
    run->status = mw_command_line((char **)argv->pdata, &console);
    fclose(console.out);
    fclose(console.err);
    return run;
}

void mw_run_free(MwRun *run)
{
    free(run->out); /* of open_memstream: not GLib's */
    free(run->err);
    g_free(run);
}

static const char *const known_keys[] = {"Primary", "Findings", "Not",   "Verdict",
                                         "Args",    "Exit",     "Input", "Command"};

static bool keys_are_known(GKeyFile *file, GError **error)
{
    g_auto(GStrv) keys = g_key_file_get_keys(file, "Expect", NULL, error);
    for (char **key = keys; keys != NULL && *key != NULL; key++) {
        bool known = false;
        for (size_t i = 0; i < G_N_ELEMENTS(known_keys); i++)
            known |= strcmp(*key, known_keys[i]) == 0;
        if (!known) {
            g_set_error(error, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_KEY_NOT_FOUND, "unknown key %s",
                        *key);
            return false;
        }
    }
    return keys != NULL;
}

static char *text_of(GKeyFile *file, const char *key)
{
    return g_key_file_get_string(file, "Expect", key, NULL);
}

static char **list_of(GKeyFile *file, const char *key)
{
    char **list = g_key_file_get_string_list(file, "Expect", key, NULL, NULL);
    for (char **item = list; list != NULL && *item != NULL; item++)
        g_strstrip(*item);
    return list != NULL ? list : g_new0(char *, 1);
}

MwSample *mw_sample_read(const char *folder, GError **error)
{
    g_autofree char *path = g_build_filename(folder, "expect.ini", NULL);
    g_autoptr(MwSample) sample = g_new0(MwSample, 1);
    sample->file = g_key_file_new();
    if (!g_key_file_load_from_file(sample->file, path, G_KEY_FILE_NONE, error) ||
        !keys_are_known(sample->file, error))
        return NULL;
    sample->name = g_path_get_basename(folder);
    sample->folder = g_strdup(folder);
    sample->command = text_of(sample->file, "Command");
    if (sample->command == NULL)
        sample->command = g_strdup("");
    sample->input = text_of(sample->file, "Input");
    if (sample->input == NULL && *sample->command == '\0')
        sample->input = g_strdup("message.eml");
    sample->args = text_of(sample->file, "Args");
    sample->primary = text_of(sample->file, "Primary");
    sample->verdict = text_of(sample->file, "Verdict");
    g_autofree char *status = text_of(sample->file, "Exit");
    sample->exit = status != NULL ? atoi(status) : -1;
    sample->findings = list_of(sample->file, "Findings");
    sample->not_findings = list_of(sample->file, "Not");
    return g_steal_pointer(&sample);
}

void mw_sample_free(MwSample *sample)
{
    g_free(sample->name);
    g_free(sample->folder);
    g_free(sample->command);
    g_free(sample->input);
    g_free(sample->args);
    g_free(sample->primary);
    g_free(sample->verdict);
    g_strfreev(sample->findings);
    g_strfreev(sample->not_findings);
    g_key_file_free(sample->file);
    g_free(sample);
}

static int compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

GPtrArray *mw_sample_folders(const char *root)
{
    GPtrArray *folders = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GDir) dir = g_dir_open(root, 0, NULL);
    for (const char *name; dir != NULL && (name = g_dir_read_name(dir)) != NULL;) {
        g_autofree char *path = g_build_filename(root, name, NULL);
        if (g_file_test(path, G_FILE_TEST_IS_DIR))
            g_ptr_array_add(folders, g_steal_pointer(&path));
    }
    g_ptr_array_sort(folders, compare_names);
    return folders;
}

static void add_words(GPtrArray *args, const char *text)
{
    g_auto(GStrv) words = NULL;
    if (text != NULL && *text != '\0' && g_shell_parse_argv(text, NULL, &words, NULL))
        for (char **word = words; *word != NULL; word++)
            g_ptr_array_add(args, g_strdup(*word));
}

GPtrArray *mw_sample_args(const MwSample *sample, const char *lang)
{
    GPtrArray *args = g_ptr_array_new_with_free_func(g_free);
    if (*sample->command != '\0')
        g_ptr_array_add(args, g_strdup(sample->command));
    g_ptr_array_add(args, g_strdup("--format=json"));
    g_ptr_array_add(args, g_strconcat("--lang=", lang, NULL));
    g_autofree char *zone = g_build_filename(sample->folder, "dns.zone", NULL);
    bool has_dns = sample->args != NULL && strstr(sample->args, "--no-dns") != NULL;
    if (!has_dns)
        g_ptr_array_add(args, g_strconcat("--dns-file=", zone, NULL));
    add_words(args, sample->args);
    if (sample->input != NULL)
        g_ptr_array_add(args, g_build_filename(sample->folder, sample->input, NULL));
    return args;
}
