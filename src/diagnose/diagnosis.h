#pragma once

#include "parsers/enum_name.h"
#include "rules/facts.h"
#include "rules/ruleset.h"
#include "src/evaluate/evaluation.h"
#include "src/input/input.h"

/* Evaluation and rules become findings, ordered, one of them primary. */

typedef struct {
    char *what;  /* "DKIM key", "Authentication-Results": a label of the rules, in the language */
    char *value; /* raw: escape it */
    char *where; /* "Authentication-Results[3], line 12" or "TXT example.com: NXDOMAIN"; raw */
} MwEvidence;

typedef struct {
    char *title, *url;
} MwReference;

typedef struct {
    char *id;
    MwSeverity severity; /* rules/ruleset.h: fail, warn, info */
    bool primary;
    char *title, *cause;   /* filled in; values from the message are raw inside: escape them */
    MwActor actor;         /* rules/ruleset.h */
    GPtrArray *fix;        /* char*, in the order of work */
    GPtrArray *evidence;   /* MwEvidence* */
    GPtrArray *references; /* MwReference* */
} MwFinding;

typedef enum { MW_VERDICT_OK, MW_VERDICT_PROBLEM, MW_VERDICT_INCONCLUSIVE } MwVerdict;
enum { MW_VERDICT_N = MW_VERDICT_INCONCLUSIVE + 1 };
MW_DECLARE_ENUM_NAMES(MwVerdict, mw_verdict)

typedef struct {
    GPtrArray *findings; /* MwFinding*: the primary one first, then by severity and group */
    MwVerdict verdict;
    MwSeverity worst;       /* of all findings; info when there are none */
    char *compauth_meaning; /* of the recorded reason, by the table; NULL when none is recorded */
} MwDiagnosis;

/* `lang`: "en" or "ja". Never NULL. */
MwDiagnosis *mw_diagnose(const MwItem *item, const MwEvaluation *evaluation, const MwRuleset *rules,
                         const char *lang);

/* The same from facts that were gathered otherwise, as those of a domain check are. */
MwDiagnosis *mw_diagnose_facts(const MwFacts *facts, const MwRuleset *rules, MwLang lang);

/* For a batch, which shows one title: the primary finding alone, and of its texts the title; the
 * others, and NULL, are not written. Only what it asks for is gathered: the facts of
 * mw_diagnose_title_facts, which is called once for all messages. */
MwDiagnosis *mw_diagnose_title(const MwItem *item, const MwEvaluation *evaluation,
                               const MwRuleset *rules, const char *lang, const MwFactSet *asked);
MwFactSet mw_diagnose_title_facts(const MwRuleset *rules);
void mw_diagnosis_free(MwDiagnosis *diagnosis);
const MwFinding *mw_diagnosis_primary(const MwDiagnosis *diagnosis);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwDiagnosis, mw_diagnosis_free)
