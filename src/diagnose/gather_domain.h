#pragma once

#include "rules/facts.h"
#include "rules/ruleset.h"
#include "src/domain/domain.h"

/* The facts of a domain check: domain.*, one subject "domain-record" for each record, and those of
 * spf.* for the domain's own record. The caller's. */
MwFacts *mw_gather_domain(const MwDomainReport *report, const MwRuleset *rules, MwLang lang);
