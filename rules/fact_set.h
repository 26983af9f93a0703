#pragma once

#include <glib.h>

#include "rules/vocabulary.h"

/* What somebody asks for: facts, and the scopes whose subjects (signatures, hops, sets) are looked
 * at one by one. What nobody asks for need not be found out. Zeroed it is empty. */

enum { MW_FACT_SET_WORDS = (MW_FACT_N + 63) / 64 };

typedef struct {
    guint64 facts[MW_FACT_SET_WORDS];
    guint32 scopes;
} MwFactSet;

static inline void mw_fact_set_add(MwFactSet *set, MwFact fact)
{
    set->facts[fact / 64] |= (guint64)1 << fact % 64;
}

static inline bool mw_fact_set_has(const MwFactSet *set, MwFact fact)
{
    return (set->facts[fact / 64] >> fact % 64 & 1) != 0;
}

static inline void mw_fact_set_add_scope(MwFactSet *set, MwScope scope)
{
    set->scopes |= (guint32)1 << scope;
}

static inline bool mw_fact_set_has_scope(const MwFactSet *set, MwScope scope)
{
    return (set->scopes >> scope & 1) != 0;
}
