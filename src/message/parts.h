#pragma once

#include "src/message/mime.h"

/* A part from its own fields, which are taken. Private to src/message. */
MwPart *mw_part_new(MwMessage *head, const char *fallback_type);
