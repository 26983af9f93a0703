#pragma once

#include "rules/ruleset.h"

/* Reads the text of one rule file. Every key of every section is accounted for: what is not
 * understood is a problem, never ignored. Returns MwRule* (the caller's), without those that have
 * problems. */
GPtrArray *mw_rule_file_read(MwSpan text, const char *file, GPtrArray *problems);

/* Where things stand in a GKeyFile text; GKeyFile itself forgets lines and merges duplicates. */
typedef struct MwKeyLines MwKeyLines;
MwKeyLines *mw_key_lines_read(MwSpan text, const char *file, GPtrArray *problems);
void mw_key_lines_free(MwKeyLines *lines);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwKeyLines, mw_key_lines_free)
/* 0 when it is not there. `key` NULL: the section. */
unsigned mw_key_lines_find(const MwKeyLines *lines, const char *section, const char *key);

/* Appends a problem; `text` is printf-like. */
void mw_rule_problem_add(GPtrArray *problems, const char *file, const char *section,
                         const char *key, unsigned line, const char *text, ...) G_GNUC_PRINTF(6, 7);
