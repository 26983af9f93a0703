#pragma once

#include "src/domain/domain.h"

/* What an answer means for a record that is expected: fault and the values found. `domain` is what
 * a DNS panel may append. The caller fills in the rest. */
void mw_domain_look(const MwDomainRecord *record, const MwDnsAnswer *answer, const char *domain,
                    MwRecordSeen *ret);

/* Does the text match the pattern, "*" standing for anything? ASCII case ignored. */
bool mw_domain_matches(const char *pattern, const char *text);
