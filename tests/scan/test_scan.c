#include "tests/table.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* The program itself over a small batch: what comes out whatever the number of threads, what the
 * unreadable costs, and what a kill -9 leaves behind. */

enum { MAILS = 300, IN_MBOX = 80, UNREADABLE = 3 };

static const char zone[] = "example.com. 3600 IN TXT \"v=spf1 ip4:192.0.2.0/24 -all\"\n"
                           "_dmarc.example.com. 3600 IN TXT \"v=DMARC1; p=reject\"\n"
                           "$FAIL example.net. ANY servfail\n";

typedef struct {
    char *root;                 /* current folder of the program */
    char *whole, *whole_errors; /* NDJSON of an uninterrupted run, and its standard error */
    int status;
} Batch;

static void write_file(const char *root, const char *name, const char *text, gssize len)
{
    g_autofree char *path = g_build_filename(root, name, NULL);
    g_autofree char *folder = g_path_get_dirname(path);
    g_mkdir_with_parents(folder, 0700);
    assert_true(g_file_set_contents(path, text, len, NULL));
}

static char *make_mail(unsigned number)
{
    static const char *const domains[] = {"example.com", "example.net", "example.org"};
    return g_strdup_printf(
        "Received: from a.example (a.example [192.0.2.%u]) by mx.example.org with ESMTP;\r\n"
        "\tSat, 21 Nov 2026 10:00:00 +0000\r\n"
        "Return-Path: <a@%s>\r\nFrom: <a@%s>\r\nSubject: %u\r\n"
        "Date: Sat, 21 Nov 2026 10:00:00 +0000\r\n\r\nHello.\r\n",
        number % 250, domains[number % 3], domains[number % 3], number);
}

static void make_mails(const char *root)
{
    g_autoptr(GString) mbox = g_string_new(NULL);
    for (unsigned i = 0; i < MAILS; i++) {
        g_autofree char *mail = make_mail(i);
        g_autofree char *name = g_strdup_printf("in/%u/%03u.eml", i % 7, i);
        write_file(root, name, mail, -1);
        if (i < IN_MBOX)
            g_string_append_printf(mbox, "From a@example.com Sat Nov 21 10:00:00 2026\r\n%s\r\n",
                                   mail);
    }
    write_file(root, "in/3/box.mbox", mbox->str, (gssize)mbox->len);
    write_file(root, "in/empty.eml", "", 0);
    write_file(root, "in/2/binary.eml", "\x7f\x45\x4c\x46\0\0\0\1\0\2", 10);
    g_autofree char *pipe = g_build_filename(root, "in/pipe", NULL);
    assert_int_equal(mkfifo(pipe, 0600), 0);
    write_file(root, "dns.zone", zone, -1);
}

typedef struct {
    const char *output;  /* file that becomes standard output, appended to */
    gint64 kill_at;      /* kill -9 when it, or `watched`, has that many octets; -1: never */
    const char *watched; /* NULL: output */
} Start;

static gint64 size_of(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 ? info.st_size : 0;
}

static void become_program(const Batch *batch, const Start *start, const char *arguments)
{
    g_auto(GStrv) argv = NULL;
    g_autofree char *line =
        g_strdup_printf("mailwhy scan --dns-file dns.zone --lang en %s in", arguments);
    if (!g_shell_parse_argv(line, NULL, &argv, NULL) || chdir(batch->root) != 0)
        _exit(99);
    int out = open(start->output, O_WRONLY | O_CREAT | O_APPEND, 0600);
    int err = open("errors", O_WRONLY | O_CREAT | O_TRUNC, 0600);
    dup2(out, STDOUT_FILENO);
    dup2(err, STDERR_FILENO);
    execv(MAILWHY_PROGRAM, argv);
    _exit(98);
}

/* Runs the program; its exit status, -1 when it was killed. */
static int run_program(const Batch *batch, const Start *start, const char *arguments)
{
    g_autofree char *watched = g_build_filename(
        batch->root, start->watched != NULL ? start->watched : start->output, NULL);
    pid_t pid = fork();
    if (pid == 0)
        become_program(batch, start, arguments);
    int status = 0;
    while (waitpid(pid, &status, start->kill_at >= 0 ? WNOHANG : 0) == 0) {
        if (size_of(watched) >= start->kill_at)
            kill(pid, SIGKILL);
        g_usleep(50);
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static char *read_text(const Batch *batch, const char *name)
{
    g_autofree char *path = g_build_filename(batch->root, name, NULL);
    char *text = NULL;
    return g_file_get_contents(path, &text, NULL, NULL) ? text : g_strdup("");
}

static void remove_file(const Batch *batch, const char *name)
{
    g_autofree char *path = g_build_filename(batch->root, name, NULL);
    g_unlink(path);
}

static int set_up(void **state)
{
    Batch *batch = g_new0(Batch, 1);
    batch->root = g_dir_make_tmp("mailwhy-scan-XXXXXX", NULL);
    make_mails(batch->root);
    batch->status = run_program(batch, &(Start){"whole", -1, NULL}, "--format ndjson --jobs 1");
    batch->whole = read_text(batch, "whole");
    batch->whole_errors = read_text(batch, "errors");
    *state = batch;
    return 0;
}

static void remove_folder(const char *path)
{
    g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
    for (const char *name; folder != NULL && (name = g_dir_read_name(folder)) != NULL;) {
        g_autofree char *inner = g_build_filename(path, name, NULL);
        if (g_file_test(inner, G_FILE_TEST_IS_DIR))
            remove_folder(inner);
        else
            g_unlink(inner);
    }
    g_rmdir(path);
}

static int tear_down(void **state)
{
    Batch *batch = *state;
    remove_folder(batch->root);
    g_free(batch->root);
    g_free(batch->whole);
    g_free(batch->whole_errors);
    g_free(batch);
    return 0;
}

static unsigned count(const char *text, const char *what)
{
    unsigned found = 0;
    for (const char *at = text; (at = strstr(at, what)) != NULL; at += strlen(what))
        found++;
    return found;
}

static void one_line_each(void **state)
{
    const Batch *batch = *state;
    assert_int_equal(count(batch->whole, "\n"), MAILS + IN_MBOX + UNREADABLE);
    assert_int_equal(count(batch->whole, "{\"schema\":\"mailwhy.result/1\""),
                     MAILS + IN_MBOX + UNREADABLE);
}

static void unreadable_inputs(void **state)
{
    const Batch *batch = *state;
    assert_int_equal(batch->status, 3);
    assert_int_equal(count(batch->whole, "\"error\":"), UNREADABLE);
    assert_int_equal(count(batch->whole_errors, "\n"), UNREADABLE);
    assert_int_equal(count(batch->whole_errors, "mailwhy: in/"), UNREADABLE);
    assert_int_equal(count(batch->whole_errors, "mailwhy: in/pipe: not a regular file"), 1);
}

static void same_for_all_threads(void **state)
{
    const Batch *batch = *state;
    static const char *const jobs[] = {"--jobs 2", "--jobs 8", "--jobs 33"};
    for (size_t i = 0; i < G_N_ELEMENTS(jobs); i++) {
        g_autofree char *arguments = g_strconcat("--format ndjson ", jobs[i], NULL);
        remove_file(batch, "out");
        assert_int_equal(run_program(batch, &(Start){"out", -1, NULL}, arguments), 3);
        g_autofree char *out = read_text(batch, "out");
        g_autofree char *errors = read_text(batch, "errors");
        assert_true(strcmp(out, batch->whole) == 0);
        assert_string_equal(errors, batch->whole_errors);
    }
}

static void shards_make_the_whole(void **state)
{
    const Batch *batch = *state;
    unsigned lines = 0;
    for (unsigned i = 1; i <= 3; i++) {
        g_autofree char *arguments = g_strdup_printf("--format ndjson --shard %u/3", i);
        remove_file(batch, "out");
        run_program(batch, &(Start){"out", -1, NULL}, arguments);
        g_autofree char *out = read_text(batch, "out");
        g_auto(GStrv) each = g_strsplit(out, "\n", -1);
        for (char **line = each; **line != '\0'; line++, lines++)
            assert_non_null(strstr(batch->whole, *line));
    }
    assert_int_equal(lines, MAILS + IN_MBOX + UNREADABLE);
}

/* Ten kills in one go for each way of writing: every run goes on where the last was stopped. */
static void check_kills(const Batch *batch, const char *arguments, const char *output)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(7);
    gint64 length = (gint64)strlen(batch->whole);
    unsigned killed = 0;
    for (unsigned round = 0; round < 10; round++) {
        gint64 from = length * round / 11;
        gint64 at = from + g_rand_int_range(random, 0, (gint32)(length / 11));
        killed += run_program(batch, &(Start){"out", at, output}, arguments) == -1;
    }
    assert_true(killed >= 5); /* else the test would show nothing */
    int status = run_program(batch, &(Start){"out", -1, output}, arguments);
    assert_int_equal(status, 3);
    g_autofree char *out = read_text(batch, output);
    assert_int_equal(strlen(out), strlen(batch->whole));
    assert_true(strcmp(out, batch->whole) == 0);
}

static void killed_and_resumed(void **state)
{
    const Batch *batch = *state;
    remove_file(batch, "result");
    check_kills(batch, "--format ndjson --jobs 3 --resume log.1 --output result", "result");
    remove_file(batch, "out");
    check_kills(batch, "--format ndjson --jobs 3 --resume log.2", "out");
}

static void summary_after_resume(void **state)
{
    const Batch *batch = *state;
    remove_file(batch, "out");
    run_program(batch, &(Start){"out", -1, NULL}, "");
    g_autofree char *page = read_text(batch, "out");
    for (gint64 at = 500; at < 60000; at += 17000) /* the log grows, the page comes at the end */
        run_program(batch, &(Start){"out", at, "log.3"}, "--resume log.3");
    remove_file(batch, "out");
    run_program(batch, &(Start){"out", -1, NULL}, "--resume log.3");
    g_autofree char *resumed = read_text(batch, "out");
    assert_string_equal(resumed, page);
}

static void another_batch_is_refused(void **state)
{
    const Batch *batch = *state;
    run_program(batch, &(Start){"out", -1, NULL}, "--format ndjson --resume log.4");
    assert_int_equal(run_program(batch, &(Start){"out", -1, NULL}, "--format csv --resume log.4"),
                     2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        {"one line for each message and for each unreadable input", one_line_each, 0, 0, 0},
        {"unreadable inputs cost one error line each", unreadable_inputs, 0, 0, 0},
        {"the same octets whatever the number of threads", same_for_all_threads, 0, 0, 0},
        {"the shards together are the whole", shards_make_the_whole, 0, 0, 0},
        {"kill -9 loses nothing and repeats nothing", killed_and_resumed, 0, 0, 0},
        {"the summary counts what earlier runs did", summary_after_resume, 0, 0, 0},
        {"the log of another kind of scan is refused", another_batch_is_refused, 0, 0, 0},
    };
    return cmocka_run_group_tests_name("scan", tests, set_up, tear_down);
}
