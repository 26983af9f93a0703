#include "src/render/render.h"

#include "src/render/json_build.h"
#include "src/render/json_parts.h"

#define SCHEMA "mailwhy.result/1"

static json_t *input_object(const MwItem *item)
{
    json_t *object = json_object();
    mw_json_set_text(object, "kind", mw_input_kind_name(item->kind));
    mw_json_set_int(object, "bytes", (int64_t)item->bytes);
    mw_json_set_texts(object, "repairs", item->repairs);
    mw_json_set_bool(object, "truncated", item->truncated);
    mw_json_set_text(object, "carrier", item->carrier);
    return object;
}

static json_t *hops_list(const MwPath *path)
{
    json_t *list = json_array();
    for (guint i = 0; i < path->hops->len; i++) {
        const MwHop *hop = g_ptr_array_index(path->hops, i);
        json_t *object = json_object();
        mw_json_set_int(object, "index", hop->header_index);
        mw_json_set_int(object, "line", hop->line);
        mw_json_set_text(object, "from", hop->from);
        mw_json_set_text(object, "by", hop->by);
        mw_json_set_text(object, "ip", hop->ip);
        mw_json_set_text(object, "with", hop->with);
        mw_json_set_time(object, "time", hop->time);
        mw_json_set(object, "delay_s",
                    hop->delay_s != G_MININT64 ? json_integer(hop->delay_s) : NULL);
        json_array_append_new(list, object);
    }
    return list;
}

static json_t *message_object(const MwEvaluation *evaluation)
{
    json_t *object = json_object();
    mw_json_set_text(object, "from", evaluation->from);
    mw_json_set_text(object, "from_domain", evaluation->from_domain);
    mw_json_set_text(object, "subject", evaluation->subject);
    mw_json_set_text(object, "date", evaluation->date);
    mw_json_set_text(object, "message_id", evaluation->message_id);
    mw_json_set(object, "hops", hops_list(evaluation->path));
    return object;
}

static json_t *envelope_item(const MwEnvelopeItem *item)
{
    if (item->value == NULL)
        return NULL;
    json_t *object = json_object();
    mw_json_set_text(object, "value", item->value);
    mw_json_set_text(object, "source", item->source);
    mw_json_set_bool(object, "trusted", item->trusted);
    return object;
}

static json_t *envelope_object(const MwEnvelope *envelope)
{
    json_t *object = json_object();
    mw_json_set(object, "client_ip", envelope_item(&envelope->client_ip));
    mw_json_set(object, "helo", envelope_item(&envelope->helo));
    mw_json_set(object, "mail_from", envelope_item(&envelope->mail_from));
    return object;
}

static json_t *vendor_object(const MwPairs *pairs)
{
    json_t *object = json_object();
    for (const MwPair *pair = pairs != NULL ? pairs->first : NULL; pair != NULL;
         pair = pair->next) {
        g_autofree char *key = g_utf8_make_valid(pair->key, -1);
        mw_json_set_text(object, key, pair->value);
    }
    return object;
}

static json_t *microsoft_object(const MwReport *report)
{
    const MwMicrosoft *microsoft = report->evaluation->microsoft;
    const MwRecorded *recorded = report->evaluation->recorded;
    if (microsoft == NULL && recorded->compauth == NULL)
        return NULL;
    json_t *compauth = NULL;
    if (recorded->compauth != NULL) {
        compauth = json_object();
        mw_json_set_text(compauth, "result", recorded->compauth);
        mw_json_set_text(compauth, "reason", recorded->reason);
        mw_json_set_text(compauth, "meaning", report->diagnosis->compauth_meaning);
    }
    json_t *object = json_object();
    mw_json_set(object, "compauth", compauth);
    mw_json_set(object, "forefront", vendor_object(microsoft ? microsoft->forefront : NULL));
    mw_json_set(object, "antispam", vendor_object(microsoft ? microsoft->antispam : NULL));
    mw_json_set(object, "other", vendor_object(microsoft ? microsoft->other : NULL));
    return object;
}

static json_t *ndr_object(const MwNdr *ndr)
{
    if (ndr == NULL)
        return NULL;
    json_t *object = json_object();
    mw_json_set_text(object, "status", ndr->status);
    mw_json_set_text(object, "remote_status", ndr->remote_status);
    mw_json_set(object, "smtp_code", ndr->smtp_code > 0 ? json_integer(ndr->smtp_code) : NULL);
    mw_json_set_text(object, "text", ndr->text);
    mw_json_set_text(object, "receiver", ndr->receiver);
    mw_json_set_text(object, "reporting_mta", ndr->reporting_mta);
    mw_json_set_text(object, "remote_mta", ndr->remote_mta);
    mw_json_set_text(object, "recipient", ndr->recipient);
    mw_json_set_text(object, "original",
                     ndr->original == NULL        ? NULL
                     : ndr->original_headers_only ? "headers"
                                                  : "message");
    return object;
}

static json_t *finding_object(const MwFinding *finding)
{
    json_t *evidence = json_array();
    for (guint i = 0; i < finding->evidence->len; i++) {
        const MwEvidence *item = g_ptr_array_index(finding->evidence, i);
        json_t *object = json_object();
        mw_json_set_text(object, "what", item->what);
        mw_json_set_text(object, "value", item->value);
        mw_json_set_text(object, "where", item->where);
        json_array_append_new(evidence, object);
    }
    json_t *references = json_array();
    for (guint i = 0; i < finding->references->len; i++) {
        const MwReference *reference = g_ptr_array_index(finding->references, i);
        json_t *object = json_object();
        mw_json_set_text(object, "title", reference->title);
        mw_json_set_text(object, "url", reference->url);
        json_array_append_new(references, object);
    }
    json_t *object = json_object();
    mw_json_set_text(object, "id", finding->id);
    mw_json_set_text(object, "severity", mw_severity_name(finding->severity));
    mw_json_set_bool(object, "primary", finding->primary);
    mw_json_set_text(object, "title", finding->title);
    mw_json_set_text(object, "cause", finding->cause);
    mw_json_set_text(object, "actor", mw_actor_name(finding->actor));
    mw_json_set_texts(object, "fix", finding->fix);
    mw_json_set(object, "evidence", evidence);
    mw_json_set(object, "references", references);
    return object;
}

json_t *mw_json_findings(const MwDiagnosis *diagnosis)
{
    json_t *list = json_array();
    for (guint i = 0; i < diagnosis->findings->len; i++)
        json_array_append_new(list, finding_object(g_ptr_array_index(diagnosis->findings, i)));
    return list;
}

void mw_render_json(GString *out, const MwReport *report, const MwRenderOptions *options,
                    bool pretty)
{
    (void)options;
    const MwItem *item = report->item;
    const MwEvaluation *evaluation = report->evaluation;
    json_t *object = json_object();
    mw_json_set_text(object, "schema", SCHEMA);
    mw_json_set_text(object, "source", item->source);
    mw_json_set_int(object, "index", item->index);
    mw_json_set_text(object, "sha256", item->sha256);
    mw_json_set(object, "input", input_object(item));
    mw_json_set(object, "message", message_object(evaluation));
    mw_json_set(object, "envelope", envelope_object(evaluation->envelope));
    mw_json_set(object, "recorded", mw_json_recorded(evaluation->recorded));
    mw_json_set(object, "microsoft", microsoft_object(report));
    mw_json_set(object, "recomputed", mw_json_recomputed(report));
    mw_json_set(object, "ndr", ndr_object(evaluation->ndr));
    mw_json_set(object, "findings", mw_json_findings(report->diagnosis));
    mw_json_set_text(object, "verdict", mw_verdict_name(report->diagnosis->verdict));
    mw_json_append(out, object, pretty);
    json_decref(object);
}

void mw_render_json_error(GString *out, const char *source, unsigned index, const char *error)
{
    json_t *object = json_object();
    mw_json_set_text(object, "schema", SCHEMA);
    mw_json_set_text(object, "source", source);
    mw_json_set_int(object, "index", index);
    mw_json_set_text(object, "error", error);
    mw_json_append(out, object, false);
    json_decref(object);
}
