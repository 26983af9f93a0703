#include "src/message/mime.h"

#include <signal.h>

#include "tests/table.h"

/* What a row does with its input. */
enum { DECODE, MAILBOXES, PARTS, NESTED, CONTENT };

struct mime_case {
    const char *name;
    int what;
    const char *input, *output;
};

#define MIXED "Content-Type: multipart/mixed; boundary=b\r\n\r\n"

static struct mime_case cases[] = {
    {"plain text", DECODE, " Hello  world\r\n\tagain ", "Hello world again"},
    {"base64 word", DECODE, "=?UTF-8?B?5pel5pys?=", "\xe6\x97\xa5\xe6\x9c\xac"},
    {"words next to each other are joined", DECODE, "=?utf-8?Q?a?=\r\n =?utf-8?Q?b?=", "ab"},
    {"ISO-2022-JP word", DECODE, "=?ISO-2022-JP?B?GyRCRnxLXBsoQg==?=", "\xe6\x97\xa5\xe6\x9c\xac"},
    {"a word with a line end inside its first mark", DECODE, "=\r\n?utf-8?Q?=C3=A4?=", "\xc3\xa4"},
    {"plain text with equals sign and question mark", DECODE, " a=b? =\r\n ?c ", "a=b? = ?c"},
    {"control character 26", DECODE, "a\x1a b", "a\xef\xbf\xbd b"},
    {"raw UTF-8", DECODE, "J\xc3\xb6", "J\xc3\xb6"},
    {"broken word stays", DECODE, "=?utf-8?B?", "=?utf-8?B?"},
    {"mailbox", MAILBOXES, " A B <a@example.org>", "A B|a@example.org;"},
    {"bare address", MAILBOXES, "a@example.org", "-|a@example.org;"},
    {"two mailboxes", MAILBOXES, "a@example.org, \"B, C\" <b@example.net>",
     "-|a@example.org;B, C|b@example.net;"},
    {"group", MAILBOXES, "team: a@example.org, b@example.org;", "-|a@example.org;-|b@example.org;"},
    {"encoded name", MAILBOXES, "=?utf-8?Q?J=C3=B6?= <j@example.org>", "J\xc3\xb6|j@example.org;"},
    {"no address", MAILBOXES, "", ""},
    {"single part", PARTS, "Subject: x\r\n\r\nbody\r\n", "0 text/plain [body\\]"},
    {"two parts", PARTS,
     MIXED
     "preamble\r\n--b\r\n\r\none\r\n--b\r\nContent-Type: text/html\r\n\r\ntwo\r\n--b--\r\nend",
     "0 multipart/mixed closed; 1 text/plain [one]; 1 text/html [two]"},
    {"LF line ends", PARTS,
     "Content-Type: multipart/mixed; boundary=\"b\"\n\n--b\n\none\n\n--b--\n",
     "0 multipart/mixed closed; 1 text/plain [one\\]"},
    {"no closing delimiter", PARTS, MIXED "--b\r\n\r\none\r\n",
     "0 multipart/mixed; 1 text/plain [one\\]"},
    {"nested", PARTS,
     MIXED "--b\r\nContent-Type: multipart/alternative; boundary=bb\r\n\r\n--bb\r\n\r\none\r\n"
           "--bb--\r\n--b\r\n\r\ntwo\r\n--b--\r\n",
     "0 multipart/mixed closed; 1 multipart/alternative closed; 2 text/plain [one]; "
     "1 text/plain [two]"},
    {"outer delimiter ends an inner multipart", PARTS,
     MIXED "--b\r\nContent-Type: multipart/alternative; boundary=c\r\n\r\n--c\r\n\r\none\r\n"
           "--b\r\n\r\ntwo\r\n--b--\r\n",
     "0 multipart/mixed closed; 1 multipart/alternative; 2 text/plain [one]; 1 text/plain [two]"},
    {"message part with a name", PARTS,
     MIXED "--b\r\nContent-Type: message/rfc822\r\nContent-Disposition: attachment;\r\n"
           " filename*=utf-8''m%20x.eml\r\n\r\nFrom: a@example.org\r\n\r\nhi\r\n--b--\r\n",
     "0 multipart/mixed closed; 1 message/rfc822 m x.eml [From: a@example.org\\\\hi]"},
    {"part without an empty line", PARTS, MIXED "--b\r\nContent-Type: text/html\r\n--b--\r\n",
     "0 multipart/mixed closed; 1 text/html []"},
    {"digest", PARTS,
     "Content-Type: multipart/digest; boundary=b\r\n\r\n--b\r\n\r\nSubject: "
     "x\r\n\r\ny\r\n--b--\r\n",
     "0 multipart/digest closed; 1 message/rfc822 [Subject: x\\\\y]"},
    {"report", PARTS,
     "Content-Type: multipart/report; report-type=Delivery-Status; boundary=b\r\n\r\n--b--\r\n",
     "0 multipart/report delivery-status closed"},
    {"plain mail has nothing nested", NESTED, "Subject: x\r\n\r\nmessage/rfc822", "no"},
    {"text about a part is no part", NESTED, MIXED "--b\r\n\r\nmessage/rfc822\r\n--b--\r\n", "no"},
    {"message part", NESTED, MIXED "--b\r\nContent-Type: Message/RFC822\r\n\r\n--b--\r\n", "yes"},
    {"Outlook attachment", NESTED,
     MIXED "--b\r\nContent-Type: application/octet-stream;\r\n name=\"x.MSG\"\r\n\r\n--b--\r\n",
     "yes"},
    {"message that is a message", NESTED, "Content-Type: message/rfc822\r\n\r\nSubject: x\r\n",
     "yes"},
    {"base64 content", CONTENT, "Content-Transfer-Encoding: Base64\r\n\r\nSGVs\r\nbG8=\r\n",
     "Hello"},
    {"quoted-printable content", CONTENT,
     "Content-Transfer-Encoding: quoted-printable\r\n\r\na=3Db=\r\nc", "a=bc"},
    {"8bit content", CONTENT, "Content-Transfer-Encoding: 8bit\r\n\r\na=3Db", "a=3Db"},
};

static void print_span(GString *out, MwSpan span)
{
    g_string_append(out, " [");
    for (size_t i = 0; i < span.len; i++)
        if (span.data[i] != '\r')
            g_string_append_c(out, span.data[i] == '\n' ? '\\' : span.data[i]);
    g_string_append(out, "]");
}

static char *print_parts(const MwMessage *message)
{
    GString *out = g_string_new(NULL);
    g_autoptr(GPtrArray) parts = mw_mime_parts(message);
    for (guint i = 0; i < parts->len; i++) {
        const MwPart *part = parts->pdata[i];
        g_string_append_printf(out, "%s%u %s", i > 0 ? "; " : "", part->depth, part->type);
        if (part->filename != NULL)
            g_string_append_printf(out, " %s", part->filename);
        if (part->report_type != NULL)
            g_string_append_printf(out, " %s", part->report_type);
        if (part->boundary == NULL)
            print_span(out, part->body);
        g_string_append(out, part->closed ? " closed" : "");
    }
    return g_string_free(out, FALSE);
}

static char *print_mailboxes(const char *input)
{
    GString *out = g_string_new(NULL);
    g_autoptr(GPtrArray) mailboxes = mw_mime_mailboxes(mw_span(input));
    for (guint i = 0; i < mailboxes->len; i++) {
        const MwMailbox *mailbox = mailboxes->pdata[i];
        g_string_append_printf(out, "%s|%s;", mailbox->display != NULL ? mailbox->display : "-",
                               mailbox->address);
    }
    return g_string_free(out, FALSE);
}

static char *print_content(const MwMessage *message)
{
    g_autoptr(GPtrArray) parts = mw_mime_parts(message);
    g_autoptr(GBytes) content = mw_mime_content(parts->pdata[0]);
    return g_strndup(g_bytes_get_data(content, NULL), g_bytes_get_size(content));
}

static char *run(const struct mime_case *c, const MwMessage *message)
{
    switch (c->what) {
    case DECODE:
        return mw_mime_decode(mw_span(c->input));
    case MAILBOXES:
        return print_mailboxes(c->input);
    case PARTS:
        return print_parts(message);
    case CONTENT:
        return print_content(message);
    default:
        return g_strdup(mw_mime_has_nested(message) ? "yes" : "no");
    }
}

static void check(void **state)
{
    const struct mime_case *c = *state;
    g_autoptr(GBytes) bytes = g_bytes_new(c->input, strlen(c->input));
    g_autoptr(MwMessage) message = mw_message_parse(bytes);
    g_autofree char *printed = run(c, message);
    assert_string_equal(printed, c->output);
}

static void a_nul_does_not_hide_what_follows(void **state)
{
    (void)state;
    g_autofree char *decoded = mw_mime_decode(mw_span_make("a\0b", 3));
    assert_string_equal(decoded, "a\xef\xbf\xbd"
                                 "b");
}

static void deep_nesting_is_bounded(void **state)
{
    (void)state;
    GString *text = g_string_new("Content-Type: multipart/mixed; boundary=x0\n\n");
    for (unsigned i = 0; i < 500; i++)
        g_string_append_printf(text, "--x%u\nContent-Type: multipart/mixed; boundary=x%u\n\n", i,
                               i + 1);
    g_autoptr(GBytes) bytes = g_string_free_to_bytes(text);
    g_autoptr(MwMessage) message = mw_message_parse(bytes);
    g_autoptr(GPtrArray) parts = mw_mime_parts(message);
    assert_in_range(parts->len, MW_MIME_DEPTH_MAX, MW_MIME_DEPTH_MAX + 1);
}

static void many_parts_are_bounded(void **state)
{
    (void)state;
    GString *text = g_string_new("Content-Type: multipart/mixed; boundary=b\n\n");
    for (unsigned i = 0; i < 20000; i++)
        g_string_append(text, "--b\n\n");
    g_autoptr(GBytes) bytes = g_string_free_to_bytes(text);
    g_autoptr(MwMessage) message = mw_message_parse(bytes);
    g_autoptr(GPtrArray) parts = mw_mime_parts(message);
    assert_int_equal(parts->len, MW_MIME_PARTS_MAX);
}

/* What GMime starts ignores it for the whole process: `mailwhy scan … | head` would go on. */
static void a_broken_pipe_still_ends_the_process(void **state)
{
    (void)state;
    g_autofree char *text = mw_mime_decode(mw_span("=?utf-8?q?caf=C3=A9?="));
    assert_string_equal(text, "café");
    struct sigaction now;
    sigaction(SIGPIPE, NULL, &now);
    assert_true(now.sa_handler == SIG_DFL);
}

int main(void)
{
    signal(SIGPIPE, SIG_DFL); /* whoever started this may ignore it */
    struct CMUnitTest tests[G_N_ELEMENTS(cases)];
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        tests[i] = (struct CMUnitTest){cases[i].name, check, NULL, NULL, &cases[i]};
    const struct CMUnitTest others[] = {
        cmocka_unit_test(a_broken_pipe_still_ends_the_process),
        cmocka_unit_test(a_nul_does_not_hide_what_follows),
        cmocka_unit_test(deep_nesting_is_bounded),
        cmocka_unit_test(many_parts_are_bounded),
    };
    return cmocka_run_group_tests_name("mime", tests, NULL, NULL) +
           cmocka_run_group_tests_name("mime limits", others, NULL, NULL);
}
