#include "src/evaluate/spf.h"

#include "tests/table.h"

/* The tree of an evaluation (with an IP) or of a static walk (without), one node a line:
 * two blanks per level, "#FIRST_LOOKUP", TERM, "=COST", outcome, "(over)", "{VOIDS}". */
struct tree_case {
    const char *name, *zone, *ip, *tree;
    unsigned total;
};

#define FIVE(x) x x x x x

static struct tree_case cases[] = {
    {"what comes behind the match is not reached, and asked for nothing",
     "d TXT \"v=spf1 include:e.example mx a:w.example include:f.example -all\"\n"
     "e TXT \"v=spf1 ip4:192.0.2.9 exists:x.example ?all\"\nd MX 0 m\nm A 192.0.2.1",
     "192.0.2.1",
     "#1 include:e.example =2 neutral {1}\n"
     "  ip4:192.0.2.9 =0 no-match\n"
     "  #2 exists:x.example =1 no-match {1}\n"
     "  ?all =0 match\n"
     "#3 mx =1 match\n"
     "a:w.example =0 not-reached\n"
     "include:f.example =0 not-reached\n"
     "-all =0 not-reached\n",
     0},
    {"past the limit the whole cost is shown",
     "d TXT \"v=spf1 include:e.example include:f.example a -all exp=x.example\"\n"
     "e TXT \"v=spf1 " FIVE(
         "a ") " a a a ~all\"\ne A 192.0.2.9\n"
               "f TXT \"v=spf1 include:g.example ptr x=1 redirect=h.example\"\n"
               "g TXT \"v=spf1 a a a -all a\"\ng A 192.0.2.9\nh TXT \"v=spf1 mx\"",
     "192.0.2.1",
     "#1 include:e.example =9 softfail\n"
     "  #2 a =1 no-match\n"
     "  #3 a =1 no-match\n"
     "  #4 a =1 no-match\n"
     "  #5 a =1 no-match\n"
     "  #6 a =1 no-match\n"
     "  #7 a =1 no-match\n"
     "  #8 a =1 no-match\n"
     "  #9 a =1 no-match\n"
     "  ~all =0 match\n"
     "#10 include:f.example =8 permerror\n"
     "  #11 include:g.example =4 permerror (over)\n"
     "    #12 a =1 not-reached (over)\n"
     "    #13 a =1 not-reached (over)\n"
     "    #14 a =1 not-reached (over)\n"
     "    -all =0 not-reached\n"
     "    a =0 not-reached\n"
     "  #15 ptr =1 not-reached (over)\n"
     "  x=1 =0 ignored\n"
     "  #16 redirect=h.example =2 not-reached (over)\n"
     "    #17 mx =1 not-reached (over)\n"
     "#18 a =1 not-reached (over)\n"
     "-all =0 not-reached\n"
     "exp=x.example =0 explanation\n",
     18},
    {"a mistake leaves the rest unreached", "d TXT \"v=spf1 a oops redirect=e.example\"",
     "192.0.2.1",
     "a =0 not-reached\n"
     "oops =0 permerror\n"
     "redirect=e.example =0 not-reached\n",
     0},
    {"an error inside an include",
     "d TXT \"v=spf1 include:e.example -all\"\ne TXT \"v=spf1 a:w.example -all\"\n"
     "$FAIL w A timeout",
     "192.0.2.1",
     "#1 include:e.example =2 temperror\n"
     "  #2 a:w.example =1 temperror\n"
     "  -all =0 not-reached\n"
     "-all =0 not-reached\n",
     0},
    {"redirect comes last",
     "d TXT \"v=spf1 redirect=e.example ip4:192.0.2.9\"\ne TXT \"v=spf1 -all\"", "192.0.2.1",
     "ip4:192.0.2.9 =0 no-match\n"
     "#1 redirect=e.example =1 fail\n"
     "  -all =0 match\n",
     0},

    {"walk: costs, voids, unknown targets",
     "d TXT \"v=spf1 a mx:w.example include:e.example exists:%{i}.x.example ptr -all a\"\n"
     "d A 192.0.2.1\ne TXT \"v=spf1 a:e.example include:%{d2}.f.example\"\ne AAAA 2001:db8::1\n"
     "e.example.f TXT \"v=spf1 +all\"",
     NULL,
     "#1 a =1 not-evaluated\n"
     "#2 mx:w.example =1 not-evaluated {1}\n"
     "#3 include:e.example =3 not-evaluated\n"
     "  #4 a:e.example =1 not-evaluated\n"
     "  #5 include:%{d2}.f.example =1 not-evaluated\n"
     "    +all =0 not-evaluated\n"
     "#6 exists:%{i}.x.example =1 not-evaluated\n"
     "#7 ptr =1 not-evaluated\n"
     "-all =0 not-evaluated\n"
     "a =0 not-reached\n",
     7},
    {"walk: includes that lead nowhere",
     "d TXT \"v=spf1 include:e.example include:d.example include:g.example include:h.example "
     "-all\"\n"
     "$FAIL g TXT servfail\nh TXT \"v=spf1 x\"",
     NULL,
     "#1 include:e.example =1 none {1}\n"
     "#2 include:d.example =1 permerror\n"
     "#3 include:g.example =1 temperror\n"
     "#4 include:h.example =1 not-evaluated\n"
     "  x =0 permerror\n"
     "-all =0 not-evaluated\n",
     4},
};

static void print_nodes(GString *out, const GPtrArray *nodes, unsigned level)
{
    for (guint i = 0; i < nodes->len; i++) {
        const MwSpfNode *node = g_ptr_array_index(nodes, i);
        g_string_append_printf(out, "%*s", 2 * (int)level, "");
        if (node->first_lookup > 0)
            g_string_append_printf(out, "#%u ", node->first_lookup);
        g_string_append_printf(out, "%s =%u %s%s", node->term, node->cost, node->outcome,
                               node->over_limit ? " (over)" : "");
        if (node->voids > 0)
            g_string_append_printf(out, " {%u}", node->voids);
        g_string_append_c(out, '\n');
        print_nodes(out, node->children, level + 1);
    }
}

static MwDns *dns_of(const char *zone)
{
    g_autofree char *text = g_strdup_printf("$ORIGIN example.\n$TTL 300\n%s\n", zone);
    g_autoptr(GError) error = NULL;
    MwDns *dns = mw_dns_file_new_from_text(text, "test", &error);
    if (dns == NULL)
        fail_msg("%s", error->message);
    return dns;
}

static MwSpf *evaluate(MwDnsSession *session, const char *ip)
{
    MwSpfQuestion question = {.mail_from = "a@d.example", .want_tree = true};
    if (ip == NULL)
        return mw_spf_walk(session, "D.Example.");
    assert_true(mw_ip_parse(mw_span(ip), &question.ip));
    return mw_spf_evaluate(session, &question);
}

static void check_tree(void **state)
{
    const struct tree_case *c = *state;
    g_autoptr(MwDns) dns = dns_of(c->zone);
    g_autoptr(MwDnsSession) session = mw_dns_session_new(dns, 0);
    g_autoptr(MwSpf) spf = evaluate(session, c->ip);
    g_autoptr(GString) printed = g_string_new(NULL);
    print_nodes(printed, spf->tree, 0);
    assert_string_equal(printed->str, c->tree);
    assert_int_equal(spf->total_lookups, c->total);
    assert_false(spf->tree_truncated);
}

/* ---- what a record says about itself ---- */

struct hint_case {
    const char *name, *zone, *all, *redirect;
    bool everyone, ptr;
};

static struct hint_case hints[] = {
    {"-all", "d TXT \"v=spf1 mx -all\"", "-", NULL, false, false},
    {"+all", "d TXT \"v=spf1 mx all\"", "+", NULL, true, false},
    {"no all", "d TXT \"v=spf1 mx\"", NULL, NULL, false, false},
    {"the first all counts", "d TXT \"v=spf1 ?all +all ptr\"", "?", NULL, false, false},
    {"all of the redirect target", "d TXT \"v=spf1 redirect=e.example\"\ne TXT \"v=spf1 ptr ~all\"",
     "~", "redirect=e.example", false, true},
    {"redirect beside all", "d TXT \"v=spf1 redirect=e.example -all\"", "-", NULL, false, false},
    {"every address by ip4", "d TXT \"v=spf1 ip4:0.0.0.0/0 -all\"", "-", NULL, true, false},
    {"every address by ip6", "d TXT \"v=spf1 ip6:::/0 -all\"", "-", NULL, true, false},
    {"every address refused", "d TXT \"v=spf1 -ip4:0.0.0.0/0 ?all\"", "?", NULL, false, false},
    {"+all in an include passes", "d TXT \"v=spf1 include:e.example -all\"\ne TXT \"v=spf1 +all\"",
     "-", NULL, true, false},
    {"+all in an include that does not pass",
     "d TXT \"v=spf1 ~include:e.example -all\"\ne TXT \"v=spf1 +all ptr\"", "-", NULL, false,
     false},
    {"ptr", "d TXT \"v=spf1 ptr ~all\"", "~", NULL, false, true},
    {"ptr of somebody else's record",
     "d TXT \"v=spf1 include:e.example ~all\"\ne TXT \"v=spf1 "
     "ptr\"",
     "~", NULL, false, false},
};

static void check_hints(void **state)
{
    const struct hint_case *c = *state;
    g_autoptr(MwDns) dns = dns_of(c->zone);
    for (unsigned walk = 0; walk <= 1; walk++) {
        g_autoptr(MwDnsSession) session = mw_dns_session_new(dns, 0);
        g_autoptr(MwSpf) spf = evaluate(session, walk ? NULL : "2001:db8::1");
        assert_int_equal(g_strcmp0(spf->all_qualifier, c->all), 0);
        assert_int_equal(g_strcmp0(spf->redirect, c->redirect), 0);
        assert_int_equal(spf->uses_ptr, c->ptr);
        assert_int_equal(spf->allows_everyone, c->everyone);
    }
}

/* ---- the problem a static walk tells ---- */

struct walk_case {
    const char *name, *zone;
    MwSpfResult result;
    MwSpfProblem problem;
    const char *path;
};

static struct walk_case walks[] = {
    {"walk: nothing wrong", "d TXT \"v=spf1 a -all\"\nd A 192.0.2.1", MW_SPF_NOT_EVALUATED,
     MW_SPF_PROBLEM_NONE, NULL},
    {"walk: no record", "d A 192.0.2.1", MW_SPF_NONE, MW_SPF_PROBLEM_NO_RECORD, NULL},
    {"walk: two records", "d TXT \"v=spf1\"\nd TXT \"v=spf1 a\"", MW_SPF_PERMERROR,
     MW_SPF_PROBLEM_MULTIPLE_RECORDS, NULL},
    {"walk: no answer", "$FAIL d TXT timeout", MW_SPF_TEMPERROR, MW_SPF_PROBLEM_DNS, NULL},
    {"walk: a mistake", "d TXT \"v=spf1 a b\"", MW_SPF_PERMERROR, MW_SPF_PROBLEM_SYNTAX, "b"},
    {"walk: a mistake below", "d TXT \"v=spf1 include:e.example\"\ne TXT \"v=spf1 b\"",
     MW_SPF_PERMERROR, MW_SPF_PROBLEM_INCLUDE_BROKEN, "include:e.example > b"},
    {"walk: nothing there", "d TXT \"v=spf1 include:e.example\"", MW_SPF_PERMERROR,
     MW_SPF_PROBLEM_INCLUDE_NONE, "include:e.example"},
    {"walk: circle", "d TXT \"v=spf1 redirect=e.example\"\ne TXT \"v=spf1 include:d.example\"",
     MW_SPF_PERMERROR, MW_SPF_PROBLEM_INCLUDE_LOOP, "redirect=e.example > include:d.example"},
    {"walk: eleven",
     "d TXT \"v=spf1 " FIVE("a a ") "include:e.example\"\nd A 192.0.2.1\ne TXT \"v=spf1\"",
     MW_SPF_PERMERROR, MW_SPF_PROBLEM_LOOKUP_LIMIT, "include:e.example"},
    {"walk: three voids", "d TXT \"v=spf1 a mx exists:x.example\"", MW_SPF_PERMERROR,
     MW_SPF_PROBLEM_VOID_LIMIT, "exists:x.example"},
};

static void check_walk(void **state)
{
    const struct walk_case *c = *state;
    g_autoptr(MwDns) dns = dns_of(c->zone);
    g_autoptr(MwDnsSession) session = mw_dns_session_new(dns, 0);
    g_autoptr(MwSpf) spf = evaluate(session, NULL);
    assert_string_equal(mw_spf_problem_name(spf->problem), mw_spf_problem_name(c->problem));
    assert_int_equal(spf->result, c->result);
    assert_int_equal(g_strcmp0(spf->problem_path, c->path), 0);
}

/* ---- bounds, and what is not evaluated ---- */

/* Every name includes ten others: 10^n records. */
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
    g_autoptr(MwDns) dns = dns_of(zone->str);
    g_autoptr(MwDnsSession) session = mw_dns_session_new(dns, 0);
    g_autoptr(MwSpf) walk = evaluate(session, NULL);
    assert_int_equal(walk->problem, MW_SPF_PROBLEM_LOOKUP_LIMIT);
    assert_in_range(walk->total_lookups, 100, 400);
    assert_true(walk->tree_truncated);
    g_autoptr(MwSpf) spf = evaluate(session, "192.0.2.1");
    assert_int_equal(spf->lookups, 11);
    assert_int_equal(spf->problem, MW_SPF_PROBLEM_LOOKUP_LIMIT);
    assert_true(spf->tree_truncated);
}

/* Nobody pays for a tree that nobody looks at. */
static void shows_a_tree_past_the_limit_only(void **state)
{
    (void)state;
    g_autoptr(MwDns) dns =
        dns_of("d TXT \"v=spf1 " FIVE("a a ") "include:e.example ~all\"\n"
                                              "d A 192.0.2.9\ne TXT \"v=spf1 mx\"\n"
                                              "g TXT \"v=spf1 a include:e.example ~all\"\n");
    g_autoptr(MwDnsSession) session = mw_dns_session_new(dns, 0);
    MwSpfQuestion question = {.mail_from = "a@g.example", .want_tree = true};
    question.tree_past_limit = true;
    assert_true(mw_ip_parse(mw_span("192.0.2.1"), &question.ip));
    g_autoptr(MwSpf) within = mw_spf_evaluate(session, &question);
    assert_int_equal(within->result, MW_SPF_SOFTFAIL);
    assert_int_equal(within->tree->len, 0);
    question.mail_from = "a@d.example";
    g_autoptr(MwSpf) past = mw_spf_evaluate(session, &question);
    assert_int_equal(past->problem, MW_SPF_PROBLEM_LOOKUP_LIMIT);
    assert_int_equal(past->lookups, 11);
    assert_int_equal(past->total_lookups, 12);
    assert_int_equal(past->tree->len, 12);
    const MwSpfNode *over = g_ptr_array_index(past->tree, 10);
    assert_true(over->over_limit);
}

static void tells_what_is_not_evaluated(void **state)
{
    (void)state;
    g_autoptr(MwDns) dns = mw_dns_none_new();
    g_autoptr(MwDnsSession) session = mw_dns_session_new(dns, 0);
    MwSpfQuestion question = {.mail_from = "a@d.example"};
    g_autoptr(MwSpf) no_ip = mw_spf_evaluate(session, &question);
    assert_int_equal(no_ip->result, MW_SPF_NOT_EVALUATED);
    assert_string_equal(no_ip->domain, "d.example");
    assert_int_equal(no_ip->engine_native, -1);

    assert_true(mw_ip_parse(mw_span("192.0.2.1"), &question.ip));
    g_autoptr(MwSpf) no_dns = mw_spf_evaluate(session, &question);
    assert_int_equal(no_dns->result, MW_SPF_NOT_EVALUATED);
    assert_int_equal(no_dns->dns_failure, MW_DNS_NOT_ASKED);

    question.mail_from = NULL;
    g_autoptr(MwSpf) nobody = mw_spf_evaluate(session, &question);
    assert_int_equal(nobody->result, MW_SPF_NOT_EVALUATED);
    assert_null(nobody->domain);
}

static void honours_another_void_limit(void **state)
{
    (void)state;
    g_autoptr(MwDns) dns = dns_of("d TXT \"v=spf1 a:x.example a:y.example a:z.example -all\"");
    g_autoptr(MwDnsSession) session = mw_dns_session_new(dns, 0);
    MwSpfQuestion question = {.mail_from = "a@d.example", .void_limit = 3};
    assert_true(mw_ip_parse(mw_span("192.0.2.1"), &question.ip));
    g_autoptr(MwSpf) three = mw_spf_evaluate(session, &question);
    assert_int_equal(three->result, MW_SPF_FAIL);
    assert_int_equal(three->void_names->len, 3);
    question.void_limit = 1;
    g_autoptr(MwSpf) one = mw_spf_evaluate(session, &question);
    assert_int_equal(one->result, MW_SPF_PERMERROR);
}

#define ROWS(rows, check) add_rows(tests, rows, sizeof *(rows), G_N_ELEMENTS(rows), check)

/* Rows of any of the tables: their first member is the name. */
static void add_rows(GArray *tests, void *rows, size_t size, size_t count, CMUnitTestFunction check)
{
    for (size_t i = 0; i < count; i++) {
        void *row = (char *)rows + i * size;
        const struct CMUnitTest test = {*(const char *const *)row, check, NULL, NULL, row};
        g_array_append_val(tests, test);
    }
}

int main(void)
{
    g_autoptr(GArray) tests = g_array_new(FALSE, FALSE, sizeof(struct CMUnitTest));
    ROWS(cases, check_tree);
    ROWS(hints, check_hints);
    ROWS(walks, check_walk);
    const struct CMUnitTest others[] = {
        cmocka_unit_test(bounds_an_include_bomb),
        cmocka_unit_test(shows_a_tree_past_the_limit_only),
        cmocka_unit_test(tells_what_is_not_evaluated),
        cmocka_unit_test(honours_another_void_limit),
    };
    g_array_append_vals(tests, others, G_N_ELEMENTS(others));
    return _cmocka_run_group_tests("spf_tree", &g_array_index(tests, struct CMUnitTest, 0),
                                   tests->len, NULL, NULL);
}
