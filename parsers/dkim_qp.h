#pragma once

#include <glib.h>

#include "parsers/span.h"

/* Decodes DKIM-Quoted-Printable (RFC 6376, 2.11), the form of i= and z=: white space is dropped,
 * "=XX" is an octet. An "=" without two hexadecimal digits is kept as it is. The caller's. */
GString *mw_dkim_qp_decode(MwSpan text);
