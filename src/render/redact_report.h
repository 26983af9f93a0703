#pragma once

#include "src/render/redact.h"
#include "src/render/render.h"

/* Rewrites, in place, every text of the report that came from the message or from DNS, after the
 * diagnosis is made: findings, results and their order are those of the original. */
void mw_redact_report(MwRedactor *redactor, MwReport *report);
