#include "src/message/message.h"

#include "tests/table.h"

/* Each row prints as "line-end|body or -|first line|notes|index:line:name=value;...", where control
 * characters show as in C. */
struct message_case {
    const char *name, *input;
    size_t len; /* 0: strlen */
    const char *output;
};

#define WITH_NUL(text) text, sizeof(text) - 1

static struct message_case cases[] = {
    {"empty", "", 0, "none|-|1|"},
    {"CRLF", "A: 1\r\nB:2\r\n\r\nbody\r\n", 0, "crlf|body\\r\\n|1||1:1:A= 1;2:2:B=2;"},
    {"LF", "A: 1\nB: 2\n\nbody\n", 0, "lf|body\\n|1||1:1:A= 1;2:2:B= 2;"},
    {"CR only", "A: 1\rB: 2\r\rbody\r", 0, "cr|body\\r|1||1:1:A= 1;2:2:B= 2;"},
    {"CR header, LF body", "A: 1\rB: 2\r\rbody\n", 0, "cr|body\\n|1||1:1:A= 1;2:2:B= 2;"},
    {"mixed line ends", "A: 1\r\nB: 2\n\r\nbody", 0, "mixed|body|1||1:1:A= 1;2:2:B= 2;"},
    {"a lone CR in a value stays there", "A: 1\r2\r\nB: 3\r\n\r\n", 0,
     "crlf||1||1:1:A= 1\\r2;2:2:B= 3;"},
    {"two lone CRs do not end the header", "A: 1\r\rB: 3\r\nC: 4\r\n\r\nx", 0,
     "crlf|x|1||1:1:A= 1\\r\\rB: 3;2:2:C= 4;"},
    {"no empty line: no body", "A: 1\r\nB: 2", 0, "crlf|-|1||1:1:A= 1;2:2:B= 2;"},
    {"empty line and nothing after", "A: 1\n\n", 0, "lf||1||1:1:A= 1;"},
    {"folded field", "A: 1\r\n\t2\r\n 3\r\nB: 4\r\n\r\n", 0,
     "crlf||1||1:1:A= 1\\r\\n\\t2\\r\\n 3;2:4:B= 4;"},
    {"a line of blanks continues", "A: 1\n \n 2\n\nb", 0, "lf|b|1||1:1:A= 1\\n \\n 2;"},
    {"repeated fields are all kept", "A: 1\na: 2\nA: 3\n\n", 0,
     "lf||1||1:1:A= 1;2:2:a= 2;3:3:A= 3;"},
    {"white space before the colon", "A \t: 1\n\n", 0, "lf||1||1:1:A= 1;"},
    {"empty value", "A:\nB: 1\n\n", 0, "lf||1||1:1:A=;2:2:B= 1;"},
    {"NUL survives",
     WITH_NUL("A: 1\0"
              "2\r\n\r\nx\0y"),
     "crlf|x\\000y|1||1:1:A= 1\\0002;"},
    {"8-bit survives", "A: \xff\xfe\r\n\r\n\xe9", 0, "crlf|\\351|1||1:1:A= \\377\\376;"},
    {"mbox separator", "From a@example.org Mon Jan  1 00:00:00 2024\nA: 1\n\nb", 0,
     "lf|b|2|line 1: mbox separator in the header skipped;|1:2:A= 1;"},
    {"junk at the start", "hello world\n  indented\nA: 1\n\nb", 0,
     "lf|b|3|line 1: not a header field, skipped;line 2: not a header field, skipped;|1:3:A= 1;"},
    {"empty lines at the start", "\r\n\r\nA: 1\r\n\r\nb", 0, "crlf|b|3||1:3:A= 1;"},
    {"byte order mark",
     "\xef\xbb\xbf"
     "A: 1\n\nb",
     0, "lf|b|1|byte order mark before the first field skipped;|1:1:A= 1;"},
    {"junk in the middle does not end the block", "A: 1\njunk\n more\nB: 2\n\nb", 0,
     "lf|b|1|line 2: not a header field, skipped;line 3: not a header field, skipped;|"
     "1:1:A= 1;2:4:B= 2;"},
    {"no field at all", "just text\nand more\n\nend", 0,
     "none|-|1|line 1: not a header field, skipped;line 2: not a header field, skipped;"
     "line 4: not a header field, skipped;"},
    {"a colon first is no field", ": x\nA: 1\n\n", 0,
     "lf||2|line 1: not a header field, skipped;|1:2:A= 1;"},
    {"8-bit name is no field", "\xc3\xa9: x\nA: 1\n\n", 0,
     "lf||2|line 1: not a header field, skipped;|1:2:A= 1;"},
    {"LF then CR is two things", "A: 1\n\r\nb", 0, "mixed|b|1||1:1:A= 1;"},
};

static const char *const line_ends[] = {"none", "crlf", "lf", "cr", "mixed"};

static void append_escaped(GString *out, MwSpan span)
{
    for (size_t i = 0; i < span.len; i++) {
        unsigned char byte = (unsigned char)span.data[i];
        if (byte == '\r' || byte == '\n' || byte == '\t')
            g_string_append(out, byte == '\r' ? "\\r" : byte == '\n' ? "\\n" : "\\t");
        else if (byte < ' ' || byte > 126)
            g_string_append_printf(out, "\\%03o", byte);
        else
            g_string_append_c(out, (char)byte);
    }
}

static char *describe(const MwMessage *message)
{
    GString *out = g_string_new(NULL);
    g_string_append_printf(out, "%s|", line_ends[message->line_end]);
    append_escaped(out, message->has_body ? message->body : mw_span("-"));
    g_string_append_printf(out, "|%u|", message->first_line);
    for (guint i = 0; i < message->notes->len; i++)
        g_string_append_printf(out, "%s;", (char *)message->notes->pdata[i]);
    for (guint i = 0; i < message->headers->len; i++) {
        const MwHeader *header = &g_array_index(message->headers, MwHeader, i);
        g_string_append_printf(out, "%s%u:%u:" MW_SPAN_FMT "=", i == 0 ? "|" : "", header->index,
                               header->line, MW_SPAN_ARG(header->name));
        append_escaped(out, header->value);
        g_string_append_c(out, ';');
    }
    return g_string_free(out, FALSE);
}

static void check(void **state)
{
    const struct message_case *c = *state;
    g_autoptr(GBytes) bytes = g_bytes_new(c->input, c->len > 0 ? c->len : strlen(c->input));
    g_autoptr(MwMessage) message = mw_message_parse(bytes);
    g_autofree char *printed = describe(message);
    assert_string_equal(printed, c->output);
}

static void raw_field_spans_name_to_last_line(void **state)
{
    (void)state;
    g_autoptr(GBytes) bytes = g_bytes_new_static("A: 1\r\nB: 2\r\n 3\r\n\r\nbody", 23);
    g_autoptr(MwMessage) message = mw_message_parse(bytes);
    const MwHeader *header = mw_message_header(message, "b", 0);
    assert_non_null(header);
    assert_true(mw_span_is(header->raw, "B: 2\r\n 3"));
    assert_null(mw_message_header(message, "b", 1));
    assert_int_equal(mw_message_count(message, "A"), 1);
    assert_int_equal(mw_message_count(message, "C"), 0);
}

static void each_of_many_fields_is_found_by_name(void **state)
{
    (void)state;
    GString *text = g_string_new(NULL);
    for (unsigned i = 0; i < 600; i++)
        g_string_append_printf(text, "X-Field-%u: %u\r\n", i % 300, i);
    g_autoptr(GBytes) bytes = g_string_free_to_bytes(text);
    g_autoptr(MwMessage) message = mw_message_parse(bytes);
    for (unsigned i = 0; i < 600; i++) {
        g_autofree char *name = g_strdup_printf("x-fIELD-%u", i % 300);
        const MwHeader *header = mw_message_header(message, name, i / 300);
        assert_non_null(header);
        assert_int_equal(header->index, i + 1);
        assert_null(mw_message_header(message, name, 2));
        assert_int_equal(mw_message_count(message, name), 2);
    }
    assert_null(mw_message_header(message, "", 0));
}

static void long_field_is_cut_with_a_note(void **state)
{
    (void)state;
    GString *text = g_string_new("A: ");
    while (text->len < 1100 * 1024)
        g_string_append(text, "0123456789abcdef\r\n ");
    g_string_append(text, "end\r\nB: 2\r\n\r\nbody");
    g_autoptr(GBytes) bytes = g_string_free_to_bytes(text);
    g_autoptr(MwMessage) message = mw_message_parse(bytes);
    assert_int_equal(message->headers->len, 2);
    assert_int_equal(g_array_index(message->headers, MwHeader, 0).raw.len, 1024 * 1024);
    assert_int_equal(message->notes->len, 1);
    assert_non_null(strstr(message->notes->pdata[0], "cut to 1 MiB"));
    assert_true(mw_span_is(message->body, "body"));
}

static void too_many_headers_are_left_out_with_a_note(void **state)
{
    (void)state;
    GString *text = g_string_new(NULL);
    for (unsigned i = 0; i < 100010; i++)
        g_string_append(text, "A:\n");
    g_string_append(text, "\nbody");
    g_autoptr(GBytes) bytes = g_string_free_to_bytes(text);
    g_autoptr(MwMessage) message = mw_message_parse(bytes);
    assert_int_equal(message->headers->len, 100000);
    assert_int_equal(message->notes->len, 1);
    assert_true(mw_span_is(message->body, "body"));
}

static void sixteen_mebibytes_of_headers_are_the_limit(void **state)
{
    (void)state;
    g_autofree char *filler = g_strnfill(1000 * 1000, 'x');
    GString *text = g_string_new(NULL);
    for (unsigned i = 0; i < 20; i++)
        g_string_append_printf(text, "A: %s\n", filler);
    g_string_append(text, "\nbody");
    g_autoptr(GBytes) bytes = g_string_free_to_bytes(text);
    g_autoptr(MwMessage) message = mw_message_parse(bytes);
    assert_int_equal(message->headers->len, 17);
    assert_non_null(strstr(message->notes->pdata[0], "16 MiB of headers"));
    assert_true(mw_span_is(message->body, "body"));
}

static void endless_junk_gives_few_notes(void **state)
{
    (void)state;
    GString *text = g_string_new(NULL);
    for (unsigned i = 0; i < 1000; i++)
        g_string_append(text, "junk\n");
    g_autoptr(GBytes) bytes = g_string_free_to_bytes(text);
    g_autoptr(MwMessage) message = mw_message_parse(bytes);
    assert_int_equal(message->headers->len, 0);
    assert_in_range(message->notes->len, 1, 40);
}

int main(void)
{
    struct CMUnitTest tests[G_N_ELEMENTS(cases)];
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        tests[i] = (struct CMUnitTest){cases[i].name, check, NULL, NULL, &cases[i]};
    const struct CMUnitTest others[] = {
        cmocka_unit_test(raw_field_spans_name_to_last_line),
        cmocka_unit_test(each_of_many_fields_is_found_by_name),
        cmocka_unit_test(long_field_is_cut_with_a_note),
        cmocka_unit_test(too_many_headers_are_left_out_with_a_note),
        cmocka_unit_test(sixteen_mebibytes_of_headers_are_the_limit),
        cmocka_unit_test(endless_junk_gives_few_notes),
    };
    return cmocka_run_group_tests_name("message", tests, NULL, NULL) +
           cmocka_run_group_tests_name("message limits", others, NULL, NULL);
}
