#pragma once

#include "src/scan/record.h"
#include "src/scan/top.h"

/* What a batch amounts to. Memory is bounded by the number of findings, not of messages. */

/* One primary finding. */
typedef struct {
    guint64 count;
    MwActor actor;
    char *example;   /* "q/0001.eml", "box.mbox (message 12)" */
    MwTop *domains;  /* of senders */
    MwTop *networks; /* of clients: /24, /48 */
} MwFindingTally;

/* One cause: messages with the same primary finding in the same words. */
typedef struct {
    char *id, *title, *example;
    MwActor actor;
} MwGroup;

typedef struct {
    char *source, *error;
} MwUnread;

typedef struct {
    guint64 messages;
    guint64 verdicts[MW_VERDICT_N];
    guint64 actors[MW_ACTOR_N]; /* messages with verdict "problem" */
    GHashTable *findings;       /* id to MwFindingTally* */
    MwTop *groups;              /* detail: MwGroup* */
    guint64 unread_count;
    GPtrArray *unread; /* MwUnread*: the first ones */
    guint64 queries, failures;
    MwTop *failure_kinds; /* "timeout" */
    MwTop *failure_names; /* "TXT example.com" */
    MwExitStatus status;
} MwSummary;

MwSummary *mw_summary_new(void);
void mw_summary_free(MwSummary *summary);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwSummary, mw_summary_free)

/* In the order of the output: then the summary does not depend on the number of threads. */
void mw_summary_add(MwSummary *summary, const MwScanRecord *record);

/* The page, in plain text; what comes from messages is escaped. */
void mw_summary_append_text(GString *out, const MwSummary *summary, const char *lang);
