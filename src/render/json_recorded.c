#include "src/render/json_parts.h"

#include "src/render/json_build.h"

static json_t *properties_of(const MwAuthResult *result)
{
    json_t *object = json_object();
    for (const MwAuthProperty *p = result->properties; p != NULL; p = p->next)
        mw_json_set_text(object, p->key, p->value);
    return object;
}

static json_t *result_object(const MwAuthResult *result, const MwClaimField *field)
{
    json_t *object = json_object();
    mw_json_set_text(object, "method", result->method);
    mw_json_set_text(object, "result", result->result);
    mw_json_set_text(object, "reason", result->reason);
    mw_json_set_text(object, "comment", result->comment);
    mw_json_set(object, "properties", properties_of(result));
    mw_json_set_text(object, "header", field->header);
    mw_json_set_int(object, "line", field->line);
    return object;
}

/* All results of the fields that are (or are not) believed. */
static json_t *results_list(const MwRecorded *recorded, bool trusted)
{
    json_t *list = json_array();
    for (guint i = 0; i < recorded->fields->len; i++) {
        const MwClaimField *field = g_ptr_array_index(recorded->fields, i);
        if (field->trusted != trusted || field->results == NULL)
            continue;
        for (guint j = 0; j < field->results->results->len; j++) {
            json_t *object = result_object(g_ptr_array_index(field->results->results, j), field);
            if (!trusted) {
                mw_json_set_text(object, "authserv_id", field->results->authserv_id);
                mw_json_set_bool(object, "forged", field->forged);
            }
            json_array_append_new(list, object);
        }
    }
    return list;
}

/* header.d, or the part of header.i behind the "@" (Gmail gives only that). */
static const char *dkim_domain(const MwAuthResult *result)
{
    const char *domain = mw_auth_result_property(result, "header.d");
    if (domain != NULL)
        return domain;
    const char *identity = mw_auth_result_property(result, "header.i");
    const char *at = identity != NULL ? strrchr(identity, '@') : NULL;
    return at != NULL ? at + 1 : identity;
}

static json_t *dkim_list(const MwRecorded *recorded)
{
    json_t *list = json_array();
    for (guint i = 0; i < recorded->dkim->len; i++) {
        const MwAuthResult *result = g_ptr_array_index(recorded->dkim, i);
        json_t *object = json_object();
        mw_json_set_text(object, "result", result->result);
        mw_json_set_text(object, "domain", dkim_domain(result));
        mw_json_set_text(object, "selector", mw_auth_result_property(result, "header.s"));
        mw_json_set_text(object, "reason",
                         result->reason != NULL ? result->reason : result->comment);
        json_array_append_new(list, object);
    }
    return list;
}

json_t *mw_json_recorded(const MwRecorded *recorded)
{
    json_t *object = json_object();
    mw_json_set_text(object, "authserv_id", recorded->authserv_id);
    mw_json_set_bool(object, "trusted", recorded->trusted);
    mw_json_set_text(object, "spf", recorded->spf);
    mw_json_set(object, "dkim", dkim_list(recorded));
    mw_json_set_text(object, "dmarc", recorded->dmarc);
    mw_json_set_text(object, "dmarc_action", recorded->dmarc_action);
    mw_json_set_text(object, "arc", recorded->arc);
    mw_json_set_text(object, "compauth", recorded->compauth);
    mw_json_set_text(object, "reason", recorded->reason);
    mw_json_set(object, "results", results_list(recorded, true));
    mw_json_set(object, "others", results_list(recorded, false));
    return object;
}
