#pragma once

#include "src/domain/domain.h"

/* Sets record->publish and publish_value: what to put into DNS, where that is known. */
void mw_domain_advise(const MwDomainReport *report, MwDomainRecord *record);

/* An SPF record that has the include and, when `hardfail`, ends in -all; `record` NULL: a first
 * one. Terms that are there stay. The caller's. */
char *mw_domain_spf_with(const char *record, const char *include, bool hardfail);
