#include "src/domain/advice.h"

#include "parsers/spf_record.h"
#include "src/dns/backend.h"
#include "src/dns/name.h"
#include "src/dns/zone_rdata.h"

enum { PUBLISH_TTL = 3600 };

static void append_all(GString *out, const MwSpfRecord *spf, bool hardfail)
{
    if (hardfail)
        g_string_append(out, " -all");
    else if (spf->all != NULL)
        g_string_append_printf(out, " " MW_SPAN_FMT, MW_SPAN_ARG(spf->all->text));
    else if (spf->redirect == NULL)
        g_string_append(out, " ~all");
}

/* With "-all" behind it a redirect would never be used (RFC 7208, 6.1): its target is included. */
static void append_term(GString *out, const MwSpfTerm *term, bool hardfail)
{
    if (term->kind == MW_SPF_TERM_ALL)
        return;
    if (term->kind == MW_SPF_TERM_REDIRECT && hardfail && term->literal_name != NULL)
        g_string_append_printf(out, " include:%s", term->literal_name);
    else
        g_string_append_printf(out, " " MW_SPAN_FMT, MW_SPAN_ARG(term->text));
}

char *mw_domain_spf_with(const char *record, const char *include, bool hardfail)
{
    g_autoptr(MwSpfRecord) spf = mw_spf_record_parse(mw_span(record != NULL ? record : "v=spf1"));
    GString *terms = g_string_new(NULL);
    bool included = include == NULL;
    for (unsigned i = 0; i < spf->terms->len; i++) {
        const MwSpfTerm *term = &g_array_index(spf->terms, MwSpfTerm, i);
        included |=
            term->kind == MW_SPF_TERM_INCLUDE && g_strcmp0(term->literal_name, include) == 0;
        append_term(terms, term, hardfail);
    }
    GString *out = g_string_new("v=spf1");
    if (!included)
        g_string_append_printf(out, " include:%s", include);
    g_string_append(out, terms->str);
    append_all(out, spf, hardfail);
    g_string_free(terms, TRUE);
    return g_string_free(out, FALSE);
}

static char *wanted_value(const MwDomainRecord *record)
{
    bool spf = record->purpose == MW_PURPOSE_SPF || record->purpose == MW_PURPOSE_MAIL_FROM_SPF;
    if (!spf)
        return g_strdup(record->expected);
    if (record->include == NULL)
        return NULL;
    g_auto(GStrv) found = g_strsplit(record->found != NULL ? record->found : "", " | ", 2);
    return mw_domain_spf_with(found[0], record->include, record->hardfail);
}

static char *master_line(const MwDomainRecord *record)
{
    MwDnsRecord *data = mw_dns_record_new(PUBLISH_TTL);
    const char *value = record->publish_value;
    if (record->type == MW_DNS_TXT)
        mw_dns_record_append_string(data, mw_span(value));
    else if (record->type == MW_DNS_MX) {
        data->preference = (unsigned)g_ascii_strtoull(value, NULL, 10);
        data->name = g_strdup(strchr(value, ' ') != NULL ? strchr(value, ' ') + 1 : value);
    } else
        data->name = g_strdup(value);
    g_autofree char *owner = mw_dns_name_escape(record->name);
    g_autofree char *text = mw_zone_rdata_write(record->type, data);
    mw_dns_record_free(data);
    return g_strdup_printf("%s %d IN %s %s", owner, PUBLISH_TTL, mw_dns_type_name(record->type),
                           text);
}

void mw_domain_advise(const MwDomainReport *report, MwDomainRecord *record)
{
    (void)report;
    record->publish_value = wanted_value(record);
    if (record->publish_value != NULL)
        record->publish = master_line(record);
}

char *mw_domain_host(const MwDomainReport *report, const MwDomainRecord *record)
{
    const char *zone = report->zone != NULL ? report->zone : report->domain;
    size_t name = strlen(record->name), apex = strlen(zone);
    if (strcmp(record->name, zone) == 0)
        return g_strdup("@");
    bool below = name > apex + 1 && strcmp(record->name + name - apex, zone) == 0 &&
                 record->name[name - apex - 1] == '.';
    return below ? g_strndup(record->name, name - apex - 1) : g_strdup(record->name);
}
