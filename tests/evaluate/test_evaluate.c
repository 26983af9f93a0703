/* The whole way from octets and a DNS file to both columns, for what no single evaluator decides.
 */

#include "src/evaluate/evaluation.h"

#include "tests/table.h"

struct evaluate_case {
    const char *name, *text, *dns; /* dns NULL: --no-dns */
    bool headers_only;
    const char *ip, *mail_from;
    const char *shown; /* from_domain spf spf-domain dkim dmarc arc */
};

#define ZONE                                                                                       \
    "$TTL 3600\nexample.com. TXT \"v=spf1 ip4:192.0.2.1 -all\"\n"                                  \
    "_dmarc.example.com. TXT \"v=DMARC1; p=reject\"\n"
#define FROM "From: Alice <alice@Example.COM>\nSubject: x\n"
#define SIGNED                                                                                     \
    "DKIM-Signature: v=1; a=rsa-sha256; d=example.com; s=gone; h=from;\n bh=AAAA; b=AAAA\n"

static struct evaluate_case cases[] = {
    {"SPF passes and aligns", FROM "\nhi\n", ZONE, false, "192.0.2.1", "alice@example.com",
     "example.com pass example.com 0 pass none"},
    {"SPF fails", FROM "\nhi\n", ZONE, false, "192.0.2.9", "alice@example.com",
     "example.com fail example.com 0 fail none"},
    {"no client address: DMARC hangs on SPF", FROM "\nhi\n", ZONE, false, NULL, NULL,
     "example.com not-evaluated - 0 not-evaluated none"},
    {"SPF of another domain cannot align, known or not", FROM "\nhi\n", ZONE, false, NULL,
     "b@mailer.example", "example.com not-evaluated mailer.example 0 fail none"},
    {"the null sender is the HELO's postmaster", FROM "\nhi\n", ZONE, false, "192.0.2.1", "",
     "example.com none client.example 0 fail none"},
    {"no DNS", FROM "\nhi\n", NULL, false, "192.0.2.1", "alice@example.com",
     "example.com not-evaluated example.com 0 not-evaluated none"},
    {"no DNS, signed", SIGNED FROM "\nhi\n", NULL, false, "192.0.2.1", "alice@example.com",
     "example.com not-evaluated example.com 1 not-evaluated none"},
    {"DNS silent", FROM "\nhi\n", "$FAIL * ANY timeout\n", false, "192.0.2.1", "alice@example.com",
     "example.com temperror example.com 0 temperror none"},
    {"two authors", "From: a@example.com, b@example.net\n\nhi\n", ZONE, false, "192.0.2.1",
     "alice@example.com", "- pass example.com 0 not-evaluated none"},
    {"two From fields", FROM FROM "\nhi\n", ZONE, false, "192.0.2.1", "alice@example.com",
     "- pass example.com 0 not-evaluated none"},
    {"no author", "Subject: x\n\nhi\n", ZONE, false, "192.0.2.1", "alice@example.com",
     "- pass example.com 0 not-evaluated none"},
    {"no record", "From: a@example.net\n\nhi\n", ZONE, false, "192.0.2.1", "a@example.net",
     "example.net none example.net 0 none none"},
};

static char *show(const MwEvaluation *evaluation)
{
    const char *domain = evaluation->from_domain, *spf_domain = evaluation->spf->domain;
    return g_strdup_printf("%s %s %s %u %s %s", domain != NULL ? domain : "-",
                           mw_spf_result_name(evaluation->spf->result),
                           spf_domain != NULL ? spf_domain : "-", evaluation->dkim->len,
                           mw_dmarc_result_name(evaluation->dmarc->verdict->result),
                           mw_arc_result_name(evaluation->arc->result));
}

static void check(void **state)
{
    const struct evaluate_case *c = *state;
    g_autoptr(MwDns) dns =
        c->dns != NULL ? mw_dns_file_new_from_text(c->dns, c->name, NULL) : mw_dns_none_new();
    assert_non_null(dns);
    const MwShared shared = {.dns = dns};
    const MwInputState input = {.headers_only = c->headers_only};
    const MwEvaluateOptions options = {
        .trust = {.ip = c->ip, .helo = "client.example", .mail_from = c->mail_from},
        .now = 1795000000,
    };
    g_autoptr(GBytes) bytes = g_bytes_new_static(c->text, strlen(c->text));
    g_autoptr(MwMessage) message = mw_message_parse(bytes);
    g_autoptr(MwEvaluation) evaluation =
        mw_evaluate(message, mw_span(""), &input, &shared, &options);
    g_autofree char *shown = show(evaluation);
    assert_string_equal(shown, c->shown);
}

MW_TABLE_MAIN("evaluate", cases, check)
