#pragma once

#include "src/scan/record.h"

/* The columns of a record as lines of output. */

/* CSV (RFC 4180) with CRLF. What a spreadsheet would take for a formula gets an apostrophe in
 * front; control and bidirectional characters are written visibly. */
void mw_csv_append_header(GString *out);
void mw_csv_append(GString *out, const MwScanRecord *record);

/* One line of JSON, for --brief. */
void mw_brief_append(GString *out, const MwScanRecord *record);
