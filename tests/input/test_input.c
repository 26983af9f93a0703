#include "src/input/input.h"

#include <glib/gstdio.h>
#include <unistd.h>

#include "tests/input/collect.h"

struct input_case {
    const char *name, *input, *output;
};

#define HEAD      "From: a@example.org\r\nTo: b@example.net\r\nSubject: s\r\n"
#define SIGNATURE "DKIM-Signature: v=1; a=rsa-sha256; d=example.org; s=k; h=from; bh="

static struct input_case cases[] = {
    {"empty", "", "in#1 error 1: is empty"},
    {"blanks only", " \r\n\t\r\n", "in#1 error 1: is empty"},
    {"prose", "Dear all,\nnothing to see here.\n", "in#1 error 1: not mail: no header field in it"},
    {"a message", HEAD "\r\nbody\r\n", "in#1 message 3+6"},
    {"a message with LF", "From: a@example.org\nTo: b@example.net\n\nbody\n", "in#1 message 2+5"},
    {"an empty body is a body", HEAD "\r\n", "in#1 message 3+0"},
    {"a header block", HEAD, "in#1 headers headers-only 3"},
    {"a signed header block that ends in an empty line", HEAD SIGNATURE "q83vASNFZ4k=; b=x\r\n\r\n",
     "in#1 headers headers-only 4+0"},
    {"an empty body that was signed as such",
     HEAD SIGNATURE "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; b=x\r\n\r\n",
     "in#1 message 4+0"},
    {"Outlook's property: part headers follow the empty line",
     HEAD "Content-Type: multipart/alternative; boundary=\"b\"\r\n\r\n--b\r\n"
          "Content-Type: text/plain;\r\n\tcharset=\"utf-8\"\r\n\r\n--b--\r\n",
     "in#1 headers headers-only 4+59"},
    {"a part with text is a body",
     HEAD "\r\n--b\r\nContent-Type: text/plain\r\n\r\nhello\r\n--b--\r\n", "in#1 message 3+47"},
};

static void check(void **state)
{
    const struct input_case *c = *state;
    g_autofree char *printed = mw_test_read(c->input, strlen(c->input), NULL);
    assert_string_equal(printed, c->output);
}

static void digest_is_of_the_octets_given(void **state)
{
    (void)state;
    g_autoptr(GPtrArray) items = mw_test_items("From: a@example.org\n\n", 21, NULL);
    assert_int_equal(items->len, 1);
    const MwItem *item = items->pdata[0];
    g_autofree char *expected =
        g_compute_checksum_for_string(G_CHECKSUM_SHA256, "From: a@example.org\n\n", 21);
    assert_string_equal(item->sha256, expected);
    assert_int_equal(item->bytes, 21);
}

static char *read_path(const char *path)
{
    static const MwInputOptions none;
    GString *out = g_string_new(NULL);
    mw_input_read(path, &none, mw_test_collect, out);
    return g_string_free(out, FALSE);
}

static void a_path_that_is_not_there_is_an_error(void **state)
{
    (void)state;
    g_autofree char *printed = read_path("/nonexistent/mail.eml");
    assert_string_equal(printed, "/nonexistent/mail.eml#1 error 0: No such file or directory");
}

static void a_directory_is_an_error(void **state)
{
    (void)state;
    g_autofree char *printed = read_path("/");
    assert_string_equal(printed, "/#1 error 0: is a directory (mailwhy scan reads folders)");
}

static void files_small_and_mapped_are_read(void **state)
{
    (void)state;
    g_autofree char *folder = g_dir_make_tmp("mailwhy-input-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "a.eml", NULL);
    GString *text = g_string_new(HEAD "\r\n");
    for (unsigned round = 0; round < 2; round++) {
        assert_true(g_file_set_contents(path, text->str, (gssize)text->len, NULL));
        g_autofree char *printed = read_path(path);
        g_autofree char *expected =
            g_strdup_printf("%s#1 message 3+%zu", path, text->len - strlen(HEAD "\r\n"));
        assert_string_equal(printed, expected);
        while (text->len < 3 * 1024 * 1024)
            g_string_append(text, "a line of text\r\n");
    }
    g_string_free(text, TRUE);
    g_unlink(path);
    g_rmdir(folder);
}

static void put_file(const char *folder, const char *name, const char *text)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_autofree char *parent = g_path_get_dirname(path);
    g_mkdir_with_parents(parent, 0700);
    assert_true(g_file_set_contents(path, text, -1, NULL));
}

static void remove_all(const char *path)
{
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    for (const char *name; dir != NULL && (name = g_dir_read_name(dir)) != NULL;) {
        g_autofree char *inner = g_build_filename(path, name, NULL);
        remove_all(inner);
    }
    g_remove(path);
}

static void maildir_gives_its_messages(void **state)
{
    (void)state;
    g_autofree char *folder = g_dir_make_tmp("mailwhy-maildir-XXXXXX", NULL);
    put_file(folder, "cur/1:2,S", HEAD "\r\none\r\n");
    put_file(folder, "new/2 with ! blanks", HEAD "\r\ntwo!\r\n");
    put_file(folder, "tmp/3", HEAD "\r\nnot yet\r\n");
    g_autofree char *printed = read_path(folder);
    g_autofree char *expected = g_strdup_printf(
        "%s/cur/1:2,S#1 maildir 3+5\n%s/new/2 with ! blanks#1 maildir 3+6", folder, folder);
    assert_string_equal(printed, expected);
    g_autofree char *path = g_build_filename(folder, "cur", "1:2,S", NULL);
    g_autofree char *one = read_path(path);
    assert_true(g_str_has_suffix(one, "#1 maildir 3+5"));
    remove_all(folder);
}

static void standard_input_is_read_from_a_pipe(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], HEAD, strlen(HEAD)), strlen(HEAD));
    close(ends[1]);
    int saved = dup(STDIN_FILENO);
    dup2(ends[0], STDIN_FILENO);
    g_autofree char *printed = read_path("-");
    dup2(saved, STDIN_FILENO);
    close(saved);
    close(ends[0]);
    assert_string_equal(printed, "-#1 headers headers-only 3");
}

int main(void)
{
    struct CMUnitTest tests[G_N_ELEMENTS(cases)];
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        tests[i] = (struct CMUnitTest){cases[i].name, check, NULL, NULL, &cases[i]};
    const struct CMUnitTest others[] = {
        cmocka_unit_test(digest_is_of_the_octets_given),
        cmocka_unit_test(a_path_that_is_not_there_is_an_error),
        cmocka_unit_test(a_directory_is_an_error),
        cmocka_unit_test(files_small_and_mapped_are_read),
        cmocka_unit_test(maildir_gives_its_messages),
        cmocka_unit_test(standard_input_is_read_from_a_pipe),
    };
    return cmocka_run_group_tests_name("input", tests, NULL, NULL) +
           cmocka_run_group_tests_name("paths", others, NULL, NULL);
}
