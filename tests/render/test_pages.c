#include "src/render/render.h"

#include "src/render/redact_report.h"
#include "src/render/rows.h"
#include "tests/table.h"

/* A report with hostile text wherever text can come from a message. */

#define HOSTILE                                                                                    \
    "<script>alert(1)</script> [a](http://x.example) `tick` | \x1b[31m \xe2\x80\xae &lt; _b_"

typedef struct {
    MwReport report;
    MwItem *item;
} Fixture;

static MwFinding *new_finding(bool primary)
{
    MwFinding *finding = g_new0(MwFinding, 1);
    finding->id = g_strdup("spf-fail");
    finding->primary = primary;
    finding->title = g_strdup("Title " HOSTILE);
    finding->cause = g_strdup("Cause " HOSTILE);
    finding->fix = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(finding->fix, g_strdup("Publish `v=spf1 -all` at " HOSTILE));
    finding->evidence = g_ptr_array_new();
    finding->references = g_ptr_array_new();
    return finding;
}

static void add_evidence(MwFinding *finding)
{
    MwEvidence *evidence = g_new0(MwEvidence, 1);
    evidence->what = g_strdup("Client address");
    evidence->value = g_strdup(HOSTILE);
    evidence->where = g_strdup("Received[3] " HOSTILE);
    g_ptr_array_add(finding->evidence, evidence);
    MwReference *good = g_new0(MwReference, 1), *bad = g_new0(MwReference, 1);
    good->title = g_strdup("RFC 7208");
    good->url = g_strdup("https://www.rfc-editor.org/rfc/rfc7208");
    bad->title = g_strdup("no link");
    bad->url = g_strdup("javascript:alert(1)");
    g_ptr_array_add(finding->references, good);
    g_ptr_array_add(finding->references, bad);
}

static bool keep_item(const char *source, unsigned index, MwItem *item, const GError *error,
                      void *user_data)
{
    (void)source, (void)index, (void)error;
    *(MwItem **)user_data = item;
    return false;
}

static MwReport *new_report(MwDns *dns)
{
    static const char mail[] =
        "Received: from mail.example.com ([203.0.113.9]) by mx.example.net; "
        "Mon, 1 Jan 2024 10:00:00 +0000\r\n"
        "Received-SPF: fail client-ip=203.0.113.9; envelope-from=ann@example.com;\r\n"
        "From: Ann Person <ann@example.com>\r\nTo: Bob <bob@example.net>\r\n"
        "Subject: Secret plan " HOSTILE "\r\nMessage-ID: <1234@example.com>\r\n\r\nbody\r\n";
    static const MwInputOptions none;
    const MwShared shared = {.dns = dns};
    MwEvaluateOptions options = {.now = 1700000000, .time_limit_ms = 1000};
    MwReport *report = g_new0(MwReport, 1);
    g_autoptr(GBytes) bytes = g_bytes_new_static(mail, sizeof mail - 1);
    mw_input_read_bytes(bytes, "/home/ann/mail.eml", &none, keep_item, &report->item);
    options.trust.authserv_ids = g_ptr_array_new();
    report->evaluation = mw_evaluate(report->item->message, report->item->ndr_text,
                                     &report->item->state, &shared, &options);
    g_ptr_array_unref(options.trust.authserv_ids);
    report->diagnosis = g_new0(MwDiagnosis, 1);
    report->diagnosis->verdict = MW_VERDICT_PROBLEM;
    report->diagnosis->findings = g_ptr_array_new();
    g_ptr_array_add(report->diagnosis->findings, new_finding(true));
    g_ptr_array_add(report->diagnosis->findings, new_finding(false));
    add_evidence(report->diagnosis->findings->pdata[0]);
    report->dns_mode = "none";
    return report;
}

static void free_findings(MwDiagnosis *diagnosis)
{
    for (guint i = 0; i < diagnosis->findings->len; i++) {
        MwFinding *finding = diagnosis->findings->pdata[i];
        g_free(finding->id);
        g_free(finding->title);
        g_free(finding->cause);
        g_ptr_array_unref(finding->fix);
        for (guint j = 0; j < finding->evidence->len; j++) {
            MwEvidence *evidence = finding->evidence->pdata[j];
            g_free(evidence->what);
            g_free(evidence->value);
            g_free(evidence->where);
            g_free(evidence);
        }
        for (guint j = 0; j < finding->references->len; j++) {
            MwReference *reference = finding->references->pdata[j];
            g_free(reference->title);
            g_free(reference->url);
            g_free(reference);
        }
        g_ptr_array_unref(finding->evidence);
        g_ptr_array_unref(finding->references);
        g_free(finding);
    }
    g_ptr_array_unref(diagnosis->findings);
    g_free(diagnosis);
}

typedef void Render(GString *out, const MwReport *report, const MwRenderOptions *options);

static char *rendered(Render *render, MwRedactor *redactor)
{
    static const MwRenderOptions options = {.lang = "en"};
    g_autoptr(MwDns) dns = mw_dns_none_new();
    MwReport *report = new_report(dns);
    if (redactor != NULL)
        mw_redact_report(redactor, report);
    GString *out = g_string_new(NULL);
    render(out, report, &options);
    mw_evaluation_free(report->evaluation);
    mw_item_free(report->item);
    free_findings(report->diagnosis);
    g_free(report);
    return g_string_free(out, FALSE);
}

static void json(GString *out, const MwReport *report, const MwRenderOptions *options)
{
    mw_render_json(out, report, options, true);
}

static void html_page(GString *out, const MwReport *report, const MwRenderOptions *options)
{
    mw_render_html_begin(out, options);
    mw_render_html(out, report, options);
    mw_render_html_end(out);
}

static void html_takes_no_markup_from_a_message(void **state)
{
    (void)state;
    g_autofree char *page = rendered(html_page, NULL);
    assert_null(strstr(page, "<script"));
    assert_null(strstr(page, "javascript:"));
    assert_null(strchr(page, '\x1b'));
    assert_null(strstr(page, "\xe2\x80\xae"));
    assert_non_null(strstr(page, "&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert_non_null(strstr(page, "<code>v=spf1 -all</code>"));
    assert_non_null(strstr(page, "href=\"https://www.rfc-editor.org/rfc/rfc7208\""));
}

static void html_loads_nothing(void **state)
{
    (void)state;
    static const char *const loads[] = {"src=",    "@import", "url(",  "<link",
                                        "<iframe", "<img",    "<form", "onload"};
    g_autofree char *page = rendered(html_page, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(loads); i++)
        assert_null(strstr(page, loads[i]));
    assert_non_null(strstr(page, "default-src 'none'"));
    assert_true(g_str_has_prefix(page, "<!DOCTYPE html>\n"));
    assert_true(g_str_has_suffix(page, "</body>\n</html>\n"));
}

static void markdown_takes_no_markup_from_a_message(void **state)
{
    (void)state;
    g_autofree char *page = rendered(mw_render_markdown, NULL);
    assert_true(g_str_has_prefix(page, "### PROBLEM: Title \\<script\\>"));
    assert_non_null(strstr(page, "[a\\](http\\://x.example)"));
    assert_null(strchr(page, '\x1b'));
    assert_non_null(strstr(page, "`v=spf1 -all`"));
    assert_null(strstr(page, "<javascript:"));
    /* in a table the bar of a value is no column */
    assert_non_null(strstr(page, "`` Secret plan <script>alert(1)</script> [a](http://x.example) "
                                 "`tick` \\| "));
}

static void redacted_reports_name_nobody(void **state)
{
    (void)state;
    static Render *const formats[] = {json, html_page, mw_render_markdown, mw_render_text};
    static const char *const secrets[] = {"ann@",        "Person", "Secret",    "example.com",
                                          "203.0.113.9", "1234@",  "/home/ann", "example.net"};
    for (size_t f = 0; f < G_N_ELEMENTS(formats); f++) {
        g_autoptr(MwRedactor) redactor = mw_redactor_new();
        g_autofree char *page = rendered(formats[f], redactor);
        for (size_t i = 0; i < G_N_ELEMENTS(secrets); i++)
            if (strstr(page, secrets[i]) != NULL)
                fail_msg("format %zu shows %s:\n%s", f, secrets[i], strstr(page, secrets[i]));
        assert_non_null(strstr(page, "org1.example"));
        assert_non_null(strstr(page, "spf-fail"));
    }
}

static void two_redactions_are_equal(void **state)
{
    (void)state;
    g_autoptr(MwRedactor) one = mw_redactor_new(), two = mw_redactor_new();
    g_autofree char *first = rendered(json, one), *second = rendered(json, two);
    assert_string_equal(first, second);
}

static void prose_is_split_at_backticks(void **state)
{
    (void)state;
    GString *out = g_string_new(NULL);
    const char *text = "a `b` c `d";
    MwSpan part;
    bool is_code;
    while (mw_prose_next(&text, &part, &is_code))
        g_string_append_printf(out, "%s" MW_SPAN_FMT "/", is_code ? "=" : "", MW_SPAN_ARG(part));
    assert_string_equal(out->str, "a /=b/ c /`d/");
    g_string_free(out, TRUE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(html_takes_no_markup_from_a_message),
        cmocka_unit_test(html_loads_nothing),
        cmocka_unit_test(markdown_takes_no_markup_from_a_message),
        cmocka_unit_test(redacted_reports_name_nobody),
        cmocka_unit_test(two_redactions_are_equal),
        cmocka_unit_test(prose_is_split_at_backticks),
    };
    return cmocka_run_group_tests_name("pages", tests, NULL, NULL);
}
