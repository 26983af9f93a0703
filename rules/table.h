#pragma once

#include "rules/rule.h"

/* Tables of codes as data (*.table): what a receiver's number or word means, why it comes about,
 * and what to do. Sections are rows:
 *
 *     [compauth 130]
 *     Topic=compauth
 *     Values=130                   "x" stands for one digit, "*" for anything
 *     Receiver=gmail; yahoo        optional: only what these receivers write
 *     Text=spf; sender policy      optional: only when the text holds one of these
 *     Kind=spf                     optional: a value of the fact <topic>.kind
 *     Actor=sender
 *     Meaning=  Cause=  Fix1= ...  each with [ja]
 *     Reference=title | url
 *
 * The first row that matches counts, so special rows stand before general ones. Strings are those
 * of the text that was read; all live as long as the table. */

/* Texts in the order written; NULL: none. */
typedef struct MwTableText MwTableText;
struct MwTableText {
    const char *text;
    const MwTableText *next;
};

typedef struct {
    char *name; /* of the section */
    const char *topic, *kind;
    char **values;    /* NULL: any */
    char **receivers; /* NULL: any */
    char **texts;     /* NULL: any */
    MwActor actor;
    const char *meaning[MW_LANG_N], *cause[MW_LANG_N]; /* [JA] may be NULL; cause both */
    const MwTableText *fix[MW_LANG_N];
    const MwTableText *references; /* "title | url" */
} MwTableRow;

typedef struct MwTable MwTable;

MwTable *mw_table_new(void);
void mw_table_free(MwTable *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwTable, mw_table_free)

/* Adds the rows of a text after those there; a row whose name is known replaces it. Problems are
 * appended to `problems` (MwRuleProblem*). */
void mw_table_add_text(MwTable *table, MwSpan text, const char *file, GPtrArray *problems);

unsigned mw_table_size(const MwTable *table);
const MwTableRow *mw_table_get(const MwTable *table, unsigned index);

/* The first row of that topic that fits; NULL. A row with receivers or texts fits only when they
 * are given. `value` NULL fits rows without values only. ASCII case does not matter. */
const MwTableRow *mw_table_find(const MwTable *table, const char *topic, const char *value,
                                const char *receiver, const char *text);

/* In that language, in English where it is not translated; cause: NULL when there is none. */
const char *mw_table_row_meaning(const MwTableRow *row, MwLang lang);
const char *mw_table_row_cause(const MwTableRow *row, MwLang lang);
const MwTableText *mw_table_row_fix(const MwTableRow *row, MwLang lang);
