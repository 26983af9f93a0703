#include "src/domain/conclude.h"

#include "parsers/dkim_key.h"
#include "parsers/domain.h"
#include "src/domain/advice.h"
#include "src/domain/look.h"

/* ---- one truth from several servers ---- */

static const MwRecordSeen *seen_at(const MwDomainRecord *record, unsigned i)
{
    return g_ptr_array_index(record->seen, i);
}

static bool is_same(const MwRecordSeen *a, const MwRecordSeen *b)
{
    return a->fault == b->fault && g_strcmp0(a->found, b->found) == 0;
}

typedef struct {
    const MwRecordSeen *resolver;
    const MwRecordSeen *delegated; /* the first server of the delegation that answered; NULL */
    bool disagree;                 /* not all of those say the same */
    bool outside_ok;               /* a server outside the delegation has it */
} Voices;

static Voices listen_to(const MwDomainRecord *record)
{
    Voices voices = {.resolver = seen_at(record, 0)};
    for (unsigned i = 1; i < record->seen->len; i++) {
        const MwRecordSeen *seen = seen_at(record, i);
        if (seen->fault == MW_RECORD_UNKNOWN)
            continue;
        if (seen->outside)
            voices.outside_ok |= seen->fault == MW_RECORD_OK;
        else if (voices.delegated == NULL)
            voices.delegated = seen;
        else
            voices.disagree |= !is_same(voices.delegated, seen);
    }
    return voices;
}

static void set_truth(MwDomainRecord *record, const MwRecordSeen *truth)
{
    record->fault = truth->fault;
    g_free(record->found);
    record->found = g_strdup(truth->found);
}

static void weigh(MwDomainRecord *record)
{
    Voices voices = listen_to(record);
    const MwRecordSeen *truth = voices.delegated != NULL ? voices.delegated : voices.resolver;
    set_truth(record, truth);
    bool resolver_knows = voices.resolver->fault != MW_RECORD_UNKNOWN;
    if (voices.delegated != NULL && resolver_knows && !is_same(voices.resolver, truth)) {
        record->stale = true;
        record->stale_ttl = voices.resolver->answer->ttl;
    }
    bool elsewhere =
        voices.outside_ok || (voices.delegated != NULL && voices.resolver->fault == MW_RECORD_OK);
    if (voices.disagree || (truth->fault != MW_RECORD_OK && elsewhere))
        record->fault = MW_RECORD_WRONG_SERVERS;
}

/* ---- where else could it be? ---- */

static const MwDnsAnswer *ask_somebody(MwDomainReport *report, const char *name, MwDnsType type)
{
    const MwDnsAnswer *answer = mw_dns_ask(report->dns, name, type);
    if (answer->status != MW_DNS_FAILED || report->servers->len == 0)
        return answer;
    return mw_dns_ask_server(report->dns, g_ptr_array_index(report->servers, 0), name, type);
}

/* Is the record, or something that is meant as it, at that other name? */
static bool is_at(MwDomainReport *report, MwDomainRecord *record, const char *name)
{
    MwRecordSeen seen = {.server = NULL};
    mw_domain_look(record, ask_somebody(report, name, record->type), report->domain, &seen);
    bool there = seen.fault != MW_RECORD_MISSING && seen.fault != MW_RECORD_UNKNOWN;
    if (there) {
        g_free(record->found);
        record->found = g_strdup(seen.found);
        record->instead = g_strdup(name);
    }
    g_free(seen.found);
    return there;
}

static bool is_doubled(MwDomainReport *report, MwDomainRecord *record)
{
    g_autofree char *doubled = g_strdup_printf("%s.%s", record->name, report->domain);
    if (is_at(report, record, doubled))
        return true;
    if (report->zone == NULL || strcmp(report->zone, report->domain) == 0)
        return false;
    g_autofree char *with_zone = g_strdup_printf("%s.%s", record->name, report->zone);
    return is_at(report, record, with_zone);
}

/* "selector1_domainkey.example.com". */
static bool lacks_dot(MwDomainReport *report, MwDomainRecord *record)
{
    if (record->purpose != MW_PURPOSE_DKIM)
        return false;
    g_autofree char *name = g_strdup_printf("%s_domainkey.%s", record->selector, report->domain);
    return is_at(report, record, name);
}

/* For a subdomain: created without it. What everybody has at the parent proves nothing. */
static bool is_at_parent(MwDomainReport *report, MwDomainRecord *record)
{
    bool telling = record->purpose == MW_PURPOSE_DKIM ||
                   (record->purpose == MW_PURPOSE_OWNERSHIP && record->expected != NULL);
    if (!telling || report->zone == NULL || strcmp(report->zone, report->domain) == 0 ||
        !mw_domain_is_within(record->name, report->domain))
        return false;
    size_t prefix = strlen(record->name) - strlen(report->domain);
    g_autofree char *name = g_strdup_printf("%.*s%s", (int)prefix, record->name, report->zone);
    return is_at(report, record, name);
}

/* A name next to it that nobody created. */
static const MwDnsAnswer *ask_sibling(MwDomainReport *report, const char *name, MwDnsType type)
{
    const char *parent = mw_domain_parent(name);
    g_autofree char *sibling =
        g_strdup_printf("mailwhy-wildcard-test.%s", parent != NULL ? parent : name);
    return ask_somebody(report, sibling, type);
}

static char *first_text(const MwDnsAnswer *answer)
{
    const MwDnsRecord *first = g_ptr_array_index(answer->records, 0);
    char text[MW_IP_TEXT_MAX];
    if (answer->type == MW_DNS_TXT)
        return mw_span_dup(mw_dns_record_text(first));
    return g_strdup(first->name != NULL ? first->name : mw_ip_format(&first->ip, text));
}

/* Something of another type stands in the place of the CNAME. */
static bool has_instead(MwDomainReport *report, MwDomainRecord *record, MwDnsType type,
                        MwRecordFault fault)
{
    const MwDnsAnswer *answer = ask_somebody(report, record->name, type);
    if (answer->status != MW_DNS_FOUND)
        return false;
    g_autofree char *text = first_text(answer);
    const MwDnsAnswer *sibling = ask_sibling(report, record->name, type);
    g_autofree char *sibling_text = sibling->status == MW_DNS_FOUND ? first_text(sibling) : NULL;
    bool wildcard = g_strcmp0(text, sibling_text) == 0;
    record->fault = wildcard ? MW_RECORD_WILDCARD : fault;
    g_free(record->found);
    record->found = g_steal_pointer(&text);
    return true;
}

static void search(MwDomainReport *report, MwDomainRecord *record)
{
    if (record->advice || (record->purpose == MW_PURPOSE_DKIM && record->optional))
        return;
    if (is_doubled(report, record))
        record->fault = MW_RECORD_NAME_DOUBLED;
    else if (lacks_dot(report, record))
        record->fault = MW_RECORD_MISSING_DOT;
    else if (record->type == MW_DNS_CNAME &&
             (has_instead(report, record, MW_DNS_TXT, MW_RECORD_TXT_INSTEAD) ||
              has_instead(report, record, MW_DNS_A, MW_RECORD_FLATTENED) ||
              has_instead(report, record, MW_DNS_AAAA, MW_RECORD_FLATTENED)))
        return;
    else if (is_at_parent(report, record))
        record->fault = MW_RECORD_AT_PARENT;
}

static void unmask_wildcard(MwDomainReport *report, MwDomainRecord *record)
{
    if (record->type != MW_DNS_CNAME)
        return;
    const MwDnsAnswer *sibling = ask_sibling(report, record->name, MW_DNS_CNAME);
    g_autofree char *text = sibling->status == MW_DNS_FOUND ? first_text(sibling) : NULL;
    if (text != NULL && g_strcmp0(text, record->found) == 0)
        record->fault = MW_RECORD_WILDCARD;
}

/* The key that the alias leads to. The providers publish it themselves, so that it is no fault of
 * the domain when it is not there (yet). */
static void look_behind(MwDomainReport *report, MwDomainRecord *record)
{
    const MwDnsAnswer *answer = ask_somebody(report, record->name, MW_DNS_TXT);
    if (answer->status == MW_DNS_FAILED)
        return;
    if (answer->status != MW_DNS_FOUND) {
        record->key = g_strdup("");
        return;
    }
    g_autofree char *text = first_text(answer);
    g_autoptr(MwDkimKey) key = mw_dkim_key_parse(mw_span(text));
    record->key = key->fault == MW_DKIM_KEY_OK ? g_strdup_printf("%u bits", key->bits)
                                               : g_strdup(mw_dkim_key_fault_name(key->fault));
}

void mw_domain_conclude(MwDomainReport *report, MwDomainRecord *record)
{
    weigh(record);
    if (record->fault == MW_RECORD_MISSING)
        search(report, record);
    else if (record->fault == MW_RECORD_OK && record->type == MW_DNS_CNAME)
        look_behind(report, record);
    else if (record->fault == MW_RECORD_WRONG_TARGET || record->fault == MW_RECORD_DIFFERS)
        unmask_wildcard(report, record);
    /* Without a record of its own the MAIL FROM domain is not what SES asks for either. */
    if (record->purpose == MW_PURPOSE_MAIL_FROM_SPF && record->fault == MW_RECORD_MISSING)
        record->fault = MW_RECORD_DIFFERS;
    mw_domain_advise(report, record);
}
