#include "src/scan/scan.h"

#include <signal.h>
#include <string.h>
#include <time.h>

#include "src/scan/columns.h"
#include "src/scan/judge.h"
#include "src/scan/output.h"
#include "src/scan/pool.h"
#include "src/scan/prefetch.h"
#include "src/scan/progress.h"
#include "src/scan/resume.h"
#include "src/scan/shard.h"
#include "src/scan/summary.h"
#include "src/scan/walk.h"

/* While DNS is live most of the time is waiting. The window is how far ahead questions are asked.
 */
enum { LIVE_THREADS = 32, LIVE_WINDOW = 1024, FILE_WINDOW = 256, TICK_US = G_USEC_PER_SEC / 5 };
enum { LOOK_US = TICK_US / 4 };

static const char *const mw_scan_shape_names[] = {
    [MW_SCAN_TEXT] = "text",
    [MW_SCAN_NDJSON] = "ndjson",
    [MW_SCAN_BRIEF] = "brief",
    [MW_SCAN_CSV] = "csv",
};
MW_DEFINE_ENUM_NAMES(MwScanShape, mw_scan_shape, MW_SCAN_SHAPE_N)

MwScanShape mw_scan_shape_of(const MwOptions *options)
{
    if (options->format == MW_FORMAT_CSV)
        return MW_SCAN_CSV;
    if (options->format == MW_FORMAT_NDJSON || options->format == MW_FORMAT_JSON)
        return options->brief ? MW_SCAN_BRIEF : MW_SCAN_NDJSON;
    return MW_SCAN_TEXT;
}

MwOptions mw_scan_options(const MwOptions *options)
{
    MwOptions batch = *options;
    if (!options->cross_check_given)
        batch.evaluate.cross_check = MW_CROSS_CHECK_FAILURES;
    batch.title_only = mw_scan_shape_of(options) != MW_SCAN_NDJSON;
    batch.input.no_sha256 = mw_scan_shape_of(options) == MW_SCAN_TEXT;
    return batch;
}

typedef struct {
    const MwOptions *options;
    const MwConsole *console;
    MwDns *dns;
    MwScanJudge judge;
    MwOutput *output;
    MwResume *resume; /* NULL */
    MwSummary *summary;
    MwAnswers *answers;   /* NULL */
    MwRedactor *redactor; /* NULL */
    MwPool *pool;
    MwProgress progress;
    gint done, problems; /* atomic: inputs, messages */
    gint failed;         /* atomic: the output cannot be written */
    sigset_t signals;    /* those that end the scan */
    int signal;
    gint64 looked; /* for them last; monotonic */
} Scan;

/* ---- in the threads of the pool ---- */

static bool offer_item(const char *source, unsigned index, MwItem *item, const GError *error,
                       void *user_data)
{
    return mw_pool_offer(user_data, mw_scan_item_new(source, index, item, error));
}

static void read_input(MwPoolInput *input, const char *path, const char *problem, void *user_data)
{
    const Scan *scan = user_data;
    if (problem != NULL) {
        const GError error = {.message = (char *)(uintptr_t)problem}; /* is only read */
        mw_pool_offer(input, mw_scan_item_new(path, 1, NULL, &error));
        return;
    }
    mw_input_read(path, &scan->options->input, offer_item, input);
}

static void *judge_item(void *item, void *user_data)
{
    const Scan *scan = user_data;
    return mw_scan_judge(&scan->judge, item);
}

/* What cannot be written ends the scan: going on would only lose more. */
static void give_up(Scan *scan, const GError *error)
{
    mw_progress_clear(&scan->progress);
    if (g_atomic_int_compare_and_exchange(&scan->failed, 0, 1))
        mw_console_error(scan->console, NULL, error->message);
    mw_pool_stop(scan->pool);
}

static void complain(const Scan *scan, const MwScanRecord *record)
{
    mw_progress_clear(&scan->progress);
    mw_console_error(scan->console, record->columns[MW_COLUMN_SOURCE], record->error);
}

static void emit_result(const char *path, guint ordinal, void *data, void *user_data)
{
    (void)ordinal;
    Scan *scan = user_data;
    MwScanResult *result = data;
    g_autoptr(GError) error = NULL;
    if (result->record->error != NULL)
        complain(scan, result->record);
    bool written = g_atomic_int_get(&scan->failed) == 0 &&
                   mw_output_write(scan->output, result->line->str, result->line->len, &error) &&
                   (scan->resume == NULL || mw_resume_add(scan->resume, path, result->record,
                                                          scan->output->offset, &error));
    if (written)
        mw_summary_add(scan->summary, result->record);
    else if (error != NULL)
        give_up(scan, error);
    if (result->record->status == MW_EXIT_FINDING)
        g_atomic_int_inc(&scan->problems);
    mw_scan_result_free(result);
}

static void finish_input(const char *path, guint count, void *user_data)
{
    (void)count;
    Scan *scan = user_data;
    g_autoptr(GError) error = NULL;
    if (scan->resume != NULL && g_atomic_int_get(&scan->failed) == 0 &&
        !mw_resume_finish(scan->resume, path, &error))
        give_up(scan, error);
    g_atomic_int_inc(&scan->done);
}

static const MwPoolFuncs pool_funcs = {
    .read = read_input,
    .work = judge_item,
    .emit = emit_result,
    .finish = finish_input,
    .free_item = (void (*)(void *))mw_scan_item_free,
    .free_result = (void (*)(void *))mw_scan_result_free,
};

/* ---- in the main thread ---- */

/* Before each input, and between two waits: now and then shows the progress, and looks for Ctrl-C.
 * False: stop. */
static bool tick(Scan *scan)
{
    static const struct timespec no_wait = {0, 0};
    gint64 now = g_get_monotonic_time();
    if (now - scan->looked >= LOOK_US) {
        scan->looked = now;
        mw_progress_update(&scan->progress, (guint64)g_atomic_int_get(&scan->done),
                           (guint64)g_atomic_int_get(&scan->problems));
        int signal = sigtimedwait(&scan->signals, NULL, &no_wait);
        if (signal > 0)
            scan->signal = signal;
    }
    return scan->signal == 0 && g_atomic_int_get(&scan->failed) == 0;
}

static bool feed_input(Scan *scan, const char *path, const GError *problem)
{
    if (!mw_shard_has(scan->options->shard_index, scan->options->shard_count, path))
        return true;
    if (scan->resume != NULL && mw_resume_is_finished(scan->resume, path)) {
        g_atomic_int_inc(&scan->done);
        return true;
    }
    if (strcmp(mw_dns_mode(scan->dns), "live") == 0)
        mw_prefetch_file(scan->dns, path);
    const MwPoolPush push = {
        .path = path,
        .problem = problem != NULL ? problem->message : NULL,
        .skip = scan->resume != NULL ? mw_resume_skip(scan->resume, path) : 0,
    };
    while (tick(scan))
        if (mw_pool_push(scan->pool, &push, g_get_monotonic_time() + TICK_US))
            return true;
    return false;
}

static MwWalk *open_walk(const Scan *scan, GError **error)
{
    return mw_walk_new(scan->options->arguments, scan->options->files_from,
                       scan->options->nul_separated, error);
}

static bool feed_all(Scan *scan, MwWalk *walk)
{
    for (;;) {
        g_autoptr(GError) problem = NULL;
        g_autofree char *path = mw_walk_next(walk, &problem);
        if (path == NULL)
            return true;
        if (!feed_input(scan, path, problem))
            return false;
    }
}

/* The number of inputs, for the progress line alone. */
static guint64 count_inputs(const Scan *scan)
{
    if (g_strcmp0(scan->options->files_from, "-") == 0)
        return 0; /* it can be read once only */
    g_autoptr(MwWalk) walk = open_walk(scan, NULL);
    guint64 count = 0;
    for (char *path; walk != NULL && (path = mw_walk_next(walk, NULL)) != NULL; g_free(path))
        count += mw_shard_has(scan->options->shard_index, scan->options->shard_count, path);
    return count;
}

static void start_progress(Scan *scan, int fd)
{
    MwProgressMode mode = MW_PROGRESS_AUTO;
    if (g_strcmp0(scan->options->progress, "always") == 0)
        mode = MW_PROGRESS_ALWAYS;
    if (g_strcmp0(scan->options->progress, "never") == 0)
        mode = MW_PROGRESS_NEVER;
    mw_progress_init(&scan->progress, mode, fd, 0);
    if (scan->progress.shown)
        scan->progress.total = count_inputs(scan);
}

static void start_pool(Scan *scan)
{
    bool live = strcmp(mw_dns_mode(scan->dns), "live") == 0;
    guint cores = g_get_num_processors();
    guint threads = scan->options->jobs;
    if (scan->redactor != NULL)
        threads = 1; /* pseudonyms are numbered in the order of the messages */
    else if (threads == 0)
        threads = live ? MAX(LIVE_THREADS, cores * 4) : cores;
    const MwPoolOptions options = {threads, live ? LIVE_WINDOW : MAX(FILE_WINDOW, threads * 4)};
    scan->pool = mw_pool_new(&options, &pool_funcs, scan);
}

static void run_all(Scan *scan, MwWalk *walk)
{
    start_pool(scan);
    bool whole = feed_all(scan, walk);
    while (whole && !mw_pool_drain(scan->pool, g_get_monotonic_time() + TICK_US))
        whole = tick(scan);
    g_clear_pointer(&scan->pool, mw_pool_free);
    mw_progress_clear(&scan->progress);
}

/* ---- before and after ---- */

static void recall(const MwScanRecord *record, void *user_data)
{
    mw_summary_add(user_data, record);
}

/* Reads the log of earlier runs, and brings the output to where the log says it was. */
static bool open_resume(Scan *scan, GError **error)
{
    const MwOptions *options = scan->options;
    g_autofree char *shape = g_strdup_printf("%s %u/%u", mw_scan_shape_name(scan->judge.shape),
                                             options->shard_index, options->shard_count);
    scan->resume = mw_resume_open(options->resume, shape, recall, scan->summary, error);
    return scan->resume != NULL;
}

static bool open_output(Scan *scan, GError **error)
{
    const MwResumeState *state = scan->resume != NULL ? mw_resume_state(scan->resume) : NULL;
    bool continued = state != NULL && state->output_id != NULL;
    bool lines = scan->judge.shape != MW_SCAN_TEXT;
    scan->output =
        mw_output_new(scan->options->output, fileno(scan->console->out), continued && lines, error);
    if (scan->output == NULL)
        return false;
    g_autofree char *id = mw_output_id(scan->output);
    if (continued && lines && strcmp(id, state->output_id) == 0)
        return mw_output_cut(scan->output, state->offset, error);
    if (scan->judge.shape == MW_SCAN_CSV && (!continued || scan->output->offset == 0)) {
        g_autoptr(GString) header = g_string_new(NULL);
        mw_csv_append_header(header);
        if (!mw_output_write(scan->output, header->str, header->len, error))
            return false;
    }
    return scan->resume == NULL || mw_resume_begin(scan->resume, id, scan->output->offset, error);
}

/* The page of the text format, and the answers for --record-dns. */
static bool write_end(Scan *scan, GError **error)
{
    if (scan->judge.shape == MW_SCAN_TEXT) {
        g_autoptr(GString) page = g_string_new(NULL);
        mw_summary_append_text(page, scan->summary, scan->options->lang);
        if (!mw_output_write(scan->output, page->str, page->len, error))
            return false;
    }
    return scan->answers == NULL ||
           mw_answers_write(scan->answers, scan->options->record_dns, error);
}

static sigset_t ending_signals(void)
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    return signals;
}

void mw_scan_hold_signals(void)
{
    const sigset_t signals = ending_signals();
    pthread_sigmask(SIG_BLOCK, &signals, NULL);
}

static void tell_interrupted(const Scan *scan)
{
    g_autofree char *text =
        g_strdup_printf("stopped: %d inputs are done%s", scan->done,
                        scan->resume != NULL ? "; the same command goes on from there" : "");
    mw_console_error(scan->console, NULL, text);
}

static MwExitStatus scan_inputs(Scan *scan, MwWalk *walk, GError **error)
{
    mw_scan_hold_signals();
    start_progress(scan, fileno(scan->console->err));
    run_all(scan, walk);
    pthread_sigmask(SIG_UNBLOCK, &scan->signals, NULL);
    if (scan->signal != 0)
        tell_interrupted(scan);
    if (scan->failed != 0)
        return MW_EXIT_INTERNAL;
    return write_end(scan, error) ? scan->summary->status : MW_EXIT_INTERNAL;
}

static void scan_clear(Scan *scan)
{
    mw_output_free(scan->output);
    mw_resume_free(scan->resume);
    mw_summary_free(scan->summary);
    mw_answers_free(scan->answers);
    mw_redactor_free(scan->redactor);
}

MwScanOutcome mw_scan_run(const MwSession *session, const MwConsole *console)
{
    const MwOptions *options = session->options;
    Scan scan = {
        .options = options,
        .console = console,
        .dns = session->shared.dns,
        .summary = mw_summary_new(),
        .answers = options->record_dns != NULL ? mw_answers_new() : NULL,
        .redactor = options->redact ? mw_redactor_new() : NULL,
        .signals = ending_signals(),
    };
    scan.judge = (MwScanJudge){
        .session = session,
        .shape = mw_scan_shape_of(options),
        .render = {.lang = options->lang, .brief = options->brief},
        .answers = scan.answers,
        .redactor = scan.redactor,
    };
    g_autoptr(GError) error = NULL;
    g_autoptr(MwWalk) walk = open_walk(&scan, &error);
    MwScanOutcome outcome = {MW_EXIT_USAGE, 0};
    if (walk != NULL && (options->resume == NULL || open_resume(&scan, &error)) &&
        open_output(&scan, &error))
        outcome = (MwScanOutcome){scan_inputs(&scan, walk, &error), scan.signal};
    if (error != NULL)
        mw_console_error(console, NULL, error->message);
    scan_clear(&scan);
    return outcome;
}
