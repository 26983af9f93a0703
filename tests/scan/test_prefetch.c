#include "tests/table.h"

#include "src/dns/backend.h"
#include "src/scan/prefetch.h"

struct prefetch_case {
    const char *name, *text;
    const char *asked; /* in order */
};

static struct prefetch_case cases[] = {
    {"nothing to ask", "Subject: hello\r\n\r\nFrom: x@example.com\r\n", ""},
    {"author: the tree walk", "From: Ann <ann@mail.example.com>\n\n",
     "_dmarc.mail.example.com _dmarc.example.com _dmarc.com "},
    {"key of a folded signature",
     "DKIM-Signature: v=1; a=rsa-sha256; d=Example.com;\r\n\ts=s1;\r\n\tbh=x=; b=d=no\r\n\r\n",
     "s1._domainkey.example.com "},
    {"tags at the very start", "ARC-Seal:d=example.org; s=arc; i=1\n\n",
     "arc._domainkey.example.org "},
    {"return path", "Return-Path: <bounce@example.net>\n\n", "example.net "},
    {"null return path", "Return-Path: <>\n\n", ""},
    {"recorded sender",
     "Authentication-Results: spf=pass smtp.mailfrom=example.net; dkim=none\n"
     "Authentication-Results: spf=pass smtp.mailfrom=a@example.org\n\n",
     "example.net example.org "},
    {"no selector, no question", "DKIM-Signature: v=1; d=example.com; b=x\n\n", ""},
    {"not a domain", "From: ann@exa mple\nReturn-Path: <a@b c>\n\n", "_dmarc.exa b "},
    {"cut off in a field", "DKIM-Signature: v=1; d=example.com; s=s", "s._domainkey.example.com "},
};

static MwDnsAnswer *ask(void *backend, const MwDnsQuestion *question, gint64 deadline_us)
{
    (void)backend, (void)deadline_us;
    return mw_dns_answer_new(question->name, question->type, MW_DNS_NOT_ASKED);
}

static void prefetch(void *backend, const MwDnsQuestion *question)
{
    assert_int_equal(question->type, MW_DNS_TXT);
    assert_null(question->server);
    g_string_append_printf(backend, "%s ", question->name);
}

static void free_nothing(void *backend)
{
    (void)backend;
}

static void check(void **state)
{
    static const MwDnsBackend backend = {"live", ask, prefetch, free_nothing};
    const struct prefetch_case *c = *state;
    g_autoptr(GString) asked = g_string_new(NULL);
    g_autoptr(MwDns) dns = mw_dns_new(&backend, asked);
    MwSpan text = mw_test_exact(c->text);
    mw_prefetch_text(dns, text);
    g_free((char *)(uintptr_t)text.data);
    assert_string_equal(asked->str, c->asked);
}

MW_TABLE_MAIN("prefetch", cases, check)
