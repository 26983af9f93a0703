#pragma once

#include "rules/fact_set.h"
#include "rules/ruleset.h"

/* Adds all that decides which rules hold, how severe they are, who must act, which of them is the
 * primary one, and what their titles say in any language: all but causes, fixes, references and
 * evidence. */
void mw_title_facts_add(const MwRuleset *rules, MwFactSet *set);
