#include "src/diagnose/gather_domain.h"

#include "parsers/spf_record.h"
#include "src/diagnose/gather.h"
#include "src/domain/compare.h"

typedef struct {
    const MwDomainReport *report;
    MwFacts *facts;
} Gather;

static void add(const Gather *gather, MwFact fact, const char *text)
{
    mw_facts_add(gather->facts, NULL, fact, text, NULL);
}

static void add_all(const Gather *gather, MwFact fact, const GPtrArray *texts)
{
    for (unsigned i = 0; i < texts->len; i++)
        add(gather, fact, g_ptr_array_index(texts, i));
}

/* ---- the domain ---- */

/* Right as a whole: no provider lacks anything, and the servers agree about the rest. */
static bool all_is_right(const MwDomainReport *report)
{
    const GArray *providers = report->options->providers;
    for (unsigned i = 0; i < providers->len; i++)
        if (!mw_domain_is_right(report, g_array_index(providers, MwProvider, i)))
            return false;
    for (unsigned i = 0; i < report->records->len; i++) {
        const MwDomainRecord *record = g_ptr_array_index(report->records, i);
        if (record->fault == MW_RECORD_WRONG_SERVERS)
            return false;
    }
    return true;
}

static void gather_providers(const Gather *gather)
{
    const GArray *providers = gather->report->options->providers;
    bool right = gather->report->alive && all_is_right(gather->report);
    for (unsigned i = 0; i < providers->len; i++) {
        const char *name = mw_provider_name(g_array_index(providers, MwProvider, i));
        add(gather, MW_FACT_DOMAIN_PROVIDER, name);
        if (right)
            add(gather, MW_FACT_DOMAIN_RIGHT, name);
    }
    if (providers->len == 0)
        add(gather, MW_FACT_DOMAIN_PROVIDER, "none");
}

static void gather_keyless(const Gather *gather)
{
    for (unsigned i = 0; i < gather->report->records->len; i++) {
        const MwDomainRecord *record = g_ptr_array_index(gather->report->records, i);
        if (record->key != NULL && *record->key == '\0')
            add(gather, MW_FACT_DOMAIN_KEYLESS, record->name);
    }
}

static void gather_stale(const Gather *gather)
{
    uint32_t longest = 0;
    bool stale = false;
    for (unsigned i = 0; i < gather->report->records->len; i++) {
        const MwDomainRecord *record = g_ptr_array_index(gather->report->records, i);
        stale |= record->stale;
        longest = record->stale ? MAX(longest, record->stale_ttl) : longest;
    }
    mw_facts_add_bool(gather->facts, NULL, MW_FACT_DOMAIN_STALE, stale);
    if (stale)
        mw_facts_add_number(gather->facts, NULL, MW_FACT_DOMAIN_STALE_TTL, longest, NULL);
}

/* In the order of work that seed documents give: a record, its policy, its subdomains, all of the
 * mail, reports. */
static void gather_dmarc(const Gather *gather)
{
    const MwDmarc *dmarc = gather->report->dmarc;
    if (dmarc == NULL || dmarc->lookup_status == MW_DNS_FAILED)
        return;
    const MwDmarcVerdict *verdict = dmarc->verdict;
    g_autofree char *name = g_strdup_printf("_dmarc.%s.", gather->report->domain);
    add(gather, MW_FACT_DOMAIN_DMARC_NAME, name);
    add(gather, MW_FACT_DOMAIN_DMARC_RECORD, verdict->record);
    add(gather, MW_FACT_DOMAIN_DMARC_PCT, dmarc->pct);
    if (verdict->record == NULL) {
        add(gather, MW_FACT_DOMAIN_DMARC, "missing");
        return;
    }
    bool none = g_strcmp0(verdict->policy, "none") == 0;
    if (none)
        add(gather, MW_FACT_DOMAIN_DMARC, "policy-none");
    if (!none && dmarc->sp != NULL && g_ascii_strcasecmp(dmarc->sp, "none") == 0)
        add(gather, MW_FACT_DOMAIN_DMARC, "subdomains-none");
    if (dmarc->pct != NULL && strcmp(dmarc->pct, "100") != 0)
        add(gather, MW_FACT_DOMAIN_DMARC, "partial");
    if (!dmarc->has_rua)
        add(gather, MW_FACT_DOMAIN_DMARC, "no-reports");
}

static void gather_domain(const Gather *gather)
{
    static const char *const mx_words[] = {
        [MW_MX_UNKNOWN] = "unknown",
        [MW_MX_FOUND] = "found",
        [MW_MX_MISSING] = "missing",
        [MW_MX_NULL] = "null",
    };
    const MwDomainReport *report = gather->report;
    add(gather, MW_FACT_DOMAIN_NAME, report->domain);
    if (report->alive)
        mw_facts_add_bool(gather->facts, NULL, MW_FACT_DOMAIN_EXISTS, report->exists);
    add(gather, MW_FACT_DOMAIN_ZONE, report->zone);
    add_all(gather, MW_FACT_DOMAIN_SERVERS, report->servers);
    add_all(gather, MW_FACT_DOMAIN_SILENT, report->silent);
    mw_facts_add_bool(gather->facts, NULL, MW_FACT_DOMAIN_VERIFIED, report->options->verified);
    add(gather, MW_FACT_DOMAIN_REGION, report->options->region);
    mw_facts_add_bool(gather->facts, NULL, MW_FACT_DOMAIN_SPF_SPLIT,
                      report->spf->problem == MW_SPF_PROBLEM_MULTIPLE_RECORDS);
    add(gather, MW_FACT_DOMAIN_MX, mx_words[report->mx]);
    gather_providers(gather);
    gather_stale(gather);
    gather_keyless(gather);
    gather_dmarc(gather);
}

/* ---- its records ---- */

typedef struct {
    const Gather *gather;
    const MwDomainRecord *record;
    MwSubject *subject;
    char *where; /* the resolver's answer */
} Subject;

static void put(const Subject *subject, MwFact fact, const char *text)
{
    mw_facts_add(subject->gather->facts, subject->subject, fact, text, subject->where);
}

static void put_comparison(const Subject *subject)
{
    const MwDomainRecord *record = subject->record;
    if (record->fault != MW_RECORD_DIFFERS || record->expected == NULL || record->found == NULL)
        return;
    MwSlip slip = mw_compare_slip(record->expected, record->found, subject->gather->report->domain);
    g_autoptr(MwAlignment) alignment = mw_compare_align(record->expected, record->found);
    put(subject, MW_FACT_DOMAIN_RECORD_SLIP, mw_slip_name(slip));
    mw_facts_add_number(subject->gather->facts, subject->subject, MW_FACT_DOMAIN_RECORD_POSITION,
                        alignment->position, subject->where);
}

static void put_spf(const Subject *subject)
{
    const MwDomainRecord *record = subject->record;
    if (record->include == NULL)
        return;
    put(subject, MW_FACT_DOMAIN_RECORD_HAS_SPF, record->found != NULL ? "yes" : "no");
    if (record->found == NULL)
        return;
    g_auto(GStrv) records = g_strsplit(record->found, " | ", -1);
    for (char **text = records; *text != NULL; text++) {
        g_autoptr(MwSpfRecord) spf = mw_spf_record_parse(mw_span(*text));
        g_autofree char *all =
            spf->all != NULL ? g_strdup_printf("%call", spf->all->qualifier) : g_strdup("none");
        put(subject, MW_FACT_DOMAIN_RECORD_ALL, all);
    }
}

static void put_servers(const Subject *subject)
{
    const MwDomainRecord *record = subject->record;
    bool right_delegated = false, wrong_delegated = false;
    for (unsigned i = 0; i < record->seen->len; i++) {
        const MwRecordSeen *seen = g_ptr_array_index(record->seen, i);
        if (seen->fault == MW_RECORD_UNKNOWN || seen->server == NULL)
            continue;
        bool right = seen->fault == MW_RECORD_OK;
        right_delegated |= right && !seen->outside;
        wrong_delegated |= !right && !seen->outside;
        g_autofree char *where = mw_dns_answer_describe(seen->answer);
        mw_facts_add(subject->gather->facts, subject->subject,
                     right ? MW_FACT_DOMAIN_RECORD_SERVERS_RIGHT
                           : MW_FACT_DOMAIN_RECORD_SERVERS_WRONG,
                     seen->server, where);
    }
    bool lacks = record->fault == MW_RECORD_WRONG_SERVERS && wrong_delegated && !right_delegated;
    put(subject, MW_FACT_DOMAIN_RECORD_AUTHORITY,
        lacks                                      ? "lacks"
        : record->fault == MW_RECORD_WRONG_SERVERS ? "disagrees"
                                                   : "agrees");
}

static void put_record(const Subject *subject)
{
    const MwDomainRecord *record = subject->record;
    g_autofree char *host = mw_domain_host(subject->gather->report, record);
    put(subject, MW_FACT_DOMAIN_RECORD_PROVIDER, mw_provider_name(record->provider));
    put(subject, MW_FACT_DOMAIN_RECORD_PURPOSE, mw_purpose_name(record->purpose));
    put(subject, MW_FACT_DOMAIN_RECORD_FAULT, mw_record_fault_name(record->fault));
    put(subject, MW_FACT_DOMAIN_RECORD_NAME, record->name);
    put(subject, MW_FACT_DOMAIN_RECORD_HOST, host);
    put(subject, MW_FACT_DOMAIN_RECORD_TYPE, mw_dns_type_name(record->type));
    put(subject, MW_FACT_DOMAIN_RECORD_EXPECTED,
        record->expected != NULL ? record->expected : record->pattern);
    put(subject, MW_FACT_DOMAIN_RECORD_FOUND, record->found);
    put(subject, MW_FACT_DOMAIN_RECORD_INSTEAD, record->instead);
    put(subject, MW_FACT_DOMAIN_RECORD_PUBLISH, record->publish);
    put(subject, MW_FACT_DOMAIN_RECORD_VALUE, record->publish_value);
    put_comparison(subject);
    put_spf(subject);
    put_servers(subject);
}

static void gather_record(const Gather *gather, const MwDomainRecord *record)
{
    const MwRecordSeen *resolver = g_ptr_array_index(record->seen, 0);
    g_autofree char *where = mw_dns_answer_describe(resolver->answer);
    Subject subject = {gather, record, mw_facts_add_subject(gather->facts, MW_SCOPE_DOMAIN_RECORD),
                       where};
    put_record(&subject);
}

/* A record about which nobody answered is neither right nor wrong. */
static void gather_dns(const Gather *gather)
{
    const MwDomainReport *report = gather->report;
    bool missing = !report->alive, off = false;
    for (unsigned i = 0; i < report->records->len; i++) {
        const MwDomainRecord *record = g_ptr_array_index(report->records, i);
        const MwRecordSeen *resolver = g_ptr_array_index(record->seen, 0);
        missing |= record->fault == MW_RECORD_UNKNOWN;
        off |= resolver->answer->failure == MW_DNS_NOT_ASKED;
    }
    add(gather, MW_FACT_RECORDED_PRESENT, "no");
    add(gather, MW_FACT_DNS_STATE, off ? "off" : report->alive ? "alive" : "silent");
    mw_facts_add_bool(gather->facts, NULL, MW_FACT_DNS_MISSING, missing);
}

/* ---- SPF of the domain, in the words that the rules about SPF know ---- */

static void gather_spf(const MwDomainReport *report, const MwRuleset *rules, MwLang lang,
                       MwFacts *facts)
{
    /* The walk has no client and so no result. What it shows without an error is judged as for a
     * client that passes: nothing but the record itself can then be at fault. */
    MwSpf spf = *report->spf;
    if (spf.result == MW_SPF_NOT_EVALUATED)
        spf.result = MW_SPF_PASS;
    g_autoptr(GPtrArray) fields = g_ptr_array_new();
    MwRecorded recorded = {.fields = fields};
    MwEnvelope envelope = {.ip.family = 0};
    MwDmarcVerdict verdict = {.result = MW_DMARC_NOT_EVALUATED};
    MwDmarc dmarc = {.verdict = &verdict};
    MwEvaluation evaluation = {
        .recorded = &recorded,
        .envelope = &envelope,
        .spf = &spf,
        .dmarc = &dmarc,
        .dns = report->dns,
    };
    MwGather gather = {.evaluation = &evaluation, .rules = rules, .lang = lang, .facts = facts};
    mw_gather_spf(&gather);
}

MwFacts *mw_gather_domain(const MwDomainReport *report, const MwRuleset *rules, MwLang lang)
{
    MwFacts *facts = mw_facts_new();
    Gather gather = {report, facts};
    gather_domain(&gather);
    for (unsigned i = 0; i < report->records->len; i++)
        gather_record(&gather, g_ptr_array_index(report->records, i));
    gather_dns(&gather);
    if (report->alive)
        gather_spf(report, rules, lang, facts);
    return facts;
}
