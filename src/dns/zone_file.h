#pragma once

#include "src/dns/store.h"

/* What a DNS file says (SPEC: $ORIGIN, $TTL, $FAIL, $SERVER, $RESOLVER). */
typedef struct {
    MwDnsStore *resolver;
    GHashTable *servers; /* char*, normal form -> MwDnsStore* */
} MwZoneFile;

/* The caller's. NULL and MW_PARSE_ERROR, the message beginning with "LABEL:LINE: ". */
MwZoneFile *mw_zone_file_read(MwSpan text, const char *label,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mw_zone_file_free(MwZoneFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwZoneFile, mw_zone_file_free)
