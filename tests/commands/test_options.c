#include "src/options.h"

#include "tests/table.h"

struct options_case {
    const char *name, *line;
    const char *error; /* a word of the message; NULL: taken */
    const char *shown; /* what was understood */
};

static struct options_case cases[] = {
    {"nothing", "", NULL, "text  5000 30000 auto fail"},
    {"a file", "a.eml", NULL, "text  5000 30000 auto fail a.eml"},
    {"options after the file", "a.eml --format json", NULL, "json  5000 30000 auto fail a.eml"},
    {"null reverse-path", "--mail-from <>", NULL, "text [] 5000 30000 auto fail"},
    {"a domain is postmaster", "--mail-from example.com", NULL,
     "text [postmaster@example.com] 5000 30000 auto fail"},
    {"brackets are removed", "--mail-from <a@example.com>", NULL,
     "text [a@example.com] 5000 30000 auto fail"},
    {"a negative number is an argument", "scl -1", NULL, "text  5000 30000 auto fail scl -1"},
    {"seconds with a fraction", "--dns-timeout 0.25 --time-limit 2", NULL,
     "text  250 2000 auto fail"},
    {"everything after -- is an argument", "-- --format", NULL,
     "text  5000 30000 auto fail --format"},
    {"standard input", "-", NULL, "text  5000 30000 auto fail -"},
    {"unknown option", "--frmat json", "frmat", NULL},
    {"unknown format", "--format xml", "--format xml", NULL},
    {"no address", "--ip 192.0.2", "--ip 192.0.2", NULL},
    {"no time", "--at yesterday", "--at yesterday", NULL},
    {"no seconds", "--dns-timeout soon", "--dns-timeout soon", NULL},
    {"negative seconds", "--dns-timeout=-1", "--dns-timeout -1", NULL},
    {"shard out of range", "--shard 3/2", "--shard 3/2", NULL},
    {"shard of nothing", "--shard 1", "--shard 1", NULL},
    {"no jobs", "--jobs 0", "--jobs 0", NULL},
    {"unknown language", "--lang fr", "--lang fr", NULL},
    {"two DNS wishes", "--no-dns --dns-file x", "--dns-file", NULL},
};

static char *show(const MwOptions *options)
{
    GString *text = g_string_new(NULL);
    g_string_append_printf(
        text, "%s %s%s%s %u %u %s %s", mw_format_name(options->format),
        options->mail_from ? "[" : "", options->mail_from ? options->mail_from : "",
        options->mail_from ? "]" : "", options->dns_timeout_ms, options->time_limit_ms,
        mw_dmarc_spec_name(options->evaluate.dmarc_spec), mw_severity_name(options->fail_on));
    for (guint i = 0; i < options->arguments->len; i++)
        g_string_append_printf(text, " %s", (char *)g_ptr_array_index(options->arguments, i));
    return g_string_free(text, FALSE);
}

static void check(void **state)
{
    const struct options_case *c = *state;
    g_autofree char *line = g_strconcat("mailwhy ", c->line, NULL);
    g_auto(GStrv) argv = g_strsplit(*c->line != '\0' ? line : "mailwhy", " ", -1);
    g_autoptr(GError) error = NULL;
    g_autofree char *help = NULL;
    g_autoptr(MwOptions) options =
        mw_options_parse((MwOptionGroups)~0u, "", "", argv, &help, &error);
    if (c->error != NULL) {
        assert_null(options);
        assert_non_null(strstr(error->message, c->error));
        return;
    }
    if (options == NULL)
        fail_msg("%s", error->message);
    g_autofree char *shown = show(options);
    assert_string_equal(shown, c->shown);
}

MW_TABLE_MAIN("options", cases, check)
