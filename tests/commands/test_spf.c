#include <stdio.h>
#include <unistd.h>

#include "src/commands/command.h"
#include "tests/table.h"

/* A command line behind "mailwhy spf --dns-file ZONE", its status, and how its output (or, for a
 * status of 2, its error) begins. */
struct command_case {
    const char *name, *arguments; /* divided by blanks */
    int status;
    const char *begins;
};

static const char zone[] = "$ORIGIN example.\n$TTL 300\n"
                           "d TXT \"v=spf1 ip4:192.0.2.0/24 -all\"\n"
                           "h TXT \"v=spf1 -all\"\n"
                           "bad TXT \"v=spf1 oops\"\n"
                           "$FAIL f TXT servfail\n";

static struct command_case cases[] = {
    {"the tree of a domain", "d.example", 0, "OK: the record of d.example costs 0 of 10"},
    {"the tree of a sender's domain", "--mail-from a@d.example", 0, "OK: the record of d.example"},
    {"the tree of a HELO name", "--helo h.example", 0, "OK: the record of h.example"},
    {"a record that does not work", "bad.example", 1, "PROBLEM: the record of bad.example"},
    {"a domain without record", "nothing.example", 1, "PROBLEM: nothing.example has no SPF record"},
    {"findings may be ignored", "bad.example --exit-zero", 0, "PROBLEM: "},
    {"no answer", "f.example", 4, "INCONCLUSIVE: DNS did not answer for f.example"},
    {"a client that may send", "--ip 192.0.2.9 --mail-from a@d.example", 0, "pass: 192.0.2.9 may"},
    {"a client that may not", "--ip 198.51.100.9 --mail-from a@d.example", 1, "fail: 198.51.100.9"},
    {"a domain stands for its postmaster", "--ip 192.0.2.9 d.example", 0, "pass: 192.0.2.9 may"},
    {"HELO alone", "--ip 192.0.2.9 --helo h.example", 1, "fail: 192.0.2.9 may not"},
    {"null reverse-path", "--ip 192.0.2.9 --mail-from <> --helo h.example", 1, "fail: 192.0.2.9"},
    {"no answer for a client", "--ip 192.0.2.9 f.example", 4, "temperror: "},
    {"Japanese", "--lang ja nothing.example", 1, "問題あり: nothing.example に"},
    {"JSON", "--format json d.example", 0, "{\n  \"schema\": \"mailwhy.spf/1\","},
    {"pseudonyms", "--redact d.example", 0, "OK: the record of org1.example costs 0 of 10"},
    {"a DNS file and no DNS at all", "--no-dns d.example", 2, "mailwhy: "},
    {"no domain", "", 2, "mailwhy: spf needs a DOMAIN\n"},
    {"a client and nobody to check", "--ip 192.0.2.9", 2, "mailwhy: with --ip, give --mail-from"},
    {"two domains", "d.example h.example", 2, "mailwhy: spf takes one DOMAIN\n"},
    {"domain and sender", "d.example --mail-from a@d.example", 2, "mailwhy: give either DOMAIN"},
    {"no address", "--ip x d.example", 2, "mailwhy: "},
    {"another format", "--format html d.example", 2, "mailwhy: spf writes --format text or json\n"},
    {"an unknown option", "--nonsense", 2, "mailwhy: "},
};

static int run(const char *zone_file, const char *arguments, char **ret_out, char **ret_err)
{
    g_autofree char *line =
        g_strdup_printf("mailwhy spf --lang en --dns-file %s %s", zone_file, arguments);
    g_auto(GStrv) argv = g_strsplit(g_strstrip(line), " ", -1);
    size_t sizes[2];
    FILE *out = open_memstream(ret_out, &sizes[0]), *err = open_memstream(ret_err, &sizes[1]);
    const MwConsole console = {.out = out, .err = err};
    int status = (int)mw_command_line(argv, &console);
    fclose(out);
    fclose(err);
    return status;
}

static void check(void **state)
{
    const struct command_case *c = *state;
    g_autofree char *file = NULL;
    int fd = g_file_open_tmp("mailwhy-spf-XXXXXX", &file, NULL);
    assert_true(fd >= 0);
    close(fd);
    assert_true(g_file_set_contents(file, zone, -1, NULL));
    char *out = NULL, *err = NULL;
    int status = run(file, c->arguments, &out, &err);
    remove(file);
    const char *text = c->status == MW_EXIT_USAGE ? err : out;
    if (!g_str_has_prefix(text, c->begins))
        fail_msg("\"%s\" does not begin with \"%s\"", text, c->begins);
    assert_int_equal(status, c->status);
    assert_string_equal(c->status == MW_EXIT_USAGE ? out : err, "");
    free(out);
    free(err);
}

MW_TABLE_MAIN("spf command", cases, check)
