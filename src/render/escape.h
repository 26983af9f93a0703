#pragma once

#include <glib.h>

#include "parsers/span.h"

/* The one gate for text that came from a message or from DNS. Everything that a terminal, a log
 * or a reader's eye could be fooled by is written visibly: C0, DEL, C1, bidirectional controls,
 * line and paragraph separators, zero-width characters, and bytes that are not UTF-8. */

/* Appends "\x1b", "\u202e", "\n" for what is dangerous; the rest as it is. */
void mw_escape_append(GString *out, MwSpan raw);

/* The same as a new string, the caller's; NULL gives NULL. */
char *mw_escape_dup(const char *raw);

/* Valid UTF-8 for formats with an escaping of their own: invalid bytes become U+FFFD, nothing
 * else changes. NULL gives NULL. The caller's. */
char *mw_utf8_dup(MwSpan raw);

/* Must this character be escaped in every output? */
bool mw_escape_is_dangerous(gunichar character);
