#pragma once

#include <glib.h>

#include "parsers/span.h"

/* The prose of a bounce, as its reader sees it. */

/* HTML without its tags: breaks, paragraphs, cells and list items become line ends, the common
 * character references are decoded. At most 256 KiB are read. The caller's. */
char *mw_ndr_html_to_text(MwSpan html);

/* What Exchange writes for administrators, views into the text; empty where it is absent. */
typedef struct {
    MwSpan generating_server;
    MwSpan recipient;
    MwSpan reply;            /* "Remote Server returned '550 ...'", without the frame */
    MwSpan original_headers; /* the block behind "Original message headers:" */
} MwNdrDiagnostics;

/* Reads the part behind "Diagnostic information for administrators"; all empty without one. */
MwNdrDiagnostics mw_ndr_diagnostics_find(MwSpan text);

/* The returned message in a bounce that is plain text (Exim, qmail, Gmail): what stands behind the
 * line that announces it; empty without one. */
MwSpan mw_ndr_original_find(MwSpan text);
