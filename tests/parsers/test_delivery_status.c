#include "parsers/delivery_status.h"

#include "tests/table.h"

struct status_case {
    const char *name, *text, *shown; /* reporting | recipient action status remote diagnostic */
};

#define HEAD "Reporting-MTA: dns; mta.example.com\n\n"

static struct status_case cases[] = {
    {"one recipient",
     HEAD "Final-Recipient: rfc822; a@example.net\nAction: failed\nStatus: 5.7.1 (policy)\n"
          "Remote-MTA: dns; mx.example.net\nDiagnostic-Code: smtp; 550 5.7.1\n  refused\n",
     "mta.example.com|a@example.net failed 5.7.1 mx.example.net smtp; 550 5.7.1 refused"},
    {"the one that failed counts",
     HEAD "Final-Recipient: rfc822; a@example.net\nAction: delivered\n\n"
          "Final-Recipient: rfc822; b@example.net\nAction: FAILED\nStatus: 5.1.1\n",
     "mta.example.com|b@example.net failed 5.1.1 - "},
    {"fields in any order",
     "Diagnostic-Code: smtp; 550 no\r\nStatus: 5.0.0\r\nFinal-Recipient: <a@example.net>\r\n",
     "-|a@example.net - 5.0.0 - smtp; 550 no"},
    {"original recipient only", "Original-Recipient: rfc822;a@example.net\nAction: failed",
     "-|a@example.net failed - - "},
    {"nothing", "", "-|"},
    {"prose", "Your mail\ncould not be: delivered\n", "-|"},
};

static const char *or_dash(const char *text)
{
    return text != NULL ? text : "-";
}

static void check(void **state)
{
    const struct status_case *c = *state;
    MwSpan text = mw_test_exact(c->text);
    g_autoptr(MwDeliveryStatus) status = mw_delivery_status_parse(text);
    const MwDsnRecipient *main = mw_delivery_status_main(status);
    g_autofree char *diagnostic = mw_span_dup_unfolded(main ? main->diagnostic : text);
    g_autofree char *shown =
        main == NULL
            ? g_strconcat(or_dash(status->reporting_mta), "|", NULL)
            : g_strdup_printf("%s|%s %s %s %s %s", or_dash(status->reporting_mta),
                              or_dash(main->recipient), or_dash(main->action),
                              or_dash(main->status), or_dash(main->remote_mta), diagnostic);
    assert_string_equal(shown, c->shown);
    g_free((void *)(uintptr_t)text.data);
}

MW_TABLE_MAIN("delivery_status", cases, check)
