/* Bad input gets one clear line and its exit status, and costs nothing else. */

#include "tests/samples/run.h"

#include <glib/gstdio.h>
#include <sys/stat.h>

#include "tests/table.h"

static char *folder; /* of the group */

struct bad_case {
    const char *name;
    const char *bytes; /* of the file; NULL: no file of that name */
    size_t len;
    int status;
    const char *says; /* on standard error */
};

static char zeros[4096];
#define BINARY                                                                                     \
    "\x7f"                                                                                         \
    "ELF\2\1\1\0\0\0\0\0\0\0\0\0\3\0>\0\1\0\0\0"

static struct bad_case cases[] = {
    {"empty", "", 0, MW_EXIT_UNREADABLE, "empty"},
    {"only line ends", "\r\n\r\n\r\n", 6, MW_EXIT_UNREADABLE, ""},
    {"binary", BINARY, sizeof BINARY, MW_EXIT_UNREADABLE, ""},
    {"zeros", zeros, sizeof zeros, MW_EXIT_UNREADABLE, ""},
    {"prose without a field", "Dear all,\n\nplease read this.\n", 29, MW_EXIT_UNREADABLE, ""},
    {"no such file", NULL, 0, MW_EXIT_UNREADABLE, "No such file"},
    {"NUL bytes in a message", "From: a@example.com\nSubject: \0x\0\n\n\0\0\n", 37, -1, NULL},
    {"a header without an end", "From: a@example.com", 19, -1, NULL},
};

static unsigned count_lines(const char *text)
{
    unsigned lines = 0;
    for (; *text != '\0'; text++)
        lines += *text == '\n';
    return lines;
}

static MwRun *run_on(const char *path)
{
    g_autoptr(GPtrArray) args = g_ptr_array_new();
    char no_dns[] = "--no-dns";
    g_autofree char *copy = g_strdup(path);
    g_ptr_array_add(args, no_dns);
    g_ptr_array_add(args, copy);
    return mw_run(args);
}

static void check(void **state)
{
    const struct bad_case *c = *state;
    g_autofree char *path = g_build_filename(folder, "input", NULL);
    if (c->bytes != NULL)
        assert_true(g_file_set_contents(path, c->bytes, (gssize)c->len, NULL));
    g_autoptr(MwRun) run = run_on(path);
    g_unlink(path);
    if (c->says == NULL) {
        assert_int_not_equal(run->status, MW_EXIT_UNREADABLE);
        assert_string_equal(run->err, "");
        return;
    }
    assert_int_equal(run->status, c->status);
    assert_string_equal(run->out, "");
    assert_int_equal(count_lines(run->err), 1);
    assert_true(g_str_has_prefix(run->err, "mailwhy: "));
    assert_non_null(strstr(run->err, path));
    assert_non_null(strstr(run->err, c->says));
}

static void a_directory(void **state)
{
    (void)state;
    g_autoptr(MwRun) run = run_on(folder);
    assert_int_equal(run->status, MW_EXIT_UNREADABLE);
    assert_int_equal(count_lines(run->err), 1);
    assert_non_null(strstr(run->err, "directory"));
}

static bool make_unreadable(const char *path)
{
    assert_true(g_file_set_contents(path, "From: a@example.com\n\n", -1, NULL));
    assert_int_equal(chmod(path, 0), 0);
    FILE *file = fopen(path, "r"); /* root reads everything */
    if (file == NULL)
        return true;
    fclose(file);
    return false;
}

static void an_unreadable_file(void **state)
{
    (void)state;
    g_autofree char *path = g_build_filename(folder, "secret", NULL);
    bool unreadable = make_unreadable(path);
    g_autoptr(MwRun) run = run_on(path);
    g_unlink(path);
    if (!unreadable) {
        print_message("run by root: nothing is unreadable\n");
        return;
    }
    assert_int_equal(run->status, MW_EXIT_UNREADABLE);
    assert_int_equal(count_lines(run->err), 1);
    assert_non_null(strstr(run->err, "ermission"));
}

/* The other inputs are still done. */
static void one_of_several(void **state)
{
    (void)state;
    g_autoptr(GPtrArray) args = g_ptr_array_new();
    char no_dns[] = "--no-dns", format[] = "--format=json", missing[] = "/nowhere/x.eml";
    char good[] = MAILWHY_SOURCE_DIR "/samples/all-pass/message.eml";
    g_ptr_array_add(args, no_dns);
    g_ptr_array_add(args, format);
    g_ptr_array_add(args, missing);
    g_ptr_array_add(args, good);
    g_autoptr(MwRun) run = mw_run(args);
    assert_int_equal(run->status, MW_EXIT_UNREADABLE);
    assert_int_equal(count_lines(run->err), 1);
    assert_non_null(strstr(run->out, "mailwhy.result/1"));
}

static void fifty_megabytes_of_zeros(void **state)
{
    (void)state;
    g_autofree char *path = g_build_filename(folder, "zeros", NULL);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fseek(file, 50 * 1024 * 1024 - 1, SEEK_SET), 0);
    fputc(0, file);
    fclose(file);
    g_autoptr(MwRun) run = run_on(path);
    g_unlink(path);
    assert_int_equal(run->status, MW_EXIT_UNREADABLE);
    assert_int_equal(count_lines(run->err), 1);
}

int main(void)
{
    struct CMUnitTest tests[G_N_ELEMENTS(cases) + 4] = {{0}};
    size_t n = 0;
    for (; n < G_N_ELEMENTS(cases); n++)
        tests[n] = (struct CMUnitTest){cases[n].name, check, NULL, NULL, &cases[n]};
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(a_directory);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(an_unreadable_file);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(one_of_several);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(fifty_megabytes_of_zeros);
    folder = g_dir_make_tmp("mailwhy-bad-XXXXXX", NULL);
    int failed = _cmocka_run_group_tests("bad input", tests, n, NULL, NULL);
    g_rmdir(folder);
    g_free(folder);
    return failed;
}
