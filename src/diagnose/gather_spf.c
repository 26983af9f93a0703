#include "src/diagnose/gather.h"
#include "src/diagnose/spf_fix.h"

enum { TTL_LOW = 3600, /* seconds */ MAX_COSTS = 20 };

/* What stands behind the result that counts. Now's problem explains it only when it leads to the
 * same result. */
static const char *judge_problem(const MwGather *gather)
{
    const MwSpf *spf = gather->evaluation->spf;
    if (mw_gather_is(gather, MW_FACT_SPF_RESULT, mw_spf_result_name(spf->result)))
        return mw_spf_problem_name(spf->problem);
    bool explained = mw_gather_is(gather, MW_FACT_SPF_RESULT, "pass") ||
                     mw_gather_is(gather, MW_FACT_SPF_RESULT, "fail") ||
                     mw_gather_is(gather, MW_FACT_SPF_RESULT, "softfail") ||
                     mw_gather_is(gather, MW_FACT_SPF_RESULT, "neutral");
    return explained ? "none" : "unknown";
}

static void gather_results(const MwGather *gather)
{
    const MwEvaluation *e = gather->evaluation;
    const MwSpf *spf = e->spf;
    const char *recorded = e->recorded->trusted ? e->recorded->spf : NULL;
    /* A bounce that brought no original back has no result: its "none" says nothing of DNS. */
    bool alone = e->ndr != NULL && e->ndr->original == NULL;
    const char *now = mw_spf_result_name(alone ? MW_SPF_NOT_EVALUATED : spf->result);
    g_autofree char *where = mw_gather_where_method(gather, "spf");
    mw_gather_word(gather, NULL, MW_FACT_SPF_RECORDED, recorded, "not-recorded", where);
    mw_gather_add(gather, MW_FACT_SPF_NOW, now, NULL);
    const char *result = mw_gather_judge(MW_FACT_SPF_RECORDED, recorded, now);
    mw_gather_add(gather, MW_FACT_SPF_RESULT, result, where);
    mw_gather_yes_no(gather, MW_FACT_SPF_CHANGED,
                     result != now && !g_str_equal(result, now) &&
                         spf->result != MW_SPF_NOT_EVALUATED && spf->result != MW_SPF_TEMPERROR);
    const char *domain = spf->domain != NULL ? spf->domain : e->recorded->spf_domain;
    mw_gather_add(gather, MW_FACT_SPF_DOMAIN, domain, where);
    mw_gather_word(gather, NULL, MW_FACT_SPF_IDENTITY, spf->identity, NULL, NULL);
    mw_gather_add(gather, MW_FACT_SPF_ALIGNED, mw_gather_aligned(gather, domain, false), NULL);
}

static void gather_problem(const MwGather *gather)
{
    const MwSpf *spf = gather->evaluation->spf;
    const char *name = spf->problem_domain != NULL ? spf->problem_domain : spf->domain;
    g_autofree char *answer = mw_gather_answer(gather, name, MW_DNS_TXT);
    mw_gather_word(gather, NULL, MW_FACT_SPF_PROBLEM, judge_problem(gather), "unknown", answer);
    mw_gather_add(gather, MW_FACT_SPF_PROBLEM_TERM, spf->problem_term, answer);
    mw_gather_add(gather, MW_FACT_SPF_PROBLEM_DOMAIN, name, answer);
    mw_gather_add(gather, MW_FACT_SPF_PROBLEM_TEXT, spf->problem_text, answer);
    if (spf->problem == MW_SPF_PROBLEM_DNS)
        mw_gather_word(gather, NULL, MW_FACT_SPF_DNS_FAILURE, mw_dns_failure_name(spf->dns_failure),
                       NULL, answer);
}

/* The terms that cost look-ups, and the one that has the 11th. */
static void gather_costs(const MwGather *gather)
{
    const GPtrArray *tree = gather->evaluation->spf->tree;
    if (!mw_gather_wants(gather, MW_FACT_SPF_COSTS))
        return;
    unsigned added = 0;
    for (unsigned i = 0; tree != NULL && i < tree->len && added < MAX_COSTS; i++) {
        const MwSpfNode *node = g_ptr_array_index(tree, i);
        if (node->cost == 0)
            continue;
        g_autofree char *text = g_strdup_printf("%s: %u", node->term, node->cost);
        mw_gather_add(gather, MW_FACT_SPF_COSTS, text, NULL);
        added++;
    }
}

/* Depth first is the order of evaluation; the tree is bounded by the look-up limit of the walk. */
static const MwSpfNode *find_over_limit(const GPtrArray *tree)
{
    for (unsigned i = 0; tree != NULL && i < tree->len; i++) {
        const MwSpfNode *node = g_ptr_array_index(tree, i);
        const MwSpfNode *below = node->over_limit ? node : find_over_limit(node->children);
        if (below != NULL)
            return below;
    }
    return NULL;
}

static const char *record_state(const MwSpf *spf)
{
    if (spf->record != NULL && (spf->records == NULL || spf->records->len < 2))
        return "found";
    if (spf->problem == MW_SPF_PROBLEM_MULTIPLE_RECORDS)
        return "several";
    if (spf->problem == MW_SPF_PROBLEM_NO_RECORD || spf->problem == MW_SPF_PROBLEM_NO_DOMAIN)
        return "none";
    return "unknown";
}

static void gather_advice(const MwGather *gather)
{
    const MwSpf *spf = gather->evaluation->spf;
    bool wanted = mw_gather_wants(gather, MW_FACT_SPF_IP_TERM) ||
                  mw_gather_wants(gather, MW_FACT_SPF_RECORD_FIXED) ||
                  mw_gather_wants(gather, MW_FACT_SPF_RECORD_NEW);
    g_autofree char *term = wanted ? mw_spf_fix_term(&gather->evaluation->envelope->ip) : NULL;
    mw_gather_add(gather, MW_FACT_SPF_IP_TERM, term, NULL);
    if (term != NULL && spf->record != NULL) {
        g_autofree char *fixed = mw_spf_fix_add(spf->record, term);
        mw_gather_add(gather, MW_FACT_SPF_RECORD_FIXED, fixed, NULL);
    }
    if (term != NULL) {
        g_autofree char *first = g_strdup_printf("v=spf1 %s -all", term);
        mw_gather_add(gather, MW_FACT_SPF_RECORD_NEW, first, NULL);
    }
    if (spf->records != NULL && spf->records->len > 1 &&
        mw_gather_wants(gather, MW_FACT_SPF_RECORD_MERGED)) {
        g_autofree char *merged = mw_spf_fix_merge(spf->records);
        mw_gather_add(gather, MW_FACT_SPF_RECORD_MERGED, merged, NULL);
    }
}

static void gather_record(const MwGather *gather)
{
    const MwSpf *spf = gather->evaluation->spf;
    g_autofree char *answer = mw_gather_answer(gather, spf->domain, MW_DNS_TXT);
    mw_gather_add(gather, MW_FACT_SPF_RECORD_STATE, record_state(spf), answer);
    mw_gather_add(gather, MW_FACT_SPF_RECORD, spf->record, answer);
    for (unsigned i = 0; spf->records != NULL && i < spf->records->len; i++)
        mw_gather_add(gather, MW_FACT_SPF_RECORDS, g_ptr_array_index(spf->records, i), answer);
    mw_gather_add(gather, MW_FACT_SPF_MATCHED, spf->matched, answer);
    if (spf->record == NULL)
        return;
    mw_facts_add_number(gather->facts, NULL, MW_FACT_SPF_LOOKUPS, spf->lookups, NULL);
    mw_facts_add_number(gather->facts, NULL, MW_FACT_SPF_VOID_LOOKUPS, spf->void_lookups, NULL);
    for (unsigned i = 0; spf->void_names != NULL && i < spf->void_names->len; i++)
        mw_gather_add(gather, MW_FACT_SPF_VOID_NAMES, g_ptr_array_index(spf->void_names, i), NULL);
    gather_costs(gather);
    const MwSpfNode *over = find_over_limit(spf->tree);
    mw_gather_add(gather, MW_FACT_SPF_OVER_LIMIT_TERM, over != NULL ? over->term : NULL,
                  over != NULL ? over->domain : NULL);
    /* Behind a redirect that was not followed nobody knows how the record ends. */
    g_autofree char *all =
        spf->all_qualifier != NULL ? g_strconcat(spf->all_qualifier, "all", NULL) : NULL;
    if (all != NULL || spf->redirect == NULL)
        mw_gather_word(gather, NULL, MW_FACT_SPF_ALL, all, "none", answer);
    mw_gather_yes_no(gather, MW_FACT_SPF_ALLOWS_EVERYONE, spf->allows_everyone);
    mw_gather_yes_no(gather, MW_FACT_SPF_USES_PTR, spf->uses_ptr);
    mw_facts_add_number(gather->facts, NULL, MW_FACT_SPF_TTL, spf->record_ttl, answer);
    mw_gather_yes_no(gather, MW_FACT_SPF_TTL_LOW, spf->record_ttl < TTL_LOW);
    mw_gather_yes_no(gather, MW_FACT_SPF_MICROSOFT,
                     strstr(spf->record, "spf.protection.outlook.com") != NULL);
}

static void gather_engines(const MwGather *gather)
{
    const MwSpf *spf = gather->evaluation->spf;
    if (spf->engine_libspf2_uncorrected < 0)
        return;
    bool differ = spf->engine_libspf2_uncorrected != (int)spf->result;
    mw_gather_add(gather, MW_FACT_SPF_ENGINES, differ ? "differ" : "agree", NULL);
    mw_gather_add(gather, MW_FACT_SPF_LIBSPF2,
                  mw_spf_result_name((MwSpfResult)spf->engine_libspf2_uncorrected), NULL);
}

void mw_gather_spf(const MwGather *gather)
{
    gather_results(gather);
    gather_problem(gather);
    gather_record(gather);
    gather_advice(gather);
    gather_engines(gather);
}
