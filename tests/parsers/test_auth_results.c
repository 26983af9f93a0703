#include "parsers/auth_results.h"

#include "tests/table.h"

/* `expected`: "id/version i=N none | method=result {reason} (comment) key=value ... | ..."; strict:
 * the same, or NULL when RFC 8601 does not allow the value. */
struct auth_case {
    const char *name, *input, *expected;
    bool strict;
};

static struct auth_case cases[] = {
    {"a result", "example.com; spf=pass smtp.mailfrom=example.net",
     "example.com | spf=pass smtp.mailfrom=example.net", true},
    {"none", "example.com 1; none", "example.com none", true},
    {"none without space", "example.com;none", "example.com none", true},
    {"nothing after the id", "example.com;", "example.com", false},
    {"comments wherever they may stand (RFC 8601, B.7)",
     "foo.example.net (foobar) 1 (baz);\r\n dkim (Because I like it) / 1 (One yay) = (wait for it) "
     "fail\r\n policy (A dot can go here) . (like that) expired\r\n (this surprised me) = (as I "
     "wasn't expecting it) 1362471462",
     "foo.example.net | dkim=fail (wait for it; A dot can go here; like that; this surprised me; "
     "as I wasn't expecting it) policy.expired=1362471462",
     true},
    {"nested comment", "h.example; dkim=fail (body hash mismatch (got b'A=', expected b'B='))",
     "h.example | dkim=fail (body hash mismatch (got b'A=', expected b'B='))", true},
    {"quoted parenthesis in a comment", "h.example; dkim=fail (a \\) b) header.d=example.com",
     "h.example | dkim=fail (a \\) b) header.d=example.com", true},
    {"comment not closed swallows the rest", "h.example; spf=fail (a; dmarc=pass",
     "h.example | spf=fail (a; dmarc=pass) truncated", false},
    {"quoted authserv-id", "\"example.com\"; none", "example.com none", true},
    {"method and result in capitals", "h.example; SPF=Pass SMTP.MailFrom=Example.NET",
     "h.example | spf=pass smtp.mailfrom=Example.NET", true},
    {"version of the field unknown", "h.example 2; spf=pass", "h.example/2", true},
    {"version of a method unknown", "h.example; spf/2=pass smtp.helo=a; dkim=fail",
     "h.example | dkim=fail", true},
    {"reason before the properties",
     "h.example; dkim=fail reason=\"bad; it is\" header.d=a.example",
     "h.example | dkim=fail {bad; it is} header.d=a.example", true},
    {"reason after the properties", "h.example; dkim=fail header.d=a.example reason=bad",
     "h.example | dkim=fail {bad} header.d=a.example", false},
    {"several results of one method",
     "h.example; dkim=pass header.d=a.example; dkim=fail "
     "header.d=b.example; dkim=pass header.d=c.example",
     "h.example | dkim=pass header.d=a.example | dkim=fail header.d=b.example | dkim=pass "
     "header.d=c.example",
     true},
    {"property in UTF-8", "h.example; dkim=pass header.i=@b\xc3\xbc.example",
     "h.example | dkim=pass header.i=@b\xc3\xbc.example", false},
    {"quoted local part", "h.example; spf=pass smtp.mailfrom=\"a b\"@example.com",
     "h.example | spf=pass smtp.mailfrom=\"a b\"@example.com", true},
    {"VERP in quotes", "h.example; spf=pass smtp.mailfrom=\"b+1=a.example@em.example.com\"",
     "h.example | spf=pass smtp.mailfrom=b+1=a.example@em.example.com", true},
    {"unquoted slash, plus and equals", "h.example; dkim=pass header.b=a/b+c= header.d=a.example",
     "h.example | dkim=pass header.b=a/b+c= header.d=a.example", false},
    {"empty value before the next key", "h.example; dmarc=none header.from= policy.dmarc=none",
     "h.example | dmarc=none header.from= policy.dmarc=none", false},
    {"empty value at the end", "h.example; spf=none smtp.mailfrom=;",
     "h.example | spf=none smtp.mailfrom=", false},
    {"spaces around the equals sign", "h.example; spf = pass smtp.mailfrom = example.com",
     "h.example | spf=pass smtp.mailfrom=example.com", true},
    {"id without semicolon", "h.example spf=pass smtp.helo=a.example",
     "h.example | spf=pass smtp.helo=a.example", false},
    {"id with a job number", "h.example/4F1B2C; dmarc=fail (p=none dis=none) header.from=a.example",
     "h.example/4F1B2C | dmarc=fail (p=none dis=none) header.from=a.example", false},
    {"no result may hide behind none", "h.example; none dkim=pass", "h.example none", false},
    {"no id at all", ";none", "- none", false},
    {"empty", "", "-", false},
    {"only equals signs", "= = = =", "-", false},
    {"dots without words", "h.example; foo . . bar = test;", "h.example", false},
    {"field name in front", "Authentication-Results: h.example; spf=pass", "h.example | spf=pass",
     false},
    {"soft wrap without indentation", "h.example; spf=pass\r\nsmtp.mailfrom=a.example",
     "h.example | spf=pass smtp.mailfrom=a.example", false},
    {"stray closing parenthesis", "h.example; spf=pass ) smtp.mailfrom=a.example",
     "h.example | spf=pass smtp.mailfrom=a.example", false},
    {"quoted string not closed", "h.example; dkim=fail reason=\"a; b",
     "h.example | dkim=fail {a; b} truncated", false},
    {"everything quoted", "\"h.example\"; \"spf\"=\"fail\" \"smtp\".\"helo\"=\"a.example\"",
     "h.example | spf=fail smtp.helo=a.example", false},

    {"Microsoft",
     "spf=pass (sender IP is 192.0.2.25)\r\n smtp.mailfrom=example.com; dkim=pass "
     "(signature was verified)\r\n header.d=example.com;dmarc=pass action=none\r\n "
     "header.from=example.com;compauth=pass reason=100",
     "- | spf=pass (sender IP is 192.0.2.25) smtp.mailfrom=example.com | dkim=pass (signature was "
     "verified) header.d=example.com | dmarc=pass action=none header.from=example.com | "
     "compauth=pass {100}",
     false},
    {"Microsoft, old, with recipient domains",
     "spf=none (sender IP is 192.0.2.9) "
     "smtp.mailfrom=em.example.com; example.net; dkim=pass "
     "(signature was verified) header.d=example.com;"
     "example.net; dmarc=bestguesspass action=none "
     "header.from=example.com;example.net; dkim=pass "
     "(signature was verified) header.d=example.com;",
     "- | spf=none (sender IP is 192.0.2.9) smtp.mailfrom=em.example.com | dkim=pass (signature "
     "was "
     "verified) header.d=example.com | dmarc=bestguesspass action=none header.from=example.com | "
     "dkim=pass (signature was verified) header.d=example.com",
     false},
    {"Microsoft, empty author", "dmarc=none action=none header.from=;compauth=fail reason=001",
     "- | dmarc=none action=none header.from= | compauth=fail {001}", false},
    {"Microsoft, encoded",
     "=?utf-8?B?c3BmPW5vbmUgKHNlbmRlciBJUCBpcyAxOTIuMC4yLjkp?=\r\n "
     "=?utf-8?B?IHNtdHAuaGVsbz14OyBka2ltPW5vbmU=?=",
     "- | spf=none (sender IP is 192.0.2.9) smtp.helo=x | dkim=none", false},
    {"Microsoft's own words stay", "dkim=timeout (key query timeout) header.d=example.org",
     "- | dkim=timeout (key query timeout) header.d=example.org", false},
    {"Microsoft in ARC",
     "i=2; mx.microsoft.com 1; spf=pass (sender ip is 192.0.2.25) "
     "smtp.rcpttodomain=example.net smtp.mailfrom=example.com; arc=pass (0 oda=1 "
     "ltdi=1 spf=[1,1,smtp.mailfrom=example.com])",
     "mx.microsoft.com i=2 | spf=pass (sender ip is 192.0.2.25) smtp.rcpttodomain=example.net "
     "smtp.mailfrom=example.com | arc=pass (0 oda=1 ltdi=1 spf=[1,1,smtp.mailfrom=example.com])",
     false},
    {"Yahoo",
     "atlas1.example; dkim=pass header.i=@example.com header.s=kl; dmarc=pass(p=REJECT) "
     "header.from=example.com;",
     "atlas1.example | dkim=pass header.i=@example.com header.s=kl | dmarc=pass (p=REJECT) "
     "header.from=example.com",
     false},
    {"Yahoo of 2020", "atlas2.example; dkim=dkim_pass header.s=@sel; dmarc=success(p=QUARANTINE)",
     "atlas2.example | dkim=pass header.s=@sel | dmarc=pass (p=QUARANTINE)", false},
    {"Yahoo, old",
     "mta3.example  from=example.com; domainkeys=neutral (no sig);  "
     "from=example.com; dkim=permerror (bad sig)",
     "mta3.example | domainkeys=neutral (no sig) from=example.com | dkim=permerror (bad sig)",
     false},
    {"Proton", "mail.example; spf=tempfail smtp.mailfrom=example.com",
     "mail.example | spf=temperror smtp.mailfrom=example.com", false},
    {"authentication_milter, comment last",
     "mx.example; dmarc=pass "
     "policy.applied-disposition=none (p=reject,d=none) "
     "header.from=example.com; x-tls=pass bits=128/128",
     "mx.example | dmarc=pass (p=reject,d=none) policy.applied-disposition=none "
     "header.from=example.com | x-tls=pass bits=128/128",
     false},
    {"rspamd",
     "mail.example; dkim=none; dmarc=fail reason=\"SPF not aligned (relaxed), No valid "
     "DKIM\" header.from=example.com (policy=reject)",
     "mail.example | dkim=none | dmarc=fail {SPF not aligned (relaxed), No valid DKIM} "
     "(policy=reject) header.from=example.com",
     true},
    {"pypolicyd-spf",
     "h.example; spf=Pass (mailfrom) identity=mailfrom; client-ip=192.0.2.9; "
     "helo=a.example; envelope-from=b@a.example; receiver=h.example",
     "h.example | spf=pass (mailfrom) identity=mailfrom client-ip=192.0.2.9 helo=a.example "
     "envelope-from=b@a.example receiver=h.example",
     false},
    {"SES inbound",
     "amazonses.com; spf=pass (spfCheck: domain of example.com designates 192.0.2.9 "
     "as permitted sender) client-ip=192.0.2.9; envelope-from=a@example.com; "
     "helo=h.example; dkim=pass header.i=@example.com;",
     "amazonses.com | spf=pass (spfCheck: domain of example.com designates 192.0.2.9 as permitted "
     "sender) client-ip=192.0.2.9 envelope-from=a@example.com helo=h.example | dkim=pass "
     "header.i=@example.com",
     false},
    {"two SPF identities",
     "esa.example; spf=Pass smtp.mailfrom=a@example.com; spf=None "
     "smtp.helo=postmaster@h.example; dmarc=pass (p=none) d=example.com",
     "esa.example | spf=pass smtp.mailfrom=a@example.com | spf=none smtp.helo=postmaster@h.example "
     "| dmarc=pass (p=none) d=example.com",
     false},
    {"hardfail", "h.example; spf=hardfail", "h.example | spf=fail", true},
    {"unknown method", "h.example; unknown=foo", "h.example | unknown=foo", true},
    {"unregistered result", "h.example; dkim=foo", "h.example | dkim=foo", false},
    {"words inside words", "h.example; x-google-dkim=pass; dmarc=fail; arc=none",
     "h.example | x-google-dkim=pass | dmarc=fail | arc=none", true},
};

static void print_result(GString *out, const MwAuthResult *result)
{
    g_string_append_printf(out, " | %s=%s", result->method, result->result);
    if (result->reason != NULL)
        g_string_append_printf(out, " {%s}", result->reason);
    if (result->comment != NULL)
        g_string_append_printf(out, " (%s)", result->comment);
    for (const MwAuthProperty *p = result->properties; p != NULL; p = p->next)
        g_string_append_printf(out, " %s=%s", p->key, p->value);
}

static char *print(const MwAuthResults *results)
{
    GString *out = g_string_new(results->authserv_id != NULL ? results->authserv_id : "-");
    if (results->version != 1)
        g_string_append_printf(out, "/%u", results->version);
    if (results->arc_instance != 0)
        g_string_append_printf(out, " i=%u", results->arc_instance);
    if (results->none)
        g_string_append(out, " none");
    for (guint i = 0; i < results->results->len; i++)
        print_result(out, g_ptr_array_index(results->results, i));
    if (results->truncated)
        g_string_append(out, " truncated");
    return g_string_free(out, FALSE);
}

static void check(void **state)
{
    const struct auth_case *c = *state;
    MwSpan input = mw_test_exact(c->input);
    g_autofree char *owned G_GNUC_UNUSED = (char *)(uintptr_t)input.data;
    g_autoptr(MwAuthResults) tolerant =
        mw_auth_results_parse(input, MW_AUTH_RESULTS_TOLERANT, NULL);
    g_autofree char *text = print(tolerant);
    assert_string_equal(text, c->expected);

    g_autoptr(GError) error = NULL;
    g_autoptr(MwAuthResults) strict = mw_auth_results_parse(input, MW_AUTH_RESULTS_STRICT, &error);
    assert_int_equal(strict != NULL, c->strict);
    assert_int_equal(error != NULL, !c->strict);
}

MW_TABLE_MAIN("auth_results", cases, check)
