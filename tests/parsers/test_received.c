#include "parsers/received.h"

#include "tests/table.h"

#define D "; Thu, 1 Jan 2026 00:00:00 +0000"

/* `expected`: "from|from_host|ip|by|with|id|for|envelope_from|time", "-" for nothing. */
struct received_case {
    const char *name, *input, *expected;
};

static struct received_case cases[] = {
    {"Postfix",
     "from mail.example.com (mail.example.com [192.0.2.1])\r\n\t(using TLSv1.3 with cipher "
     "X)\r\n\tby "
     "mx.example.net (Postfix) with ESMTPS id 4F1B2C\r\n\tfor <b@example.net>" D,
     "mail.example.com|mail.example.com|192.0.2.1|mx.example.net|ESMTPS|4F1B2C|b@example.net|-|"
     "1767225600"},
    {"Postfix without reverse name",
     "from h.example (unknown [IPv6:2001:db8::1]) by mx.example.net" D,
     "h.example|-|2001:db8::1|mx.example.net|-|-|-|-|1767225600"},
    {"sendmail",
     "from h.example (r.example [192.0.2.1] (may be forged)) by mx.example.net (8.15.2/8.15.2) "
     "with "
     "ESMTP id u1 for <b@example.net>" D,
     "h.example|r.example|192.0.2.1|mx.example.net|ESMTP|u1|b@example.net|-|1767225600"},
    {"Exchange Online",
     "from mail.example.com (192.0.2.1) by AB1.mail.protection.outlook.com (10.152.1.2) with "
     "Microsoft SMTP Server (version=TLS1_3) id 15.20.9550.13 via Frontend Transport" D,
     "mail.example.com|-|192.0.2.1|AB1.mail.protection.outlook.com|Microsoft SMTP "
     "Server|15.20.9550.13|-|-|1767225600"},
    {"Exchange, IPv6 with zone", "from a.example (fe80::1%6) by b.example with HTTPS" D,
     "a.example|-|fe80::1|b.example|HTTPS|-|-|-|1767225600"},
    {"Exchange, HELO is a literal", "from [198.51.100.9] (192.0.2.1) by b.example" D,
     "[198.51.100.9]|-|192.0.2.1|b.example|-|-|-|-|1767225600"},
    {"Gmail",
     "from mail.example.com (mail.example.com. [192.0.2.1])\r\n        by mx.google.com with "
     "ESMTPS id "
     "a1si1\r\n        for <b@example.net>\r\n        (version=TLS1_3 cipher=X)" D,
     "mail.example.com|mail.example.com|192.0.2.1|mx.google.com|ESMTPS|a1si1|b@example.net|-|"
     "1767225600"},
    {"Gmail inside", "by 2002:a05:6520:4c9:b0:26f:3a0c:4933 with SMTP id gp9csp3501332lkb" D,
     "-|-|-|2002:a05:6520:4c9:b0:26f:3a0c:4933|SMTP|gp9csp3501332lkb|-|-|1767225600"},
    {"Exim, name checked",
     "from mail.example.com ([192.0.2.1]) by mx.example.net with esmtps (TLS1.3) tls X (Exim 4.96) "
     "(envelope-from <a@example.com>) id 1vt-0 for b@example.net" D,
     "mail.example.com|-|192.0.2.1|mx.example.net|esmtps tls X|1vt-0|b@example.net|a@example.com|"
     "1767225600"},
    {"Exim, HELO differs", "from r.example ([192.0.2.1]:42456 helo=h.example) by mx.example.net" D,
     "h.example|r.example|192.0.2.1|mx.example.net|-|-|-|-|1767225600"},
    {"Exim, no reverse name",
     "from [192.0.2.1] (port=37698 helo=[198.51.100.9]) by mx.example.net" D,
     "[198.51.100.9]|-|192.0.2.1|mx.example.net|-|-|-|-|1767225600"},
    {"qmail", "from unknown (HELO h.example) (192.0.2.1) by mx.example.net with SMTP" D,
     "h.example|-|192.0.2.1|mx.example.net|SMTP|-|-|-|1767225600"},
    {"qmail, HELO is a literal",
     "from r.example (HELO [198.51.100.9]) (u@192.0.2.1) by m.example" D,
     "[198.51.100.9]|r.example|192.0.2.1|m.example|-|-|-|-|1767225600"},
    {"qmail inside", "(qmail 2200 invoked from network)" D, "-|-|-|-|-|-|-|-|1767225600"},
    {"null reverse-path", "from h.example ([192.0.2.1]) by m.example (envelope-from <>)" D,
     "h.example|-|192.0.2.1|m.example|-|-|-||1767225600"},
    {"address and port", "from h.example (192.0.2.1:56312) by m.example" D,
     "h.example|-|192.0.2.1|m.example|-|-|-|-|1767225600"},
    {"ecelerity", "from [192.0.2.1] ([192.0.2.1:59473] helo=h.example) by m.example" D,
     "h.example|-|192.0.2.1|m.example|-|-|-|-|1767225600"},
    {"nested comment", "from [10.0.0.1] (unknown [192.0.2.1] (AS64500 Example, EX)) by m.example" D,
     "[10.0.0.1]|-|192.0.2.1|m.example|-|-|-|-|1767225600"},
    {"id looks like an address", "from h.example by m.example with ESMTP id 192.0.2.7" D,
     "h.example|-|-|m.example|ESMTP|192.0.2.7|-|-|1767225600"},
    {"HELO looks like an address", "from 192.0.2.7 by m.example with HTTPS" D,
     "192.0.2.7|-|-|m.example|HTTPS|-|-|-|1767225600"},
    {"the receiver's own address is not the client's", "from h.example by m.example (192.0.2.7)" D,
     "h.example|-|-|m.example|-|-|-|-|1767225600"},
    {"a date in brackets", "from h.example ([Fri, 12 Apr 2024 12:02:41 +0200]) by m.example" D,
     "h.example|-|-|m.example|-|-|-|-|1767225600"},
    {"keywords in a comment", "from h.example (by with id for 5) by m.example" D,
     "h.example|-|-|m.example|-|-|-|-|1767225600"},
    {"impossible address", "from h.example (unknown [999.99.99.99]) by m.example" D,
     "h.example|-|-|m.example|-|-|-|-|1767225600"},
    {"no date", "from h.example ([192.0.2.1]) by m.example",
     "h.example|-|192.0.2.1|m.example|-|-|-|-|-1"},
    {"comment not closed", "from h.example ([192.0.2.1] by m.example; x",
     "h.example|-|192.0.2.1|-|-|-|-|-|-1"},
    {"only from", "from", "-|-|-|-|-|-|-|-|-1"},
    {"empty", "", "-|-|-|-|-|-|-|-|-1"},
};

static const char *shown(const char *text)
{
    return text != NULL ? text : "-";
}

static void check(void **state)
{
    const struct received_case *c = *state;
    MwSpan input = mw_test_exact(c->input);
    g_autofree char *owned G_GNUC_UNUSED = (char *)(uintptr_t)input.data;
    g_autoptr(MwArena) arena = mw_arena_new();
    MwReceived r = mw_received_parse(input, arena);
    char ip[MW_IP_TEXT_MAX];
    g_autofree char *text = g_strdup_printf(
        "%s|%s|%s|%s|%s|%s|%s|%s|%" G_GINT64_FORMAT, shown(r.from), shown(r.from_host),
        r.ip.family != 0 ? mw_ip_format(&r.ip, ip) : "-", shown(r.by), shown(r.with), shown(r.id),
        shown(r.for_), shown(r.envelope_from), r.time);
    assert_string_equal(text, c->expected);
}

MW_TABLE_MAIN("received", cases, check)
