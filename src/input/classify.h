#pragma once

#include <stdbool.h>

#include "src/message/message.h"

/* What a parsed text looks like. Private to src/input. */

/* A field name that mail really uses: a registered one, X-..., ARC-..., and so on. */
bool mw_classify_known_field(MwSpan name);

/* Does the text begin with such a field? Then it is no other format. */
bool mw_classify_begins_with_field(MwSpan text);

/* The number of such fields; what is more than enough is not counted. */
enum { MW_CLASSIFY_ENOUGH = 2 };
unsigned mw_classify_known(const MwMessage *message);

/* Is the text a header block without the body that was sent? Yes when no empty line ends it, when
 * what follows is only part headers (as Outlook's property has them), or when nothing follows
 * although a signature covers a body. */
bool mw_classify_headers_only(const MwMessage *message);
