#pragma once

#include "src/render/render.h"

/* Two parts of the text output. */

/* The table of both columns: a row for SPF, each DKIM signature, DMARC, ARC, compauth. */
void mw_text_results_append(GString *out, const MwReport *report, const char *lang);

/* From, Subject, envelope with its sources, the trust decision, repairs. */
void mw_text_message_append(GString *out, const MwReport *report, const char *lang);
