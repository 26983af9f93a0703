#pragma once

#include "src/domain/domain.h"

/* Fills report->records with what its options ask to be there, nothing looked up yet. */
void mw_domain_plan(MwDomainReport *report);

void mw_domain_record_free(gpointer record);
