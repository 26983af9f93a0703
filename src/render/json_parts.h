#pragma once

#include <jansson.h>

#include "src/render/render.h"

/* The parts of mailwhy.result/1, each a new reference. */

json_t *mw_json_recorded(const MwRecorded *recorded);
json_t *mw_json_recomputed(const MwReport *report);
json_t *mw_json_spf_tree(const GPtrArray *nodes);
json_t *mw_json_spf_engines(const MwSpf *spf);
json_t *mw_json_findings(const MwDiagnosis *diagnosis);
