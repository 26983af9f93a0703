#include "tests/evaluate/claims_fixture.h"

/* `expected`: "border:index ip; marks", marks in a fixed order, the forwarder and gateway named. */
struct path_case {
    const char *name, *text, *expected;
};

static struct path_case cases[] = {
    {"Exchange Online", EXO_INSIDE EXO_BORDER SUBMISSION AUTHOR, "border:2 192.0.2.1;"},
    {"from another tenant of Microsoft",
     "Received: from C1.outbound.protection.outlook.com (192.0.2.1) by "
     "A1.mail.protection.outlook.com" DATE EXO_INSIDE AUTHOR,
     "border:1 192.0.2.1;"},
    {"Gmail to Gmail",
     "Received: from mail-a.google.com (mail-a.google.com. [192.0.2.1]) by mx.google.com" DATE
         AUTHOR,
     "border:1 192.0.2.1;"},
    {"internal hops are passed over",
     "Received: from mx.example.net (mx.example.net [198.51.100.2]) by store.example.net" DATE
     "Received: from localhost (localhost [127.0.0.1]) by mx.example.net" DATE MX_BORDER AUTHOR,
     "border:3 192.0.2.1;"},
    {"a HELO in the receiver's name proves nothing",
     "Received: from mx.example.net (unknown [192.0.2.66]) by mx.example.net" DATE MX_BORDER AUTHOR,
     "border:1 192.0.2.66;"},
    {"a forged hop below the border",
     MX_BORDER "Received: from x (x.example [198.51.100.66]) by mx.example.net" DATE AUTHOR,
     "border:1 192.0.2.1;"},
    {"no client address anywhere", "Received: from a by mx.example.net with LMTP" DATE AUTHOR,
     "no border;"},
    {"no Received", AUTHOR, "no border;"},
    {"Received that says nothing", "Received: (qmail 1 invoked from network)\n" MX_BORDER AUTHOR,
     "border:2 192.0.2.1;"},
    {"SRS", "Return-Path: <SRS0=ab=CD=example.com=a@fwd.example.org>\n" MX_BORDER AUTHOR,
     "border:2 192.0.2.1; forwarded fwd.example.org @1"},
    {"SRS of Microsoft", "Return-Path: bounces+SRS=ab=CD@fwd.example.org\n" MX_BORDER AUTHOR,
     "border:2 192.0.2.1; forwarded fwd.example.org @1"},
    {"X-Forwarded-To", MX_BORDER AUTHOR "X-Forwarded-To: c@fwd.example.org\n",
     "border:1 192.0.2.1; forwarded fwd.example.org @5"},
    {"an ARC set of somebody between",
     MX_BORDER
     "ARC-Seal: i=1; d=fwd.example.org; s=x; cv=none; b=x\nARC-Authentication-Results: i=1; "
     "mx.fwd.example.org; spf=pass smtp.mailfrom=example.com\n" AUTHOR,
     "border:1 192.0.2.1; forwarded fwd.example.org @3"},
    {"the ARC set of the receiver itself",
     EXO_BORDER "ARC-Authentication-Results: i=1; mx.microsoft.com 1; spf=fail (sender ip is "
                "192.0.2.1) smtp.mailfrom=example.com; arc=none\n" AUTHOR,
     "border:1 192.0.2.1;"},
    {"the ARC set that Microsoft adds for its own senders",
     MX_BORDER "ARC-Authentication-Results: i=1; mx.microsoft.com 1; spf=pass "
               "smtp.mailfrom=example.com; dmarc=pass action=none; arc=none\n" AUTHOR,
     "border:1 192.0.2.1;"},
    {"the ARC set of the author's own domain",
     MX_BORDER "ARC-Seal: i=1; d=example.com; s=x; cv=none; b=x\nARC-Authentication-Results: i=1; "
               "mx.example.com; spf=pass smtp.mailfrom=example.com\n" AUTHOR,
     "border:1 192.0.2.1;"},
    {"a host between took it for an address of its own",
     MX_BORDER "Received: from mail.example.com (mail.example.com [198.51.100.7]) by "
               "mx.fwd.example.org for <bob@fwd.example.org>" DATE AUTHOR,
     "border:1 192.0.2.1; forwarded fwd.example.org @2"},
    {"a service that sends for the author is no forwarder",
     MX_BORDER "Received: from app.example.com (unknown [198.51.100.7]) by out.esp.example for "
               "<bob@example.net>" DATE AUTHOR,
     "border:1 192.0.2.1;"},
    {"mailing list",
     MX_BORDER AUTHOR "List-Id: Talk <talk.example.org>\nList-Post: <mailto:t@example.org>\n",
     "border:1 192.0.2.1; list talk.example.org"},
    {"newsletter",
     MX_BORDER AUTHOR "List-Id: <n1.esp.example>\nList-Unsubscribe: <mailto:u@example.com>\n",
     "border:1 192.0.2.1;"},
    {"gateway by the client's name",
     "Received: from gw1.mimecast.com (gw1.mimecast.com [192.0.2.1]) by mx.example.net" DATE AUTHOR,
     "border:1 192.0.2.1; gateway mimecast.com"},
    {"gateway by its fields", MX_BORDER AUTHOR "X-Proofpoint-GUID: x\n",
     "border:1 192.0.2.1; gateway pphosted.com"},
    {"on behalf", MX_BORDER AUTHOR "Sender: Sue <sue@example.org>\n",
     "border:1 192.0.2.1; on-behalf"},
    {"the Sender is the author", MX_BORDER AUTHOR "Sender: A@EXAMPLE.com\n", "border:1 192.0.2.1;"},
    {"automatic", "Return-Path: <>\n" MX_BORDER AUTHOR, "border:2 192.0.2.1; automatic"},
    {"auto-replied", MX_BORDER AUTHOR "Auto-Submitted: auto-replied\n",
     "border:1 192.0.2.1; automatic"},
    {"not automatic", MX_BORDER AUTHOR "Auto-Submitted: no\n", "border:1 192.0.2.1;"},
    {"internal", EXO_INSIDE AUTHOR "X-MS-Exchange-Organization-AuthAs: Internal\n",
     "no border; internal"},
    {"the sender's tenant calling it internal",
     GMAIL_BORDER AUTHOR "X-MS-Exchange-CrossTenant-AuthAs: Internal\n", "border:1 192.0.2.1;"},
    {"direct send",
     EXO_BORDER "From: boss@example.net\nTo: bob@example.net\nX-MS-Exchange-Organization-AuthAs: "
                "Anonymous\n",
     "border:1 192.0.2.1; anonymous direct-send"},
    {"direct send, but the receiver names another recipient",
     EXO_BORDER "ARC-Authentication-Results: i=1; mx.microsoft.com 1; spf=fail (sender ip is "
                "192.0.2.1) smtp.rcpttodomain=example.org smtp.mailfrom=example.net; arc=none\n"
                "From: boss@example.net\nTo: boss@example.net\n"
                "X-MS-Exchange-Organization-AuthAs: Anonymous\n",
     "border:1 192.0.2.1; anonymous"},
    {"a consumer mailbox has no direct send",
     EXO_BORDER "From: boss@example.net\nTo: boss@example.net\nX-SID-Result: FAIL\n"
                "X-MS-Exchange-Organization-AuthAs: Anonymous\n",
     "border:1 192.0.2.1; anonymous"},
    {"anonymous from outside", EXO_BORDER AUTHOR "X-MS-Exchange-Organization-AuthAs: Anonymous\n",
     "border:1 192.0.2.1; anonymous"},
};

static void append(GString *out, bool yes, const char *mark, const char *name)
{
    if (yes)
        g_string_append_printf(out, " %s%s%s", mark, name != NULL ? " " : "",
                               name != NULL ? name : "");
}

static void check(void **state)
{
    const struct path_case *c = *state;
    static const MwTrustOptions options = {0};
    Claims claims = claims_read(c->text, &options);
    const MwPath *p = claims.path;
    g_autoptr(GString) text = g_string_new(NULL);
    if (p->border != NULL)
        g_string_append_printf(text, "border:%u %s;", p->border->header_index, p->border->ip);
    else
        g_string_append(text, "no border;");
    append(text, p->forwarded, "forwarded", p->forwarder);
    if (p->forwarded)
        g_string_append_printf(text, " @%u", p->forward_header_index);
    append(text, p->mailing_list, "list", p->list_id);
    append(text, p->gateway, "gateway", p->gateway_name);
    append(text, p->on_behalf, "on-behalf", NULL);
    append(text, p->automatic, "automatic", NULL);
    append(text, p->internal, "internal", NULL);
    append(text, p->auth_as_anonymous, "anonymous", NULL);
    append(text, p->direct_send, "direct-send", NULL);
    assert_string_equal(text->str, c->expected);
    assert_int_equal(p->received_at, p->border != NULL ? 1767225600 : -1);
    claims_free(&claims);
}

MW_TABLE_MAIN("path", cases, check)
