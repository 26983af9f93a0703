#pragma once

#include "src/evaluate/spf_advice.h"
#include "src/render/render.h"

/* What `mailwhy spf` found: an evaluation for one client, or the walk of a record. */
typedef struct {
    const MwSpf *spf;
    const char *ip;                /* NULL: a walk */
    const MwSpfAdviceList *advice; /* NULL: none was asked for */
} MwSpfReport;

/* The answer, then the tree with the cost of each term, then what can change. */
void mw_render_spf_text(GString *out, const MwSpfReport *report, const MwRenderOptions *options);

/* mailwhy.spf/1; nodes of the tree also hold `advice`, a list of {kind, lookups, other,
 * text}. A newline at the end. */
void mw_render_spf_json(GString *out, const MwSpfReport *report, const MwRenderOptions *options);
