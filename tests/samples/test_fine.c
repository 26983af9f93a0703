/* Plainly fine messages of different senders: signed, listed, aligned. None may give a finding
 * above info, whoever received it. */

#include <unistd.h>

#include <glib/gstdio.h>

#include "tests/samples/run.h"
#include "tests/sign/sign.h"
#include "tests/table.h"

typedef enum { EXCHANGE, GMAIL, POSTFIX, BARE } Receiver;

struct fine_case {
    const char *name;
    Receiver receiver;
    const char *from;      /* address */
    const char *mail_from; /* "" is the null one */
    const char *helo, *ip;
    const char *spf;    /* record of the MAIL FROM (or HELO) domain */
    const char *signer; /* d= */
    const char *key, *canon;
    const char *second; /* d= of a second signature, NULL: none */
    const char *fields; /* more fields of the author */
    const char *body;
};

#define PLAIN "Hello Bob,\r\n\r\nthe minutes are in the usual place.\r\n\r\nAlice\r\n"
#define A     "alice@example.com"
#define ALL   "v=spf1 ip4:192.0.2.0/24 ip6:2001:db8:25::/48 -all"
#define HOST  "mail.example.com"
#define MIXED                                                                                      \
    "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nGr\xc3\xbc\xc3\x9f"                     \
    "e\r\n--b\r\n"                                                                                 \
    "Content-Type: text/html\r\n\r\n<p>Gr&uuml;&szlig;e</p>\r\n--b--\r\n"

static struct fine_case cases[] = {
    {"Exchange Online", EXCHANGE, A, A, HOST, "192.0.2.5", ALL, "example.com", "rsa2048a",
     "relaxed/relaxed", NULL, "", PLAIN},
    {"Gmail", GMAIL, A, A, HOST, "192.0.2.5", ALL, "example.com", "rsa2048a", "relaxed/relaxed",
     NULL, "", PLAIN},
    {"Postfix with milters", POSTFIX, A, A, HOST, "192.0.2.5", ALL, "example.com", "rsa2048a",
     "relaxed/simple", NULL, "", PLAIN},
    {"nothing recorded", BARE, A, A, HOST, "192.0.2.5", ALL, "example.com", "rsa2048a",
     "relaxed/relaxed", NULL, "", PLAIN},
    {"simple canonicalization", POSTFIX, A, A, HOST, "192.0.2.5", ALL, "example.com", "rsa2048a",
     "simple/simple", NULL, "", PLAIN},
    {"no c= at all", BARE, A, A, HOST, "192.0.2.5", ALL, "example.com", "rsa2048a", "", NULL, "",
     PLAIN},
    {"Ed25519 and RSA", GMAIL, A, A, HOST, "192.0.2.5", ALL, "example.com", "ed25519",
     "relaxed/relaxed", "example.com", "", PLAIN},
    {"IPv6 client", EXCHANGE, A, A, HOST, "2001:db8:25::9", ALL, "example.com", "rsa2048a",
     "relaxed/relaxed", NULL, "", PLAIN},
    {"IPv6 client at Postfix", POSTFIX, A, A, HOST, "2001:db8:25::9", ALL, "example.com",
     "rsa2048a", "relaxed/relaxed", NULL, "", PLAIN},
    {"include", EXCHANGE, A, A, HOST, "192.0.2.5", "v=spf1 include:_spf.mailer.example -all",
     "example.com", "rsa2048a", "relaxed/relaxed", NULL, "", PLAIN},
    {"redirect", GMAIL, A, A, HOST, "192.0.2.5", "v=spf1 redirect=_spf.mailer.example",
     "example.com", "rsa2048a", "relaxed/relaxed", NULL, "", PLAIN},
    {"a and mx", POSTFIX, A, A, HOST, "192.0.2.5", "v=spf1 a:mail.example.com mx -all",
     "example.com", "rsa2048a", "relaxed/relaxed", NULL, "", PLAIN},
    {"mail service with its own envelope", EXCHANGE, A, "b-77@mailer.example",
     "out1.mailer.example", "192.0.2.5", ALL, "example.com", "rsa2048a", "relaxed/relaxed", NULL,
     "", PLAIN},
    {"mail service that signs twice", GMAIL, A, "b-77@mailer.example", "out1.mailer.example",
     "192.0.2.5", ALL, "example.com", "rsa2048a", "relaxed/relaxed", "mailer.example",
     "List-Unsubscribe: <https://mailer.example/u/77>\r\nList-Unsubscribe-Post: "
     "List-Unsubscribe=One-Click\r\n",
     PLAIN},
    {"bounces at a subdomain", EXCHANGE, A, "b-77@bounce.example.com", HOST, "192.0.2.5", ALL,
     "example.com", "rsa2048a", "relaxed/relaxed", NULL, "", PLAIN},
    {"signed by a subdomain", GMAIL, A, A, HOST, "192.0.2.5", ALL, "news.example.com", "rsa2048a",
     "relaxed/relaxed", NULL, "", PLAIN},
    {"author at a subdomain", POSTFIX, "alice@news.example.com", A, HOST, "192.0.2.5", ALL,
     "example.com", "rsa2048a", "relaxed/relaxed", NULL, "", PLAIN},
    {"automatic reply", EXCHANGE, A, "", HOST, "192.0.2.5", ALL, "example.com", "rsa2048a",
     "relaxed/relaxed", NULL, "Auto-Submitted: auto-replied\r\n", PLAIN},
    {"a reply in a thread", POSTFIX, A, A, HOST, "192.0.2.5", ALL, "example.com", "rsa2048a",
     "relaxed/relaxed", NULL,
     "In-Reply-To: <x@example.net>\r\nReferences: <w@example.net>\r\n <x@example.net>\r\n",
     "> old\r\n\r\nnew\r\n"},
    {"two parts, 8 bit", GMAIL, A, A, HOST, "192.0.2.5", ALL, "example.com", "rsa2048a",
     "relaxed/relaxed", NULL, "Content-Type: multipart/alternative; boundary=b\r\n", MIXED},
    {"encoded subject", EXCHANGE, A, A, HOST, "192.0.2.5", ALL, "example.com", "rsa2048a",
     "relaxed/relaxed", NULL, "X-Note: =?utf-8?B?R3LDvMOfZQ==?=\r\n", PLAIN},
    {"empty body", GMAIL, A, A, HOST, "192.0.2.5", ALL, "example.com", "rsa2048a",
     "relaxed/relaxed", NULL, "", ""},
    {"blank lines at the end", POSTFIX, A, A, HOST, "192.0.2.5", ALL, "example.com", "rsa2048a",
     "relaxed/relaxed", NULL, "", "x\r\n\r\n\r\n\r\n"},
    {"calendar invitation", EXCHANGE, A, A, HOST, "192.0.2.5", ALL, "example.com", "rsa2048a",
     "relaxed/relaxed", NULL, "Content-Type: text/calendar; method=REQUEST\r\n",
     "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"},
    {"reply address elsewhere", GMAIL, A, A, HOST, "192.0.2.5", ALL, "example.com", "rsa2048a",
     "relaxed/relaxed", NULL, "Reply-To: desk@example.org\r\n", PLAIN},
    {"no-reply with a tag", POSTFIX, "no-reply+7@example.com", A, HOST, "192.0.2.5", ALL,
     "example.com", "rsa2048b", "relaxed/relaxed", NULL, "Precedence: bulk\r\n", PLAIN},
};

static const char *envelope_domain(const struct fine_case *c)
{
    const char *at = strrchr(c->mail_from, '@');
    return at != NULL ? at + 1 : c->helo;
}

static const char *author_domain(const struct fine_case *c)
{
    return strrchr(c->from, '@') + 1;
}

/* What the receiver writes above it. */
static char *trace(const struct fine_case *c)
{
    const char *domain = envelope_domain(c),
               *property = *c->mail_from != '\0' ? "mailfrom" : "helo";
    const char *v6 = strchr(c->ip, ':') != NULL ? "IPv6:" : "";
    switch (c->receiver) {
    case EXCHANGE:
        return g_strdup_printf(
            "Return-Path: <%s>\r\nAuthentication-Results: spf=pass (sender IP is %s)\r\n "
            "smtp.%s=%s; "
            "dkim=pass (signature was verified)\r\n header.d=%s;dmarc=pass action=none\r\n "
            "header.from=%s;compauth=pass reason=100\r\nReceived-SPF: Pass "
            "(protection.outlook.com: "
            "domain of %s designates %s as permitted sender) receiver=protection.outlook.com; "
            "client-ip=%s; helo=%s; pr=C\r\nReceived: from %s (%s) by "
            "AM0EXAMPLE01.mail.protection.outlook.com\r\n (10.0.0.1) with Microsoft SMTP Server id "
            "15.20.9000.1; Sat, 21 Nov 2026 09:00:05 +0000\r\n",
            c->mail_from, c->ip, property, domain, c->signer, author_domain(c), domain, c->ip,
            c->ip, c->helo, c->helo, c->ip);
    case GMAIL:
        return g_strdup_printf(
            "Delivered-To: bob@example.net\r\nReceived: by 2002:a05:6402:1111:b0:0:1:2 with SMTP "
            "id "
            "x1; Sat, 21 Nov 2026 01:00:06 -0800 (PST)\r\nReturn-Path: <%s>\r\nReceived: from %s "
            "(%s. "
            "[%s])\r\n by mx.google.com with ESMTPS id a1; Sat, 21 Nov 2026 01:00:05 -0800 "
            "(PST)\r\n"
            "Received-SPF: pass (google.com: domain of %s designates %s as permitted sender) "
            "client-ip=%s;\r\nAuthentication-Results: mx.google.com;\r\n dkim=pass "
            "header.i=@%s;\r\n "
            "spf=pass (google.com: domain of %s designates %s as permitted sender) "
            "smtp.mailfrom=%s;\r\n dmarc=pass (p=REJECT sp=REJECT dis=NONE) header.from=%s\r\n",
            c->mail_from, c->helo, c->helo, c->ip, c->mail_from, c->ip, c->ip, c->signer,
            c->mail_from, c->ip, c->mail_from, author_domain(c));
    case POSTFIX:
        return g_strdup_printf(
            "Return-Path: <%s>\r\nAuthentication-Results: mx.example.net; spf=pass "
            "smtp.mailfrom=%s\r\n"
            "Authentication-Results: mx.example.net; dmarc=pass (p=reject dis=none) "
            "header.from=%s\r\n"
            "Authentication-Results: mx.example.net; dkim=pass (2048-bit key) header.d=%s\r\n"
            "Received: from %s (%s [%s%s])\r\n\tby mx.example.net (Postfix) with ESMTPS id 4X\r\n\t"
            "for <bob@example.net>; Sat, 21 Nov 2026 09:00:05 +0000 (UTC)\r\n",
            c->mail_from, c->mail_from, author_domain(c), c->signer, c->helo, c->helo, v6, c->ip);
    case BARE:
        break;
    }
    return g_strdup_printf("Return-Path: <%s>\r\nReceived: from %s (%s [%s%s])\r\n\tby "
                           "mx.example.net (Postfix) with ESMTPS id 4X;\r\n\tSat, 21 Nov 2026 "
                           "09:00:05 +0000 (UTC)\r\n",
                           c->mail_from, c->helo, c->helo, v6, c->ip);
}

static char *sign(const char *message, const char *domain, const char *selector,
                  const MwTestKey *key, const char *canon)
{
    const MwTestSignature what = {.domain = domain,
                                  .selector = selector,
                                  .key = key,
                                  .canon = canon,
                                  .length = MW_TEST_LENGTH_NONE};
    g_autofree char *field = mw_test_sign_dkim(mw_span(message), &what);
    return g_strconcat(field, message, NULL);
}

static void add_key(GString *zone, const char *domain, const char *selector, const MwTestKey *key)
{
    g_autofree char *name = g_strdup_printf("%s._domainkey.%s", selector, domain);
    g_autofree char *record = mw_test_key_record(key);
    g_autofree char *line = mw_test_zone_txt(name, record);
    g_string_append(zone, line);
}

static char *make_message(const struct fine_case *c, GString *zone)
{
    g_autoptr(MwTestKey) key = mw_test_key_load(c->key, NULL);
    g_autoptr(MwTestKey) other = mw_test_key_load("rsa2048b", NULL);
    assert_non_null(key);
    g_autofree char *plain = g_strdup_printf(
        "From: Alice <%s>\r\nTo: Bob <bob@example.net>\r\nSubject: Minutes\r\n"
        "Date: Sat, 21 Nov 2026 10:00:00 +0100\r\nMessage-ID: <m1@example.com>\r\n%s\r\n%s",
        c->from, c->fields, c->body);
    g_autofree char *signed_once = sign(plain, c->signer, "s1", key, c->canon);
    add_key(zone, c->signer, "s1", key);
    g_autofree char *signed_twice =
        c->second != NULL ? sign(signed_once, c->second, "s2", other, "relaxed/relaxed")
                          : g_strdup(signed_once);
    if (c->second != NULL)
        add_key(zone, c->second, "s2", other);
    g_autofree char *top = trace(c);
    return g_strconcat(top, signed_twice, NULL);
}

static GString *make_zone(const struct fine_case *c)
{
    GString *zone = g_string_new("$TTL 3600\nexample.com. MX 10 mail.example.com.\n"
                                 "_dmarc.example.com. TXT \"v=DMARC1; p=reject; "
                                 "rua=mailto:d@example.com\"\n"
                                 "_spf.mailer.example. TXT \"v=spf1 ip4:192.0.2.0/24 -all\"\n");
    g_string_append_printf(zone, "mail.example.com. A 192.0.2.5\n%s. TXT \"%s\"\n",
                           envelope_domain(c), c->spf);
    return zone;
}

static char *write_file(const char *folder, const char *name, const char *text)
{
    char *path = g_build_filename(folder, name, NULL);
    assert_true(g_file_set_contents(path, text, -1, NULL));
    return path;
}

static void check_findings(const MwRun *run)
{
    json_t *result = json_loads(run->out, 0, NULL);
    if (result == NULL)
        fail_msg("%s", run->err);
    size_t i;
    json_t *finding;
    json_array_foreach(json_object_get(result, "findings"), i, finding)
    {
        const char *severity = json_string_value(json_object_get(finding, "severity"));
        if (strcmp(severity, "info") != 0)
            fail_msg("%s: %s (%s)", json_string_value(json_object_get(finding, "id")), severity,
                     json_string_value(json_object_get(finding, "cause")));
    }
    assert_string_equal(json_string_value(json_object_get(result, "verdict")), "ok");
    assert_int_equal(run->status, MW_EXIT_OK);
    json_decref(result);
}

static void check(void **state)
{
    const struct fine_case *c = *state;
    GString *zone = make_zone(c);
    g_autofree char *message = make_message(c, zone);
    g_autofree char *folder = g_dir_make_tmp("mailwhy-fine-XXXXXX", NULL);
    g_autofree char *eml = write_file(folder, "message.eml", message);
    g_autofree char *dns = write_file(folder, "dns.zone", zone->str);
    g_string_free(zone, TRUE);
    g_autoptr(GPtrArray) args = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(args, g_strdup("--format=json"));
    g_ptr_array_add(args, g_strconcat("--dns-file=", dns, NULL));
    g_ptr_array_add(args, g_strdup(eml));
    g_autoptr(MwRun) run = mw_run(args);
    g_unlink(eml);
    g_unlink(dns);
    g_rmdir(folder);
    check_findings(run);
}

MW_TABLE_MAIN("fine", cases, check)
