#include "tests/evaluate/claims_fixture.h"

/* `expected`: "ip helo mail_from; source of the ip; number of conflicts", "@" after a MAIL FROM
 * that is a domain only, "gateway" after an address of one. */
struct envelope_case {
    const char *name, *text, *expected;
    const char *ip, *helo, *mail_from; /* of the command line */
};

static struct envelope_case cases[] = {
    {"Exchange Online", "Return-Path: a@example.com\n" EXO_RESULTS EXO_SPF EXO_BORDER AUTHOR,
     "192.0.2.1 mail.example.com a@example.com; Received-SPF[3] client-ip, line 6; 0", NULL, NULL,
     NULL},
    {"Exchange Online, only the domain is known", EXO_RESULTS EXO_BORDER AUTHOR,
     "192.0.2.1 mail.example.com example.com@; Authentication-Results[1] spf comment, line 1; 0",
     NULL, NULL, NULL},
    {"Exchange Online, null reverse-path",
     "Authentication-Results: spf=none (sender IP is 192.0.2.1)\n smtp.helo=mail.example.com; "
     "dmarc=none\n" EXO_BORDER AUTHOR,
     "192.0.2.1 mail.example.com <>; Authentication-Results[1] spf comment, line 1; 0", NULL, NULL,
     NULL},
    {"Gmail",
     GMAIL_BORDER "Received-SPF: pass (google.com: domain of a@example.com designates "
                  "192.0.2.1 as permitted sender) client-ip=192.0.2.1;\n" GMAIL_RESULTS AUTHOR,
     "192.0.2.1 mail.example.com a@example.com; Received-SPF[2] client-ip, line 4; 0", NULL, NULL,
     NULL},
    {"the command line comes first", EXO_RESULTS EXO_BORDER AUTHOR,
     "198.51.100.1 h.example b@example.org; --ip; 4", "198.51.100.1", "h.example", "b@example.org"},
    {"the null reverse-path of the command line", MX_BORDER AUTHOR,
     "192.0.2.1 mail.example.com <>; Received[1] client, line 1; 0", NULL, NULL, ""},
    {"only the border Received", "Return-Path: <a@example.com>\n" MX_BORDER AUTHOR,
     "192.0.2.1 mail.example.com a@example.com; Received[2] client, line 2; 0", NULL, NULL, NULL},
    {"Forefront",
     EXO_BORDER "X-Forefront-Antispam-Report: CIP:192.0.2.1;H:mail.example.com;\n" AUTHOR,
     "192.0.2.1 mail.example.com -; X-Forefront-Antispam-Report CIP, line 2; 0", NULL, NULL, NULL},
    {"no address in Forefront",
     "X-Forefront-Antispam-Report: CIP:255.255.255.255;H:mail.example.com;\n" AUTHOR,
     "- mail.example.com -; -; 0", NULL, NULL, NULL},
    {"sources that disagree",
     EXO_RESULTS EXO_BORDER
     "X-Forefront-Antispam-Report: CIP:192.0.2.99;H:mail.example.com;\n" AUTHOR,
     "192.0.2.1 mail.example.com example.com@; Authentication-Results[1] spf comment, line 1; 1",
     NULL, NULL, NULL},
    {"a Received-SPF below the border that the sender wrote",
     MX_BORDER "Received-SPF: pass (mx.example.net: x) client-ip=198.51.100.66; "
               "receiver=mx.example.net\n" AUTHOR,
     "192.0.2.1 mail.example.com -; Received[1] client, line 1; 0", NULL, NULL, NULL},
    {"a Received-SPF of the receiver's policy server",
     MX_BORDER "Received-SPF: Pass (mailfrom) identity=mailfrom; client-ip=192.0.2.1; "
               "helo=h.example; envelope-from=a@example.com; receiver=mx.example.net\n" AUTHOR,
     "192.0.2.1 h.example a@example.com; Received-SPF[2] client-ip, line 4; 1", NULL, NULL, NULL},
    {"IPv6",
     "Received: from h.example (h.example [IPv6:2001:db8::1]) by mx.example.net" DATE AUTHOR,
     "2001:db8::1 h.example -; Received[1] client, line 1; 0", NULL, NULL, NULL},
    {"a private address is no client",
     "Received: from h.example ([10.0.0.1]) by mx.example.net" DATE AUTHOR, "- - -; -; 0", NULL,
     NULL, NULL},
    {"the submitting user is not the client",
     SUBMISSION "X-Originating-IP: [198.51.100.77]\n" AUTHOR,
     "198.51.100.9 [10.0.0.9] -; Received[1] client, line 1; 0", NULL, NULL, NULL},
    {"the From field never stands in", MX_BORDER AUTHOR,
     "192.0.2.1 mail.example.com -; Received[1] client, line 1; 0", NULL, NULL, NULL},
    {"Proton",
     "Received: from mail.example.com (mail.example.com [192.0.2.1]) by "
     "mail.protonmail.ch" DATE
     "Authentication-Results: mail.protonmail.ch; arc=none smtp.remote-ip=192.0.2.1\n" AUTHOR,
     "192.0.2.1 mail.example.com -; Authentication-Results[2] smtp.remote-ip, line 2; 0", NULL,
     NULL, NULL},
    {"SES",
     "Return-Path: <a@example.com>\nReceived: from h.example (h.example [192.0.2.1]) by "
     "inbound-smtp.us-east-1.amazonaws.com" DATE
     "Authentication-Results: amazonses.com; spf=pass (spfCheck: domain of example.com designates "
     "192.0.2.1 as permitted sender) client-ip=192.0.2.1; envelope-from=a@example.com; "
     "helo=h.example;\n" AUTHOR,
     "192.0.2.1 h.example a@example.com; Authentication-Results[3] spf comment, line 3; 0", NULL,
     NULL, NULL},
    {"Exim's envelope-from",
     "Received: from h.example ([192.0.2.1]) by mx.example.net (envelope-from <b@example.org>)" DATE
         AUTHOR,
     "192.0.2.1 h.example b@example.org; Received[1] client, line 1; 0", NULL, NULL, NULL},
    {"a gateway on the receiver's side",
     "Authentication-Results: spf=fail (sender IP is 192.0.2.1) "
     "smtp.mailfrom=example.com\nReceived: "
     "from gw1.mimecast.com (192.0.2.1) by A1.mail.protection.outlook.com" DATE
     "Authentication-Results-Original: relay.mimecast.com; spf=pass\n" AUTHOR,
     "192.0.2.1 gateway gw1.mimecast.com example.com@; Authentication-Results[1] spf comment, line "
     "1; 0",
     NULL, NULL, NULL},
    {"a gateway that the sender uses",
     "Received: from gw1.mimecast.com (192.0.2.1) by A1.mail.protection.outlook.com" DATE AUTHOR,
     "192.0.2.1 gw1.mimecast.com -; Received[1] client, line 1; 0", NULL, NULL, NULL},
    {"skip listing saw another source",
     EXO_BORDER
     "X-MS-Exchange-SkipListedInternetSender: ip=[198.51.100.5];domain=example.com\n" AUTHOR,
     "192.0.2.1 mail.example.com -; Received[1] client, line 1; 1", NULL, NULL, NULL},
    {"skip listing that stopped inside Microsoft",
     EXO_BORDER
     "X-MS-Exchange-SkipListedInternetSender: ip=[2603:10a6:1::1];domain=example.com\n" AUTHOR,
     "192.0.2.1 mail.example.com -; Received[1] client, line 1; 0", NULL, NULL, NULL},
    {"nothing", AUTHOR, "- - -; -; 0", NULL, NULL, NULL},
};

static void check(void **state)
{
    const struct envelope_case *c = *state;
    MwTrustOptions options = {NULL, false, c->ip, c->helo, c->mail_from};
    Claims claims = claims_read(c->text, &options);
    const MwEnvelope *e = claims.envelope;
    const char *from = e->mail_from.value;
    g_autofree char *text = g_strdup_printf(
        "%s%s %s %s%s; %s; %u", claims_text(e->client_ip.value), e->ip_is_gateway ? " gateway" : "",
        claims_text(e->helo.value), from != NULL && *from == '\0' ? "<>" : claims_text(from),
        e->mail_from_is_domain ? "@" : "", claims_text(e->client_ip.source), e->conflicts->len);
    assert_string_equal(text, c->expected);
    assert_int_equal(e->ip.family != 0, e->client_ip.value != NULL);
    claims_free(&claims);
}

MW_TABLE_MAIN("envelope", cases, check)
