#include "src/session.h"

MwSession *mw_session_new(const MwOptions *options, GError **error)
{
    g_autoptr(MwSession) session = g_new0(MwSession, 1);
    session->options = options;
    session->rules = mw_ruleset_load(options->rules_dirs, error);
    if (session->rules == NULL)
        return NULL;
    session->evaluate = options->evaluate;
    if (options->title_only) {
        session->title_facts = mw_diagnose_title_facts(session->rules);
        session->evaluate.no_spf_costs = !mw_fact_set_has(&session->title_facts, MW_FACT_SPF_COSTS);
    }
    session->shared.dns = mw_options_open_dns(options, error);
    if (session->shared.dns == NULL)
        return NULL;
    session->shared.psl = mw_psl_new();
    return g_steal_pointer(&session);
}

void mw_session_free(MwSession *session)
{
    if (session == NULL)
        return;
    g_clear_pointer(&session->shared.psl, mw_psl_free);
    g_clear_pointer(&session->shared.dns, mw_dns_free);
    g_clear_pointer(&session->rules, mw_ruleset_free);
    g_free(session);
}

MwReport *mw_session_report(const MwSession *session, MwItem *item)
{
    MwReport *report = g_new0(MwReport, 1);
    report->item = item;
    report->evaluation = mw_evaluate(item->message, item->ndr_text, &item->state, &session->shared,
                                     &session->evaluate);
    const char *lang = session->options->lang;
    report->diagnosis = session->options->title_only
                            ? mw_diagnose_title(item, report->evaluation, session->rules, lang,
                                                &session->title_facts)
                            : mw_diagnose(item, report->evaluation, session->rules, lang);
    report->dns_mode = mw_dns_mode(session->shared.dns);
    return report;
}

void mw_report_free(MwReport *report)
{
    if (report == NULL)
        return;
    mw_diagnosis_free(report->diagnosis);
    mw_evaluation_free(report->evaluation);
    mw_item_free(report->item);
    g_free(report);
}

MwExitStatus mw_session_status(const MwSession *session, const MwReport *report)
{
    if (session->options->exit_zero)
        return MW_EXIT_OK;
    const MwDiagnosis *diagnosis = report->diagnosis;
    if (diagnosis->findings->len > 0 && diagnosis->worst >= session->options->fail_on)
        return MW_EXIT_FINDING;
    return diagnosis->verdict == MW_VERDICT_INCONCLUSIVE ? MW_EXIT_INCONCLUSIVE : MW_EXIT_OK;
}
