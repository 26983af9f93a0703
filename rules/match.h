#pragma once

#include "rules/facts.h"
#include "rules/ruleset.h"

/* Which rules hold, for which subject, and which of them is the root cause. */

typedef struct {
    const MwRule *rule;
    unsigned index;           /* of the rule, in the rule set */
    const MwSubject *subject; /* of the rule's scope; of the facts */
    MwSeverity severity;      /* the variant that holds */
    MwActor actor;
    unsigned rank; /* of the rule, when its conditions hold; else 0 */
    bool primary;
} MwMatch;

/* MwMatch[], the caller's: all rules that hold and are not hidden; the primary one first, the rest
 * by severity, then rank, then the order of the rules and subjects.
 *
 * Hides: a rule that holds hides what it names, and what those name in turn, whether or not they
 * hold themselves. Between two rules about signatures (or hops, or sets) it hides only for the same
 * signature.
 *
 * Primary: the lowest rank among those left that ask for something to be done (warn, fail), or,
 * when there are only infos, among these; ranks are distinct, so luck has no say. When none has a
 * rank, the most severe one. Exactly one, when there is any. */
GArray *mw_match(const MwRuleset *rules, const MwFacts *facts);

/* Do the conditions hold? */
bool mw_conditions_hold(const MwConditions *conditions, const MwFacts *facts,
                        const MwSubject *subject);
