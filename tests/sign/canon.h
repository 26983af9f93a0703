#pragma once

#include <glib.h>

#include "parsers/span.h"

/* Canonicalization (RFC 6376, 3.4) for the signing library, written for clarity, not speed. */

/* The message taken apart: header fields with their final CRLF, and the body. */
typedef struct {
    GArray *fields; /* MwSpan, top to bottom */
    MwSpan body;
} MwTestParts;

void mw_test_parts_init(MwTestParts *parts, MwSpan message);
void mw_test_parts_clear(MwTestParts *parts);

/* Is that the name of the field? ASCII case ignored. */
bool mw_test_field_is(MwSpan field, const char *name);
/* The text after the colon. */
MwSpan mw_test_field_value(MwSpan field);

/* Appends the field in canonical form, with CRLF. */
void mw_test_canon_header(GString *out, MwSpan field, bool relaxed);
/* The canonical body. */
GString *mw_test_canon_body(MwSpan body, bool relaxed);
