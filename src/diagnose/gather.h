#pragma once

#include "rules/facts.h"
#include "rules/ruleset.h"
#include "src/evaluate/evaluation.h"
#include "src/input/input.h"

/* Evaluation to facts. The results that count ("spf.result", "dkim.result", ...) are those that the
 * believed receiver recorded; where it recorded none, those computed now. What is computed now may
 * explain a recorded result, never overrule it. */

typedef struct {
    const MwItem *item;
    const MwEvaluation *evaluation;
    const MwRuleset *rules; /* for its tables */
    MwLang lang;            /* of the texts that come from tables */
    MwFacts *facts;
} MwGather;

/* The facts of a message, those of `asked` at least; NULL: all, with their places. The caller's. */
MwFacts *mw_gather(const MwItem *item, const MwEvaluation *evaluation, const MwRuleset *rules,
                   MwLang lang, const MwFactSet *asked);

/* Adds what gathering needs for itself: a set for mw_gather has these too. */
void mw_gather_ask(MwFactSet *asked);

/* The parts, in this order: later ones look at the facts of earlier ones. */
void mw_gather_spf(const MwGather *gather);
void mw_gather_dkim(const MwGather *gather);
void mw_gather_dmarc(const MwGather *gather);
void mw_gather_arc(const MwGather *gather);
void mw_gather_path(const MwGather *gather);
void mw_gather_microsoft(const MwGather *gather);
void mw_gather_ndr(const MwGather *gather);

/* ---- what they share ---- */

void mw_gather_add(const MwGather *gather, MwFact fact, const char *text, const char *where);
void mw_gather_yes_no(const MwGather *gather, MwFact fact, bool value);
bool mw_gather_wants(const MwGather *gather, MwFact fact);
bool mw_gather_is(const MwGather *gather, MwFact fact, const char *text);

/* Adds `word` when the fact allows it, else `other` (NULL: nothing). */
void mw_gather_word(const MwGather *gather, MwSubject *subject, MwFact fact, const char *word,
                    const char *other, const char *where);

/* The result that counts: `recorded` when it is one of the fact's words, else `now`. */
const char *mw_gather_judge(MwFact fact, const char *recorded, const char *now);

/* ---- places: the caller's; NULL when nobody asks for them ---- */

char *mw_gather_place(const MwGather *gather, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* "Authentication-Results[1], line 3": where a recorded result stands; NULL when it is nowhere.
 * `method`: the first believed result of that method. */
char *mw_gather_where(const MwGather *gather, const MwAuthResult *result);
char *mw_gather_where_method(const MwGather *gather, const char *method);

/* How a look-up of the session ended: "TXT example.com: NXDOMAIN"; NULL when it was not asked. */
char *mw_gather_answer(const MwGather *gather, const char *name, MwDnsType type);

/* ---- domains ---- */

/* Does `domain` align with the author domain? "yes", "no", or "unknown" without an author. */
const char *mw_gather_aligned(const MwGather *gather, const char *domain, bool is_dkim);

/* Are both below one organizational domain? */
bool mw_gather_same_organization(const char *a, const char *b);
