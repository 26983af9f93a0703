#include "src/commands/command.h"

#include <signal.h>

#include "src/scan/scan.h"

static bool format_is_known(const MwOptions *options)
{
    switch (options->format) {
    case MW_FORMAT_TEXT:
    case MW_FORMAT_NDJSON:
    case MW_FORMAT_CSV:
        return true;
    case MW_FORMAT_JSON:
    case MW_FORMAT_MARKDOWN:
    case MW_FORMAT_HTML:
        break;
    }
    return false;
}

static MwExitStatus run_scan(const MwOptions *options, const MwConsole *console)
{
    if (!format_is_known(options)) {
        mw_console_error(console, NULL, "scan writes --format text, ndjson or csv");
        return MW_EXIT_USAGE;
    }
    if (options->arguments->len == 0 && options->files_from == NULL) {
        mw_console_error(console, NULL, "scan wants files, folders or --files-from");
        return MW_EXIT_USAGE;
    }
    g_autoptr(GError) error = NULL;
    mw_scan_hold_signals();
    const MwOptions batch = mw_scan_options(options);
    g_autoptr(MwSession) session = mw_session_new(&batch, &error);
    if (session == NULL) {
        mw_console_error(console, NULL, error->message);
        return MW_EXIT_USAGE;
    }
    MwScanOutcome outcome = mw_scan_run(session, console);
    if (outcome.signal != 0)
        raise(outcome.signal); /* a shell loop around us must see that it was interrupted */
    return outcome.status;
}

const MwCommand mw_command_scan = {
    .name = "scan",
    .usage = "PATH…",
    .summary = "Diagnose a batch: files, folders, mbox, Maildir, archives\n"
               "Ends with a page that says what is wrong, how often, for whom, and who must act;\n"
               "--format ndjson or csv writes a line for each message instead.",
    .groups = MW_OPTIONS_OUTPUT | MW_OPTIONS_DNS | MW_OPTIONS_ENVELOPE | MW_OPTIONS_MESSAGE |
              MW_OPTIONS_VERDICT | MW_OPTIONS_SCAN,
    .run = run_scan,
};
