#pragma once

#include "src/render/render.h"

/* The tables that every human-readable format prints, as raw text. */

typedef struct {
    const char *name; /* "SPF"; "" for further rows of the same */
    char *then, *now; /* recorded, recomputed; NULL: nothing */
} MwResultRow;

/* SPF, DKIM (a row per signature), DMARC, ARC, compauth. MwResultRow*, the caller's. */
GPtrArray *mw_rows_results(const MwReport *report);

typedef struct {
    const char *label; /* "" when it is the same as above */
    char *value;
} MwLabelledRow;

/* What the message says of itself, its envelope, and what was done to read it. MwLabelledRow*. */
GPtrArray *mw_rows_message(const MwReport *report, const char *lang);

void mw_result_row_free(MwResultRow *row);
void mw_labelled_row_free(MwLabelledRow *row);

/* Prose of the rules comes with `parts to copy` in backticks. Takes the next part off `text`;
 * false at its end. */
bool mw_prose_next(const char **text, MwSpan *ret_part, bool *ret_is_code);
