#include "tests/evaluate/dkim_fixture.h"

#define HEAD                                                                                       \
    "From: Alice <alice@example.com>\r\n"                                                          \
    "To: Bob <bob@example.org>\r\n"                                                                \
    "Subject: Gr\xc3\xbc\xc3\x9f"                                                                  \
    "e\r\n"                                                                                        \
    "Date: Sat, 1 Nov 2025 09:59:00 +0000\r\n"                                                     \
    "Message-ID: <1@example.com>\r\n"

#define PLAIN                                                                                      \
    HEAD "\r\n"                                                                                    \
         "Hello Bob,\r\n"                                                                          \
         "\r\n"                                                                                    \
         "From here on: text.\r\n"                                                                 \
         ".hidden file\r\n"                                                                        \
         "-- \r\n"                                                                                 \
         "Alice\r\n"

#define MULTIPART                                                                                  \
    HEAD "Content-Type: multipart/alternative; boundary=xyz\r\n"                                   \
         "\r\n"                                                                                    \
         "--xyz\r\n"                                                                               \
         "Content-Type: text/plain\r\n"                                                            \
         "\r\n"                                                                                    \
         "Hello text.\r\n"                                                                         \
         "--xyz\r\n"                                                                               \
         "Content-Type: text/html\r\n"                                                             \
         "\r\n"                                                                                    \
         "<p>Hello html.</p>\r\n"                                                                  \
         "--xyz--\r\n"

/* `edits`: pairs of what is found in the signed message and what replaces it, ended by NULL.
 * `expected`: kind, field, offset, length; then the text. NULL: nothing may be claimed. */
struct forensics_case {
    const char *name, *message, *key;
    const char *edits[7];
    const char *expected, *text;
    MwTestSignature what;
};

#define SIMPLE                                                                                     \
    {                                                                                              \
        .canon = "simple/simple"                                                                   \
    }

static struct forensics_case cases[] = {
    {.name = "footer at the end",
     PLAIN,
     "rsa2048a",
     {"Alice\r\n", "Alice\r\n\r\nA list\r\n"},
     "appended - 61 10",
     "\r\nA list\r\n"},
    {.name = "footer, simple",
     PLAIN,
     "rsa2048a",
     {"Alice\r\n", "Alice\r\nA list\r\n"},
     "appended - 61 8",
     "A list\r\n",
     SIMPLE},
    {.name = "footer, Ed25519",
     PLAIN,
     "ed25519",
     {"Alice\r\n", "Alice\r\nA list\r\n"},
     "appended - 61 8",
     "A list\r\n"},
    {.name = "whole body is new",
     HEAD "\r\n",
     "rsa2048a",
     {"e.com>\r\n\r\n", "e.com>\r\n\r\nhi\r\n"},
     "appended - 0 4",
     "hi\r\n"},
    {.name = "banner",
     PLAIN,
     "rsa2048a",
     {"Hello Bob", "CAUTION\r\n\r\nHello Bob"},
     "banner - 0 11",
     "CAUTION\r\n\r\n"},
    {.name = "From quoted",
     PLAIN,
     "rsa2048a",
     {"From here", ">From here"},
     "from-quoting - 14 1",
     ">From here on: text.\r\n"},
    {.name = "From unquoted",
     HEAD "\r\n>From here\r\n",
     "rsa2048a",
     {">From here", "From here"},
     "from-quoting - 0 1",
     "From here\r\n"},
    {.name = "dots doubled",
     PLAIN,
     "rsa2048a",
     {"\r\n.hidden", "\r\n..hidden"},
     "dot-stuffing - 35 1",
     "..hidden file\r\n"},
    {.name = "dots lost",
     HEAD "\r\n..a\r\n",
     "rsa2048a",
     {"..a", ".a"},
     "dot-stuffing - 0 1",
     ".a\r\n"},
    {.name = "trailing blank lost",
     PLAIN,
     "rsa2048a",
     {"-- \r\n", "--\r\n"},
     "trailing-blanks - 49 1",
     "--\r\n",
     SIMPLE},
    {.name = "trailing blanks added",
     HEAD "\r\na\r\nb\r\n",
     "rsa2048a",
     {"\r\nb\r\n", "\r\nb \t\r\n"},
     "trailing-blanks - 3 2",
     "b \t\r\n",
     SIMPLE},
    {.name = "CR doubled",
     PLAIN,
     "rsa2048a",
     {"Bob,\r\n", "Bob,\r\r\n"},
     "line-ends - 0 1",
     "Hello Bob,\r\r\n"},
    {.name = "LF lost",
     PLAIN,
     "rsa2048a",
     {"Bob,\r\n", "Bob,\r"},
     "line-ends - 0 1",
     "Hello Bob,\r\r\n"},
    {.name = "footer in the first part",
     MULTIPART,
     "rsa2048a",
     {"text.\r\n", "text.\r\n___\r\nA list\r\n"},
     "appended - 48 13",
     "___\r\nA list\r\n"},
    {.name = "footer in the last part",
     MULTIPART,
     "rsa2048a",
     {"html.</p>\r\n", "html.</p>\r\n<hr>A list\r\n"},
     "appended - 102 12",
     "<hr>A list\r\n"},
    {.name = "footer in both parts",
     MULTIPART,
     "rsa2048a",
     {"text.\r\n", "text.\r\nA list\r\n", "html.</p>\r\n", "html.</p>\r\n<hr>A list\r\n"},
     "appended - 48 8",
     "A list\r\n"},
    {.name = "part added",
     MULTIPART,
     "rsa2048a",
     {"--xyz--\r\n", "--xyz\r\nContent-Type: text/plain\r\n\r\nA list\r\n--xyz--\r\n"},
     "mime-part-added - 102 43",
     "--xyz\r\nContent-Type: text/plain\r\n\r\nA list\r\n"},
    {.name = "wrapped by a list, short delimiter",
     PLAIN,
     "rsa2048a",
     {"Hello Bob", "--w\r\nX-A: b\r\n\r\nHello Bob", "Alice\r\n",
      "Alice\r\n\r\n--w\r\n\r\nA list\r\n--w--\r\n"},
     "mime-part-added - 78 22",
     "--w\r\n\r\nA list\r\n--w--\r\n"},
    {.name = "wrapped by a list, long delimiter",
     PLAIN,
     "rsa2048a",
     {"Hello Bob", "--wrap\r\nX-A: b\r\n\r\nHello Bob", "Alice\r\n",
      "Alice\r\n\r\n--wrap\r\n\r\nA list\r\n--wrap--\r\n"},
     "mime-part-added - 81 28",
     "--wrap\r\n\r\nA list\r\n--wrap--\r\n"},
    {.name = "banner in the first part",
     MULTIPART,
     "rsa2048a",
     {"Hello text", "CAUTION\r\nHello text"},
     "banner - 35 9",
     "CAUTION\r\n"},
    {.name = "banner in both parts",
     MULTIPART,
     "rsa2048a",
     {"Hello text", "CAUTION\r\nHello text", "<p>Hello", "<b>CAUTION</b>\r\n<p>Hello"},
     "banner - 35 9",
     "CAUTION\r\n"},
    {.name = "Exchange's field in a part",
     MULTIPART,
     "rsa2048a",
     {"text/html\r\n", "text/html\r\nX-Microsoft-Exchange-Diagnostics:\r\n 1;abc\r\n"},
     "part-header - 80 43",
     "X-Microsoft-Exchange-Diagnostics:\r\n"},
    {.name = "body shorter than l=",
     PLAIN,
     "rsa2048a",
     {"-- \r\nAlice\r\n", ""},
     "removed-tail - 49 11",
     "",
     {.length = MW_TEST_LENGTH_ALL}},
    {.name = "text replaced: nothing to show",
     PLAIN,
     "rsa2048a",
     {"Hello Bob", "Hello Eve"},
     NULL,
     NULL},
    {.name = "list tag",
     PLAIN,
     "rsa2048a",
     {"Subject: Gr", "Subject: [list] Gr"},
     "subject-tag Subject 1 6",
     "[list]"},
    {.name = "list tag, simple",
     PLAIN,
     "rsa2048a",
     {"Subject: Gr", "Subject: [list] Gr"},
     "subject-tag Subject 1 7",
     "[list] ",
     SIMPLE},
    {.name = "tag behind Re:",
     HEAD "Subject: Re: a\r\n\r\nx\r\n",
     "rsa2048a",
     {"Subject: Re: a", "Subject: Re: [EXTERNAL] a"},
     "subject-tag Subject 5 10",
     "[EXTERNAL]"},
    {.name = "mark at the end",
     PLAIN,
     "rsa2048a",
     {"\xc3\x9f"
      "e\r\n",
      "\xc3\x9f"
      "e (spam?)\r\n"},
     "subject-tag Subject 9 7",
     "(spam?)"},
    {.name = "subject encoded",
     PLAIN,
     "rsa2048a",
     {"Gr\xc3\xbc\xc3\x9f"
      "e",
      "=?utf-8?B?R3LDvMOfZQ==?="},
     "subject-encoding Subject 0 25",
     " =?utf-8?B?R3LDvMOfZQ==?="},
    {.name = "subject encoded with a tag",
     PLAIN,
     "rsa2048a",
     {"Gr\xc3\xbc\xc3\x9f"
      "e",
      "[list] =?utf-8?Q?Gr=C3=BC=C3=9Fe?="},
     "subject-tag Subject 0 35",
     " [list] =?utf-8?Q?Gr=C3=BC=C3=9Fe?="},
    {.name = "re-folded, simple",
     PLAIN,
     "rsa2048a",
     {"To: Bob <bob", "To: Bob\r\n <bob"},
     "folding To 0 24",
     " Bob\r\n <bob@example.org>",
     SIMPLE},
    {.name = "field added that h= guards",
     PLAIN,
     "rsa2048a",
     {"To: Bob", "Cc: Eve\r\nTo: Bob"},
     "field-added Cc 0 4",
     " Eve",
     {.headers = "From:To:Cc:Subject"}},
    {.name = "restored from z=",
     PLAIN,
     "rsa2048a",
     {"To: Bob <bob@example.org>", "To: you"},
     "restored-from-z To 0 4",
     " you",
     {.copied = true}},
    {.name = "transfer encoding",
     "Content-Transfer-Encoding: 8bit\r\n" PLAIN,
     "rsa2048a",
     {"8bit", "quoted-printable"},
     "transfer-encoding Content-Transfer-Encoding 0 17",
     " quoted-printable",
     {.headers = "From:Content-Transfer-Encoding"}},
    {.name = "list in From",
     PLAIN,
     "rsa2048a",
     {"From: Alice <alice@example.com>\r\nTo",
      "From: Alice via list <l@example.net>\r\nX-Original-From: Alice <alice@example.com>\r\nTo"},
     "from-rewritten From 0 31",
     " Alice via list <l@example.net>"},
    {.name = "another subject: nothing to show",
     PLAIN,
     "rsa2048a",
     {"Subject: Gr", "Subject: Br"},
     NULL,
     NULL},
    {.name = "header change, Ed25519: nothing to show",
     PLAIN,
     "ed25519",
     {"Subject: Gr", "Subject: [x] Gr"},
     NULL,
     NULL},
};

static char *print(const MwChange *change)
{
    return g_strdup_printf("%s %s %zu %zu", change->kind,
                           change->field != NULL ? change->field : "-", change->offset,
                           change->length);
}

/* The line of the input that the change is in: of the body's offset, or of the lowest field. */
static unsigned line_of(const GString *text, const MwChange *change)
{
    const char *body = strstr(text->str, "\r\n\r\n") + 4, *at = body + change->offset;
    if (change->field != NULL) {
        g_autofree char *start = g_strconcat("\n", change->field, ":", NULL);
        at = g_strrstr_len(text->str, body - text->str, start) + 1;
    }
    unsigned line = 1;
    for (const char *p = text->str; p < at; p++)
        line += *p == '\n';
    return line;
}

static void check(void **state)
{
    const struct forensics_case *c = *state;
    const MwDkimOptions options = {.now = MW_TEST_NOW, .forensics = true};
    g_autoptr(GString) text = mw_test_signed(c->message, c->key, &c->what);
    for (size_t i = 0; c->edits[i] != NULL; i += 2)
        assert_int_equal(g_string_replace(text, c->edits[i], c->edits[i + 1], 0), 1);
    g_autofree char *zone = mw_test_key_zone(c->key);
    MwDkim *dkim = mw_test_verify(mw_span_make(text->str, text->len), zone, &options);
    assert_int_not_equal(dkim->result, MW_DKIM_PASS);
    const MwChange *change = dkim->body_change != NULL ? dkim->body_change : dkim->header_change;
    if (c->expected == NULL) {
        assert_null(change);
    } else {
        assert_non_null(change);
        g_autofree char *got = print(change);
        assert_string_equal(got, c->expected);
        assert_string_equal(change->text, c->text);
        assert_int_equal(change->line, line_of(text, change));
    }
    mw_dkim_free(dkim);
}

MW_TABLE_MAIN("forensics", cases, check)
