#pragma once

#include "rules/rule.h"
#include "rules/table.h"

/* The findings as data: rule files read and checked. */

/* What is wrong with a rule file. */
typedef struct {
    char *file;
    char *section; /* NULL: the file as a whole */
    char *key;     /* as written; NULL: the section as a whole */
    unsigned line; /* 1-based; 0: unknown */
    char *text;    /* "no such fact: spf.resutl" */
} MwRuleProblem;

void mw_rule_problem_free(MwRuleProblem *problem);
/* "my.rules:12: [my-finding] When.spf.resutl: no such fact"; the caller's. */
char *mw_rule_problem_format(const MwRuleProblem *problem);

typedef enum {
    MW_RULE_ERROR_UNREADABLE, /* no such folder or file */
    MW_RULE_ERROR_INVALID,    /* something mw_ruleset_check would name; the first of it */
} MwRuleError;
#define MW_RULE_ERROR mw_rule_error_quark()
GQuark mw_rule_error_quark(void);

typedef struct MwRuleset MwRuleset;

MwRuleset *mw_ruleset_new(void);
void mw_ruleset_free(MwRuleset *rules);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwRuleset, mw_ruleset_free)

/* Adds the rules of a text; a section whose name is known replaces the earlier rule, in its place.
 * Problems are appended to `problems` (MwRuleProblem*); a section with problems is left out. */
void mw_ruleset_add_text(MwRuleset *rules, MwSpan text, const char *file, GPtrArray *problems);

/* Adds all *.rules and *.table of a folder, in name order; NULL: the compiled-in ones. */
bool mw_ruleset_add_dir(MwRuleset *rules, const char *dir, GPtrArray *problems,
                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Adds the shipped ones (rules/shipped.h), then the administrator's. */
bool mw_ruleset_add_shipped(MwRuleset *rules, GPtrArray *problems,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What only shows when all rules are there: Hides= of ids that do not exist, or in a circle; two
 * findings of one rank. */
void mw_ruleset_check(const MwRuleset *rules, GPtrArray *problems);

/* The shipped rules (rules/shipped.h), the administrator's, then those of `dirs` (char*, may be
 * NULL), checked. */
MwRuleset *mw_ruleset_load(const GPtrArray *dirs, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* In the order first added. */
unsigned mw_ruleset_size(const MwRuleset *rules);
const MwRule *mw_ruleset_get(const MwRuleset *rules, unsigned index);
const MwRule *mw_ruleset_find(const MwRuleset *rules, const char *id);
/* Its place in the list; size when there is none. */
unsigned mw_ruleset_index(const MwRuleset *rules, const char *id);

/* Compauth reasons, Microsoft's fields, refusals: the rows of all tables. */
const MwTable *mw_ruleset_table(const MwRuleset *rules);

/* What to call a fact in a list of evidence: a label from labels.table, else its name. */
const char *mw_ruleset_label(const MwRuleset *rules, MwFact fact, MwLang lang);
