#include "src/evaluate/ndr.h"

#include "tests/table.h"

struct ndr_case {
    const char *name;
    bool pasted; /* text, not a message */
    const char *text;
    const char *shown; /* status remote code receiver recipient original; NULL: no bounce */
};

#define REPORT(diagnostic)                                                                         \
    "From: MAILER-DAEMON@mail.example.com\nSubject: Undelivered\n"                                 \
    "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"                  \
    "--b\nContent-Type: text/plain\n\nSorry.\n"                                                    \
    "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mail.example.com\n\n"       \
    "Final-Recipient: rfc822; bob@example.net\nAction: failed\nStatus: 5.0.0\n"                    \
    "Remote-MTA: dns; example-net.mail.protection.outlook.com\nDiagnostic-Code: smtp; " diagnostic \
    "\n\n--b\nContent-Type: text/rfc822-headers\n\nFrom: a@example.com\n\n--b--\n"
#define EXCHANGE                                                                                   \
    "Delivery has failed.\n\nDiagnostic information for administrators:\n\n"                       \
    "Generating server: mail.example.com\n\nbob@example.net\n"                                     \
    "Remote Server returned '550 5.7.509 Access denied, sending domain doesn't pass DMARC'\n\n"    \
    "Original message headers:\n\nReceived: from a by b\nFrom: alice@example.com\n"

static struct ndr_case cases[] = {
    {"report", false, REPORT("550 5.7.23 SPF"),
     "5.7.23 - 550 exchange-online bob@example.net headers"},
    {"arrow", false, REPORT("550 5.7.367 no -> 554 5.7.1 denied"),
     "5.7.367 5.7.1 550 exchange-online bob@example.net headers"},
    {"Gmail says so itself", false, REPORT("550-5.7.26 not 550 5.7.26 accepted - gsmtp"),
     "5.7.26 - 550 gmail bob@example.net headers"},
    {"consumer Outlook by its code", false, REPORT("550 5.7.515 Spf= Fail , Dkim= Pass"),
     "5.7.515 - 550 outlook.com bob@example.net headers"},
    {"Exchange's text in a message", false,
     "From: postmaster@example.com\nSubject: Undeliverable: hello\n\n" EXCHANGE,
     "5.7.509 - 550 generic bob@example.net headers"},
    {"Exchange's HTML", false,
     "From: postmaster@example.com\nSubject: Undeliverable: hello\nContent-Type: text/html\n\n"
     "<p><b>Diagnostic information for administrators:</b></p><p>Generating server: x.example</p>"
     "<p>bob@example.net<br>Remote Server returned &#39;550 5.7.1 no&#39;</p>\n",
     "5.7.1 - 550 generic bob@example.net none"},
    {"Exchange's text pasted", true, EXCHANGE, "5.7.509 - 550 generic bob@example.net headers"},
    {"Exim's prose with the message below", false,
     "From: Mail Delivery System <Mailer-Daemon@mx.example>\nX-Failed-Recipients: bob@example.net\n"
     "Subject: Mail delivery failed\n\n  bob@example.net\n    host mx.example.net [192.0.2.1]\n"
     "    SMTP error from remote mail server after RCPT TO:<bob@example.net>:\n    550 5.1.1 "
     "unknown\n"
     "\n------ This is a copy of the message, including all the headers. ------\n\n"
     "From: alice@example.com\nSubject: 554 5.7.9\n\nhello\n",
     "5.1.1 - 550 generic bob@example.net headers"},
    {"no code at all, but marked", false,
     "From: Mail Delivery Subsystem <mailer-daemon@mx.example>\nX-Failed-Recipients: "
     "g@example.net\n"
     "Subject: Delivery Status Notification (Failure)\n\nthe group may not exist\n",
     "(null) - 0 generic g@example.net none"},
    {"lines pasted", true, "550-5.7.26 a\n550 5.7.26 b\n", "5.7.26 - 550 generic - none"},
    {"ordinary mail", false, "From: a@example.com\nSubject: 550 5.7.1\n\n550 5.7.1 said he\n",
     NULL},
    {"mail about a failure notice", false,
     "From: a@example.com\nSubject: failure notice\n\n550 5.7.1 said he\n", NULL},
    {"prose pasted", true, "nothing of that kind", NULL},
};

static char *show(const MwNdr *ndr)
{
    const char *original = ndr->original == NULL        ? "none"
                           : ndr->original_headers_only ? "headers"
                                                        : "message";
    return g_strdup_printf("%s %s %u %s %s %s", ndr->status ? ndr->status : "(null)",
                           ndr->remote_status ? ndr->remote_status : "-", ndr->smtp_code,
                           ndr->receiver, ndr->recipient ? ndr->recipient : "-", original);
}

static void check(void **state)
{
    const struct ndr_case *c = *state;
    g_autoptr(GBytes) bytes = g_bytes_new_static(c->text, strlen(c->text));
    g_autoptr(MwMessage) message = mw_message_parse(bytes);
    g_autoptr(MwNdr) ndr = c->pasted ? mw_ndr_read_text(mw_span(c->text)) : mw_ndr_read(message);
    if (c->shown == NULL) {
        assert_null(ndr);
        return;
    }
    assert_non_null(ndr);
    g_autofree char *shown = show(ndr);
    assert_string_equal(shown, c->shown);
}

MW_TABLE_MAIN("ndr", cases, check)
