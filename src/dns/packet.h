#pragma once

#include "src/dns/dns.h"

/* DNS messages (RFC 1035, 4): what is sent, and what is made of the answers. */

typedef struct {
    bool recursion;         /* RD: ask a resolver, not an authoritative server */
    bool checking_disabled; /* CD (RFC 4035, 3.2.2): unvalidated data are welcome */
    bool edns;              /* larger answers by UDP (RFC 6891) */
} MwDnsQueryFlags;

enum { MW_DNS_UDP_SIZE = 1232 }; /* what EDNS offers: fits an IPv6 packet that is not split */

/* A query with id 0 for a name in normal form (not BAD_NAME). */
GByteArray *mw_dns_packet_query(const char *name, MwDnsType type, MwDnsQueryFlags flags);

enum {
    MW_DNS_RCODE_FORMERR = 1,
    MW_DNS_RCODE_SERVFAIL = 2,
    MW_DNS_RCODE_NXDOMAIN = 3,
    MW_DNS_RCODE_NOTIMP = 4,
    MW_DNS_RCODE_REFUSED = 5,
};

/* The response code, the extended bits (RFC 6891, 6.1.3) not included; 255 when too short. */
unsigned mw_dns_packet_rcode(MwSpan packet);

/* What an answer to (`name`, `type`) says; never NULL, MALFORMED when it cannot be read. In names
 * of records octets that names cannot hold here (NUL, non-ASCII, a dot in a label) become '?'.
 * `server` NULL: from a resolver; else from that server, and an answer without authority (a
 * referral) is REFUSED. The TTL of a negative answer is that of its SOA (RFC 2308, 5), 0 without.
 */
MwDnsAnswer *mw_dns_packet_read(MwSpan packet, const char *server, const char *name,
                                MwDnsType type);
