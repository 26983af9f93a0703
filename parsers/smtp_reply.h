#pragma once

#include <glib.h>
#include <stdbool.h>

#include "parsers/span.h"

/* The answer of a server that refused mail (RFC 5321, 4.2; RFC 3463), found in free text: a
 * Diagnostic-Code, a log line, the prose of a bounce. */
typedef struct {
    unsigned code; /* 400 to 599; 0: none */
    char *status;  /* "5.7.23"; NULL: none */
    unsigned
        remote_code; /* behind an arrow "->" or in an {LED=...} block: what the server further */
    char *remote_status; /* on really said; 0 and NULL without one */
    char *text;          /* from the reply on, unfolded, continuation prefixes joined; raw */
    bool leads;          /* does the reply begin the text, but for a label such as "smtp;"? */
} MwSmtpReply;

/* The first reply in the text; NULL when there is neither a reply code nor an enhanced status.
 * Only the first 64 KiB are read. The caller's. */
MwSmtpReply *mw_smtp_reply_find(MwSpan text);
void mw_smtp_reply_free(MwSmtpReply *reply);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwSmtpReply, mw_smtp_reply_free)

/* The enhanced status code at the beginning of `text` ("5.7.1"), its length; 0: none. */
size_t mw_smtp_status_length(MwSpan text);

/* The word of "Spf= Fail" in a text, lower case; NULL. The caller's. */
char *mw_smtp_reply_word(MwSpan text, const char *name);
