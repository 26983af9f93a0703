#pragma once

#include <glib.h>

#include "parsers/span.h"

/* Decodes base64 (RFC 4648, 4), folding white space inside ignored (RFC 6376, 3.2). The padding
 * may be absent. Returns the bytes, the caller's, or NULL with MW_PARSE_ERROR_SYNTAX naming the
 * offset of the first byte that does not belong. */
GBytes *mw_base64_decode(MwSpan text, GError **error) G_GNUC_WARN_UNUSED_RESULT;
