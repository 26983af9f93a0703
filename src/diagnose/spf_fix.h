#pragma once

#include <glib.h>

#include "parsers/ip.h"

/* SPF records as they should be: what a fix prints to be copied. */

/* "ip4:192.0.2.1" or "ip6:2001:db8::1"; the caller's. NULL without an address. */
char *mw_spf_fix_term(const MwIp *ip);

/* The record with `term` put before its all or redirect (RFC 7208, 5.1 and 6.1: what stands after
 * is never reached), at the end when it has neither; the caller's. */
char *mw_spf_fix_add(const char *record, const char *term);

/* Several records (char*) made one: every term once, in order, one all at the end, the softer one
 * where they differ; the caller's. */
char *mw_spf_fix_merge(const GPtrArray *records);
