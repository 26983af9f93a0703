#pragma once

#include "rules/ruleset.h"

/* Reads the text of one rule file. Every key of every section is accounted for: what is not
 * understood is a problem, never ignored. Returns MwRule* of the arena, without those that have
 * problems. */
GPtrArray *mw_rule_file_read(MwSpan text, const char *file, MwArena *arena, GPtrArray *problems);

/* Appends a problem; `text` is printf-like. */
void mw_rule_problem_add(GPtrArray *problems, const char *file, const char *section,
                         const char *key, unsigned line, const char *text, ...) G_GNUC_PRINTF(6, 7);
