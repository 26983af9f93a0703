#pragma once

#include <stdint.h>

#include "parsers/arena.h"
#include "parsers/ip.h"

/* A Received field (RFC 5321, 4.4) as Postfix, sendmail, Exim, qmail, Exchange, Gmail and others
 * write it. All texts live in the caller's arena; NULL where nothing is said. */
typedef struct {
    const char *from;      /* HELO argument: "mail.example.com", "[192.0.2.1]" */
    const char *from_host; /* the name that the server itself found (reverse DNS), if recorded */
    const char *by, *with, *id, *for_;
    MwIp ip;                   /* the client, of the TCP info only (never HELO or id); family 0 */
    const char *envelope_from; /* of "(envelope-from <...>)"; "" is the null reverse-path */
    int64_t time;              /* Unix seconds; -1 */
} MwReceived;

/* A text that is no Received gives an empty record. */
MwReceived mw_received_parse(MwSpan value, MwArena *arena);
