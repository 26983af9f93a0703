#pragma once

#include <stdbool.h>

#include "src/render/redact.h"

/* What is known to say nothing about the owner. Private to src/render/redact*. */

typedef enum {
    MW_REDACT_REPLACE,
    MW_REDACT_KEEP_ORGANIZATION, /* a provider under which tenants have names */
    MW_REDACT_KEEP,              /* a vendor's own site */
} MwRedactKnown;

MwRedactKnown mw_redact_known(const char *organization);
bool mw_redact_is_common_label(const char *label);
bool mw_redact_is_special_top_level(const char *label); /* .local, .example, ... */

/* Role accounts; `local` is lower case. The second gives the string of the table. */
bool mw_redact_is_common_user(const char *local);
const char *mw_redact_common_user(const char *local);

/* Of redact.c, for the reader of texts. */
const char *mw_redactor_user(MwRedactor *redactor, const char *local);
size_t mw_redactor_hidden_at(const MwRedactor *redactor, const char *at, const char **ret_by);
