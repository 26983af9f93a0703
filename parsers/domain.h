#pragma once

#include <stdbool.h>

#include "parsers/span.h"

/* Domain names as text. A "normal" name is lower case, in A-labels (RFC 5890), without the final
 * dot; all functions but the first two take normal names. */

enum { MW_DOMAIN_MAX = 253, MW_LABEL_MAX = 63 };

/* The normal form, the caller's; NULL when the text is empty or cannot be a name: a label that is
 * empty or over 63 octets, over 253 in all, a space or control character, not convertible
 * U-labels. Underscores and other printable ASCII are kept: DNS allows them. */
char *mw_domain_normalize(MwSpan text);

/* The same into a buffer; false, with anything in it, when it cannot be a name. */
bool mw_domain_normalize_to(MwSpan text, char name[static MW_DOMAIN_MAX + 1]);

/* "example.com" of "www.example.com"; NULL when there is one label only. A view into `name`. */
const char *mw_domain_parent(const char *name);

unsigned mw_domain_labels(const char *name);

/* Is `name` equal to `ancestor`, or below it? */
bool mw_domain_is_within(const char *name, const char *ancestor);
