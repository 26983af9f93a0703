#include "tests/table.h"

#include "src/diagnose/diagnosis.h"

/* Messages as receivers deliver them, with the DNS of their day, and the findings that they give:
 * the primary one first, marked with a star. No network: what the text does not hold does not
 * exist. */

#define RECEIVED                                                                                   \
    "Received: from mail.example.com (mail.example.com [192.0.2.10])\n"                            \
    "\tby mx.example.net (Postfix) with ESMTPS id 4F1; Mon, 12 Oct 2026 09:00:00 +0000\n"
#define RESULTS "Authentication-Results: mx.example.net;\n\t"
#define AUTHOR                                                                                     \
    "From: Ann <ann@example.com>\nTo: bob@example.net\nSubject: hello\n"                           \
    "Date: Mon, 12 Oct 2026 08:59:58 +0000\nMessage-ID: <1@example.com>\n"
#define RETURN_PATH "Return-Path: <ann@example.com>\n"
#define BODY        "\nHello\n"

#define SPF_OTHER  "example.com. 3600 TXT \"v=spf1 ip4:198.51.100.1 -all\"\n"
#define SPF_RIGHT  "example.com. 3600 TXT \"v=spf1 ip4:192.0.2.10 -all\"\n"
#define DMARC_NONE "_dmarc.example.com. 3600 TXT \"v=DMARC1; p=none; rua=mailto:d@example.com\"\n"
#define DMARC_REJECT                                                                               \
    "_dmarc.example.com. 3600 TXT \"v=DMARC1; p=reject; rua=mailto:d@example.com\"\n"

#include "tests/diagnose/diagnose_cases.inc"

static bool keep_item(const char *source, unsigned index, MwItem *item, const GError *error,
                      void *user_data)
{
    (void)source;
    (void)index;
    MwItem **kept = user_data;
    if (error != NULL)
        fail_msg("%s", error->message);
    *kept = item;
    return false;
}

static char *print_findings(const MwDiagnosis *diagnosis)
{
    GString *out = g_string_new(mw_verdict_name(diagnosis->verdict));
    g_string_append_c(out, ':');
    for (unsigned i = 0; i < diagnosis->findings->len; i++) {
        const MwFinding *finding = g_ptr_array_index(diagnosis->findings, i);
        g_string_append_printf(out, " %s%s", finding->primary ? "*" : "", finding->id);
    }
    return g_string_free(out, FALSE);
}

/* Whatever the message: no placeholder is left, nothing is empty. */
static void check_texts(const MwDiagnosis *diagnosis)
{
    for (unsigned i = 0; i < diagnosis->findings->len; i++) {
        const MwFinding *finding = g_ptr_array_index(diagnosis->findings, i);
        const char *texts[] = {finding->title, finding->cause};
        for (unsigned j = 0; j < G_N_ELEMENTS(texts); j++) {
            assert_true(strlen(texts[j]) > 5);
            if (strchr(texts[j], '{') != NULL || strstr(texts[j], "(unknown)") != NULL)
                fail_msg("%s: %s", finding->id, texts[j]);
        }
        for (unsigned j = 0; j < finding->fix->len; j++)
            assert_null(strchr(g_ptr_array_index(finding->fix, j), '{'));
        assert_int_equal(finding->primary, i == 0);
    }
}

static void check(void **state)
{
    const struct diagnose_case *c = *state;
    g_autoptr(MwItem) item = NULL;
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = g_bytes_new(c->message, strlen(c->message));
    MwInputOptions input = {.force_kind = false};
    mw_input_read_bytes(bytes, "test.eml", &input, keep_item, &item);
    g_autoptr(MwDns) dns =
        c->zone != NULL ? mw_dns_file_new_from_text(c->zone, "zone", &error) : mw_dns_none_new();
    assert_null(error);
    g_autoptr(MwRuleset) rules = mw_ruleset_load(NULL, &error);
    assert_null(error);
    const MwShared shared = {.dns = dns};
    const MwEvaluateOptions options = {.now = 1791800000,
                                       .trust = {.authserv_ids = g_ptr_array_new()}};
    g_autoptr(MwEvaluation) evaluation =
        mw_evaluate(item->message, item->ndr_text, &item->state, &shared, &options);
    static const char *const langs[] = {"en", "ja"};
    for (unsigned i = 0; i < G_N_ELEMENTS(langs); i++) {
        g_autoptr(MwDiagnosis) diagnosis = mw_diagnose(item, evaluation, rules, langs[i]);
        g_autofree char *printed = print_findings(diagnosis);
        assert_string_equal(printed, c->findings);
        check_texts(diagnosis);
    }
    g_ptr_array_unref(options.trust.authserv_ids);
}

MW_TABLE_MAIN("diagnose", cases, check)
