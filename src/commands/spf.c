#include "src/commands/command.h"

#include <time.h>
#include <unistd.h>

#include "src/render/redact.h"
#include "src/render/spf_report.h"

/* What is asked: an evaluation when there is a client, else the walk of a domain. */
typedef struct {
    bool has_ip;
    MwSpfQuestion question;
    const char *domain; /* of the walk */
} Request;

static bool fail(const MwConsole *console, const char *message)
{
    mw_console_error(console, NULL, message);
    return false;
}

static const char *domain_of(const char *address)
{
    const char *at = strrchr(address, '@');
    return at != NULL ? at + 1 : address;
}

/* A DOMAIN stands for postmaster there, unless a sender is named. */
static bool read_request(const MwOptions *options, const MwConsole *console, Request *ret)
{
    if (options->arguments->len > 1)
        return fail(console, "spf takes one DOMAIN");
    const char *domain =
        options->arguments->len == 1 ? g_ptr_array_index(options->arguments, 0) : NULL;
    if (domain != NULL && options->mail_from != NULL)
        return fail(console, "give either DOMAIN or --mail-from");
    const char *sender = options->mail_from != NULL ? options->mail_from : domain;
    *ret = (Request){.has_ip = options->ip != NULL};
    if (!ret->has_ip) {
        ret->domain = sender != NULL ? domain_of(sender) : options->helo;
        return ret->domain != NULL && *ret->domain != '\0' ? true
                                                           : fail(console, "spf needs a DOMAIN");
    }
    if (!mw_ip_parse(mw_span(options->ip), &ret->question.ip))
        return fail(console, "--ip is not an IP address");
    if (sender == NULL && options->helo == NULL)
        return fail(console, "with --ip, give --mail-from, --helo or DOMAIN");
    ret->question.mail_from = sender;
    ret->question.helo = options->helo;
    ret->question.want_tree = ret->question.cross_check = true;
    ret->question.now = options->evaluate.has_at ? options->evaluate.at : options->evaluate.now;
    if (ret->question.now == 0)
        ret->question.now = time(NULL);
    return true;
}

static bool check_format(const MwOptions *options, const MwConsole *console)
{
    return options->format == MW_FORMAT_TEXT || options->format == MW_FORMAT_JSON ||
           fail(console, "spf writes --format text or json");
}

static MwExitStatus status_of(const MwOptions *options, const MwSpf *spf, bool has_ip)
{
    if (spf->problem == MW_SPF_PROBLEM_DNS || spf->result == MW_SPF_TEMPERROR)
        return MW_EXIT_INCONCLUSIVE;
    bool good = has_ip ? spf->result == MW_SPF_PASS : spf->problem == MW_SPF_PROBLEM_NONE;
    return good || options->exit_zero ? MW_EXIT_OK : MW_EXIT_FINDING;
}

static bool record_answers(const MwOptions *options, const MwConsole *console,
                           const MwDnsSession *session)
{
    if (options->record_dns == NULL)
        return true;
    g_autoptr(GError) error = NULL;
    g_autofree char *text = mw_dns_answers_to_file_text(mw_dns_session_answers(session));
    if (g_file_set_contents(options->record_dns, text, -1, &error))
        return true;
    mw_console_error(console, options->record_dns, error->message);
    return false;
}

static bool write_report(const MwOptions *options, const MwConsole *console,
                         const MwSpfReport *report)
{
    const MwRenderOptions render = {
        .lang = options->lang,
        .color = mw_options_use_color(options, STDOUT_FILENO),
    };
    GString *out = g_string_new(NULL);
    if (options->format == MW_FORMAT_JSON)
        mw_render_spf_json(out, report, &render);
    else
        mw_render_spf_text(out, report, &render);
    if (options->redact) {
        g_autoptr(MwRedactor) redactor = mw_redactor_new();
        g_autofree char *redacted = mw_redact_text(redactor, out->str);
        g_string_assign(out, redacted);
    }
    bool written = mw_console_write(console, out);
    g_string_free(out, TRUE);
    return written;
}

static MwExitStatus run_spf(const MwOptions *options, const MwConsole *console)
{
    Request request;
    if (!check_format(options, console) || !read_request(options, console, &request))
        return MW_EXIT_USAGE;
    g_autoptr(GError) error = NULL;
    g_autoptr(MwDns) dns = mw_options_open_dns(options, &error);
    if (dns == NULL) {
        mw_console_error(console, NULL, error->message);
        return MW_EXIT_USAGE;
    }
    g_autoptr(MwDnsSession) session = mw_dns_session_new(dns, options->time_limit_ms);
    g_autoptr(MwSpf) spf = request.has_ip ? mw_spf_evaluate(session, &request.question)
                                          : mw_spf_walk(session, request.domain);
    g_autoptr(MwSpfAdviceList) advice = request.has_ip ? NULL : mw_spf_advise(session, spf);
    char ip[MW_IP_TEXT_MAX];
    const MwSpfReport report = {
        .spf = spf,
        .ip = request.has_ip ? mw_ip_format(&request.question.ip, ip) : NULL,
        .advice = advice,
    };
    if (!write_report(options, console, &report) || !record_answers(options, console, session))
        return MW_EXIT_INTERNAL;
    return status_of(options, spf, request.has_ip);
}

const MwCommand mw_command_spf = {
    .name = "spf",
    .usage = "[DOMAIN]",
    .summary = "The SPF record of a domain: its look-up tree, or its verdict for a client\n"
               "With --ip: checks that address for --mail-from (or --helo, or DOMAIN). Without:\n"
               "draws the terms of DOMAIN with what each costs, where the eleventh look-up\n"
               "falls, and what can change to stay within ten.",
    .groups = MW_OPTIONS_OUTPUT | MW_OPTIONS_DNS | MW_OPTIONS_ENVELOPE | MW_OPTIONS_VERDICT,
    .run = run_spf,
};
