#pragma once

#include "src/evaluate/ndr.h"

/* Who refused: the same number means other things at other receivers, so this comes first
 * A static string, never NULL. */
const char *mw_ndr_receiver(const MwNdr *ndr);
