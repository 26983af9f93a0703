#pragma once

#include <glib.h>

#include "parsers/ip.h"

/* One inferred fact of the SMTP envelope, with where it came from. */
typedef struct {
    char *value;  /* NULL: not known. mail_from: "" is the null reverse-path */
    char *source; /* "--ip", "Received-SPF[12] client-ip, line 34", ... */
    bool trusted; /* written by the receiver or given by the user */
} MwEnvelopeItem;

typedef struct {
    MwEnvelopeItem client_ip, helo, mail_from;
    MwIp ip;                  /* client_ip, parsed; family 0 when not known */
    bool mail_from_is_domain; /* only a domain was recorded: local part is postmaster (RFC
                                 8601, 2.7.2) */
    bool ip_is_gateway;       /* the client is a known hop of the receiver's own side */
    GPtrArray *conflicts;     /* char*: other values found for the same fact, with their place */
} MwEnvelope;
