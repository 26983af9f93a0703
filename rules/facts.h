#pragma once

#include <glib.h>

#include "rules/fact_set.h"

/* The values found for one message. Message-wide facts belong to the one subject of the scope
 * "message"; each signature, hop or ARC set is a subject of its own scope. A fact may have several
 * values (all count for a condition), or none: then no condition on it holds. */

typedef struct MwFacts MwFacts;

/* A value with its place: "Authentication-Results[1], line 3", "TXT example.com: NXDOMAIN". */
typedef struct MwFactValue MwFactValue;
struct MwFactValue {
    const char *text;  /* raw, from the message or DNS: escape it. Never empty */
    int word;          /* its place in the fact's list of words; MW_FACT_NO_WORD: any text */
    const char *where; /* NULL: no place */
    const MwFactValue *next;
};

typedef struct MwSubject MwSubject;
struct MwSubject {
    MwScope scope;
    unsigned index;              /* within its scope, 0-based */
    MwSubject *next;             /* of that scope, in the order added; NULL: the last one */
    unsigned first, count;       /* the facts of that scope stand together in the vocabulary */
    const MwFactValue *values[]; /* of them; read by mw_facts_get */
};

MwFacts *mw_facts_new(void);
/* For the facts of `asked` alone (which is copied), and without their places: other facts are not
 * kept when they are added, and to read them is a programming mistake. */
MwFacts *mw_facts_new_for(const MwFactSet *asked);
void mw_facts_free(MwFacts *facts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwFacts, mw_facts_free)

/* Is anybody interested in the fact, in the subjects of a scope, in places? Else it need not be
 * worked out. */
bool mw_facts_wants(const MwFacts *facts, MwFact fact);
bool mw_facts_wants_scope(const MwFacts *facts, MwScope scope);
bool mw_facts_wants_places(const MwFacts *facts);

/* One more signature, hop or ARC set; owned by `facts`. */
MwSubject *mw_facts_add_subject(MwFacts *facts, MwScope scope);

/* Subjects of a scope: how many, and the first of them (NULL: none), which leads to the others.
 * The scope "message" always has exactly one. */
unsigned mw_facts_subjects(const MwFacts *facts, MwScope scope);
MwSubject *mw_facts_first(const MwFacts *facts, MwScope scope);

/* Adds a value after those already there; `subject` is NULL for the message. An empty or NULL text
 * is no value; a text over 4,000 bytes is cut, and made valid UTF-8. Both texts are copied. A value
 * that the vocabulary does not allow, or a fact of another scope, is a programming mistake. */
void mw_facts_add(MwFacts *facts, MwSubject *subject, MwFact fact, const char *text,
                  const char *where);
void mw_facts_add_bool(MwFacts *facts, MwSubject *subject, MwFact fact, bool value);
void mw_facts_add_number(MwFacts *facts, MwSubject *subject, MwFact fact, gint64 value,
                         const char *where);

/* The values as seen from a subject: its own, or those of the message. NULL when there is none.
 * `subject` may be NULL (the message). A fact of another scope than both has no value. */
const MwFactValue *mw_facts_get(const MwFacts *facts, const MwSubject *subject, MwFact fact);

/* Is one of the values equal to `text`? ASCII case ignored. */
bool mw_facts_is(const MwFacts *facts, const MwSubject *subject, MwFact fact, const char *text);
