/* mailwhy-bench CORPUS_DIR DNS_FILE: the floor, the scan path, and the scan path with libopendkim
 * as the only DKIM engine, in turns, in one process on one thread. Medians of five runs, in CPU
 * time. */

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "src/scan/floor.h"
#include "src/scan/judge.h"
#include "src/scan/summary.h"
#include "src/scan/walk.h"

enum { RUNS = 5 };

typedef struct {
    const MwScanJudge *judge;
    MwSummary *summary;
} Scan;

static double cpu_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static bool take_item(const char *source, unsigned index, MwItem *item, const GError *error,
                      void *user_data)
{
    Scan *scan = user_data;
    MwScanResult *result = mw_scan_judge(scan->judge, mw_scan_item_new(source, index, item, error));
    mw_summary_add(scan->summary, result->record);
    mw_scan_result_free(result);
    return true;
}

/* What `mailwhy scan --jobs 1` does with each file, down to the summary. */
static guint64 run_scan(const MwSession *session, const GPtrArray *paths)
{
    const MwScanJudge judge = {.session = session, .shape = MW_SCAN_TEXT};
    g_autoptr(MwSummary) summary = mw_summary_new();
    Scan scan = {&judge, summary};
    for (guint i = 0; i < paths->len; i++)
        mw_input_read(g_ptr_array_index(paths, i), &session->options->input, take_item, &scan);
    g_autoptr(GString) page = g_string_new(NULL);
    mw_summary_append_text(page, summary, "en");
    return summary->messages;
}

static int compare_doubles(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return left < right ? -1 : left > right;
}

static double median(double times[static RUNS])
{
    qsort(times, RUNS, sizeof times[0], compare_doubles);
    return times[RUNS / 2];
}

static GPtrArray *list_files(const char *folder, GError **error)
{
    g_autoptr(GPtrArray) roots = g_ptr_array_new();
    g_ptr_array_add(roots, g_strdup(folder));
    g_ptr_array_set_free_func(roots, g_free);
    g_autoptr(MwWalk) walk = mw_walk_new(roots, NULL, false, error);
    GPtrArray *paths = g_ptr_array_new_with_free_func(g_free);
    for (char *path; walk != NULL && (path = mw_walk_next(walk, NULL)) != NULL;)
        g_ptr_array_add(paths, path);
    return paths;
}

/* The same session, but libopendkim judges every DKIM-Signature and ours none. */
static guint64 run_libopendkim(const MwSession *session, const GPtrArray *paths)
{
    MwSession other = *session;
    other.evaluate.only_libopendkim = true;
    return run_scan(&other, paths);
}

static void print_line(const char *name, double seconds, guint64 messages)
{
    printf("%-7s %8.3f s  %8.0f messages/s\n", name, seconds, (double)messages / seconds);
}

static void measure(const MwSession *session, const GPtrArray *paths)
{
    double floor_times[RUNS], scan_times[RUNS], libopendkim_times[RUNS];
    guint64 verified = 0, messages = 0;
    g_autoptr(MwFloor) floor = mw_floor_prepare(paths, session->shared.dns);
    for (unsigned run = 0; run < RUNS; run++) {
        double begin = cpu_seconds();
        verified = mw_floor_run(floor);
        double after_floor = cpu_seconds();
        messages = run_scan(session, paths);
        double after_scan = cpu_seconds();
        run_libopendkim(session, paths);
        floor_times[run] = after_floor - begin;
        scan_times[run] = after_scan - after_floor;
        libopendkim_times[run] = cpu_seconds() - after_scan;
    }
    double floor_time = median(floor_times), scan_time = median(scan_times);
    double libopendkim_time = median(libopendkim_times);
    printf("%u files, %" G_GUINT64_FORMAT " messages, %" G_GUINT64_FORMAT
           " verifications; medians of %d runs\n",
           paths->len, messages, verified, RUNS);
    print_line("floor", floor_time, messages);
    print_line("mailwhy", scan_time, messages);
    printf("ratio   %8.2f\n", scan_time / floor_time);
    print_line("libopendkim", libopendkim_time, messages);
    printf("libopendkim / mailwhy %8.2f\n", libopendkim_time / scan_time);
}

/* `mode`: another value of --cross-check, to compare with. */
static int run(const char *folder, char *dns_file, char *mode)
{
    static char program[] = "scan", option[] = "--dns-file", check[] = "--cross-check";
    char *argv[] = {program, option, dns_file, mode != NULL ? check : NULL, mode, NULL};
    g_autoptr(GError) error = NULL;
    g_autofree char *help = NULL;
    g_autoptr(MwOptions) options = mw_options_parse(
        MW_OPTIONS_DNS | MW_OPTIONS_MESSAGE | MW_OPTIONS_SCAN, "", "", argv, &help, &error);
    const MwOptions batch = options != NULL ? mw_scan_options(options) : (MwOptions){0};
    g_autoptr(MwSession) session = options != NULL ? mw_session_new(&batch, &error) : NULL;
    g_autoptr(GPtrArray) paths = session != NULL ? list_files(folder, &error) : NULL;
    if (error != NULL) {
        fprintf(stderr, "mailwhy-bench: %s\n", error->message);
        return 2;
    }
    measure(session, paths);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc != 3 && argc != 4) {
        fputs("usage: mailwhy-bench CORPUS_DIR DNS_FILE [always|failures|never]\n", stderr);
        return 2;
    }
    return run(argv[1], argv[2], argc == 4 ? argv[3] : NULL);
}
