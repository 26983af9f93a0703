#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "parsers/span.h"

/* An IPv4 or IPv6 address. An IPv4-mapped IPv6 address is kept as IPv4 (RFC 7208, 5). */
typedef struct {
    uint8_t family;    /* 4 or 6; 0: no address */
    uint8_t bytes[16]; /* network order; the first 4 for IPv4 */
} MwIp;

enum { MW_IP_TEXT_MAX = 46 };

/* Reads "192.0.2.1", "2001:db8::1", "IPv6:2001:db8::1", each also in square brackets. */
bool mw_ip_parse(MwSpan text, MwIp *ret);

/* Writes the canonical text (RFC 5952) and returns `text`. */
const char *mw_ip_format(const MwIp *ip, char text[static MW_IP_TEXT_MAX]);

/* "a.b.c.d.in-addr.arpa" or the nibbles under ip6.arpa; the caller's. */
char *mw_ip_reverse_name(const MwIp *ip);

bool mw_ip_equal(const MwIp *a, const MwIp *b);

/* Are the first `prefix` bits the same? Families must be equal. prefix: 0-32 or 0-128. */
bool mw_ip_in_network(const MwIp *ip, const MwIp *network, unsigned prefix);

/* Private, loopback, link-local, CGNAT, unspecified, multicast or reserved: no address of an
 * Internet client. Documentation ranges (RFC 5737, 3849) count as public: samples use them. */
bool mw_ip_is_internal(const MwIp *ip);
