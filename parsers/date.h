#pragma once

#include <stdint.h>

#include "parsers/span.h"

/* Unix seconds of a date as in Date and Received (RFC 5322, 3.3 and 4.3), comments, names of zones
 * and two-digit years included; also asctime and "2026-01-31 12:00:00 +0000" as some write them.
 * -1 when it cannot be read, or before 1970. An unknown or missing zone counts as UTC. */
int64_t mw_date_parse(MwSpan text);
