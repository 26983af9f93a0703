#include "parsers/received_spf.h"

#include "tests/table.h"

/* `expected`: "result (comment) key=value ... @ip of the comment". */
struct spf_case {
    const char *name, *input, *expected;
};

static struct spf_case cases[] = {
    {"RFC 7208",
     "pass (mybox.example.org: domain of myname@example.com designates 192.0.2.1 as permitted "
     "sender)\r\n receiver=mybox.example.org; client-ip=192.0.2.1;\r\n envelope-from=\"myname@"
     "example.com\"; helo=foo.example.com;",
     "pass (mybox.example.org: domain of myname@example.com designates 192.0.2.1 as permitted "
     "sender) receiver=mybox.example.org client-ip=192.0.2.1 envelope-from=myname@example.com "
     "helo=foo.example.com @192.0.2.1"},
    {"Microsoft",
     "Fail (protection.outlook.com: domain of example.com does not\r\n designate 192.0.2.25 as "
     "permitted sender) receiver=protection.outlook.com;\r\n client-ip=192.0.2.25; "
     "helo=mail.example.net; pr=C",
     "fail (protection.outlook.com: domain of example.com does not designate 192.0.2.25 as "
     "permitted sender) receiver=protection.outlook.com client-ip=192.0.2.25 helo=mail.example.net "
     "pr=C @192.0.2.25"},
    {"Microsoft, no record",
     "None (protection.outlook.com: example.com does not designate permitted sender hosts)",
     "none (protection.outlook.com: example.com does not designate permitted sender hosts)"},
    {"Microsoft, softfail",
     "SoftFail (protection.outlook.com: domain of transitioning example.com discourages use of "
     "192.0.2.1 as permitted sender)",
     "softfail (protection.outlook.com: domain of transitioning example.com discourages use of "
     "192.0.2.1 as permitted sender) @192.0.2.1"},
    {"neutral",
     "neutral (google.com: 2001:db8::1 is neither permitted nor denied by domain of a@example.com) "
     "client-ip=2001:db8::1;",
     "neutral (google.com: 2001:db8::1 is neither permitted nor denied by domain of a@example.com) "
     "client-ip=2001:db8::1 @2001:db8::1"},
    {"a sender who writes an address",
     "fail (h.example: domain of \"x designates 198.51.100.9 as\"@example.com does not designate "
     "192.0.2.1 as permitted sender)",
     "fail (h.example: domain of \"x designates 198.51.100.9 as\"@example.com does not designate "
     "192.0.2.1 as permitted sender) @192.0.2.1"},
    {"white space around equals signs (erratum 5436)",
     "pass identity = mailfrom; client-ip= 192.0.2.1",
     "pass identity=mailfrom client-ip=192.0.2.1"},
    {"no semicolons", "pass client-ip=192.0.2.1 helo=a.example",
     "pass client-ip=192.0.2.1 helo=a.example"},
    {"angle brackets", "pass envelope-from=<a@example.com>; helo=<>",
     "pass envelope-from=a@example.com helo="},
    {"empty values", "none client-ip=; helo=;", "none client-ip= helo="},
    {"comment not closed", "pass (a; client-ip=192.0.2.1", "pass (a; client-ip=192.0.2.1)"},
    {"quote not closed", "pass helo=\"a", "pass helo=a"},
    {"no result", "client", "client"},
    {"empty", "", ""},
};

static void check(void **state)
{
    const struct spf_case *c = *state;
    MwSpan input = mw_test_exact(c->input);
    g_autofree char *owned G_GNUC_UNUSED = (char *)(uintptr_t)input.data;
    g_autoptr(MwReceivedSpf) spf = mw_received_spf_parse(input);
    g_autoptr(GString) text = g_string_new(spf->result);
    if (spf->comment != NULL)
        g_string_append_printf(text, " (%s)", spf->comment);
    for (const MwPair *pair = spf->pairs->first; pair != NULL; pair = pair->next)
        g_string_append_printf(text, " %s=%s", pair->key, pair->value);
    g_autofree char *ip = mw_spf_comment_ip(spf->comment);
    if (ip != NULL)
        g_string_append_printf(text, " @%s", ip);
    assert_string_equal(text->str, c->expected);
}

MW_TABLE_MAIN("received_spf", cases, check)
