#pragma once

#include <glib.h>
#include <stdint.h>

#include "parsers/span.h"

/* The words of a master file (RFC 1035, 5.1). */

typedef struct {
    MwSpan raw; /* a view into the file, without the quotes, escapes as written */
    bool quoted;
} MwZoneToken;

/* Reads from `text` on; fill in `text` alone and set `line` to 1. */
typedef struct {
    MwSpan text;
    size_t at;
    unsigned line;  /* where the next entry begins */
    unsigned depth; /* of parentheses */
} MwZoneLexer;

typedef struct {
    GArray *tokens;    /* MwZoneToken */
    bool starts_blank; /* the owner is that of the entry before */
    unsigned line;     /* where it began */
} MwZoneEntry;

/* Reads the next entry, comments and empty lines skipped; its tokens are empty at the end of the
 * file. MW_PARSE_ERROR, for an open quote or a parenthesis without its other half; the entry's
 * line tells where. */
bool mw_zone_next_entry(MwZoneLexer *lexer, MwZoneEntry *entry,
                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Without an escape they are those of the token. */
typedef struct {
    MwSpan text;
    char *owned; /* NULL */
} MwZoneOctets;

/* The octets meant, \X and \DDD read; false for a bad escape. */
bool mw_zone_token_octets(const MwZoneToken *token, MwZoneOctets *ret);
void mw_zone_octets_clear(MwZoneOctets *octets);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(MwZoneOctets, mw_zone_octets_clear)

/* The name meant, normal form; relative ones are below `origin` (NULL: the root), which "@" is.
 * The caller's; NULL and MW_PARSE_ERROR_VALUE when it is none. */
char *mw_zone_token_name(const MwZoneToken *token, const char *origin,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* "300", "1h30m". Leaves `ret` alone when it is no such number of 31 bits (RFC 2181, 8). */
bool mw_zone_token_ttl(const MwZoneToken *token, uint32_t *ret);
