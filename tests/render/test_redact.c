#include "src/render/redact.h"

#include "tests/table.h"

struct redact_case {
    const char *name, *input, *output;
};

static struct redact_case cases[] = {
    {"empty", "", ""},
    {"prose stays", "Publish the record at the domain, e.g. with p=none.",
     "Publish the record at the domain, e.g. with p=none."},
    {"address", "a.person@corp.example.net", "user1@h1.org1.example"},
    {"address in brackets", "<ann@sales.example.com>, Ann", "<user1@h1.org1.example>, Ann"},
    {"equal ones get equal pseudonyms", "a@example.com b@example.com A@EXAMPLE.COM",
     "user1@org1.example user2@org1.example user1@org1.example"},
    {"who is below whom stays", "example.com mail.example.com x.y.example.com example.org",
     "org1.example mail.org1.example h1.h2.org1.example org2.example"},
    {"two-level public suffix", "a.example.co.uk and co.uk", "h1.org1.example and co.uk"},
    {"role accounts stay", "postmaster@example.com", "postmaster@org1.example"},
    {"property before an address", "smtp.mailfrom=bob@example.com header.i=@example.com",
     "smtp.mailfrom=user1@org1.example header.i=@org1.example"},
    {"property before a domain", "smtp.mailfrom=example.com; header.d=example.com",
     "smtp.mailfrom=org1.example; header.d=org1.example"},
    {"property names are no domains", "header.from dmarc.p policy.dmarc smtp.helo",
     "header.from dmarc.p policy.dmarc smtp.helo"},
    {"SPF record",
     "v=spf1 ip4:203.0.113.0/24 ip6:2001:db8:5::/32 include:_spf.example.com a:mx.example.net -all",
     "v=spf1 ip4:192.0.2.1/24 ip6:2001:db8::1/32 include:_spf.org1.example a:mx.org2.example -all"},
    {"DMARC record", "v=DMARC1; p=none; rua=mailto:agg@example.com",
     "v=DMARC1; p=none; rua=mailto:user1@org1.example"},
    {"key", "v=DKIM1; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA3Q", "v=DKIM1; p=[46 digits]"},
    {"DKIM name", "k9._domainkey.example.com", "h1._domainkey.org1.example"},
    {"address literal", "(sender IP is 203.0.113.8) [2001:db8:5::1], again 203.0.113.8.",
     "(sender IP is 192.0.2.1) [2001:db8::1], again 192.0.2.1."},
    {"private address stays private", "10.1.2.3 127.0.0.1 fe80::1", "10.0.0.2 127.0.0.1 fd00::1"},
    {"a code is no address", "550 5.7.515 and 15.1", "550 5.7.515 and 15.1"},
    {"a time is no address", "10:20:30 +0000", "10:20:30 +0000"},
    {"GUID", "id 01234567-89ab-cdef-0123-456789abcdef;",
     "id 00000000-0000-0000-0000-000000000000;"},
    {"provider stays, its tenant does not",
     "tenant.onmicrosoft.com spf.protection.outlook.com learn.microsoft.com",
     "h1.onmicrosoft.com spf.protection.outlook.com learn.microsoft.com"},
    {"Japanese prose around a name", "\xe3\x81\xaf example.com\xe3\x81\xae",
     "\xe3\x81\xaf org1.example\xe3\x81\xae"},
    {"end of a sentence", "It is example.com.", "It is org1.example."},
    {"SRS address", "SRS0=abcd=xy=example.org=ann@example.com", "user1@org1.example"},
    {"local names", "srv1.corp.local", "h1.org1.example"},
    {"file names stay", "mail.eml box.rules", "mail.eml box.rules"},
};

static void check(void **state)
{
    const struct redact_case *c = *state;
    g_autoptr(MwRedactor) redactor = mw_redactor_new();
    MwSpan exact = mw_span_make(g_strdup(c->input), 0);
    g_autofree char *text = mw_redact_text(redactor, exact.data);
    g_free((void *)(uintptr_t)exact.data);
    assert_string_equal(text, c->output);
}

static void hidden_texts_are_replaced_wherever_they_are(void **state)
{
    (void)state;
    g_autoptr(MwRedactor) redactor = mw_redactor_new();
    mw_redactor_hide(redactor, "Invoice", "[short]");
    mw_redactor_hide(redactor, "Invoice 7 for Ann", "[subject]");
    mw_redactor_hide(redactor, "abc", "[ignored]");
    g_autofree char *text = mw_redact_text(redactor, "\"Invoice 7 for Ann\", Invoice, abc");
    assert_string_equal(text, "\"[subject]\", [short], abc");
}

static void many_addresses_stay_in_the_documentation_ranges(void **state)
{
    (void)state;
    g_autoptr(MwRedactor) redactor = mw_redactor_new();
    for (unsigned i = 0; i < 1000; i++) {
        g_autofree char *ip = g_strdup_printf("192.88.%u.%u", i / 250, i % 250);
        g_autofree char *redacted = mw_redact_ip(redactor, ip);
        assert_true(g_str_has_prefix(redacted, "192.0.2.") ||
                    g_str_has_prefix(redacted, "198.51.100.") ||
                    g_str_has_prefix(redacted, "203.0.113."));
    }
}

int main(void)
{
    struct CMUnitTest tests[G_N_ELEMENTS(cases)];
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        tests[i] = (struct CMUnitTest){cases[i].name, check, NULL, NULL, &cases[i]};
    const struct CMUnitTest others[] = {
        cmocka_unit_test(hidden_texts_are_replaced_wherever_they_are),
        cmocka_unit_test(many_addresses_stay_in_the_documentation_ranges),
    };
    return cmocka_run_group_tests_name("redact", tests, NULL, NULL) +
           cmocka_run_group_tests_name("redactor", others, NULL, NULL);
}
