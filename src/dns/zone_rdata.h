#pragma once

#include "src/dns/dns.h"
#include "src/dns/zone_tokens.h"

/* The data of one record of a master file. */

/* Reads `count` fields as the data of a record. NULL and MW_PARSE_ERROR when they are not. */
MwDnsRecord *mw_zone_rdata_read(MwDnsType type, uint32_t ttl, const MwZoneToken *fields,
                                unsigned count, const char *origin,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Writes the data as read above, names absolute; the caller's. A SOA's numbers are zeros. */
char *mw_zone_rdata_write(MwDnsType type, const MwDnsRecord *record);
