#include "src/evaluate/spf.h"

/* The input is a master file: the first line the sender, the second client and HELO name, the rest
 * records below "example." Whatever they say, the check ends within its limits. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(MwDns *dns, MwSpfQuestion *question)
{
    g_autoptr(MwDnsSession) session = mw_dns_session_new(dns, 0);
    g_autoptr(MwSpf) bare = mw_spf_evaluate(session, question);
    question->want_tree = question->cross_check = true;
    g_autoptr(MwSpf) spf = mw_spf_evaluate(session, question);
    g_assert_cmpint(bare->result, ==, spf->result);
    g_assert_cmpuint(bare->lookups, ==, spf->lookups);
    g_assert_cmpuint(spf->lookups, <=, 11);
    g_assert_cmpuint(spf->void_lookups, <=, 3);
    g_assert_cmpstr(bare->matched, ==, spf->matched);
    if (spf->engine_libspf2 >= 0)
        g_assert_cmpint(spf->engine_libspf2, ==, spf->result);
    g_autoptr(MwSpf) walk = mw_spf_walk(session, spf->domain != NULL ? spf->domain : "");
    g_assert_cmpint(walk->result, !=, MW_SPF_PASS);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0 || size > 16384 || memchr(data, '\0', size) != NULL)
        return 0;
    g_autofree char *text = g_strndup((const char *)data, size);
    g_auto(GStrv) lines = g_strsplit(text, "\n", 3);
    if (g_strv_length(lines) < 3)
        return 0;
    g_auto(GStrv) client = g_strsplit(lines[1], " ", 2);
    MwSpfQuestion question = {.mail_from = lines[0]};
    if (client[0] == NULL || !mw_ip_parse(mw_span(client[0]), &question.ip))
        return 0;
    question.helo = client[1];
    g_autofree char *zone = g_strdup_printf("$ORIGIN example.\n$TTL 300\n%s\n", lines[2]);
    g_autoptr(MwDns) dns = mw_dns_file_new_from_text(zone, "fuzz", NULL);
    if (dns != NULL)
        check(dns, &question);
    return 0;
}
