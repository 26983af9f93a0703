#include "src/render/spf_report.h"

#include <jansson.h>

#include "tests/table.h"

/* Whole texts, one for each shape of answer; `ip` NULL: a walk with advice. */
struct text_case {
    const char *name, *zone, *ip, *lang, *text;
};

static struct text_case cases[] = {
    {"a client that may send", "d TXT \"v=spf1 a ip4:192.0.2.0/24 -all\"", "192.0.2.1", "en",
     "pass: 192.0.2.1 may send for d.example\n"
     "Matched     ip4:192.0.2.0/24\n"
     "\n"
     "Checked     d.example (mailfrom)\n"
     "Record      v=spf1 a ip4:192.0.2.0/24 -all\n"
     "Look-ups    1 / 10\n"
     "Void        1 / 2\n"
     "\n"
     "Terms\n"
     "  d.example\n"
     "  ├─ a  [1 look-up: #1]  finds nothing\n"
     "  ├─ ip4:192.0.2.0/24  match\n"
     "  └─ -all  not reached\n"},
    {"a client that may not",
     "d TXT \"v=spf1 include:e.example -all exp=w.example\"\n"
     "e TXT \"v=spf1 ip4:198.51.100.1\"\nw TXT \"not %{i}\"",
     "192.0.2.1", "en",
     "fail: 192.0.2.1 may not send for d.example\n"
     "Matched     -all\n"
     "It says     not 192.0.2.1\n"
     "Who         the sender's administrator\n"
     "Fix         If 192.0.2.1 rightly sends for d.example, add it (or the include of\n"
     "            its service) before the all:\n"
     "              v=spf1 include:e.example ip4:192.0.2.1 -all exp=w.example\n"
     "\n"
     "Checked     d.example (mailfrom)\n"
     "Record      v=spf1 include:e.example -all exp=w.example\n"
     "Look-ups    1 / 10\n"
     "Void        0 / 2\n"
     "\n"
     "Terms\n"
     "  d.example\n"
     "  ├─ include:e.example  [1 look-up: #1]  neutral: no match\n"
     "  │  └─ ip4:198.51.100.1\n"
     "  ├─ -all  match\n"
     "  └─ exp=w.example  explanation\n"},
    {"a mistake, with its byte", "d TXT \"v=spf1 ip5:192.0.2.1 -all\"", "192.0.2.1", "en",
     "permerror: no verdict for d.example\n"
     "Cause       ip5:192.0.2.1 is not SPF: byte 7: unknown mechanism.\n"
     "            v=spf1 ip5:192.0.2.1 -all\n"
     "                   ^\n"
     "Who         the sender's administrator\n"
     "Fix         Correct or remove ip5:192.0.2.1 in the record of d.example. A\n"
     "            mistake anywhere voids the whole record.\n"
     "\n"
     "Checked     d.example (mailfrom)\n"
     "Record      v=spf1 ip5:192.0.2.1 -all\n"
     "Look-ups    0 / 10\n"
     "Void        0 / 2\n"
     "\n"
     "Terms\n"
     "  d.example\n"
     "  ├─ ip5:192.0.2.1  permerror\n"
     "  └─ -all  not reached\n"},
    {"no answer", "$FAIL d TXT timeout", "192.0.2.1", "en",
     "temperror: no verdict for d.example\n"
     "Cause       DNS did not answer: TXT d.example: timeout.\n"
     "Who         the provider (DNS or mail service)\n"
     "Fix         Try again; when it stays so, the name servers of d.example must be\n"
     "            repaired. Nothing is known about the record.\n"
     "\n"
     "Checked     d.example (mailfrom)\n"},
    {"a walk with advice",
     "d TXT \"v=spf1 mx ptr include:e.example redirect=f.example\"\n"
     "d MX 0 d\nd A 192.0.2.1\ne TXT \"v=spf1 ip4:198.51.100.1 -all\"\n"
     "f TXT \"v=spf1 -all\"",
     NULL, "en",
     "OK: the record of d.example costs 4 of 10 look-ups\n"
     "\n"
     "Record      v=spf1 mx ptr include:e.example redirect=f.example\n"
     "Look-ups    4 / 10\n"
     "Void        0 / 2\n"
     "\n"
     "Terms\n"
     "  d.example\n"
     "  ├─ mx  [1 look-up: #1]\n"
     "  ├─ ptr  [1 look-up: #2]\n"
     "  ├─ include:e.example  [1 look-up: #3]\n"
     "  │  ├─ ip4:198.51.100.1\n"
     "  │  └─ -all\n"
     "  └─ redirect=f.example  [1 look-up: #4]\n"
     "     └─ -all\n"
     "\n"
     "What can change\n"
     "  1. ptr should go (1 look-up): ptr is slow, unreliable and deprecated. Name the\n"
     "     hosts with ip4, ip6 or a.\n"
     "  2. mx is a name of your own: ip4:192.0.2.1 says the same without a look-up (1\n"
     "     look-up), as long as you change it together with the host.\n"
     "  With all of these done, 2 of 4 look-ups remain.\n"},
    {"Japanese", "d TXT \"v=spf1 mx ?all\"\nd MX 0 d\nd A 192.0.2.9", "192.0.2.1", "ja",
     "neutral: d.example は 192.0.2.1 の送信可否を示していません\n"
     "一致した項  ?all\n"
     "対応者      送信側の管理者\n"
     "対処        192.0.2.1 が d.example の正当な送信元であれば、all の前に追加してく\n"
     "            ださい（配信サービスの場合はその include）:\n"
     "            v=spf1 mx ip4:192.0.2.1 ?all\n"
     "\n"
     "検査対象    d.example (mailfrom)\n"
     "レコード    v=spf1 mx ?all\n"
     "DNS 参照    1 / 10\n"
     "空の参照    0 / 2\n"
     "\n"
     "項\n"
     "  d.example\n"
     "  ├─ mx  [DNS 参照 1 回: #1]\n"
     "  └─ ?all  一致\n"},
    {"nothing of DNS reaches the terminal unescaped",
     "d TXT \"v=spf1 \\027[31mx \\226\\128\\174 -all\"", "192.0.2.1", "en",
     "permerror: no verdict for d.example\n"
     "Cause       \\x1b[31mx is not SPF: byte 7: not the beginning of a term.\n"
     "            v=spf1 \\x1b[31mx \\u202e -all\n"
     "                   ^\n"
     "Who         the sender's administrator\n"
     "Fix         Correct or remove \\x1b[31mx in the record of d.example. A mistake\n"
     "            anywhere voids the whole record.\n"
     "\n"
     "Checked     d.example (mailfrom)\n"
     "Record      v=spf1 \\x1b[31mx \\u202e -all\n"
     "Look-ups    0 / 10\n"
     "Void        0 / 2\n"
     "\n"
     "Terms\n"
     "  d.example\n"
     "  ├─ \\x1b[31mx  permerror\n"
     "  ├─ \\u202e  not reached\n"
     "  └─ -all  not reached\n"},
};

typedef void (*Renderer)(GString *, const MwSpfReport *, const MwRenderOptions *);

static char *render(const char *zone, const char *ip, const char *lang, Renderer renderer)
{
    g_autofree char *text = g_strdup_printf("$ORIGIN example.\n$TTL 300\n%s\n", zone);
    g_autoptr(MwDns) dns = mw_dns_file_new_from_text(text, "test", NULL);
    assert_non_null(dns);
    g_autoptr(MwDnsSession) session = mw_dns_session_new(dns, 0);
    MwSpfQuestion question = {.mail_from = "a@d.example", .want_tree = true, .cross_check = true};
    if (ip != NULL)
        assert_true(mw_ip_parse(mw_span(ip), &question.ip));
    g_autoptr(MwSpf) spf =
        ip != NULL ? mw_spf_evaluate(session, &question) : mw_spf_walk(session, "d.example");
    g_autoptr(MwSpfAdviceList) advice = ip == NULL ? mw_spf_advise(session, spf) : NULL;
    const MwSpfReport report = {.spf = spf, .ip = ip, .advice = advice};
    const MwRenderOptions options = {.lang = lang};
    GString *out = g_string_new(NULL);
    renderer(out, &report, &options);
    return g_string_free(out, FALSE);
}

static void check(void **state)
{
    const struct text_case *c = *state;
    g_autofree char *text = render(c->zone, c->ip, c->lang, mw_render_spf_text);
    assert_string_equal(text, c->text);
}

/* exactly these keys, whatever the result. */
static void check_keys(const char *zone, const char *ip)
{
    static const char *const keys[] = {
        "schema",  "result",       "domain", "identity", "matched", "explanation",
        "lookups", "void_lookups", "record", "problem",  "tree",    "engines",
    };
    g_autofree char *text = render(zone, ip, "en", mw_render_spf_json);
    json_t *object = json_loads(text, 0, NULL);
    assert_non_null(object);
    assert_int_equal(json_object_size(object), G_N_ELEMENTS(keys));
    for (size_t i = 0; i < G_N_ELEMENTS(keys); i++)
        assert_non_null(json_object_get(object, keys[i]));
    assert_true(g_str_has_suffix(text, "}\n"));
    json_decref(object);
}

static void json_has_its_keys(void **state)
{
    (void)state;
    check_keys("d TXT \"v=spf1 a -all\"", "192.0.2.1");
    check_keys("d TXT \"v=spf1 oops\"", "192.0.2.1");
    check_keys("d A 192.0.2.1", "192.0.2.1");
    check_keys("d TXT \"v=spf1 a -all\"", NULL);
    check_keys("$FAIL d TXT timeout", NULL);
}

static void json_has_advice_at_its_node(void **state)
{
    (void)state;
    g_autofree char *text = render("d TXT \"v=spf1 ptr -all\"", NULL, "ja", mw_render_spf_json);
    json_t *object = json_loads(text, 0, NULL);
    const json_t *node = json_array_get(json_object_get(object, "tree"), 0);
    const json_t *advice = json_array_get(json_object_get(node, "advice"), 0);
    assert_string_equal(json_string_value(json_object_get(advice, "kind")), "ptr");
    assert_int_equal(json_integer_value(json_object_get(advice, "lookups")), 1);
    json_decref(object);
}

int main(void)
{
    struct CMUnitTest tests[G_N_ELEMENTS(cases) + 2];
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        tests[i] = (struct CMUnitTest){cases[i].name, check, NULL, NULL, &cases[i]};
    tests[G_N_ELEMENTS(cases)] = (struct CMUnitTest)cmocka_unit_test(json_has_its_keys);
    tests[G_N_ELEMENTS(cases) + 1] =
        (struct CMUnitTest)cmocka_unit_test(json_has_advice_at_its_node);
    return cmocka_run_group_tests_name("spf_text", tests, NULL, NULL);
}
