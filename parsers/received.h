#pragma once

#include <glib.h>
#include <stdint.h>

#include "parsers/ip.h"

/* A Received field (RFC 5321, 4.4) as Postfix, sendmail, Exim, qmail, Exchange, Gmail and others
 * write it. All texts are the caller's through the record; NULL where nothing is said. */
typedef struct {
    char *from;      /* HELO argument: "mail.example.com", "[192.0.2.1]" */
    char *from_host; /* the name that the server itself found (reverse DNS), if recorded */
    char *by, *with, *id, *for_;
    MwIp ip;             /* the client, of the TCP info only (never HELO, never id); family 0 */
    char *envelope_from; /* of "(envelope-from <...>)"; "" is the null reverse-path */
    int64_t time;        /* Unix seconds; -1 */
} MwReceived;

/* Never NULL; a text that is no Received gives an empty record. */
MwReceived *mw_received_parse(MwSpan value);
void mw_received_free(MwReceived *received);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwReceived, mw_received_free)
