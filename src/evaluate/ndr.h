#pragma once

#include "src/message/message.h"

/* A bounce: what the refusing server said, and the original where it came along. */
typedef struct {
    char *status;        /* "5.7.23": the DSN's Status, or the code in the text where that is absent
                            or X.0.0; NULL */
    char *remote_status; /* the code the refusing server gave, when it differs; NULL */
    unsigned smtp_code;  /* 550; 0: not there */
    char *text;     /* the diagnostic text, unfolded, continuation prefixes joined; raw: escape */
    char *receiver; /* who refused: "exchange-online", "outlook.com", "gmail", "yahoo",
                       "icloud", "generic" */
    char *reporting_mta, *remote_mta, *recipient;
    GBytes *original; /* the returned message or its headers; NULL */
    bool original_headers_only;
    char *spf, *dkim,
        *dmarc;    /* of a "Spf= Fail , Dkim= Pass , DMARC= Pass" tail, lower case; NULL */
    unsigned line; /* of the Diagnostic-Code or text, 0: unknown */
} MwNdr;

/* From a message: multipart/report, Exchange's HTML bounce, or plain bounce text. NULL when the
 * message is no bounce. */
MwNdr *mw_ndr_read(const MwMessage *message);

/* From pasted SMTP lines or "Diagnostic information for administrators". NULL when no reply or
 * enhanced status code is in it. */
MwNdr *mw_ndr_read_text(MwSpan text);

void mw_ndr_free(MwNdr *ndr);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwNdr, mw_ndr_free)
