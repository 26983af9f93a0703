#pragma once

#include "rules/facts.h"

/* Placeholders in the prose of rules: "{spf.domain}" is the value of that fact, several values
 * with ", " between them; "{{" is a brace. Values go in raw: escaping is the renderers' business.
 */

/* What is wrong with a template for a rule of that scope: an unknown fact, a fact of another
 * scope, a brace that is not closed; the caller's. NULL when nothing is. */
char *mw_fill_check(const char *text, MwScope scope);

/* The filled text, the caller's; NULL when a placeholder has no value. */
char *mw_fill(const char *text, const MwFacts *facts, const MwSubject *subject);

/* The same, with `unknown` in the place of a missing value; never NULL. */
char *mw_fill_or(const char *text, const MwFacts *facts, const MwSubject *subject,
                 const char *unknown);

/* Calls `func` for each fact that a valid template names. */
void mw_fill_foreach(const char *text, void (*func)(MwFact fact, void *user_data), void *user_data);
