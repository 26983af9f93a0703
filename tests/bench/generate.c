/* Writes a corpus for measuring: see README.md. */

#include <glib/gstdio.h>
#include <stdio.h>

#include "tests/bench/compose.h"

enum { PER_FOLDER = 1000 };

typedef struct {
    gint count, median;
    char *seed;
    gboolean small;
} Options;

static bool write_file(const char *folder, const char *name, const GString *text, GError **error)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    return g_file_set_contents_full(path, text->str, (gssize)text->len, G_FILE_SET_CONTENTS_NONE,
                                    0666, error);
}

static void append_truth(GString *manifest, const char *name, const MwComposed *message)
{
    g_string_append_printf(manifest, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", name,
                           message->category, message->client_ip, message->helo, message->mail_from,
                           message->spf, message->dkim->str, message->dmarc, message->arc);
}

static bool write_message(const char *folder, const MwWorld *world, const Options *options,
                          guint number, GString *manifest, GError **error)
{
    const MwComposeOptions compose = {options->median, !options->small};
    g_autoptr(MwComposed) message = mw_compose(world, options->seed, number, &compose);
    g_autofree char *sub = g_strdup_printf("mail/%03u", number / PER_FOLDER);
    g_autofree char *name = g_strdup_printf("%s/%06u.eml", sub, number);
    g_autofree char *path = g_build_filename(folder, sub, NULL);
    g_mkdir_with_parents(path, 0777);
    append_truth(manifest, name, message);
    return write_file(folder, name, message->message, error);
}

static bool generate(const char *folder, const Options *options, GError **error)
{
    g_autoptr(MwWorld) world = mw_world_new(options->seed);
    g_autoptr(GString) manifest =
        g_string_new("file\tcategory\tclient_ip\thelo\tmail_from\tspf\tdkim\tdmarc\tarc\n");
    for (guint number = 0; number < (guint)options->count; number++)
        if (!write_message(folder, world, options, number, manifest, error))
            return false;
    return write_file(folder, "dns.zone", world->zone, error) &&
           write_file(folder, "manifest.tsv", manifest, error);
}

int main(int argc, char **argv)
{
    Options options = {.count = 2000, .median = 20000, .seed = NULL};
    const GOptionEntry entries[] = {
        {"count", 'n', 0, G_OPTION_ARG_INT, &options.count, "messages (2000)", "N"},
        {"seed", 's', 0, G_OPTION_ARG_STRING, &options.seed, "another corpus", "TEXT"},
        {"median", 0, 0, G_OPTION_ARG_INT, &options.median, "octets of a body (20000)", "N"},
        {"small", 0, 0, G_OPTION_ARG_NONE, &options.small, "none of 1 to 5 MB", NULL},
        {0}};
    g_autoptr(GOptionContext) context = g_option_context_new("FOLDER - write a corpus");
    g_option_context_add_main_entries(context, entries, NULL);
    g_autoptr(GError) error = NULL;
    if (!g_option_context_parse(context, &argc, &argv, &error) || argc != 2 || options.count < 1 ||
        options.median < 1) {
        fprintf(stderr, "generate: %s\n", error != NULL ? error->message : "wants one FOLDER");
        return 2;
    }
    if (options.seed == NULL)
        options.seed = g_strdup("mailwhy");
    bool done = generate(argv[1], &options, &error);
    if (!done)
        fprintf(stderr, "generate: %s\n", error->message);
    g_free(options.seed);
    return done ? 0 : 1;
}
