#pragma once

#include "src/message/message.h"

/* Was a pasted header block cut? It was when its last field ends inside a comment or quoted string,
 * inside b=, before the reason of compauth, or with dots. */
bool mw_cut_in_last_field(const MwMessage *message);
