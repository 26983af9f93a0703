#include "src/domain/domain.h"

#include <idn2.h>

#include "parsers/domain.h"
#include "src/domain/conclude.h"
#include "src/domain/look.h"
#include "src/domain/plan.h"

enum { SERVERS_MAX = 13 };

/* ---- delegation ---- */

static int compare_texts(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool is_public_suffix(const char *name)
{
    const char *organization = mw_psl_domain(NULL, name);
    return organization == NULL;
}

/* The zone is where the name servers are: the domain itself, or a name above it. */
static void find_zone(MwDomainReport *report)
{
    for (const char *name = report->domain; name != NULL && !is_public_suffix(name);
         name = mw_domain_parent(name)) {
        const MwDnsAnswer *answer = mw_dns_ask(report->dns, name, MW_DNS_NS);
        if (answer->status != MW_DNS_FOUND || answer->cnames->len > 0)
            continue;
        report->zone = g_strdup(name);
        for (unsigned i = 0; i < answer->records->len && i < SERVERS_MAX; i++) {
            const MwDnsRecord *record = g_ptr_array_index(answer->records, i);
            g_ptr_array_add(report->servers, g_strdup(record->name));
        }
        g_ptr_array_sort(report->servers, compare_texts);
        return;
    }
}

/* Those that do not answer for the zone are not asked again: each question would take its time. */
static void drop_silent_servers(MwDomainReport *report)
{
    for (unsigned i = report->servers->len; i-- > 0;) {
        const char *server = g_ptr_array_index(report->servers, i);
        const MwDnsAnswer *answer =
            mw_dns_ask_server(report->dns, server, report->zone, MW_DNS_SOA);
        if (answer->status == MW_DNS_FAILED)
            g_ptr_array_add(report->silent, g_ptr_array_steal_index(report->servers, i));
    }
    g_ptr_array_sort(report->silent, compare_texts);
}

/* ---- records ---- */

static void add_seen(const MwDomainReport *report, MwDomainRecord *record, const char *server,
                     bool outside)
{
    MwRecordSeen *seen = g_new0(MwRecordSeen, 1);
    seen->server = server;
    seen->outside = outside;
    const MwDnsAnswer *answer =
        server != NULL ? mw_dns_ask_server(report->dns, server, record->name, record->type)
                       : mw_dns_ask(report->dns, record->name, record->type);
    mw_domain_look(record, answer, report->domain, seen);
    g_ptr_array_add(record->seen, seen);
}

/* Guessed selectors that are not there are no news. */
static bool is_idle_guess(const MwDomainRecord *record)
{
    const MwRecordSeen *resolver = g_ptr_array_index(record->seen, 0);
    return record->optional && record->purpose == MW_PURPOSE_DKIM &&
           resolver->fault != MW_RECORD_OK;
}

static void check_record(MwDomainReport *report, MwDomainRecord *record)
{
    add_seen(report, record, NULL, false);
    if (is_idle_guess(record))
        return;
    bool within = report->zone != NULL && mw_domain_is_within(record->name, report->zone);
    for (unsigned i = 0; within && i < report->servers->len; i++)
        add_seen(report, record, g_ptr_array_index(report->servers, i), false);
    const GPtrArray *also = report->options->also_ask;
    for (unsigned i = 0; i < also->len; i++)
        add_seen(report, record, g_ptr_array_index(also, i), true);
    mw_domain_conclude(report, record);
}

/* All that will be asked for certain goes out at once; the answers are then waited for in turn. */
static void ask_ahead(MwDns *dns, const MwDomainReport *report)
{
    for (unsigned i = 0; i < report->records->len; i++) {
        const MwDomainRecord *record = g_ptr_array_index(report->records, i);
        mw_dns_prefetch(dns, record->name, record->type);
        for (unsigned j = 0; j < report->servers->len && !record->optional; j++)
            mw_dns_prefetch_server(dns, g_ptr_array_index(report->servers, j), record->name,
                                   record->type);
    }
}

static void check_records(MwDomainReport *report)
{
    for (unsigned i = 0; i < report->records->len; i++)
        check_record(report, g_ptr_array_index(report->records, i));
    for (unsigned i = report->records->len; i-- > 0;)
        if (is_idle_guess(g_ptr_array_index(report->records, i)))
            g_ptr_array_remove_index(report->records, i);
}

/* Nothing answers: all records are unknown, and no further question is sent. */
static void give_up(MwDomainReport *report, const MwDnsAnswer *answer)
{
    for (unsigned i = 0; i < report->records->len; i++) {
        MwDomainRecord *record = g_ptr_array_index(report->records, i);
        MwRecordSeen *seen = g_new0(MwRecordSeen, 1);
        seen->answer = answer;
        seen->fault = record->fault = MW_RECORD_UNKNOWN;
        g_ptr_array_add(record->seen, seen);
    }
    report->spf = mw_spf_not_evaluated(report->domain);
}

static void set_mx(MwDomainReport *report)
{
    static const MwMxState states[MW_RECORD_FAULT_N] = {
        [MW_RECORD_OK] = MW_MX_FOUND,
        [MW_RECORD_MISSING] = MW_MX_MISSING,
        [MW_RECORD_NULL_MX] = MW_MX_NULL,
    };
    for (unsigned i = 0; i < report->records->len; i++) {
        const MwDomainRecord *record = g_ptr_array_index(report->records, i);
        if (record->purpose == MW_PURPOSE_MX)
            report->mx = states[record->fault];
    }
}

static char *to_unicode(const char *domain)
{
    char *unicode = NULL;
    if (idn2_to_unicode_8z8z(domain, &unicode, 0) != IDN2_OK)
        return g_strdup(domain);
    char *owned = g_strdup(unicode);
    idn2_free(unicode);
    return owned;
}

static void evaluate_policies(MwDomainReport *report)
{
    report->spf = mw_spf_walk(report->dns, report->domain);
    g_autoptr(GArray) identifiers = g_array_new(FALSE, FALSE, sizeof(MwDmarcIdentifier));
    MwDmarcQuestion question = {.author_domain = report->domain,
                                .from_domains = 1,
                                .identifiers = identifiers,
                                .check_report_addresses = true};
    report->dmarc = mw_dmarc_evaluate(report->dns, &question);
}

MwDomainReport *mw_domain_check(MwDns *dns, const char *domain, const MwDomainOptions *options,
                                unsigned time_limit_ms)
{
    MwDomainReport *report = g_new0(MwDomainReport, 1);
    report->domain = g_strdup(domain);
    report->unicode = to_unicode(domain);
    report->options = options;
    report->dns = mw_dns_session_new(dns, time_limit_ms);
    report->servers = g_ptr_array_new_with_free_func(g_free);
    report->silent = g_ptr_array_new_with_free_func(g_free);
    report->records = g_ptr_array_new_with_free_func(mw_domain_record_free);
    mw_domain_plan(report);

    const MwDnsAnswer *first = mw_dns_ask(report->dns, domain, MW_DNS_TXT);
    report->exists = first->status != MW_DNS_NXDOMAIN;
    report->alive = first->status != MW_DNS_FAILED ||
                    mw_dns_ask(report->dns, domain, MW_DNS_NS)->status != MW_DNS_FAILED;
    if (!report->alive) {
        give_up(report, first);
        return report;
    }
    find_zone(report);
    if (report->zone != NULL)
        drop_silent_servers(report);
    ask_ahead(dns, report);
    check_records(report);
    set_mx(report);
    evaluate_policies(report);
    return report;
}

void mw_domain_report_free(MwDomainReport *report)
{
    if (report == NULL)
        return;
    g_ptr_array_unref(report->records);
    g_ptr_array_unref(report->servers);
    g_ptr_array_unref(report->silent);
    g_clear_pointer(&report->spf, mw_spf_free);
    g_clear_pointer(&report->dmarc, mw_dmarc_free);
    mw_dns_session_free(report->dns);
    g_free(report->zone);
    g_free(report->unicode);
    g_free(report->domain);
    g_free(report);
}

bool mw_domain_is_right(const MwDomainReport *report, MwProvider provider)
{
    bool any = false;
    for (unsigned i = 0; i < report->records->len; i++) {
        const MwDomainRecord *record = g_ptr_array_index(report->records, i);
        bool missing_is_fine = record->optional && record->fault == MW_RECORD_MISSING;
        if (record->provider != provider)
            continue;
        any = true;
        if (record->fault != MW_RECORD_OK && !missing_is_fine)
            return false;
    }
    return any && report->spf->problem == MW_SPF_PROBLEM_NONE;
}
