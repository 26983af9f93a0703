#include "src/commands/command.h"

#include <unistd.h>

#include "src/render/redact_report.h"
#include "src/session.h"

typedef struct {
    const MwSession *session;
    const MwConsole *console;
    const MwOptions *options;
    MwRenderOptions render;
    MwExitStatus status;
    unsigned reports;     /* written so far */
    MwRedactor *redactor; /* of --redact, one for all messages; NULL */
    GPtrArray *answers;   /* MwDnsAnswer*, for --record-dns; NULL */
} Run;

static void keep_answers(Run *run, const MwEvaluation *evaluation)
{
    const GPtrArray *answers = mw_dns_session_answers(evaluation->dns);
    for (guint i = 0; run->answers != NULL && i < answers->len; i++)
        g_ptr_array_add(run->answers, mw_dns_answer_ref(g_ptr_array_index(answers, i)));
}

static void render_json(GString *out, const MwReport *report, const MwRenderOptions *options)
{
    mw_render_json(out, report, options, true);
}

/* One row per format; `begin` and `end` frame all reports, `between` stands between two. */
static const struct {
    void (*report)(GString *out, const MwReport *report, const MwRenderOptions *options);
    void (*begin)(GString *out, const MwRenderOptions *options);
    void (*end)(GString *out);
    const char *between;
} formats[MW_FORMAT_N] = {
    [MW_FORMAT_TEXT] = {mw_render_text, NULL, NULL, "\n"},
    [MW_FORMAT_JSON] = {render_json, NULL, NULL, ""},
    [MW_FORMAT_MARKDOWN] = {mw_render_markdown, NULL, NULL, "\n"},
    [MW_FORMAT_HTML] = {mw_render_html, mw_render_html_begin, mw_render_html_end, ""},
};

static bool write_frame(const Run *run, bool begin)
{
    MwFormat format = run->options->format;
    g_autoptr(GString) out = g_string_new(NULL);
    if (begin && formats[format].begin != NULL)
        formats[format].begin(out, &run->render);
    if (!begin && formats[format].end != NULL)
        formats[format].end(out);
    return out->len == 0 || mw_console_write(run->console, out);
}

static bool write_report(const Run *run, const MwReport *report)
{
    g_autoptr(GString) out = g_string_new(NULL);
    if (run->reports > 0)
        g_string_append(out, formats[run->options->format].between);
    formats[run->options->format].report(out, report, &run->render);
    return mw_console_write(run->console, out);
}

static bool take_item(const char *source, unsigned index, MwItem *item, const GError *error,
                      void *user_data)
{
    Run *run = user_data;
    (void)index;
    if (item == NULL) {
        mw_console_error(run->console, source, error->message);
        run->status = mw_exit_status_combine(run->status, MW_EXIT_UNREADABLE);
        return true;
    }
    g_autoptr(MwReport) report = mw_session_report(run->session, item);
    MwExitStatus status = mw_session_status(run->session, report);
    keep_answers(run, report->evaluation);
    if (run->redactor != NULL)
        mw_redact_report(run->redactor, report);
    bool written = write_report(run, report);
    run->reports++;
    run->status = mw_exit_status_combine(run->status, written ? status : MW_EXIT_INTERNAL);
    return written;
}

static void read_inputs(Run *run)
{
    const GPtrArray *paths = run->options->arguments;
    if (paths->len == 0 && isatty(STDIN_FILENO))
        fputs("mailwhy: paste a message or its headers, end with Ctrl-D\n", run->console->err);
    if (paths->len == 0)
        mw_input_read("-", &run->options->input, take_item, run);
    for (guint i = 0; i < paths->len && run->status != MW_EXIT_INTERNAL; i++)
        mw_input_read(g_ptr_array_index(paths, i), &run->options->input, take_item, run);
}

static void write_answers(Run *run)
{
    if (run->answers == NULL)
        return;
    g_autoptr(GError) error = NULL;
    g_autofree char *text = mw_dns_answers_to_file_text(run->answers);
    if (!g_file_set_contents(run->options->record_dns, text, -1, &error)) {
        mw_console_error(run->console, run->options->record_dns, error->message);
        run->status = MW_EXIT_INTERNAL;
    }
}

static MwExitStatus run_diagnose(const MwOptions *options, const MwConsole *console)
{
    if (options->format == MW_FORMAT_NDJSON || options->format == MW_FORMAT_CSV) {
        mw_console_error(console, NULL, "--format ndjson and csv belong to mailwhy scan");
        return MW_EXIT_USAGE;
    }
    g_autoptr(GError) error = NULL;
    g_autoptr(MwSession) session = mw_session_new(options, &error);
    if (session == NULL) {
        mw_console_error(console, NULL, error->message);
        return MW_EXIT_USAGE;
    }
    g_autoptr(GPtrArray) answers =
        options->record_dns != NULL
            ? g_ptr_array_new_with_free_func((GDestroyNotify)mw_dns_answer_unref)
            : NULL;
    g_autoptr(MwRedactor) redactor = options->redact ? mw_redactor_new() : NULL;
    Run run = {
        .session = session,
        .console = console,
        .options = options,
        .render = {.lang = options->lang, .color = mw_options_use_color(options, STDOUT_FILENO)},
        .status = MW_EXIT_OK,
        .answers = answers,
        .redactor = redactor,
    };
    if (!write_frame(&run, true))
        return MW_EXIT_INTERNAL;
    read_inputs(&run);
    if (!write_frame(&run, false))
        return MW_EXIT_INTERNAL;
    write_answers(&run);
    return run.status;
}

const MwCommand mw_command_diagnose = {
    .name = "",
    .usage = "[FILE…]",
    .summary = "Why did this message fail authentication, who must act, what must change?\n"
               "Reads each FILE (standard input without one, or for \"-\"): a message, pasted\n"
               "headers, an Authentication-Results field, a bounce, a .msg file, an mbox.",
    .groups = MW_OPTIONS_OUTPUT | MW_OPTIONS_DNS | MW_OPTIONS_ENVELOPE | MW_OPTIONS_MESSAGE |
              MW_OPTIONS_VERDICT,
    .run = run_diagnose,
};
