#pragma once

#include <jansson.h>
#include <stdbool.h>

#include "parsers/auth_results.h"

/* Compares read results with a row's list of {method, result, props, reason, action}. */

/* NULL when all that is expected was read, in order; else what differs, the caller's. */
char *mw_claims_difference(const MwAuthResults *results, const json_t *expected);
