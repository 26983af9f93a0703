#include "src/render/json_parts.h"

#include "src/render/json_build.h"

static json_t *dns_object(const MwReport *report)
{
    json_t *failures = json_array();
    const GPtrArray *answers = mw_dns_session_answers(report->evaluation->dns);
    for (guint i = 0; i < answers->len; i++) {
        const MwDnsAnswer *answer = g_ptr_array_index(answers, i);
        if (answer->status != MW_DNS_FAILED)
            continue;
        json_t *failure = json_object();
        g_autofree char *name = report->redactor != NULL
                                    ? mw_redact_domain(report->redactor, answer->name)
                                    : g_strdup(answer->name);
        mw_json_set_text(failure, "name", name);
        mw_json_set_text(failure, "type", mw_dns_type_name(answer->type));
        mw_json_set_text(failure, "failure", mw_dns_failure_name(answer->failure));
        json_array_append_new(failures, failure);
    }
    json_t *object = json_object();
    mw_json_set_text(object, "mode", report->dns_mode);
    mw_json_set_int(object, "queries", answers->len);
    mw_json_set(object, "failures", failures);
    return object;
}

/* Depth is bounded by the look-up limit that the evaluator keeps. */
json_t *mw_json_spf_tree(const GPtrArray *nodes)
{
    json_t *list = json_array();
    for (guint i = 0; nodes != NULL && i < nodes->len; i++) {
        const MwSpfNode *node = g_ptr_array_index(nodes, i);
        json_t *object = json_object();
        mw_json_set_text(object, "term", node->term);
        mw_json_set_int(object, "offset", (int64_t)node->offset);
        mw_json_set_text(object, "domain", node->domain);
        mw_json_set_text(object, "target", node->target);
        mw_json_set_text(object, "record", node->record);
        mw_json_set_text(object, "outcome", node->outcome);
        mw_json_set_int(object, "lookups", node->cost);
        mw_json_set_int(object, "first_lookup", node->first_lookup);
        mw_json_set_int(object, "void_lookups", node->voids);
        mw_json_set_bool(object, "over_limit", node->over_limit);
        mw_json_set(object, "tree", mw_json_spf_tree(node->children));
        json_array_append_new(list, object);
    }
    return list;
}

json_t *mw_json_spf_engines(const MwSpf *spf)
{
    json_t *object = json_object();
    const struct {
        const char *name;
        int verdict;
    } engines[] = {{"native", spf->engine_native}, {"libspf2", spf->engine_libspf2}};
    for (size_t i = 0; i < G_N_ELEMENTS(engines); i++)
        mw_json_set_text(
            object, engines[i].name,
            engines[i].verdict >= 0 ? mw_spf_result_name((MwSpfResult)engines[i].verdict) : NULL);
    return object;
}

static json_t *spf_object(const MwSpf *spf)
{
    json_t *object = json_object();
    mw_json_set_text(object, "result", mw_spf_result_name(spf->result));
    mw_json_set_text(object, "domain", spf->domain);
    mw_json_set_text(object, "identity", spf->identity);
    mw_json_set_text(object, "matched", spf->matched);
    mw_json_set_int(object, "lookups", spf->lookups);
    mw_json_set_int(object, "void_lookups", spf->void_lookups);
    mw_json_set_text(object, "record", spf->record);
    mw_json_set_text(object, "problem",
                     spf->problem != MW_SPF_PROBLEM_NONE ? mw_spf_problem_name(spf->problem)
                                                         : NULL);
    mw_json_set(object, "tree", mw_json_spf_tree(spf->tree));
    mw_json_set(object, "engines", mw_json_spf_engines(spf));
    return object;
}

static json_t *change_object(const MwChange *change)
{
    if (change == NULL)
        return NULL;
    json_t *object = json_object();
    mw_json_set_text(object, "kind", change->kind);
    mw_json_set_int(object, "offset", (int64_t)change->offset);
    mw_json_set_int(object, "length", (int64_t)change->length);
    mw_json_set_text(object, "text", change->text);
    mw_json_set_bool(object, "text_is_cut", change->text_is_cut);
    mw_json_set_int(object, "line", change->line);
    return object;
}

static const char *dkim_engine(int verdict)
{
    return verdict >= 0 ? mw_dkim_result_name((MwDkimResult)verdict) : NULL;
}

static json_t *dkim_object(const MwDkim *dkim)
{
    json_t *object = json_object();
    mw_json_set_text(object, "result", mw_dkim_result_name(dkim->result));
    mw_json_set_text(object, "domain", dkim->domain);
    mw_json_set_text(object, "selector", dkim->selector);
    mw_json_set_text(object, "identity", dkim->identity);
    mw_json_set_text(object, "algorithm", dkim->algorithm);
    mw_json_set_text(object, "canonicalization", dkim->canonicalization);
    mw_json_set(object, "key_bits", dkim->key_bits > 0 ? json_integer(dkim->key_bits) : NULL);
    mw_json_set_text(object, "body_hash", mw_body_hash_name(dkim->body_hash));
    mw_json_set_text(object, "header_signature", mw_header_signature_name(dkim->header_signature));
    mw_json_set_text(object, "failure",
                     dkim->failure != MW_DKIM_FAILURE_NONE ? mw_dkim_failure_name(dkim->failure)
                                                           : NULL);
    mw_json_set_time(object, "expires", dkim->expires);
    mw_json_set_bool(object, "aligned", dkim->aligned);
    mw_json_set(object, "body_change", change_object(dkim->body_change));
    mw_json_set_int(object, "line", dkim->line);
    json_t *engines = json_object();
    mw_json_set_text(engines, "native", dkim_engine(dkim->engine_native));
    mw_json_set_text(engines, "libopendkim", dkim_engine(dkim->engine_libopendkim));
    mw_json_set(object, "engines", engines);
    return object;
}

static json_t *dmarc_object(const MwDmarc *dmarc)
{
    const MwDmarcVerdict *verdict = dmarc->verdict;
    json_t *object = json_object();
    mw_json_set_text(object, "result", mw_dmarc_result_name(verdict->result));
    mw_json_set_text(object, "domain", dmarc->domain);
    mw_json_set_text(object, "organizational_domain", verdict->organizational_domain);
    mw_json_set_text(object, "record_domain", verdict->record_domain);
    mw_json_set_text(object, "record", verdict->record);
    mw_json_set_text(object, "policy", verdict->policy);
    mw_json_set_text(object, "effective_policy", verdict->effective_policy);
    mw_json_set_bool(object, "spf_aligned", verdict->spf_aligned);
    mw_json_set_bool(object, "dkim_aligned", verdict->dkim_aligned);
    mw_json_set_text(object, "spec", mw_dmarc_spec_name(verdict->spec));
    json_t *other = NULL;
    if (dmarc->other != NULL) {
        other = json_object();
        mw_json_set_text(other, "result", mw_dmarc_result_name(dmarc->other->result));
        mw_json_set_text(other, "organizational_domain", dmarc->other->organizational_domain);
        mw_json_set_text(other, "policy", dmarc->other->policy);
    }
    mw_json_set(object, "other_spec", other);
    return object;
}

static json_t *arc_object(const MwArc *arc)
{
    json_t *sealers = json_array();
    for (guint i = 0; i < arc->sets->len; i++) {
        const MwArcSet *set = g_ptr_array_index(arc->sets, i);
        json_t *sealer = json_object();
        mw_json_set_int(sealer, "instance", set->instance);
        mw_json_set_text(sealer, "domain", set->domain);
        mw_json_set_text(sealer, "selector", set->selector);
        mw_json_set_text(sealer, "cv", set->cv);
        mw_json_set_text(sealer, "seal", set->seal);
        mw_json_set_text(sealer, "message_signature", set->message_signature);
        json_array_append_new(sealers, sealer);
    }
    json_t *object = json_object();
    mw_json_set_text(object, "result", mw_arc_result_name(arc->result));
    mw_json_set_int(object, "instances", arc->instances);
    mw_json_set_int(object, "oldest_pass", arc->oldest_pass);
    mw_json_set(object, "sealers", sealers);
    mw_json_set_text(object, "failure", arc->failure);
    return object;
}

json_t *mw_json_recomputed(const MwReport *report)
{
    const MwEvaluation *evaluation = report->evaluation;
    json_t *dkim = json_array();
    for (guint i = 0; i < evaluation->dkim->len; i++)
        json_array_append_new(dkim, dkim_object(g_ptr_array_index(evaluation->dkim, i)));
    json_t *object = json_object();
    mw_json_set(object, "dns", dns_object(report));
    mw_json_set(object, "spf", spf_object(evaluation->spf));
    mw_json_set(object, "dkim", dkim);
    mw_json_set(object, "dmarc", dmarc_object(evaluation->dmarc));
    mw_json_set(object, "arc", arc_object(evaluation->arc));
    return object;
}
