#pragma once

#include <glib.h>

/* Why a text could not be parsed. The message names the byte offset where one exists. */
typedef enum {
    MW_PARSE_ERROR_SYNTAX,    /* the grammar does not allow this */
    MW_PARSE_ERROR_MISSING,   /* a required part is absent */
    MW_PARSE_ERROR_DUPLICATE, /* a part that may stand once stands twice */
    MW_PARSE_ERROR_VALUE,     /* grammatical, but the value is not allowed */
    MW_PARSE_ERROR_LIMIT,     /* longer or deeper than we are willing to read */
} MwParseError;

#define MW_PARSE_ERROR mw_parse_error_quark()
GQuark mw_parse_error_quark(void);
