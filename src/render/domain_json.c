#include "src/render/domain.h"

#include "src/render/json_build.h"
#include "src/render/json_parts.h"

#define SCHEMA "mailwhy.domain/1"

/* A name that is missing here may be known to be somewhere else. */
static MwRecordFault status_of(const MwDomainRecord *record, const MwRecordSeen *seen)
{
    bool elsewhere = seen->fault == MW_RECORD_MISSING && record->fault != MW_RECORD_OK &&
                     record->fault != MW_RECORD_WRONG_SERVERS;
    return elsewhere ? record->fault : seen->fault;
}

static void add_checks(json_t *list, const MwDomainRecord *record)
{
    for (unsigned i = 0; i < record->seen->len; i++) {
        const MwRecordSeen *seen = g_ptr_array_index(record->seen, i);
        bool elsewhere = seen->found == NULL && status_of(record, seen) != seen->fault;
        json_t *object = json_object();
        mw_json_set_text(object, "name", record->name);
        mw_json_set_text(object, "type", mw_dns_type_name(record->type));
        mw_json_set_text(object, "expected",
                         record->publish_value != NULL ? record->publish_value : record->pattern);
        mw_json_set_text(object, "found", elsewhere ? record->found : seen->found);
        mw_json_set_text(object, "status", mw_record_fault_name(status_of(record, seen)));
        mw_json_set_text(object, "server", seen->server != NULL ? seen->server : "resolver");
        json_array_append_new(list, object);
    }
}

static char *provider_text(const MwDomainReport *report)
{
    const GArray *providers = report->options->providers;
    GString *text = g_string_new(NULL);
    for (unsigned i = 0; i < providers->len; i++)
        g_string_append_printf(text, "%s%s", i > 0 ? "," : "",
                               mw_provider_name(g_array_index(providers, MwProvider, i)));
    return g_string_free(text, providers->len == 0);
}

void mw_render_domain_json(GString *out, const MwDomainReport *report, const MwDiagnosis *diagnosis)
{
    g_autofree char *provider = provider_text(report);
    json_t *object = json_object();
    json_t *checks = json_array();
    for (unsigned i = 0; i < report->records->len; i++)
        add_checks(checks, g_ptr_array_index(report->records, i));
    mw_json_set_text(object, "schema", SCHEMA);
    mw_json_set_text(object, "domain", report->domain);
    mw_json_set_text(object, "provider", provider);
    mw_json_set(object, "checks", checks);
    mw_json_set(object, "findings", mw_json_findings(diagnosis));
    mw_json_set_text(object, "verdict", mw_verdict_name(diagnosis->verdict));
    mw_json_append(out, object, true);
    json_decref(object);
}
