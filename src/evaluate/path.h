#pragma once

#include "src/evaluate/recorded.h"

/* Private to src/evaluate: the second half of mw_path_read, what the fields say about those who
 * handled the message. Hops and border are known. */
void mw_path_read_marks(const MwMessage *message, MwPath *path);

/* The address of a field, NULL when there is none; the caller's. `n`: 0 is the topmost. */
char *mw_path_address(const MwMessage *message, const char *field, unsigned n);
