#pragma once

#include "src/dns/store.h"

/* What a DNS file says (SPEC: $ORIGIN, $TTL, $FAIL, $SERVER, $RESOLVER). The reader is lenient
 * where nothing is lost: names are absolute until the first $ORIGIN; a string of more than 255
 * octets is split; records of other types make their name exist; $FAIL takes every failure name but
 * not-asked and bad-name, ANY hides records; TTLs may be written 1h30m, 3600 is the default. */
typedef struct {
    MwDnsStore *resolver;
    GHashTable *servers; /* char*, normal form -> MwDnsStore* */
} MwZoneFile;

/* The caller's. NULL and MW_PARSE_ERROR, the message beginning with "LABEL:LINE: ". */
MwZoneFile *mw_zone_file_read(MwSpan text, const char *label,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mw_zone_file_free(MwZoneFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwZoneFile, mw_zone_file_free)
