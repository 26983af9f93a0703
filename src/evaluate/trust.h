#pragma once

#include "src/evaluate/recorded.h"

/* Private to src/evaluate: which of the fields are believed (RFC 8601, 5 and 7.1). Sets `trusted`,
 * `forged` and `forged_reason` of the fields, and authserv_id, trusted, trust_text of `recorded`,
 * whose fields are all read already. */
void mw_trust_decide(MwRecorded *recorded, const MwPath *path, const MwTrustOptions *options);

/* Is this the name of the field that receivers write now? Renamed ones are history. */
bool mw_trust_is_current(const MwClaimField *field);
