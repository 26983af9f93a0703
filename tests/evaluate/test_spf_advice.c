#include "src/evaluate/spf_advice.h"

#include "tests/table.h"

/* Advice for d.example: a line each, "KIND TERM -SAVES", "(OTHER of DOMAIN)", "=INSTEAD"; at the
 * end what is left. */
struct advice_case {
    const char *name, *zone, *advice;
};

#define FIVE(x) x x x x x

static struct advice_case cases[] = {
    {"nothing to say",
     "d TXT \"v=spf1 include:e.example ip4:192.0.2.0/24 -all\"\n"
     "e TXT \"v=spf1 ip4:198.51.100.0/24 -all\"",
     "left 1"},
    {"terms behind all",
     "d TXT \"v=spf1 mx:e.example -all a redirect=e.example\"\n"
     "e MX 0 e\ne A 192.0.2.1",
     "unreachable a -0\nunreachable redirect=e.example -0\nleft 1"},
    {"the same include twice",
     "d TXT \"v=spf1 include:e.example ip4:192.0.2.1 include:E.example. "
     "-all\"\ne TXT \"v=spf1 ip4:198.51.100.1 include:f.example -all\"\n"
     "f TXT \"v=spf1 ip4:198.51.100.2\"",
     "duplicate include:E.example. -2 (include:e.example of d.example)\nleft 2"},
    {"an include that another one includes",
     "d TXT \"v=spf1 include:f.example include:e.example -all\"\n"
     "e TXT \"v=spf1 ip4:198.51.100.1 include:f.example -all\"\nf TXT \"v=spf1 ip4:198.51.100.2\"",
     "duplicate include:f.example -1 (include:f.example of e.example)\nleft 2"},
    {"not the same when the qualifier differs",
     "d TXT \"v=spf1 ip4:192.0.2.1 ~ip4:192.0.2.1 -all\"", "left 0"},
    {"not the same when the prefix length differs",
     "d TXT \"v=spf1 a:e.example a:e.example/24 -all\"\ne A 198.51.100.1", "left 2"},
    {"the same network twice", "d TXT \"v=spf1 ip4:192.0.2.0/24 ip4:192.0.2.0/24 -all\"",
     "duplicate ip4:192.0.2.0/24 -0 (ip4:192.0.2.0/24 of d.example)\nleft 0"},
    {"an include that never passes",
     "d TXT \"v=spf1 include:e.example include:g.example -all\"\n"
     "e TXT \"v=spf1 ~ip4:192.0.2.1 include:f.example -all\"\nf TXT \"v=spf1 -all\"\n"
     "g TXT \"v=spf1 include:%{i}.x.example -all\"",
     "never-matches include:e.example -2\nleft 2"},
    {"names without address",
     "d TXT \"v=spf1 a:e.example mx:f.example -all\"\ne TXT \"x\"\n"
     "f MX 0 f\nf A 198.51.100.1",
     "never-matches a:e.example -1\nleft 1"},
    {"a network inside another",
     "d TXT \"v=spf1 ip4:192.0.2.7 ip6:2001:db8:1::/48 "
     "ip6:2001:db8::/32 include:e.example -all\"\n"
     "e TXT \"v=spf1 ip4:192.0.2.0/24\"",
     "covered ip4:192.0.2.7 -0 (ip4:192.0.2.0/24 of e.example)\n"
     "covered ip6:2001:db8:1::/48 -0 (ip6:2001:db8::/32 of d.example)\nleft 1"},
    {"a network does not cover what its include refuses",
     "d TXT \"v=spf1 ip4:192.0.2.7 include:e.example -all\"\n"
     "e TXT \"v=spf1 -ip4:192.0.2.0/24 ip4:198.51.100.1\"",
     "left 1"},
    {"a name whose addresses are listed already",
     "d TXT \"v=spf1 a:e.example ip4:192.0.2.0/24 -all\"\ne A 192.0.2.1\ne A 192.0.2.2",
     "covered a:e.example -1 (ip4:192.0.2.0/24 of d.example)\nleft 0"},
    {"not covered while one address is missing",
     "d TXT \"v=spf1 a:e.example ip4:192.0.2.0/24 -all\"\ne A 192.0.2.1\ne AAAA 2001:db8::1",
     "left 1"},
    {"ptr", "d TXT \"v=spf1 ptr -all\"", "ptr ptr -1\nleft 0"},
    {"names of the domain itself may be addresses",
     "d TXT \"v=spf1 a mx/28 a:other.example -all\"\nd A 192.0.2.1\nd MX 0 m.d\n"
     "m.d A 192.0.2.33\nm.d AAAA 2001:db8::1\nother A 198.51.100.1",
     "own-addresses a -1 =ip4:192.0.2.1\n"
     "own-addresses mx/28 -1 =ip4:192.0.2.33/28 ip6:2001:db8::1\nleft 1"},
    {"never somebody else's addresses", "d TXT \"v=spf1 a:w.e.example -all\"\nw.e A 192.0.2.1",
     "left 1"},
    {"too many addresses are better as a name",
     "d TXT \"v=spf1 a -all\"\nd A 192.0.2.1\nd A 192.0.2.2\nd A 192.0.2.3\nd A 192.0.2.4\n"
     "d A 192.0.2.5",
     "left 1"},
    {"what costs most comes last, and only over the limit",
     "d TXT \"v=spf1 include:e.example include:f.example -all\"\n"
     "e TXT \"v=spf1 a:e.example a:f.example a:g.example a:h.example\"\n"
     "f TXT \"v=spf1 a:i.example a:j.example a:k.example a:l.example a:m.example\"\n"
     "e A 192.0.2.1\nf A 192.0.2.1\ng A 192.0.2.1\nh A 192.0.2.1\ni A 192.0.2.1\nj A 192.0.2.1\n"
     "k A 192.0.2.1\nl A 192.0.2.1\nm A 192.0.2.1",
     "costly include:f.example -6\ncostly include:e.example -5\nleft 11"},
    {"advice for the redirect's record too",
     "d TXT \"v=spf1 redirect=e.example\"\ne TXT \"v=spf1 ptr -all\"", "ptr ptr -1\nleft 1"},
    {"no advice for records of others",
     "d TXT \"v=spf1 include:e.example -all\"\ne TXT \"v=spf1 ptr ip4:192.0.2.1 ip4:192.0.2.1\"",
     "left 2"},
    {"no record", "d A 192.0.2.1", "left 0"},
};

static char *print_list(const MwSpfAdviceList *list)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < list->items->len; i++) {
        const MwSpfAdvice *advice = g_ptr_array_index(list->items, i);
        g_string_append_printf(out, "%s %s -%u", mw_spf_advice_kind_name(advice->kind),
                               advice->node->term, advice->saves);
        if (advice->other != NULL)
            g_string_append_printf(out, " (%s of %s)", advice->other->term, advice->other->domain);
        if (advice->text != NULL)
            g_string_append_printf(out, " =%s", advice->text);
        g_string_append_c(out, '\n');
    }
    g_string_append_printf(out, "left %u", list->left);
    return g_string_free(out, FALSE);
}

static void check(void **state)
{
    const struct advice_case *c = *state;
    g_autofree char *text = g_strdup_printf("$ORIGIN example.\n$TTL 300\n%s\n", c->zone);
    g_autoptr(GError) error = NULL;
    g_autoptr(MwDns) dns = mw_dns_file_new_from_text(text, "test", &error);
    assert_null(error);
    g_autoptr(MwDnsSession) session = mw_dns_session_new(dns, 0);
    g_autoptr(MwSpf) walk = mw_spf_walk(session, "d.example");
    g_autoptr(MwSpfAdviceList) list = mw_spf_advise(session, walk);
    g_autofree char *printed = print_list(list);
    assert_string_equal(printed, c->advice);
}

MW_TABLE_MAIN("spf_advice", cases, check)
