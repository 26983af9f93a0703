/* The program on a terminal, without arguments: it asks for a paste, and a long one gets through.
 */

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include "src/exit_status.h"
#include "tests/table.h"

enum { FILLER_LINES = 300, CHUNK = 512, PATIENCE_MS = 20000 };

static char *make_paste(void)
{
    GString *paste = g_string_new("Received: from a.example ([203.0.113.9]) by mx.example.net; "
                                  "Mon, 1 Jan 2024 10:00:00 +0000\n"
                                  "From: A <a@example.org>\nSubject: hello\n");
    for (unsigned i = 0; i < FILLER_LINES; i++)
        g_string_append_printf(paste, "X-Filler-%u: some value of an ordinary length\n", i);
    g_string_append(paste, "X-Last: yes\n\x04");
    return g_string_free(paste, FALSE);
}

static pid_t start(int *ret_terminal)
{
    pid_t child = forkpty(ret_terminal, NULL, NULL, NULL);
    if (child == 0) {
        execl(MAILWHY_PROGRAM, "mailwhy", "--no-dns", "--format=json", (char *)NULL);
        _exit(127);
    }
    return child;
}

/* Types `paste`, reading all the while as a terminal does; what the program wrote. */
static char *converse(int terminal, const char *paste)
{
    GString *out = g_string_new(NULL);
    size_t typed = 0, len = strlen(paste);
    for (;;) {
        struct pollfd state = {.fd = terminal, .events = POLLIN | (typed < len ? POLLOUT : 0)};
        if (poll(&state, 1, PATIENCE_MS) <= 0)
            break;
        if ((state.revents & POLLOUT) != 0) {
            ssize_t sent = write(terminal, paste + typed, MIN(len - typed, CHUNK));
            typed += sent > 0 ? (size_t)sent : 0;
        }
        char buffer[4096];
        ssize_t got =
            (state.revents & (POLLIN | POLLHUP)) != 0 ? read(terminal, buffer, sizeof buffer) : 0;
        if (got < 0)
            break; /* EIO: the program has ended */
        g_string_append_len(out, buffer, got);
    }
    return g_string_free(out, FALSE);
}

static void a_paste_of_300_lines_gets_through(void **state)
{
    (void)state;
    int terminal = -1, status = -1;
    pid_t child = start(&terminal);
    assert_true(child > 0);
    g_autofree char *paste = make_paste();
    g_autofree char *out = converse(terminal, paste);
    assert_int_equal(waitpid(child, &status, 0), child);
    close(terminal);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), MW_EXIT_INCONCLUSIVE); /* nothing recorded, no DNS */
    assert_non_null(strstr(out, "end with Ctrl-D"));
    assert_non_null(strstr(out, "\"kind\": \"headers\""));
    g_autofree char *bytes = g_strdup_printf("\"bytes\": %zu", strlen(paste) - 1);
    assert_non_null(strstr(out, bytes));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_paste_of_300_lines_gets_through)};
    return cmocka_run_group_tests_name("terminal", tests, NULL, NULL);
}
