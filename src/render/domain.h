#pragma once

#include "src/diagnose/diagnosis.h"
#include "src/domain/domain.h"
#include "src/render/render.h"

/* The check of a domain to output. */

/* mailwhy.domain/1, indented; a newline at the end. A check is one record as one server
 * has it; its status is a name of MwRecordFault. */
void mw_render_domain_json(GString *out, const MwDomainReport *report,
                           const MwDiagnosis *diagnosis);

/* The answer, the records with expected above found, what to publish, and, when all is right, a
 * block to copy into a support case. */
void mw_render_domain_text(GString *out, const MwDomainReport *report, const MwDiagnosis *diagnosis,
                           const MwRenderOptions *options);
