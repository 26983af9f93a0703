#pragma once

#include <glib.h>
#include <stdbool.h>

#include "parsers/arena.h"
#include "parsers/span.h"

/* An Authentication-Results value (RFC 8601), as receivers really write it: with or without an
 * authserv-id, with bare tokens between semicolons, encoded words, unquoted values. Nothing that
 * can be read is dropped; that a text departs from the RFC is noted in `deviation`. */

typedef struct MwAuthProperty MwAuthProperty;
struct MwAuthProperty {
    const char *key;   /* lower case: "header.d"; vendor keys without a type: "action" */
    const char *value; /* unquoted; "" when empty */
    MwAuthProperty *next;
};

typedef struct {
    const char *method;      /* lower case: "spf", "dkim", "compauth", ... */
    unsigned method_version; /* 1 when not written */
    const char *result;      /* lower case, known legacy spellings mapped ("hardfail" is "fail") */
    const char *result_as_written;
    const char *reason;         /* NULL when there is none */
    const char *comment;        /* the text inside the parentheses, several joined by "; "; NULL */
    MwAuthProperty *properties; /* the first, in order; NULL: none */
} MwAuthResult;

typedef struct {
    const char *authserv_id; /* as written, unquoted; NULL: none given (Microsoft) */
    unsigned version;        /* 1 when not written */
    unsigned arc_instance;   /* of an ARC-Authentication-Results; 0 */
    bool none;               /* the payload is the keyword "none" */
    GPtrArray *results;      /* MwAuthResult*, in order, all kept */
    const char *deviation;   /* the first: "no authserv-id", "bare token"; NULL: none */
    bool truncated;          /* ends inside a comment or quoted string */
    MwArena *arena;          /* all texts and records */
} MwAuthResults;

typedef enum {
    MW_AUTH_RESULTS_TOLERANT,    /* as much as can be had; never fails */
    MW_AUTH_RESULTS_STRICT,      /* RFC 8601 grammar; NULL and MW_PARSE_ERROR otherwise */
    MW_AUTH_RESULTS_STRICT_UTF8, /* the same in a message with UTF-8 header fields (RFC 6532) */
} MwAuthResultsMode;

enum {
    MW_AUTH_RESULTS_MAX = 1 << 20, /* bytes of a value that are read */
    MW_AUTH_RESULT_MAX = 500,      /* results of a field that are kept */
    MW_AUTH_PROPERTY_MAX = 200,    /* properties of a result that are kept */
};

/* A field name in front of the value ("Authentication-Results: ...") is skipped. */
MwAuthResults *mw_auth_results_parse(MwSpan value, MwAuthResultsMode mode, GError **error);

/* ARC-Authentication-Results: "i=N;" before an ordinary payload (RFC 8617, 4.1.1), read tolerantly.
 * NULL and MW_PARSE_ERROR_MISSING when there is no instance from 1 to 50. */
MwAuthResults *mw_auth_results_parse_arc(MwSpan value, GError **error);

/* Does the value keep to the grammar of RFC 8601, 2.2, and to the results
 * that it defines? */
bool mw_auth_results_is_strict(MwSpan value, bool utf8, GError **error);

void mw_auth_results_free(MwAuthResults *results);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwAuthResults, mw_auth_results_free)

/* The value of a property, NULL when it is absent. */
const char *mw_auth_result_property(const MwAuthResult *result, const char *key);
