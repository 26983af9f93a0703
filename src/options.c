#include "src/options.h"

#include <unistd.h>

#include "src/options_value.h"

static const char *const mw_color_names[] = {
    [MW_COLOR_AUTO] = "auto",
    [MW_COLOR_ALWAYS] = "always",
    [MW_COLOR_NEVER] = "never",
};
MW_DEFINE_ENUM_NAMES(MwColor, mw_color, MW_COLOR_N)

static void add_group(GOptionContext *context, const GOptionEntry *entries, bool wanted)
{
    if (wanted)
        g_option_context_add_main_entries(context, entries, NULL);
}

#define FLAG(name, letter, field, text)                                                            \
    {                                                                                              \
        name, letter, 0, G_OPTION_ARG_NONE, &raw->field, text, NULL                                \
    }
#define TEXT(name, letter, field, text, value)                                                     \
    {                                                                                              \
        name, letter, 0, G_OPTION_ARG_STRING, &raw->field, text, value                             \
    }
#define PATH(name, letter, field, text)                                                            \
    {                                                                                              \
        name, letter, 0, G_OPTION_ARG_FILENAME, &raw->field, text, "FILE"                          \
    }
#define LIST(name, field, text, value)                                                             \
    {                                                                                              \
        name, 0, 0, G_OPTION_ARG_STRING_ARRAY, &raw->field, text, value                            \
    }
#define END                                                                                        \
    {                                                                                              \
        NULL, 0, 0, 0, NULL, NULL, NULL                                                            \
    }

static void add_output_and_dns(GOptionContext *context, MwOptionGroups groups, MwRawOptions *raw)
{
    const GOptionEntry output[] = {
        TEXT("format", 'f', format, "Output format", "FMT"),
        TEXT("lang", 0, lang, "Language of the prose: en, ja", "LANG"),
        TEXT("color", 0, color, "auto, always or never", "WHEN"),
        FLAG("redact", 0, redact, "Pseudonyms and documentation addresses, same diagnosis"),
        LIST("rules", rules, "More rule files, after the shipped ones", "DIR"),
        END,
    };
    const GOptionEntry dns[] = {
        PATH("dns-file", 0, dns_file, "Answer DNS from this master file only"),
        PATH("record-dns", 0, record_dns, "Write every DNS answer used to this file"),
        TEXT("dns-server", 0, dns_server, "Ask this resolver", "ADDR[@PORT]"),
        FLAG("no-dns", 0, no_dns, "Recorded results only"),
        TEXT("dns-timeout", 0, dns_timeout, "For one look-up (default 5)", "SECONDS"),
        TEXT("time-limit", 0, time_limit, "For one message (default 30)", "SECONDS"),
        END,
    };
    add_group(context, output, groups & MW_OPTIONS_OUTPUT);
    add_group(context, dns, groups & MW_OPTIONS_DNS);
}

static void add_message(GOptionContext *context, MwOptionGroups groups, MwRawOptions *raw)
{
    const GOptionEntry envelope[] = {
        TEXT("ip", 0, ip, "Client IP, overriding what the headers say", "ADDR"),
        TEXT("helo", 0, helo, "HELO name", "NAME"),
        TEXT("mail-from", 0, mail_from, "Envelope sender; <> is the null one", "ADDR"),
        END,
    };
    const GOptionEntry message[] = {
        LIST("authserv-id", authserv_ids, "Whose Authentication-Results to believe", "ID"),
        FLAG("trust-none", 0, trust_none, "Believe none"),
        TEXT("dmarc-spec", 0, dmarc_spec, "9989, 7489 or auto", "RFC"),
        TEXT("at", 0, at, "The time for x= and the like, RFC 3339", "TIME"),
        TEXT("input", 0, input, "Kind of input, instead of detecting it", "KIND"),
        FLAG("outer", 0, outer, "Diagnose the carrier, not the mail attached to it"),
        PATH("zip-password-file", 0, zip_password_file, "Password of encrypted archives"),
        TEXT("cross-check", 0, cross_check, "Second engines: always, failures, never", "WHEN"),
        END,
    };
    const GOptionEntry verdict[] = {
        TEXT("fail-on", 0, fail_on, "What counts for the exit status: fail, warn, info", "LEVEL"),
        FLAG("exit-zero", 0, exit_zero, "Findings do not change the exit status"),
        END,
    };
    add_group(context, envelope, groups & MW_OPTIONS_ENVELOPE);
    add_group(context, message, groups & MW_OPTIONS_MESSAGE);
    add_group(context, verdict, groups & MW_OPTIONS_VERDICT);
}

static void add_batch(GOptionContext *context, MwOptionGroups groups, MwRawOptions *raw)
{
    const GOptionEntry scan[] = {
        TEXT("jobs", 'j', jobs, "Messages at the same time", "N"),
        PATH("files-from", 0, files_from, "Read the paths from this file; - is standard input"),
        FLAG("null", '0', nul_separated, "The paths of --files-from end with NUL"),
        PATH("resume", 0, resume, "Remember what is done in this file, and go on from it"),
        TEXT("shard", 0, shard, "Only part I of N, by a stable hash", "I/N"),
        FLAG("brief", 0, brief, "Only the columns of the CSV"),
        PATH("output", 'o', output, "Write results here"),
        TEXT("progress", 0, progress, "auto, always or never", "WHEN"),
        END,
    };
    const GOptionEntry domain[] = {
        LIST("provider", providers, "acs, ses or m365 (repeatable)", "NAME"),
        LIST("selector", selectors, "DKIM selector or SES token (repeatable)", "NAME"),
        TEXT("verification", 0, verification, "The ownership TXT that the portal shows", "VALUE"),
        FLAG("verified", 0, verified, "Ownership is already proved"),
        TEXT("mail-from-domain", 0, mail_from_domain, "SES: custom MAIL FROM domain", "NAME"),
        TEXT("region", 0, region, "SES: region of the identity", "REGION"),
        LIST("also-ask", also_ask, "A name server outside the delegation", "SERVER"),
        END,
    };
    add_group(context, scan, groups & MW_OPTIONS_SCAN);
    add_group(context, domain, groups & MW_OPTIONS_DOMAIN);
}

static bool is_negative_number(const char *argument)
{
    return argument[0] == '-' && g_ascii_isdigit(argument[1]);
}

/* GOption would take "-1" for a bundle of short options: such arguments wait aside, each keeping
 * its place by a marker no one can type (a NUL-less private-use text). */
#define NUMBER_MARK "\x01number"

static char **protect_numbers(char **argv, GQueue *numbers)
{
    GStrvBuilder *builder = g_strv_builder_new();
    for (char **argument = argv; *argument != NULL; argument++) {
        bool number = is_negative_number(*argument);
        if (number)
            g_queue_push_tail(numbers, g_strdup(*argument));
        g_strv_builder_add(builder, number ? NUMBER_MARK : *argument);
    }
    char **copy = g_strv_builder_end(builder);
    g_strv_builder_unref(builder);
    return copy;
}

static GPtrArray *take_arguments(char **argv, GQueue *numbers)
{
    GPtrArray *arguments = g_ptr_array_new_with_free_func(g_free);
    for (char **argument = argv + 1; *argument != NULL; argument++) {
        if (strcmp(*argument, "--") == 0)
            continue;
        g_ptr_array_add(arguments, strcmp(*argument, NUMBER_MARK) == 0 ? g_queue_pop_head(numbers)
                                                                       : g_strdup(*argument));
    }
    return arguments;
}

MwOptions *mw_options_parse(MwOptionGroups groups, const char *usage, const char *summary,
                            char **argv, char **ret_help, GError **error)
{
    g_autoptr(MwRawOptions) raw = g_new0(MwRawOptions, 1);
    gboolean help = FALSE;
    const GOptionEntry help_entry[] = {
        {"help", 'h', 0, G_OPTION_ARG_NONE, &help, "Show this help", NULL},
        END,
    };
    g_autoptr(GOptionContext) context = g_option_context_new(usage);
    g_option_context_set_summary(context, summary);
    g_option_context_set_help_enabled(context, FALSE);
    g_option_context_add_main_entries(context, help_entry, NULL);
    add_message(context, groups, raw);
    add_output_and_dns(context, groups, raw);
    add_batch(context, groups, raw);

    g_autoptr(GQueue) numbers = g_queue_new();
    char **rest = protect_numbers(argv, numbers);
    bool parsed = g_option_context_parse_strv(context, &rest, error);
    g_autoptr(GPtrArray) arguments = parsed ? take_arguments(rest, numbers) : NULL;
    g_queue_clear_full(numbers, g_free);
    g_strfreev(rest);
    if (!parsed)
        return NULL;
    if (help) {
        *ret_help = g_option_context_get_help(context, TRUE, NULL);
        return g_new0(MwOptions, 1);
    }
    MwOptions *options = mw_options_from_raw(raw, error);
    if (options != NULL)
        options->arguments = g_steal_pointer(&arguments);
    return options;
}

void mw_options_free(MwOptions *options)
{
    if (options == NULL)
        return;
    char *owned[] = {options->lang,       options->dns_file,     options->record_dns,
                     options->dns_server, options->ip,           options->helo,
                     options->mail_from,  options->zip_password, options->files_from,
                     options->resume,     options->output,       options->progress,
                     options->region,     options->verification, options->mail_from_domain};
    for (size_t i = 0; i < G_N_ELEMENTS(owned); i++)
        g_free(owned[i]);
    GPtrArray *lists[] = {options->rules_dirs, options->providers,
                          options->selectors,  options->also_ask,
                          options->arguments,  options->evaluate.trust.authserv_ids};
    for (size_t i = 0; i < G_N_ELEMENTS(lists); i++)
        g_clear_pointer(&lists[i], g_ptr_array_unref);
    g_free(options);
}

bool mw_options_use_color(const MwOptions *options, int fd)
{
    if (options->color != MW_COLOR_AUTO)
        return options->color == MW_COLOR_ALWAYS;
    const char *no_color = g_getenv("NO_COLOR");
    if (no_color != NULL && *no_color != '\0')
        return false;
    return isatty(fd) && g_strcmp0(g_getenv("TERM"), "dumb") != 0;
}
