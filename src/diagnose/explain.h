#pragma once

#include "src/diagnose/diagnosis.h"

/* What a code, a word or a finding means, without a message. */

typedef struct {
    char *topic, *value; /* as asked; value NULL: the topic needs none (a finding) */
    char *meaning;
    char *cause; /* NULL: the meaning says it all */
    MwActor actor;
    GPtrArray *fix;        /* char* */
    GPtrArray *references; /* MwReference* */
} MwExplanation;

void mw_explanation_free(MwExplanation *explanation);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwExplanation, mw_explanation_free)

/* The topics that take a value, NULL at the end; beside them every finding is a topic. */
const char *const *mw_explain_topics(void);

/* An unknown value is answered by its family. NULL: there is no such topic, or it needs a value.
 * The value of "ndr" may be a whole pasted bounce line. In place of what only a message tells
 * stands a label: "<SPF domain>". */
MwExplanation *mw_explain(const MwRuleset *rules, const char *topic, const char *value,
                          MwLang lang);
