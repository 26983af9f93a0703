#pragma once

#include "rules/ruleset.h"

/* Reads the text of one rule file. Every key of every section is accounted for: what is not
 * understood is a problem, never ignored. Returns MwRule* (the caller's), without those that have
 * problems; their strings stand in `texts`. */
GPtrArray *mw_rule_file_read(MwSpan text, const char *file, GStringChunk *texts,
                             GPtrArray *problems);

/* Appends a problem; `text` is printf-like. */
void mw_rule_problem_add(GPtrArray *problems, const char *file, const char *section,
                         const char *key, unsigned line, const char *text, ...) G_GNUC_PRINTF(6, 7);
