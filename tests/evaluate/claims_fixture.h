#pragma once

#include "src/evaluate/recorded.h"
#include "tests/table.h"

/* Header blocks for the tests of claims, path and envelope. Lines end with LF. */

#define DATE "; Thu, 1 Jan 2026 00:00:00 +0000\n"
#define EXO_BORDER                                                                                 \
    "Received: from mail.example.com (192.0.2.1) by A1.mail.protection.outlook.com "               \
    "(10.1.1.1)" DATE
#define EXO_INSIDE                                                                                 \
    "Received: from B1.namprd01.prod.outlook.com (2603:10b6::1) by B2.namprd01.prod.outlook.com "  \
    "(2603:10b6::2)" DATE
#define EXO_RESULTS                                                                                \
    "Authentication-Results: spf=fail (sender IP is 192.0.2.1)\n smtp.mailfrom=example.com; "      \
    "dkim=none (message not signed)\n header.d=none;dmarc=fail action=oreject\n "                  \
    "header.from=example.com;compauth=fail reason=001\n"
#define EXO_SPF                                                                                    \
    "Received-SPF: Fail (protection.outlook.com: domain of example.com does not\n designate "      \
    "192.0.2.1 as permitted sender) receiver=protection.outlook.com;\n client-ip=192.0.2.1; "      \
    "helo=mail.example.com;\n"
#define GMAIL_BORDER                                                                               \
    "Received: from mail.example.com (mail.example.com. [192.0.2.1])\n        by mx.google.com "   \
    "with ESMTPS id a1si1\n        for <bob@example.net>" DATE
#define GMAIL_RESULTS                                                                              \
    "Authentication-Results: mx.google.com;\n       dkim=pass header.i=@example.com;\n       "     \
    "spf=pass (google.com: domain of a@example.com designates 192.0.2.1 as permitted sender) "     \
    "smtp.mailfrom=a@example.com;\n       dmarc=pass (p=REJECT sp=NONE dis=NONE) "                 \
    "header.from=example.com\n"
#define MX_BORDER                                                                                  \
    "Received: from mail.example.com (mail.example.com [192.0.2.1])\n\tby mx.example.net "         \
    "(Postfix) with ESMTPS id 4F\n\tfor <bob@example.net>" DATE
#define SUBMISSION                                                                                 \
    "Received: from [10.0.0.9] (unknown [198.51.100.9])\n\tby mail.example.com (Postfix) with "    \
    "ESMTPSA id 4E" DATE
#define AUTHOR "From: Ann <a@example.com>\nTo: bob@example.net\nSubject: hello\n"

/* Everything that is read of a block; free with claims_free. */
typedef struct {
    MwMessage *message;
    MwPath *path;
    MwRecorded *recorded;
    MwMicrosoft *microsoft;
    MwEnvelope *envelope;
} Claims;

static inline Claims claims_read(const char *text, const MwTrustOptions *options)
{
    g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
    Claims c = {.message = mw_message_parse(bytes)};
    c.path = mw_path_read(c.message, NULL);
    c.recorded = mw_recorded_read(c.message, c.path, options);
    c.microsoft = mw_microsoft_read(c.message);
    c.envelope = mw_envelope_infer(c.message, c.recorded, c.path, c.microsoft, options);
    return c;
}

static inline void claims_free(Claims *c)
{
    mw_envelope_free(c->envelope);
    mw_microsoft_free(c->microsoft);
    mw_recorded_free(c->recorded);
    mw_path_free(c->path);
    mw_message_free(c->message);
}

static inline const char *claims_text(const char *text)
{
    return text != NULL ? text : "-";
}
