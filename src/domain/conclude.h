#pragma once

#include "src/domain/domain.h"

/* From what the servers say to what is wrong: sets fault, found, instead, stale and what to
 * publish. Asks a few more questions where a record is missing: is it somewhere else? */
void mw_domain_conclude(MwDomainReport *report, MwDomainRecord *record);
