#include "src/evaluate/dmarc_verdict.h"

#include "parsers/domain.h"

enum { CONFIRMATIONS_MAX = 10 };

static void address_free(void *data)
{
    MwDmarcReportAddress *address = data;
    g_free(address->uri);
    g_free(address->host);
    g_free(address->query);
    g_free(address->replacement);
    g_free(address);
}

static void add_addresses(GPtrArray *addresses, const GPtrArray *uris, bool is_ruf)
{
    for (guint i = 0; i < uris->len; i++) {
        const MwDmarcUri *uri = g_ptr_array_index(uris, i);
        MwDmarcReportAddress *address = g_new0(MwDmarcReportAddress, 1);
        address->uri = g_strdup(uri->uri);
        address->host = g_strdup(uri->host);
        address->is_ruf = is_ruf;
        address->authorized = uri->host != NULL;
        g_ptr_array_add(addresses, address);
    }
}

void mw_dmarc_read_reports(MwDmarc *dmarc, const MwDmarcLookup *source)
{
    dmarc->report_addresses = g_ptr_array_new_with_free_func(address_free);
    if (source == NULL)
        return;
    add_addresses(dmarc->report_addresses, source->record->rua, false);
    add_addresses(dmarc->report_addresses, source->record->ruf, true);
}

/* A view into `name` or the session's answers; NULL when DNS failed. */
static const char *organization_of(const char *name, MwDnsSession *dns, MwPsl *psl,
                                   MwDmarcSpec spec)
{
    return spec == MW_DMARC_SPEC_7489 ? mw_psl_organization(psl, name)
                                      : mw_dmarc_walk(dns, name).organizational_domain;
}

/* Is the host of another organization than the record? Unknown when DNS fails. `own` is that of
 * the record. */
static void mark_external(MwDmarcReportAddress *address, MwDnsSession *dns, MwPsl *psl,
                          MwDmarcSpec spec, const char *own)
{
    if (own != NULL && !mw_domain_is_within(address->host, own)) {
        address->external = true;
        return;
    }
    const char *host = organization_of(address->host, dns, psl, spec);
    address->unknown = own == NULL || host == NULL;
    address->external = !address->unknown && strcmp(own, host) != 0;
}

/* The confirming record may redirect the reports, within its own host only (RFC 9990). */
static void apply_replacement(MwDmarcReportAddress *address, const MwDmarcRecord *record)
{
    if (record->rua->len == 0 || address->is_ruf)
        return;
    const MwDmarcUri *uri = g_ptr_array_index(record->rua, 0);
    g_free(address->replacement);
    address->replacement = g_strdup(uri->uri);
    address->authorized = g_strcmp0(uri->host, address->host) == 0;
}

/* "For each record: the format of a policy record, v=DMARC1 first; discard those that are not."
 * One that remains is enough, and needs no policy. */
static void confirm(MwDmarcReportAddress *address, MwDnsSession *dns, const char *record_domain)
{
    address->query = g_strconcat(record_domain, "._report._dmarc.", address->host, NULL);
    address->authorized = false;
    const MwDnsAnswer *answer = mw_dns_ask(dns, address->query, MW_DNS_TXT);
    address->unknown = answer->status == MW_DNS_FAILED && answer->failure != MW_DNS_BAD_NAME;
    for (guint i = 0; i < answer->records->len && !address->authorized; i++) {
        MwSpan text = mw_dns_record_text(g_ptr_array_index(answer->records, i));
        g_autoptr(MwDmarcRecord) record = mw_dmarc_record_parse(text, NULL);
        if (record == NULL || !mw_dmarc_record_is_clean(record))
            continue;
        address->authorized = true;
        apply_replacement(address, record);
    }
}

void mw_dmarc_check_reports(MwDmarc *dmarc, MwDnsSession *dns, MwPsl *psl, MwDmarcSpec spec)
{
    const char *record_domain = dmarc->verdict->record_domain;
    unsigned confirmations = 0;
    const char *own = NULL;
    for (guint i = 0; i < dmarc->report_addresses->len && record_domain != NULL; i++) {
        MwDmarcReportAddress *address = g_ptr_array_index(dmarc->report_addresses, i);
        if (address->host == NULL || strcmp(address->host, record_domain) == 0)
            continue;
        if (own == NULL)
            own = organization_of(record_domain, dns, psl, spec);
        mark_external(address, dns, psl, spec, own);
        if (!address->external || address->unknown)
            continue;
        if (confirmations++ < CONFIRMATIONS_MAX) {
            confirm(address, dns, record_domain);
        } else {
            address->authorized = false;
            address->unknown = true;
        }
    }
}
