#pragma once

#include "src/message/message.h"

/* Was the message exported through a decoding as ASCII (Example 1 of Microsoft's page on
 * Export-QuarantineMessage), so that each 8-bit octet became "?"? True only where 8-bit content is
 * declared, none is there, and question marks stand inside words or in long runs. */
bool mw_lossy_export(const MwMessage *message);
