#pragma once

#include <glib.h>

#include "parsers/arena.h"
#include "parsers/enum_name.h"
#include "rules/vocabulary.h"

/* One finding as data: when it holds, who must act, and what there is to say. rules/README.md
 * explains the file format to administrators; this is the same thing in memory. All of it is in
 * the arena of the rule set, strings too: those of the text that was read. */

typedef enum { MW_SEVERITY_INFO, MW_SEVERITY_WARN, MW_SEVERITY_FAIL } MwSeverity;
enum { MW_SEVERITY_N = MW_SEVERITY_FAIL + 1 };
MW_DECLARE_ENUM_NAMES(MwSeverity, mw_severity)

typedef enum {
    MW_ACTOR_SENDER,
    MW_ACTOR_FORWARDER,
    MW_ACTOR_GATEWAY,
    MW_ACTOR_RECIPIENT,
    MW_ACTOR_PROVIDER,
    MW_ACTOR_NOBODY,
} MwActor;
enum { MW_ACTOR_N = MW_ACTOR_NOBODY + 1 };
MW_DECLARE_ENUM_NAMES(MwActor, mw_actor)

typedef enum { MW_LANG_EN, MW_LANG_JA } MwLang;
enum { MW_LANG_N = MW_LANG_JA + 1 };
MW_DECLARE_ENUM_NAMES(MwLang, mw_lang) /* "en", "ja" */

/* Holds when the fact has one of the values. */
typedef struct MwCondition MwCondition;
struct MwCondition {
    MwFact fact;
    char **values; /* which the fact allows; NULL ends them */
    guint32 words; /* the places of the values in the fact's list, a bit each; 0: it has none */
    const MwCondition *next;
};

/* Every When must hold, no Unless may. Both empty: always. */
typedef struct {
    const MwCondition *when, *unless; /* the first; NULL: none */
} MwConditions;

/* The numbered keys. */
typedef enum {
    MW_PROSE_SEVERITY, /* of several that hold the last counts; so for actor and title */
    MW_PROSE_ACTOR,
    MW_PROSE_TITLE,
    MW_PROSE_CAUSE,     /* all that hold, one sentence after the other */
    MW_PROSE_FIX,       /* all that hold, in the order of work */
    MW_PROSE_REFERENCE, /* "title | url" */
} MwProseKind;
enum { MW_PROSE_N = MW_PROSE_REFERENCE + 1 };
MW_DECLARE_ENUM_NAMES(MwProseKind, mw_prose_kind) /* "Severity" ... "Reference" */

/* One of them: left out when its conditions do not hold, or a placeholder has no value. */
typedef struct MwVariant MwVariant;
struct MwVariant {
    unsigned number;             /* 1-based */
    unsigned line;               /* of its first key */
    const char *text[MW_LANG_N]; /* template; [EN] is always there, others may be NULL */
    unsigned value;              /* of Severity and Actor: which one the text names */
    MwConditions conditions;
    MwVariant *next;
};

typedef struct {
    char *id;          /* the section name */
    const char *group; /* Group=, else the stem of the file's name */
    const char *file;  /* label of the file, for listings */
    unsigned line;     /* of the section */
    MwScope scope;
    MwConditions conditions;
    MwVariant *prose[MW_PROSE_N]; /* the first, which leads to the others; by number, no holes */
    const MwFact *evidence;
    unsigned evidence_count;
    char **hides;  /* ids; or "*" alone: all others. NULL ends them */
    unsigned rank; /* among the findings that hold and are not hidden, the lowest rank is the
                      primary one; 0: never primary */
    MwConditions rank_conditions; /* without them it is as if the rank were 0 */
    bool inconclusive;            /* as the primary finding it means: we could not find out */
} MwRule;

MwRule *mw_rule_new(MwArena *arena, char *id, const char *file, unsigned line);

/* Adds a condition at the end of a list. */
void mw_condition_add(MwArena *arena, const MwCondition **list, MwFact fact, char **values);

/* The variant of that number, made when it is not there yet. */
MwVariant *mw_rule_variant(MwArena *arena, MwRule *rule, MwProseKind kind, unsigned number);

/* The text in that language, in English where it is not translated. */
const char *mw_variant_text(const MwVariant *variant, MwLang lang);

/* Hides=*: all findings but those that say the same. */
bool mw_rule_hides_all(const MwRule *rule);
