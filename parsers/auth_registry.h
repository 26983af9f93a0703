#pragma once

#include <stdbool.h>

/* What is registered for Authentication-Results (the IANA registries of RFC 8601, 6, and the RFCs
 * that define the methods), as a table. Names are lower case. */

enum { MW_AUTH_RESULTS_PER_METHOD = 10, MW_AUTH_PROPERTIES_PER_METHOD = 6 };

typedef struct {
    const char *name;
    const char *results[MW_AUTH_RESULTS_PER_METHOD];       /* NULL after the last */
    const char *properties[MW_AUTH_PROPERTIES_PER_METHOD]; /* "header.d"; "header.*": any field */
    bool deprecated;
    bool in_rfc8601; /* its results are part of RFC 8601 itself (2.7.1 to 2.7.4), not of another
                        document's registration */
} MwAuthMethod;

/* The whole table, `*ret_count` rows. */
const MwAuthMethod *mw_auth_registry(unsigned *ret_count);

/* NULL when the method is not registered. */
const MwAuthMethod *mw_auth_method_find(const char *name);
bool mw_auth_method_has_result(const MwAuthMethod *method, const char *result);
bool mw_auth_method_has_property(const MwAuthMethod *method, const char *property);

/* Not registered, but known as a vendor's: bimi, compauth, dara, dkim2, x-*. */
bool mw_auth_method_is_vendor(const char *name);

/* Part of an SPF statement that some write between semicolons as if it were a result:
 * "client-ip", "envelope-from", "helo", ... */
bool mw_auth_word_is_pseudo(const char *word);

/* Today's word for a legacy or misspelt result ("hardfail" is "fail"); `result` itself when there
 * is none. Both are lower case. */
const char *mw_auth_result_modern(const char *method, const char *result);
