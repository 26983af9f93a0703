#pragma once

#include "parsers/pairs.h"

/* Received-SPF (RFC 7208, 9.1): a result, a comment, then key=value pairs; unknown keys
 * (Microsoft's pr=C) are kept. */
typedef struct {
    const char *result;  /* lower case; "" when there is none */
    const char *comment; /* inside the first parentheses, unfolded; NULL */
    MwPairs *pairs;      /* "client-ip", "envelope-from" (without <>), "helo", ... */
} MwReceivedSpf;

/* Never NULL. */
MwReceivedSpf *mw_received_spf_parse(MwSpan value);
void mw_received_spf_free(MwReceivedSpf *spf);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwReceivedSpf, mw_received_spf_free)

/* The address in an SPF comment: "sender IP is X", "designates X as permitted sender", "does not
 * designate X as", "discourages use of X as", "X is neither permitted nor denied"; the caller's,
 * NULL when there is none. `comment` may be NULL. */
char *mw_spf_comment_ip(const char *comment);
