#include <stdio.h>

#include "src/commands/command.h"
#include "tests/table.h"

/* A command line behind "mailwhy", divided by "|", its status, and a part of its output (or, for
 * a status of 2 and 3, of its error). */
static struct command_case {
    const char *name, *arguments;
    int status;
    const char *part;
} cases[] = {
    {"a reason", "explain|compauth|001", 0, "compauth 001\n  Implicit failure"},
    {"in Japanese", "explain|compauth|001|--lang|ja", 0, "暗黙の失敗"},
    {"a value that begins with a minus", "explain|scl|-1", 0, "bypassed"},
    {"a bounce in several words", "explain|ndr|550|5.7.23|SPF|validation|failed", 0, "SPF"},
    {"a bounce in one word", "explain|ndr|550 5.7.23 SPF validation failed", 0, "SPF"},
    {"terminal codes in the question", "explain|scl|\x1b[31m", 0, "scl \\x1b[31m"},
    {"JSON", "explain|cat|SPOOF|--format|json", 0, "\"actor\": \"sender\","},
    {"JSON of a finding", "explain|no-evidence|--format|json", 0, "\"value\": null,"},
    {"an unknown value", "explain|cat|XYZ", 0, "Not a documented category"},
    {"an unknown topic", "explain|colour|red", 2,
     "mailwhy: colour: no such topic; give one of compauth"},
    {"no topic", "explain", 2, "no such topic"},
    {"another format", "explain|scl|5|--format|html", 2, "text or json"},
    {"the list", "rules|list", 0, "dkim-body-changed "},
    {"the list without the word", "rules", 0, "dkim-body-changed "},
    {"the list as JSON", "rules|list|--format|json", 0, "\"id\": \"dkim-body-changed\","},
    {"the languages", "rules|list|--format|json", 0,
     "\"languages\": [\n      \"en\",\n      \"ja\""},
    {"the facts", "rules|facts", 0, "dkim.body-hash\n"},
    {"the facts as JSON", "rules|facts|--format|json", 0, "\"name\": \"dkim.body-hash\""},
    {"the check", "rules|check", 0, "findings: no problem\n"},
    {"a folder that is not there", "rules|check|/nonexistent-mailwhy", 3, "/nonexistent-mailwhy"},
    {"another word", "rules|burn", 2, "list, check or facts"},
    {"too many words", "rules|check|a|b", 2, "list, check or facts"},
};

static void check(void **state)
{
    const struct command_case *c = *state;
    g_autofree char *line = g_strconcat("mailwhy|", c->arguments,
                                        strstr(c->arguments, "--lang") ? NULL : "|--lang|en", NULL);
    g_auto(GStrv) argv = g_strsplit(line, "|", -1);
    char *texts[2] = {NULL, NULL};
    size_t sizes[2];
    const MwConsole console = {.out = open_memstream(&texts[0], &sizes[0]),
                               .err = open_memstream(&texts[1], &sizes[1])};
    int status = (int)mw_command_line(argv, &console);
    fclose(console.out);
    fclose(console.err);
    bool refused = c->status == MW_EXIT_USAGE || c->status == MW_EXIT_UNREADABLE;
    if (strstr(texts[refused], c->part) == NULL)
        fail_msg("\"%s\" does not hold \"%s\"", texts[refused], c->part);
    assert_int_equal(status, c->status);
    assert_string_equal(texts[!refused], "");
    free(texts[0]);
    free(texts[1]);
}

MW_TABLE_MAIN("explain", cases, check)
