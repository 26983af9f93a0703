#include "tests/evaluate/claims_fixture.h"

#define FORGED "Authentication-Results: mx.example.net; dmarc=pass header.from=example.com\n"

/* `expected`: "receiver id spf dmarc compauth/reason dkim-count; trusted indexes; forged indexes".
 */
struct recorded_case {
    const char *name, *ids, *text, *expected;
    bool trust_none;
};

static struct recorded_case cases[] = {
    {"Exchange Online, above its Received", NULL,
     EXO_INSIDE EXO_RESULTS EXO_SPF EXO_BORDER SUBMISSION AUTHOR,
     "exchange-online - fail fail fail/001 1; 2; ", false},
    {"Exchange Online, below its Received", NULL, EXO_BORDER EXO_RESULTS EXO_SPF SUBMISSION AUTHOR,
     "exchange-online - fail fail fail/001 1; 2; ", false},
    {"outlook.com", NULL, EXO_RESULTS EXO_BORDER AUTHOR "X-SID-Result: FAIL\n",
     "outlook.com - fail fail fail/001 1; 1; ", false},
    {"Gmail, below its Received", NULL,
     "Delivered-To: bob@example.net\nReceived: by 2002:a05:6020:714b:b0:2fe:c4ed:a296 with SMTP id "
     "u1" DATE GMAIL_BORDER GMAIL_RESULTS "DKIM-Signature: v=1; a=x\n" AUTHOR,
     "gmail mx.google.com pass pass -/- 1; 4; ", false},
    {"Fastmail, several fields with one id", NULL,
     "Received: from mx1.internal (mx1.internal [10.1.1.1]) by store1.internal with LMTP" DATE
     "Authentication-Results: mx1.messagingengine.com; spf=pass smtp.mailfrom=example.com\n"
     "Authentication-Results: mx1.messagingengine.com; dkim=pass header.d=example.com\n"
     "X-Other: x\n"
     "Authentication-Results: mx1.messagingengine.com; dmarc=pass (p=none,d=none) "
     "header.from=example.com\n"
     "Received: from mail.example.com (mail.example.com [192.0.2.1]) by "
     "mx1.messagingengine.com" DATE AUTHOR,
     "fastmail mx1.messagingengine.com pass pass -/- 1; 2 3 5; ", false},
    {"OpenDKIM and OpenDMARC with its job", NULL,
     MX_BORDER "Authentication-Results: mx.example.net/4F1B; dmarc=fail header.from=example.com\n"
               "Authentication-Results: mx.example.net; dkim=fail header.d=example.com\n" AUTHOR,
     "generic mx.example.net/4F1B - fail -/- 1; 2 3; ", false},
    {"Proton, below all Received", NULL,
     "Received: from mail.example.com (mail.example.com [192.0.2.1]) by mail.protonmail.ch" DATE
         SUBMISSION "Authentication-Results: mail.protonmail.ch; spf=tempfail\n"
     "Authentication-Results: mail.protonmail.ch; dkim=none\n"
     "Authentication-Results: garm.example; auth=pass\n" AUTHOR,
     "proton mail.protonmail.ch temperror - -/- 1; 3 4; ", false},
    {"iCloud, an id for each check", NULL,
     "Authentication-Results: dmarc.icloud.com; dmarc=pass header.from=example.com\n"
     "Authentication-Results: spf.icloud.com; spf=pass smtp.mailfrom=a@example.com\n"
     "Received: from mail.example.com (mail.example.com [192.0.2.1]) by p1.mail.icloud.com" DATE
         AUTHOR,
     "icloud dmarc.icloud.com pass pass -/- 0; 1 2; ", false},
    {"the sender's own field is not the receiver's", NULL,
     MX_BORDER
     "Authentication-Results: mail.example.com; dmarc=pass header.from=example.com\n" AUTHOR,
     "generic - - - -/- 0; ; ", false},
    {"no authserv-id under a receiver that is not Microsoft", NULL, MX_BORDER EXO_RESULTS AUTHOR,
     "generic - - - -/- 0; ; ", false},
    {"the receiver's id below its block is forged", NULL,
     "Authentication-Results: mx.example.net; dmarc=fail header.from=example.com\n" MX_BORDER
     "X-Junk: x\nFrom: a@example.com\n" FORGED,
     "generic mx.example.net - fail -/- 0; 1; 5", false},
    {"a contradicting field under the border is forged", NULL,
     "Authentication-Results: mx.example.net; dmarc=fail header.from=example.com\n" MX_BORDER FORGED
         AUTHOR,
     "generic mx.example.net - fail -/- 0; 1; 3", false},
    {"an earlier hop of the receiver may have written a lower field", NULL,
     EXO_RESULTS EXO_BORDER "Received: from C1.outbound.protection.outlook.com (198.51.100.9) by "
                            "C2.namprd01.prod.outlook.com" DATE
                            "Authentication-Results: spf=none (sender IP is 198.51.100.9)\n" AUTHOR,
     "exchange-online - fail fail fail/001 1; 1; ", false},
    {"an impossible pass", NULL,
     EXO_RESULTS EXO_BORDER AUTHOR "Authentication-Results: h.example; spf=pass "
                                   "smtp.mailfrom=b@example.org; dkim=none; dmarc=pass "
                                   "header.from=example.com\n",
     "exchange-online - fail fail fail/001 1; 1; 6", false},
    {"renamed fields are history", NULL,
     EXO_BORDER "X-MS-Exchange-Authentication-Results: spf=pass\n"
                "Authentication-Results-Original: mx.google.com; spf=pass\n" AUTHOR,
     "exchange-online - - - -/- 0; ; ", false},
    {"a named id above its own Received", "gw.example.org",
     EXO_RESULTS EXO_BORDER
     "Authentication-Results: gw.example.org; dmarc=pass "
     "header.from=example.com\n"
     "Received: from mail.example.com (mail.example.com [192.0.2.1]) by gw.example.org" DATE AUTHOR,
     "exchange-online gw.example.org - pass -/- 0; 3; ", false},
    {"a named id that no Received vouches for", "gw.example.org",
     EXO_RESULTS EXO_BORDER AUTHOR
     "Authentication-Results: gw.example.org; dmarc=pass header.from=example.com\n",
     "exchange-online - - - -/- 0; ; ", false},
    {"the named id is absent", "mx.example.org", EXO_RESULTS EXO_BORDER AUTHOR,
     "exchange-online - - - -/- 0; ; ", false},
    {"trust none", NULL, EXO_RESULTS EXO_BORDER AUTHOR, "exchange-online - - - -/- 0; ; ", true},
    {"a field without any Received", NULL, EXO_RESULTS,
     "exchange-online - fail fail fail/001 1; 1; ", false},
    {"recorded by Microsoft, handed on to a host that recorded nothing", NULL,
     "Received: from C1.outbound.protection.outlook.com (c1.outbound.protection.outlook.com "
     "[198.51.100.9]) by mx.example.net" DATE EXO_INSIDE EXO_RESULTS EXO_BORDER AUTHOR,
     "generic - fail fail fail/001 1; 3; ", false},
    {"the same without a reverse name to vouch for it", NULL,
     "Received: from C1.outbound.protection.outlook.com (unknown [198.51.100.9]) by "
     "mx.example.net" DATE EXO_INSIDE EXO_RESULTS EXO_BORDER AUTHOR,
     "generic - - - -/- 0; ; ", false},
    {"two SPF identities: MAIL FROM counts", NULL,
     "Authentication-Results: mx.example.net; spf=none smtp.helo=mail.example.com; spf=pass "
     "smtp.mailfrom=a@example.com\n" MX_BORDER AUTHOR,
     "generic mx.example.net pass - -/- 0; 1; ", false},
    {"sent copy", NULL, AUTHOR, "- - - - -/- 0; ; ", false},
};

static void append_indexes(GString *out, const MwRecorded *r, bool forged)
{
    g_string_append(out, "; ");
    const char *blank = "";
    for (guint i = 0; i < r->fields->len; i++) {
        const MwClaimField *field = g_ptr_array_index(r->fields, i);
        assert_int_equal(field->forged, field->forged_reason != NULL);
        if (forged ? field->forged : field->trusted) {
            g_string_append_printf(out, "%s%u", blank, field->header_index);
            blank = " ";
        }
    }
}

static void check(void **state)
{
    const struct recorded_case *c = *state;
    g_autoptr(GPtrArray) ids = g_ptr_array_new();
    if (c->ids != NULL)
        g_ptr_array_add(ids, (gpointer)(uintptr_t)c->ids);
    MwTrustOptions options = {ids, c->trust_none, NULL, NULL, NULL};
    Claims claims = claims_read(c->text, &options);
    const MwRecorded *r = claims.recorded;
    g_autoptr(GString) text = g_string_new(NULL);
    g_string_append_printf(text, "%s %s %s %s %s/%s %u", claims_text(r->receiver),
                           claims_text(r->authserv_id), claims_text(r->spf), claims_text(r->dmarc),
                           claims_text(r->compauth), claims_text(r->reason), r->dkim->len);
    append_indexes(text, r, false);
    append_indexes(text, r, true);
    assert_string_equal(text->str, c->expected);
    assert_non_null(r->trust_text);
    claims_free(&claims);
}

static void check_details(void **state)
{
    (void)state;
    MwTrustOptions options = {0};
    Claims c = claims_read(
        EXO_RESULTS "ARC-Authentication-Results: i=1; mx.microsoft.com 1; spf=fail "
                    "(sender ip is 192.0.2.1); arc=pass (0 oda=1 ltdi=1)\n" EXO_BORDER AUTHOR,
        &options);
    assert_string_equal(c.recorded->dmarc_action, "oreject");
    assert_string_equal(c.recorded->header_from, "example.com");
    assert_string_equal(c.recorded->spf_domain, "example.com");
    assert_string_equal(c.recorded->arc, "pass");
    assert_int_equal(c.recorded->arc_oda, 1);
    claims_free(&c);
    c = claims_read(GMAIL_BORDER GMAIL_RESULTS AUTHOR, &options);
    assert_string_equal(c.recorded->dmarc_policy, "reject");
    assert_string_equal(c.recorded->dmarc_disposition, "none");
    assert_int_equal(c.recorded->arc_oda, -1);
    assert_false(c.recorded->no_delivery_evidence);
    claims_free(&c);
    c = claims_read(AUTHOR, &options);
    assert_true(c.recorded->no_delivery_evidence);
    claims_free(&c);
}

int main(void)
{
    struct CMUnitTest tests[G_N_ELEMENTS(cases) + 1];
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        tests[i] = (struct CMUnitTest){cases[i].name, check, NULL, NULL, &cases[i]};
    tests[G_N_ELEMENTS(cases)] =
        (struct CMUnitTest){"action, policy, oda", check_details, NULL, NULL, NULL};
    return cmocka_run_group_tests_name("recorded", tests, NULL, NULL);
}
