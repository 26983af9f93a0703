#pragma once

#include "src/exit_status.h"
#include "src/options.h"
#include "src/render/render.h"

/* What a run of the program holds for all its messages: rules and DNS. Made once, shared by
 * threads, and the one way from an item to its report. */
typedef struct {
    const MwOptions *options;
    MwRuleset *rules;
    MwShared shared;
    MwFactSet title_facts;      /* what a run with title_only needs to know; else empty */
    MwEvaluateOptions evaluate; /* those of `options`, less what nobody needs to know */
} MwSession;

/* NULL and an error when rules or DNS cannot be had. */
MwSession *mw_session_new(const MwOptions *options, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mw_session_free(MwSession *session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwSession, mw_session_free)

/* Evaluates and diagnoses. Takes ownership of `item`; everything is freed by mw_report_free. */
MwReport *mw_session_report(const MwSession *session, MwItem *item);
void mw_report_free(MwReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwReport, mw_report_free)

/* 0, 1 or 4, by --fail-on and --exit-zero. */
MwExitStatus mw_session_status(const MwSession *session, const MwReport *report);
