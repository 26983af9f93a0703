#include "src/diagnose/gather.h"

static void gather_sets(const MwGather *gather)
{
    const MwArc *arc = gather->evaluation->arc;
    if (!mw_facts_wants_scope(gather->facts, MW_SCOPE_ARC_SET))
        return;
    for (unsigned i = 0; i < arc->sets->len; i++) {
        const MwArcSet *set = g_ptr_array_index(arc->sets, i);
        MwSubject *subject = mw_facts_add_subject(gather->facts, MW_SCOPE_ARC_SET);
        g_autofree char *where =
            mw_gather_place(gather, "ARC-Seal i=%u, line %u", set->instance, set->line);
        mw_facts_add_number(gather->facts, subject, MW_FACT_ARC_SET_INSTANCE, set->instance, where);
        mw_facts_add(gather->facts, subject, MW_FACT_ARC_SET_DOMAIN, set->domain, where);
        mw_gather_word(gather, subject, MW_FACT_ARC_SET_SEAL, set->seal, "not-checked", where);
        mw_gather_word(gather, subject, MW_FACT_ARC_SET_MESSAGE_SIGNATURE, set->message_signature,
                       "not-checked", where);
    }
}

static void gather_sealer(const MwGather *gather)
{
    const GPtrArray *sets = gather->evaluation->arc->sets;
    const MwArcSet *last = sets->len > 0 ? g_ptr_array_index(sets, sets->len - 1) : NULL;
    mw_gather_add(gather, MW_FACT_ARC_SEALER, last != NULL ? last->domain : NULL, NULL);
}

/* Did the first hop see the author authenticated? DMARC decides where it speaks. */
static const char *first_word(const MwArc *arc)
{
    if (arc->first_dmarc != NULL)
        return g_str_equal(arc->first_dmarc, "pass") ? "pass" : "fail";
    if (g_strcmp0(arc->first_dkim, "pass") == 0 || g_strcmp0(arc->first_spf, "pass") == 0)
        return "pass";
    return arc->first_dkim != NULL || arc->first_spf != NULL ? "fail" : "none";
}

/* The newest set is often the receiver's own: what it says there is the receiver's statement too,
 * beside Authentication-Results (Gmail repeats itself there; Microsoft puts its ARC verdict nowhere
 * else). */
static const char *word_in_own_set(const MwGather *gather)
{
    static const struct {
        const char *receiver, *sealer;
    } own[] = {
        {"exchange-online", "microsoft.com"},
        {"outlook.com", "microsoft.com"},
        {"gmail", "google.com"},
    };
    const MwArc *arc = gather->evaluation->arc;
    const MwRecorded *recorded = gather->evaluation->recorded;
    if (!recorded->trusted || arc->sets->len == 0)
        return NULL;
    const MwArcSet *newest = g_ptr_array_index(arc->sets, arc->sets->len - 1);
    bool is_own = false;
    for (unsigned i = 0; i < G_N_ELEMENTS(own); i++)
        is_own |= g_strcmp0(own[i].receiver, recorded->receiver) == 0 &&
                  g_strcmp0(own[i].sealer, newest->domain) == 0;
    const MwAuthResults *claims = is_own ? newest->results : NULL;
    for (unsigned i = 0; claims != NULL && i < claims->results->len; i++) {
        const MwAuthResult *claim = g_ptr_array_index(claims->results, i);
        if (g_str_equal(claim->method, "arc"))
            return claim->result;
    }
    return NULL;
}

void mw_gather_arc(const MwGather *gather)
{
    const MwArc *arc = gather->evaluation->arc;
    const MwRecorded *recorded = gather->evaluation->recorded;
    const char *word = recorded->trusted ? recorded->arc : NULL;
    if (word == NULL)
        word = word_in_own_set(gather);
    const char *now = mw_arc_result_name(arc->result);
    g_autofree char *where = mw_gather_where_method(gather, "arc");
    mw_gather_word(gather, NULL, MW_FACT_ARC_RECORDED, word, "not-recorded", where);
    mw_gather_add(gather, MW_FACT_ARC_NOW, now, NULL);
    mw_gather_word(gather, NULL, MW_FACT_ARC_RESULT,
                   mw_gather_judge(MW_FACT_ARC_RECORDED, word, now), now, where);
    mw_gather_yes_no(gather, MW_FACT_ARC_DNS_FAILED, arc->dns_failed);
    if (arc->instances > 0)
        mw_facts_add_number(gather->facts, NULL, MW_FACT_ARC_INSTANCES, arc->instances, NULL);
    mw_gather_add(gather, MW_FACT_ARC_FAILURE, arc->failure, NULL);
    if (arc->failure_instance > 0)
        mw_facts_add_number(gather->facts, NULL, MW_FACT_ARC_FAILURE_INSTANCE,
                            arc->failure_instance, NULL);
    mw_gather_add(gather, MW_FACT_ARC_FAILURE_TEXT, arc->failure_text, NULL);
    mw_gather_add(gather, MW_FACT_ARC_FIRST, first_word(arc), NULL);
    mw_gather_add(gather, MW_FACT_ARC_TRUSTED,
                  recorded->arc_oda == 1   ? "yes"
                  : recorded->arc_oda == 0 ? "no"
                                           : "unknown",
                  NULL);
    gather_sets(gather);
    gather_sealer(gather);
}
