#pragma once

#include <glib.h>

#include "parsers/arena.h"
#include "parsers/span.h"

/* A text of [sections] with Key=value lines, as GKeyFile reads them, cut up in one copy: names and
 * values are strings inside it. GKeyFile itself forgets the lines, merges what is given twice, and
 * handles each value so often that it took longer than all the rest of a short run. */

typedef struct {
    MwSpan name;   /* "Title[ja]"; NUL-terminated too */
    char *value;   /* UTF-8, without blanks at both ends, its escapes undone */
    unsigned line; /* 1-based */
} MwKey;

typedef struct {
    char *name;
    unsigned line;
    unsigned first, end; /* its keys: those of the file from `first` up to, not including, `end` */
    bool faulty;         /* lines are left out, for which problems were added */
} MwKeySection;

/* Views into the copy. No name is there twice. */
typedef struct {
    GArray *sections; /* MwKeySection */
    GArray *keys;     /* MwKey, of all sections */
} MwKeyFile;

/* The copy is made in the arena; a byte order mark is left out. What is neither section, key nor
 * comment, is given twice, has a wrong escape or is not UTF-8 becomes a problem (MwRuleProblem*) of
 * `file`. Never NULL. */
MwKeyFile *mw_key_file_cut(MwSpan text, MwArena *arena, const char *file, GPtrArray *problems);
void mw_key_file_free(MwKeyFile *keys);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwKeyFile, mw_key_file_free)

/* Cuts up "a; b; c": items without blanks, none empty. NULL ends the array, which is in the arena;
 * the items stay in the value. */
char **mw_key_list(MwArena *arena, char *value);
