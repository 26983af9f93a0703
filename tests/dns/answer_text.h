#pragma once

#include "src/dns/dns.h"
#include "src/dns/zone_rdata.h"

/* "found 300 via b.example: 192.0.2.1 | 192.0.2.2", "NXDOMAIN", "timeout": one line to compare.
 * The caller's. */
static inline char *mw_test_answer_text(const MwDnsAnswer *answer)
{
    GString *out =
        g_string_new(answer->status == MW_DNS_FAILED ? mw_dns_failure_name(answer->failure)
                                                     : mw_dns_status_name(answer->status));
    if (answer->status == MW_DNS_FOUND)
        g_string_append_printf(out, " %u", answer->ttl);
    for (unsigned i = 0; i < answer->cnames->len; i++)
        g_string_append_printf(out, "%s %s", i == 0 ? " via" : "",
                               (const char *)g_ptr_array_index(answer->cnames, i));
    for (unsigned i = 0; i < answer->records->len; i++) {
        g_autofree char *data =
            mw_zone_rdata_write(answer->type, g_ptr_array_index(answer->records, i));
        g_string_append_printf(out, "%s %s", i == 0 ? ":" : " |", data);
    }
    return g_string_free(out, FALSE);
}
