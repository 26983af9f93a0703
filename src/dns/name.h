#pragma once

#include <stdbool.h>

#include "parsers/span.h"

/* Names as this module keeps them: lower case, A-labels, no final dot, any octet but NUL and no
 * escapes; "" is the root. Wider than parsers/domain.h: DNS itself allows blanks in a label, and
 * SPF macros make such names. */

enum { MW_DNS_NAME_SIZE = 256 }; /* a buffer for any normal name */

/* The normal form, the caller's; NULL when it cannot be asked for: an empty label or one over 63
 * octets, over 253 in all, NUL, U-labels that cannot be converted. */
char *mw_dns_name_normalize(MwSpan text);

/* Is it in normal form already? */
bool mw_dns_name_is_normal(const char *name);

/* As in a master file: absolute, with escapes, "." for the root; the caller's. */
char *mw_dns_name_escape(const char *name);
