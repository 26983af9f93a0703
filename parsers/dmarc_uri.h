#pragma once

#include <glib.h>
#include <stdbool.h>

#include "parsers/span.h"

/* A report address: a URI (RFC 3986) with the historic "!10m" behind it (RFC 9989, 4.8). */
typedef struct {
    char *uri;  /* without the size */
    char *size; /* "10m"; NULL */
    char *host; /* of the address, normal form; NULL for other schemes and unreadable addresses */
    bool is_mailto;
} MwDmarcUri;

/* NULL when the text has no scheme, a character that a URI must not hold, or is a mailto: without
 * address. */
MwDmarcUri *mw_dmarc_uri_parse(MwSpan text);
void mw_dmarc_uri_free(MwDmarcUri *uri);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwDmarcUri, mw_dmarc_uri_free)
