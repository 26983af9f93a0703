#pragma once

#include "parsers/pairs.h"

/* X-Forefront-Antispam-Report, X-Microsoft-Antispam and their like: "CIP:192.0.2.1;SCL:1;...".
 * Keys as written; values may be empty and may hold colons (IPv6). What has no colon becomes a key
 * with an empty value. The caller's; white space around both is gone. */
MwPairs *mw_forefront_parse(MwSpan value);

/* The parts of a list value: "(13230040)(376014)" or "a|b|c"; char*[], the caller's. */
GPtrArray *mw_forefront_list(const char *value);
