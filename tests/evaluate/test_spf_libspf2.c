#include "src/evaluate/spf.h"

#include <stdio.h>
#include <unistd.h>

#include "tests/table.h"

/* The three verdicts: ours, of libspf2 behind strict parse and limits, of libspf2 as receivers have
 * it. "-" is: the guard let nothing through. */
struct engine_case {
    const char *name, *zone, *verdicts;
    const char *ip, *from, *helo;
};

#define FIVE(x)  x x x x x
#define TEN(x)   FIVE(x) FIVE(x)
#define FIFTY(x) FIVE(TEN(x))

static struct engine_case cases[] = {
    {.name = "pass", "d TXT \"v=spf1 a -all\"\nd A 192.0.2.1", "pass pass pass"},
    {.name = "fail", "d TXT \"v=spf1 mx -all\"\nd MX 0 m\nm A 192.0.2.2", "fail fail fail"},
    {.name = "IPv6",
     "d TXT \"v=spf1 ip6:2001:db8::/32 -all\"",
     "pass pass pass",
     .ip = "2001:db8::1"},
    {.name = "include, exists and macros",
     "d TXT \"v=spf1 include:e.example -all\"\n"
     "e TXT \"v=spf1 exists:%{ir}.%{v}.%{d}.l.example ~all\"\n"
     "1.2.0.192.in-addr.e.example.l A 127.0.0.2",
     "pass pass pass"},
    {.name = "redirect",
     "d TXT \"v=spf1 redirect=e.example\"\ne TXT \"v=spf1 ~all\"",
     "softfail softfail softfail"},
    {.name = "ptr",
     "d TXT \"v=spf1 ptr -all\"\n1.2.0.192.in-addr.arpa. PTR m.d\nm.d A 192.0.2.1",
     "pass pass pass"},
    {.name = "no record", "d A 192.0.2.1", "none none none"},
    {.name = "no domain", "e A 192.0.2.1", "none none none"},
    {.name = "two records",
     "d TXT \"v=spf1 a\"\nd TXT \"v=spf1 mx\"",
     "permerror permerror permerror"},
    {.name = "no answer", "$FAIL d TXT timeout", "temperror temperror temperror"},
    {.name = "no answer for a",
     "d TXT \"v=spf1 a -all\"\n$FAIL d A servfail",
     "temperror temperror temperror"},
    {.name = "unknown mechanism", "d TXT \"v=spf1 b -all\"", "permerror permerror permerror"},
    {.name = "include of nothing",
     "d TXT \"v=spf1 include:e.example\"",
     "permerror permerror permerror"},
    {.name = "null reverse-path",
     "h TXT \"v=spf1 a:%{o} -all\"\nh A 192.0.2.1",
     "pass pass pass",
     .from = ""},

    /* where the library differs by itself */
    {.name = "redirect runs where it stands",
     "d TXT \"v=spf1 redirect=e.example -all\"\n"
     "e TXT \"v=spf1 +all\"",
     "fail fail pass"},
    {.name = "each include gets its own count",
     "d TXT \"v=spf1 include:e.example include:e.example -all\"\n"
     "e TXT \"v=spf1 a a a a a -all\"\ne A 192.0.2.2",
     "permerror permerror fail"},
    {.name = "no limit for voids",
     "d TXT \"v=spf1 a:x.example a:y.example a:z.example -all\"",
     "permerror permerror fail"},
    {.name = "eleven look-ups of one record",
     "d TXT \"v=spf1 " TEN("a ") "a -all\"\nd A 192.0.2.2",
     "permerror permerror permerror"},
    {.name = "prefix length zero",
     "d TXT \"v=spf1 a/0 -all\"\nd A 198.51.100.1",
     "pass pass permerror"},
    {.name = "ip4 with prefix length zero",
     "d TXT \"v=spf1 ip4:192.0.2.0/0 -all\"",
     "pass pass permerror"},
    {.name = "loopback clients always pass",
     "d TXT \"v=spf1 -all\"",
     "fail fail pass",
     .ip = "127.0.0.1"},
    {.name = "prefix length that overflows",
     "d TXT \"v=spf1 a/4294967297 -all\"\nd A 198.51.100.1",
     "permerror permerror pass"},
    {.name = "terms beyond 511 compiled bytes are dropped",
     "d TXT \"v=spf1 " FIFTY("ip4:198.51.100.1 ") TEN("ip4:198.51.100.2 ")
         FIVE("ip4:203.0.113.5 ") "-all\"",
     "fail fail neutral"},
    {.name = "long records are cut into pieces, each with its own domain",
     "d TXT \"v=spf1 " FIFTY("ip4:198.51.100.1 ") TEN("ip4:198.51.100.2 ")
         FIVE("ip4:203.0.113.5 ") "a:w.%{d} -all\"\nw.d A 192.0.2.1",
     "pass pass neutral"},
    {.name = "ptr fails in DNS",
     "d TXT \"v=spf1 ptr ?all\"\n$FAIL 1.2.0.192.in-addr.arpa. PTR timeout",
     "neutral neutral temperror"},
    {.name = "macro with too few parts",
     "d TXT \"v=spf1 exists:%{d5}.l.example -all\"\n"
     "d.example.l A 127.0.0.2",
     "pass pass fail"},
    {.name = "rare delimiters",
     "d TXT \"v=spf1 exists:%{l,/}.l.example -all\"\na.b.c.l A 127.0.0.2",
     "pass pass permerror",
     .from = "a,b/c@d.example"},

    /* the guard */
    {.name = "a sender beyond ASCII",
     "d TXT \"v=spf1 -all\"",
     "fail - -",
     .from = "\xc3\xa9@d.example"},
    {.name = "a control character in HELO", "d TXT \"v=spf1 -all\"", "fail - -", .helo = "a\x01"},
};

static MwDns *dns_of(const char *zone)
{
    g_autofree char *text = g_strdup_printf("$ORIGIN example.\n$TTL 300\n%s\n", zone);
    g_autoptr(GError) error = NULL;
    MwDns *dns = mw_dns_file_new_from_text(text, "test", &error);
    if (dns == NULL)
        fail_msg("%s", error->message);
    return dns;
}

static const char *verdict(int result)
{
    return result < 0 ? "-" : mw_spf_result_name((MwSpfResult)result);
}

static void check(void **state)
{
    const struct engine_case *c = *state;
    g_autoptr(MwDns) dns = dns_of(c->zone);
    g_autoptr(MwDnsSession) session = mw_dns_session_new(dns, 0);
    MwSpfQuestion question = {
        .mail_from = c->from != NULL ? c->from : "a@d.example",
        .helo = c->helo != NULL ? c->helo : "h.example",
        .cross_check = true,
    };
    assert_true(mw_ip_parse(mw_span(c->ip != NULL ? c->ip : "192.0.2.1"), &question.ip));
    g_autoptr(MwSpf) spf = mw_spf_evaluate(session, &question);
    g_autofree char *verdicts =
        g_strdup_printf("%s %s %s", verdict(spf->engine_native), verdict(spf->engine_libspf2),
                        verdict(spf->engine_libspf2_uncorrected));
    assert_string_equal(verdicts, c->verdicts);
}

/* A TXT record at `owner` (what stands before it included): `before`, many times `chunk`, `after`,
 * in strings of at most 255. */
static char *long_record(const char *owner, const char *before, const char *chunk, unsigned times,
                         const char *after)
{
    g_autoptr(GString) text = g_string_new(before);
    for (unsigned i = 0; i < times; i++)
        g_string_append(text, chunk);
    g_string_append(text, after);
    GString *zone = g_string_new(owner);
    g_string_append(zone, " TXT");
    for (size_t at = 0; at < text->len; at += 250)
        g_string_append_printf(zone, " \"%.*s\"", 250, text->str + at);
    return g_string_free(zone, FALSE);
}

static void check_long(const char *owner, const char *before, const char *chunk, unsigned times,
                       const char *after, const char *verdicts)
{
    g_autofree char *zone = long_record(owner, before, chunk, times, after);
    struct engine_case c = {.name = "", .zone = zone, verdicts};
    void *row = &c;
    check(&row);
}

/* Without the guard each of these writes past a buffer on the library's stack, and the program
 * ends: the room left for text behind many macros is counted below zero (CVE-2023-42118). */
static void guards_against_long_terms(void **state)
{
    (void)state;
    g_autofree char *tail = g_strnfill(6000, 'x');
    g_autofree char *modifier = g_strdup_printf("%%{s}%s -all", tail);
    g_autofree char *mechanism = g_strdup_printf("%%{s}%s.example.com -all", tail);
    check_long("d", "v=spf1 x=", "%{s}a", 42, modifier, "fail fail -");
    check_long("d", "v=spf1 x=", "%{s}", 126, modifier, "fail fail -");
    check_long("d", "v=spf1 a:", "%{s}a", 42, mechanism, "fail fail -");
    check_long("d", "v=spf1 a:", "%{s}", 126, mechanism, "fail fail -");
    check_long("d", "v=spf1 a:", "abcdefghi.", 600, "example.com -all", "fail fail -");
}

/* The same by way of exp=, whose text the library never gets. */
static void guards_against_explanations(void **state)
{
    (void)state;
    check_long("d TXT \"v=spf1 -all exp=w.example\"\nw", "", "%{s}a", 60, "", "fail fail fail");
    check_long("d TXT \"v=spf1 -all exp=w.example\"\nw", "", "%{s}", 140, "", "fail fail fail");
    check_long("d TXT \"v=spf1 -all exp=w.example\"\nw", "", "text ", 200, "", "fail fail fail");
}

/* 10^16 records for a library that counts per include. */
static void bounds_an_include_bomb(void **state)
{
    (void)state;
    g_autoptr(GString) zone = g_string_new(NULL);
    for (char level = 'd'; level < 't'; level++) {
        g_string_append_printf(zone, "%c TXT \"v=spf1", level);
        for (unsigned i = 0; i < 10; i++)
            g_string_append_printf(zone, " include:%c.example", level + 1);
        g_string_append(zone, "\"\n");
    }
    g_string_append(zone, "t TXT \"v=spf1 -all\"\n");
    struct engine_case bomb = {.name = "", .zone = zone->str, "permerror permerror -"};
    void *row = &bomb;
    check(&row);
}

/* Nothing of the library may reach our own output. */
static void prints_nothing(void **state)
{
    (void)state;
    const int streams[] = {1, 2};
    for (size_t i = 0; i < G_N_ELEMENTS(streams); i++) {
        FILE *file = tmpfile();
        assert_non_null(file);
        int saved = dup(streams[i]);
        dup2(fileno(file), streams[i]);
        for (size_t row = 0; row < G_N_ELEMENTS(cases); row++) {
            g_autoptr(MwDns) dns = dns_of(cases[row].zone);
            g_autoptr(MwDnsSession) session = mw_dns_session_new(dns, 0);
            MwSpfQuestion question = {.mail_from = "a@d.example", .cross_check = true};
            mw_ip_parse(mw_span("192.0.2.1"), &question.ip);
            g_autoptr(MwSpf) spf = mw_spf_evaluate(session, &question);
            assert_non_null(spf);
        }
        fflush(NULL);
        dup2(saved, streams[i]);
        close(saved);
        fseek(file, 0, SEEK_END);
        assert_int_equal(ftell(file), 0);
        fclose(file);
    }
}

int main(void)
{
    struct CMUnitTest tests[G_N_ELEMENTS(cases) + 4];
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        tests[i] = (struct CMUnitTest){cases[i].name, check, NULL, NULL, &cases[i]};
    tests[G_N_ELEMENTS(cases)] = (struct CMUnitTest)cmocka_unit_test(bounds_an_include_bomb);
    tests[G_N_ELEMENTS(cases) + 1] = (struct CMUnitTest)cmocka_unit_test(prints_nothing);
    tests[G_N_ELEMENTS(cases) + 2] = (struct CMUnitTest)cmocka_unit_test(guards_against_long_terms);
    tests[G_N_ELEMENTS(cases) + 3] =
        (struct CMUnitTest)cmocka_unit_test(guards_against_explanations);
    return cmocka_run_group_tests_name("spf_libspf2", tests, NULL, NULL);
}
