#pragma once

#include <stdbool.h>

#include "parsers/span.h"

/* Encoded words (RFC 2047), "=?utf-8?B?...?=". */

/* Does the text begin with what looks like one, after white space? */
bool mw_encoded_word_starts(MwSpan text);

/* The text with its encoded words decoded to UTF-8, white space between two of them dropped
 * (RFC 2047, 6.2); everything else is copied. A word of bad base64 stays as
 * written; an unknown charset is read as UTF-8, octets that are none become U+FFFD. The caller's.
 */
char *mw_encoded_words_decode(MwSpan text);
