#include "src/commands/command.h"

#include <unistd.h>

#include "parsers/domain.h"
#include "src/diagnose/gather_domain.h"
#include "src/render/domain.h"
#include "src/render/redact.h"

typedef struct {
    const MwOptions *options;
    const MwConsole *console;
    MwRuleset *rules;
    MwDns *dns;
    char *domain, *mail_from_domain; /* normal form */
    MwDomainOptions check;
} Run;

static void clear_run(Run *run)
{
    g_clear_pointer(&run->rules, mw_ruleset_free);
    g_clear_pointer(&run->dns, mw_dns_free);
    g_clear_pointer(&run->check.providers, g_array_unref);
    g_free(run->domain);
    g_free(run->mail_from_domain);
}

/* ---- the command line ---- */

static bool bad(GError **error, const char *what, const char *value)
{
    g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s: %.300s", what, value);
    return false;
}

static bool read_name(const char *text, char **ret, GError **error)
{
    *ret = mw_domain_normalize(mw_span(text));
    if (*ret != NULL)
        return true;
    return bad(error,
               strlen(text) > MW_DOMAIN_MAX
                   ? "not a domain name (longer than 253 octets)"
                   : "not a domain name (empty label, label over 63 octets, or a bad character)",
               text);
}

static bool read_providers(Run *run, GError **error)
{
    const GPtrArray *names = run->options->providers;
    run->check.providers = g_array_new(FALSE, FALSE, sizeof(MwProvider));
    for (unsigned i = 0; names != NULL && i < names->len; i++) {
        const char *name = g_ptr_array_index(names, i);
        MwProvider provider;
        if (!mw_provider_from_name(mw_span(name), &provider) || provider == MW_PROVIDER_NONE)
            return bad(error, "--provider is acs, ses or m365, not", name);
        bool known = false;
        for (unsigned j = 0; j < run->check.providers->len; j++)
            known |= g_array_index(run->check.providers, MwProvider, j) == provider;
        if (!known)
            g_array_append_val(run->check.providers, provider);
    }
    return true;
}

/* SES has nothing to check without what its console shows. */
static bool has_enough(const Run *run, GError **error)
{
    const MwOptions *options = run->options;
    bool given = options->selectors->len > 0 || options->verification != NULL ||
                 options->mail_from_domain != NULL;
    for (unsigned i = 0; i < run->check.providers->len && !given; i++)
        if (g_array_index(run->check.providers, MwProvider, i) == MW_PROVIDER_SES) {
            g_set_error_literal(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                                "--provider ses needs the three tokens of the SES console, each "
                                "as --selector TOKEN");
            return false;
        }
    return true;
}

static bool read_options(Run *run, GError **error)
{
    const MwOptions *options = run->options;
    if (options->arguments->len != 1) {
        g_set_error_literal(error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
                            "give one domain: mailwhy domain [OPTION…] DOMAIN");
        return false;
    }
    if (options->format == MW_FORMAT_NDJSON || options->format == MW_FORMAT_CSV) {
        g_set_error_literal(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                            "--format ndjson and csv belong to mailwhy scan");
        return false;
    }
    if (!read_name(g_ptr_array_index(options->arguments, 0), &run->domain, error) ||
        !read_providers(run, error) || !has_enough(run, error))
        return false;
    if (options->mail_from_domain != NULL &&
        !read_name(options->mail_from_domain, &run->mail_from_domain, error))
        return false;
    run->check.selectors = options->selectors;
    run->check.verification = options->verification;
    run->check.mail_from_domain = run->mail_from_domain;
    run->check.region = options->region;
    run->check.verified = options->verified;
    run->check.also_ask = options->also_ask;
    return true;
}

/* ---- the check ---- */

static MwDiagnosis *diagnose(const Run *run, const MwDomainReport *report)
{
    MwLang lang = MW_LANG_EN;
    mw_lang_from_name(mw_span(run->options->lang), &lang);
    g_autoptr(MwFacts) facts = mw_gather_domain(report, run->rules, lang);
    return mw_diagnose_facts(facts, run->rules, lang);
}

static MwExitStatus status_of(const Run *run, const MwDiagnosis *diagnosis)
{
    if (run->options->exit_zero)
        return MW_EXIT_OK;
    for (unsigned i = 0; i < diagnosis->findings->len; i++) {
        const MwFinding *finding = g_ptr_array_index(diagnosis->findings, i);
        if (finding->severity >= run->options->fail_on)
            return MW_EXIT_FINDING;
    }
    return diagnosis->verdict == MW_VERDICT_INCONCLUSIVE ? MW_EXIT_INCONCLUSIVE : MW_EXIT_OK;
}

static void append_html(GString *out, const char *text, const MwRenderOptions *options)
{
    g_autofree char *escaped = g_markup_escape_text(text, -1);
    mw_render_html_begin(out, options);
    g_string_append_printf(out, "<pre>%s</pre>\n", escaped);
    mw_render_html_end(out);
}

static void render(const Run *run, GString *out, const MwDomainReport *report,
                   const MwDiagnosis *diagnosis)
{
    MwFormat format = run->options->format;
    if (format == MW_FORMAT_JSON) {
        mw_render_domain_json(out, report, diagnosis);
        return;
    }
    bool color = format == MW_FORMAT_TEXT && mw_options_use_color(run->options, STDOUT_FILENO);
    MwRenderOptions options = {.lang = run->options->lang, .color = color};
    GString *text = g_string_new(NULL);
    mw_render_domain_text(text, report, diagnosis, &options);
    if (format == MW_FORMAT_MARKDOWN)
        g_string_append_printf(out, "# %s\n\n```\n%s```\n", report->domain, text->str);
    else if (format == MW_FORMAT_HTML)
        append_html(out, text->str, &options);
    else
        g_string_append_len(out, text->str, (gssize)text->len);
    g_string_free(text, TRUE);
}

/* The page as a whole: it has no parts that must stay. What is secret without looking like a name
 * or a key is named. */
static void redact(const Run *run, const MwDomainReport *report, GString *out)
{
    g_autoptr(MwRedactor) redactor = mw_redactor_new();
    if (strcmp(report->unicode, report->domain) != 0)
        mw_redactor_hide(redactor, report->unicode, "[domain]");
    if (run->check.verification != NULL)
        mw_redactor_hide(redactor, run->check.verification, "[verification]");
    g_autofree char *text = mw_redact_text(redactor, out->str);
    g_string_assign(out, text);
}

static MwExitStatus record_answers(const Run *run, const MwDomainReport *report)
{
    g_autoptr(GError) error = NULL;
    if (run->options->record_dns == NULL)
        return MW_EXIT_OK;
    g_autofree char *text = mw_dns_answers_to_file_text(mw_dns_session_answers(report->dns));
    if (g_file_set_contents(run->options->record_dns, text, -1, &error))
        return MW_EXIT_OK;
    mw_console_error(run->console, run->options->record_dns, error->message);
    return MW_EXIT_INTERNAL;
}

static MwExitStatus check(const Run *run)
{
    g_autoptr(MwDomainReport) report =
        mw_domain_check(run->dns, run->domain, &run->check, run->options->time_limit_ms);
    g_autoptr(MwDiagnosis) diagnosis = diagnose(run, report);
    GString *out = g_string_new(NULL);
    render(run, out, report, diagnosis);
    if (run->options->redact)
        redact(run, report, out);
    bool written = mw_console_write(run->console, out);
    g_string_free(out, TRUE);
    MwExitStatus recorded = record_answers(run, report);
    return mw_exit_status_combine(recorded, written ? status_of(run, diagnosis) : MW_EXIT_INTERNAL);
}

static MwExitStatus run_domain(const MwOptions *options, const MwConsole *console)
{
    g_autoptr(GError) error = NULL;
    Run run = {.options = options, .console = console};
    MwExitStatus status = MW_EXIT_USAGE;
    if (read_options(&run, &error) &&
        (run.rules = mw_ruleset_load(options->rules_dirs, &error)) != NULL &&
        (run.dns = mw_options_open_dns(options, &error)) != NULL)
        status = check(&run);
    else
        mw_console_error(console, NULL, error->message);
    clear_run(&run);
    return status;
}

const MwCommand mw_command_domain = {
    .name = "domain",
    .usage = "DOMAIN",
    .summary = "Is a sending domain set up in DNS as its provider wants it?\n"
               "Asks the resolver and every authoritative server, compares each record with what\n"
               "Azure Communication Services (acs), Amazon SES (ses) or Microsoft 365 (m365) ask\n"
               "for, and shows the records to publish.",
    .groups = MW_OPTIONS_OUTPUT | MW_OPTIONS_DNS | MW_OPTIONS_VERDICT | MW_OPTIONS_DOMAIN,
    .run = run_domain,
};
