#include "src/diagnose/gather.h"

static const char *record_state(const MwDmarc *dmarc)
{
    if (dmarc->record_count > 1)
        return "several";
    if (dmarc->dns_failure == MW_DNS_NOT_ASKED || dmarc->domain == NULL)
        return "unknown";
    if (dmarc->verdict->record == NULL && dmarc->lookup_status == MW_DNS_FAILED)
        return "failed";
    if (dmarc->verdict->result == MW_DMARC_PERMERROR || dmarc->invalid_record != NULL)
        return "invalid";
    return dmarc->verdict->record != NULL ? "found" : "missing";
}

/* By the results that count: does an aligned identifier pass? A receiver that says DMARC failed is
 * believed about a merely related domain: it asks for strict alignment, or saw another record. */
static bool spf_passes_aligned(const MwGather *gather)
{
    const MwEvaluation *e = gather->evaluation;
    if (!mw_gather_is(gather, MW_FACT_SPF_RESULT, "pass") ||
        !mw_gather_is(gather, MW_FACT_SPF_ALIGNED, "yes"))
        return false;
    return g_strcmp0(e->recorded->trusted ? e->recorded->dmarc : NULL, "fail") != 0 ||
           mw_gather_is(gather, MW_FACT_SPF_DOMAIN, e->from_domain);
}

static bool dkim_passes_aligned(const MwGather *gather)
{
    const MwEvaluation *e = gather->evaluation;
    if (!mw_gather_is(gather, MW_FACT_SIGNATURES_AUTHOR, "pass"))
        return false;
    return g_strcmp0(e->recorded->trusted ? e->recorded->dmarc : NULL, "fail") != 0 ||
           mw_gather_is(gather, MW_FACT_SIGNATURES_AUTHOR_DOMAIN, e->from_domain);
}

/* Where only SPF and DKIM were recorded, DMARC follows from them and the record of now. */
static const char *judge_result(const MwGather *gather, bool passes)
{
    const MwEvaluation *e = gather->evaluation;
    const MwRecorded *recorded = e->recorded;
    const char *now = mw_dmarc_result_name(e->dmarc->verdict->result);
    const char *word = recorded->trusted ? recorded->dmarc : NULL;
    bool parts = recorded->trusted && (recorded->spf != NULL || recorded->dkim->len > 0);
    if (word == NULL && parts &&
        (e->dmarc->verdict->result == MW_DMARC_PASS || e->dmarc->verdict->result == MW_DMARC_FAIL))
        return passes ? "pass" : "fail";
    return mw_gather_judge(MW_FACT_DMARC_RESULT, word, now);
}

static void gather_results(const MwGather *gather)
{
    const MwEvaluation *e = gather->evaluation;
    bool spf = spf_passes_aligned(gather), dkim = dkim_passes_aligned(gather);
    g_autofree char *where = mw_gather_where(gather, e->recorded->dmarc_result);
    mw_gather_word(gather, NULL, MW_FACT_DMARC_RECORDED,
                   e->recorded->trusted ? e->recorded->dmarc : NULL, "not-recorded", where);
    mw_gather_word(gather, NULL, MW_FACT_DMARC_NOW, mw_dmarc_result_name(e->dmarc->verdict->result),
                   "not-evaluated", NULL);
    mw_gather_word(gather, NULL, MW_FACT_DMARC_RESULT, judge_result(gather, spf || dkim),
                   "not-evaluated", where);
    mw_gather_yes_no(gather, MW_FACT_DMARC_SPF_ALIGNED, spf);
    mw_gather_yes_no(gather, MW_FACT_DMARC_DKIM_ALIGNED, dkim);
    mw_gather_yes_no(gather, MW_FACT_RECORDED_CONTRADICTION,
                     (spf || dkim) && e->recorded->trusted &&
                         g_strcmp0(e->recorded->dmarc, "fail") == 0);
    if (e->recorded->trusted)
        mw_gather_add(gather, MW_FACT_DMARC_ACTION, e->recorded->dmarc_action, where);
}

/* The policy of the record of now, else the one the receiver saw. */
static void gather_policy(const MwGather *gather)
{
    const MwDmarc *dmarc = gather->evaluation->dmarc;
    const MwRecorded *recorded = gather->evaluation->recorded;
    const char *seen = recorded->trusted ? recorded->dmarc_policy : NULL;
    const char *policy = dmarc->verdict->policy != NULL ? dmarc->verdict->policy : seen;
    const char *effective =
        dmarc->verdict->effective_policy != NULL ? dmarc->verdict->effective_policy : policy;
    mw_gather_word(gather, NULL, MW_FACT_DMARC_POLICY, policy, NULL, NULL);
    mw_gather_word(gather, NULL, MW_FACT_DMARC_POLICY_TAG, dmarc->verdict->policy_tag, NULL, NULL);
    mw_gather_word(gather, NULL, MW_FACT_DMARC_EFFECTIVE_POLICY, effective, NULL, NULL);
    const char *action = recorded->trusted ? recorded->dmarc_action : NULL;
    bool asked = g_strcmp0(effective, "quarantine") == 0 || g_strcmp0(effective, "reject") == 0;
    /* Microsoft acts, or speaks of an override, only on a policy that asks for it. */
    bool implied = action != NULL &&
                   (g_str_has_suffix(action, "reject") || g_str_has_suffix(action, "quarantine"));
    implied |= g_strcmp0(recorded->trusted ? recorded->reason : NULL, "000") == 0;
    mw_gather_add(gather, MW_FACT_DMARC_ENFORCED,
                  asked || implied    ? "yes"
                  : effective != NULL ? "no"
                                      : "unknown",
                  NULL);
    mw_gather_yes_no(gather, MW_FACT_DMARC_TESTING, dmarc->testing);
}

/* A failure that asks for more, let through: "oreject", no action, composite authentication
 * bypassed. A failing compauth, or one that passes for a reason, is no override. */
static void gather_delivered(const MwGather *gather)
{
    const MwRecorded *recorded = gather->evaluation->recorded;
    bool delivered = false;
    if (recorded->trusted && mw_gather_is(gather, MW_FACT_DMARC_RECORDED, "fail") &&
        mw_gather_is(gather, MW_FACT_DMARC_ENFORCED, "yes")) {
        bool bypassed = g_strcmp0(recorded->compauth, "none") == 0;
        bool judged = recorded->compauth != NULL && !bypassed;
        bool let_through =
            g_strcmp0(recorded->dmarc_action, "oreject") == 0 ||
            g_strcmp0(recorded->dmarc_action, "o.reject") == 0 ||
            g_strcmp0(recorded->dmarc_action, "none") == 0 ||
            (recorded->dmarc_action == NULL && g_strcmp0(recorded->dmarc_disposition, "none") == 0);
        delivered = bypassed || (let_through && !judged);
    }
    mw_gather_yes_no(gather, MW_FACT_DMARC_DELIVERED, delivered);
}

static void gather_record(const MwGather *gather)
{
    const MwDmarc *dmarc = gather->evaluation->dmarc;
    const MwDmarcVerdict *verdict = dmarc->verdict;
    const char *at = verdict->record_domain != NULL ? verdict->record_domain : dmarc->domain;
    g_autofree char *name = at != NULL ? g_strconcat("_dmarc.", at, NULL) : NULL;
    g_autofree char *answer = mw_gather_answer(gather, name, MW_DNS_TXT);
    const char *state_of_record = record_state(dmarc);
    mw_gather_add(gather, MW_FACT_DMARC_RECORD_STATE, state_of_record, answer);
    /* A temporary error of SPF or DKIM makes one of DMARC too; that is not about its record. */
    mw_gather_yes_no(gather, MW_FACT_DMARC_LOOKUP_FAILED,
                     mw_gather_is(gather, MW_FACT_DMARC_RECORDED, "temperror") ||
                         (g_str_equal(state_of_record, "failed") &&
                          mw_gather_is(gather, MW_FACT_DMARC_RECORDED, "not-recorded")));
    mw_gather_yes_no(gather, MW_FACT_DMARC_RECORD_USABLE,
                     !mw_gather_is(gather, MW_FACT_DMARC_RESULT, "permerror") &&
                         !g_str_equal(state_of_record, "invalid") &&
                         !g_str_equal(state_of_record, "several"));
    mw_gather_add(gather, MW_FACT_DMARC_RECORD, verdict->record, answer);
    mw_gather_add(gather, MW_FACT_DMARC_RECORD_DOMAIN, verdict->record_domain, answer);
    mw_gather_add(gather, MW_FACT_DMARC_RECORD_NAME, name, answer);
    mw_gather_add(gather, MW_FACT_DMARC_ORGANIZATIONAL_DOMAIN, verdict->organizational_domain,
                  NULL);
    for (unsigned i = 0; dmarc->walk != NULL && i < dmarc->walk->len; i++)
        mw_gather_add(gather, MW_FACT_DMARC_WALK, g_ptr_array_index(dmarc->walk, i), NULL);
    g_autofree char *invalid = mw_gather_answer(gather, dmarc->invalid_at, MW_DNS_TXT);
    mw_gather_add(gather, MW_FACT_DMARC_INVALID_TAG, dmarc->invalid_tag, NULL);
    mw_gather_add(gather, MW_FACT_DMARC_INVALID_TEXT, dmarc->invalid_text, invalid);
    mw_gather_add(gather, MW_FACT_DMARC_INVALID_RECORD, dmarc->invalid_record, invalid);
    mw_gather_add(gather, MW_FACT_DMARC_INVALID_NAME,
                  dmarc->several_at != NULL ? dmarc->several_at : dmarc->invalid_at, NULL);
    if (dmarc->lookup_status == MW_DNS_FAILED) {
        mw_gather_word(gather, NULL, MW_FACT_DMARC_DNS_FAILURE,
                       mw_dns_failure_name(dmarc->dns_failure), NULL, NULL);
        mw_gather_add(gather, MW_FACT_DMARC_DNS_NAME, dmarc->dns_failed_name, NULL);
    }
    mw_gather_yes_no(gather, MW_FACT_DMARC_STRICT, dmarc->strict_spf || dmarc->strict_dkim);
    mw_gather_yes_no(gather, MW_FACT_DMARC_HISTORIC,
                     dmarc->historic_tags != NULL && dmarc->historic_tags->len > 0);
    for (unsigned i = 0; dmarc->historic_tags != NULL && i < dmarc->historic_tags->len; i++)
        mw_gather_add(gather, MW_FACT_DMARC_HISTORIC_TAGS,
                      g_ptr_array_index(dmarc->historic_tags, i), answer);
}

static void gather_reports(const MwGather *gather)
{
    const MwDmarc *dmarc = gather->evaluation->dmarc;
    if (dmarc->verdict->record == NULL)
        return;
    mw_gather_yes_no(gather, MW_FACT_DMARC_HAS_RUA, dmarc->has_rua);
    bool missing = false;
    for (unsigned i = 0; dmarc->report_addresses != NULL && i < dmarc->report_addresses->len; i++) {
        const MwDmarcReportAddress *one = g_ptr_array_index(dmarc->report_addresses, i);
        if (!one->external || one->authorized || one->unknown)
            continue;
        missing = true;
        g_autofree char *answer = mw_gather_answer(gather, one->query, MW_DNS_TXT);
        mw_gather_add(gather, MW_FACT_DMARC_REPORT_HOSTS, one->host, answer);
        mw_gather_add(gather, MW_FACT_DMARC_REPORT_NAMES, one->query, answer);
    }
    mw_gather_yes_no(gather, MW_FACT_DMARC_REPORT_UNAUTHORIZED, missing);
}

static void gather_specs(const MwGather *gather)
{
    const MwDmarcVerdict *other = gather->evaluation->dmarc->other;
    mw_gather_add(gather, MW_FACT_DMARC_SPECS, other != NULL ? "differ" : "agree", NULL);
    if (other == NULL)
        return;
    mw_gather_add(gather, MW_FACT_DMARC_OTHER_RESULT, mw_dmarc_result_name(other->result), NULL);
    mw_gather_add(gather, MW_FACT_DMARC_OTHER_POLICY, other->policy, NULL);
    mw_gather_add(gather, MW_FACT_DMARC_OTHER_DOMAIN, other->organizational_domain, NULL);
}

/* SPF and DKIM both pass, for one and the same organization that is not the author's. */
static void gather_third_party(const MwGather *gather)
{
    const MwFactValue *spf = mw_gather_is(gather, MW_FACT_SPF_RESULT, "pass")
                                 ? mw_facts_get(gather->facts, NULL, MW_FACT_SPF_DOMAIN)
                                 : NULL;
    const MwFactValue *dkim = mw_facts_get(gather->facts, NULL, MW_FACT_SIGNATURES_PASSING_DOMAIN);
    bool dkim_passes = mw_gather_is(gather, MW_FACT_SIGNATURES_RESULT, "pass");
    mw_gather_yes_no(gather, MW_FACT_DMARC_IDENTIFIER_PASSES, spf != NULL || dkim_passes);
    mw_gather_add(gather, MW_FACT_DMARC_PASSING_DOMAINS, spf != NULL ? spf->text : NULL, NULL);
    if (dkim != NULL && (spf == NULL || !g_str_equal(spf->text, dkim->text)))
        mw_gather_add(gather, MW_FACT_DMARC_PASSING_DOMAINS, dkim->text, NULL);
    bool third = spf != NULL && dkim != NULL &&
                 !mw_gather_is(gather, MW_FACT_DMARC_SPF_ALIGNED, "yes") &&
                 !mw_gather_is(gather, MW_FACT_DMARC_DKIM_ALIGNED, "yes") &&
                 mw_gather_same_organization(spf->text, dkim->text) &&
                 !mw_gather_same_organization(dkim->text, gather->evaluation->from_domain);
    mw_gather_yes_no(gather, MW_FACT_DMARC_THIRD_PARTY, third);
    if (third && mw_gather_wants(gather, MW_FACT_DMARC_THIRD_PARTY_DOMAIN)) {
        const char *organization = mw_psl_domain(gather->evaluation->path->psl, dkim->text);
        mw_gather_add(gather, MW_FACT_DMARC_THIRD_PARTY_DOMAIN,
                      organization != NULL ? organization : dkim->text, NULL);
    }
}

void mw_gather_dmarc(const MwGather *gather)
{
    gather_results(gather);
    gather_policy(gather);
    gather_delivered(gather);
    gather_record(gather);
    gather_reports(gather);
    gather_specs(gather);
    gather_third_party(gather);
}
