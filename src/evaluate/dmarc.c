#include "src/evaluate/dmarc.h"

#include "parsers/domain.h"
#include "src/evaluate/dmarc_verdict.h"

static const char *const mw_dmarc_result_names[] = {
    [MW_DMARC_NONE] = "none",           [MW_DMARC_PASS] = "pass",
    [MW_DMARC_FAIL] = "fail",           [MW_DMARC_TEMPERROR] = "temperror",
    [MW_DMARC_PERMERROR] = "permerror", [MW_DMARC_NOT_EVALUATED] = "not-evaluated",
};
MW_DEFINE_ENUM_NAMES(MwDmarcResult, mw_dmarc_result, MW_DMARC_RESULT_N)

static const char *const mw_dmarc_spec_names[] = {
    [MW_DMARC_SPEC_AUTO] = "auto",
    [MW_DMARC_SPEC_9989] = "9989",
    [MW_DMARC_SPEC_7489] = "7489",
};
MW_DEFINE_ENUM_NAMES(MwDmarcSpec, mw_dmarc_spec, MW_DMARC_SPEC_N)

/* ---- what was found, as facts ---- */

static void note_answer(MwDmarc *dmarc, const MwDnsAnswer *answer)
{
    dmarc->lookup_status = answer->status;
    if (answer->status != MW_DNS_FAILED || answer->failure == MW_DNS_BAD_NAME)
        return;
    dmarc->dns_failure = answer->failure;
    g_free(dmarc->dns_failed_name);
    dmarc->dns_failed_name = g_strdup(answer->name);
}

static void note_invalid(MwDmarc *dmarc, const char *tag, char *text, const char *record,
                         const char *name)
{
    if (dmarc->invalid_tag != NULL) {
        g_free(text);
        return;
    }
    dmarc->invalid_tag = g_strdup(tag);
    dmarc->invalid_text = text;
    dmarc->invalid_record = g_strdup(record);
    dmarc->invalid_at = g_strconcat("_dmarc.", name, NULL);
}

/* Several records, or a text that was meant as one. */
static void note_unusable(MwDmarc *dmarc, const MwDmarcLookup *lookup)
{
    if (lookup->status == MW_DMARC_LOOKUP_SEVERAL && dmarc->several_at == NULL) {
        dmarc->several_at = g_strdup(lookup->answer->name);
        dmarc->record_count = lookup->count;
    }
    if (lookup->lookalike != NULL && lookup->count == 0)
        note_invalid(
            dmarc, "v",
            g_strdup_printf("byte %zu: %s", lookup->lookalike_offset, lookup->lookalike_why),
            lookup->lookalike, lookup->name);
}

/* Names asked, and what is wrong at those that come before the record used: what stands above it
 * is not what the author's mail suffers from, and at a top-level domain nobody can mend it. */
static void note_lookups(MwDmarc *dmarc, const MwDmarcWalk *walk, const MwDmarcLookup *source)
{
    bool is_before = true;
    for (unsigned i = 0; i < walk->count; i++) {
        const MwDmarcLookup *lookup = walk->lookups[i];
        g_ptr_array_add(dmarc->walk, g_strdup(lookup->answer->name));
        note_answer(dmarc, lookup->answer);
        is_before &= lookup != source;
        if (is_before && mw_domain_parent(lookup->name) != NULL)
            note_unusable(dmarc, lookup);
    }
}

static void note_faults(MwDmarc *dmarc, const MwDmarcRecord *record)
{
    for (guint i = 0; i < record->faults->len; i++) {
        const MwDmarcFault *fault = g_ptr_array_index(record->faults, i);
        g_ptr_array_add(dmarc->record_notes,
                        g_strdup_printf("byte %zu: %s%s%s", fault->offset,
                                        fault->tag != NULL ? fault->tag : "",
                                        fault->tag != NULL ? ": " : "", fault->what));
    }
    if (record->p_is_late)
        g_ptr_array_add(dmarc->record_notes,
                        g_strdup("p is not the second tag: RFC 7489 (6.3) demands it"));
    if (record->fo != NULL && record->ruf->len == 0)
        g_ptr_array_add(dmarc->record_notes, g_strdup("fo without ruf is ignored"));
}

static void note_spoiled(MwDmarc *dmarc, const MwDmarcLookup *source, bool np_counts)
{
    const char *tag = mw_dmarc_record_spoiled_by(source->record, np_counts);
    if (tag == NULL)
        return;
    const MwDmarcFault *fault = mw_dmarc_record_fault(source->record, tag);
    char *text = fault != NULL
                     ? g_strdup_printf("byte %zu: %s: %s", fault->offset, tag, fault->what)
                     : g_strdup_printf("no %s tag", tag);
    note_invalid(dmarc, tag, text, source->text, source->name);
}

static void note_record(MwDmarc *dmarc, const MwDmarcLookup *source, MwDmarcSpec spec)
{
    const MwDmarcRecord *record = source->record;
    if (dmarc->several_at == NULL)
        dmarc->record_count = 1;
    dmarc->testing = record->testing;
    for (guint i = 0; i < record->historic->len; i++)
        g_ptr_array_add(dmarc->historic_tags, g_strdup(g_ptr_array_index(record->historic, i)));
    dmarc->pct = g_strdup(record->pct);
    if (record->sp.valid)
        dmarc->sp = g_strdup(mw_dmarc_policy_name(record->sp.policy));
    dmarc->has_rua = record->rua->len > 0;
    dmarc->strict_spf = record->strict_spf;
    dmarc->strict_dkim = record->strict_dkim;
    note_faults(dmarc, record);
    note_spoiled(dmarc, source, spec != MW_DMARC_SPEC_7489);
}

/* RFC 9989, 5.1.8: above 8 labels the walk jumps over names. */
static void note_skipped(MwDmarc *dmarc)
{
    unsigned labels = mw_domain_labels(dmarc->domain);
    const char *name = mw_domain_parent(dmarc->domain);
    for (; labels-- > 8; name = mw_domain_parent(name))
        g_ptr_array_add(dmarc->record_notes,
                        g_strdup_printf("_dmarc.%s is never asked: more than 8 labels", name));
}

/* ---- discovery ---- */

/* A record, or any other TXT, at _dmarc. below the author domain proves that it exists
 * (RFC 8020); otherwise the name itself is asked. A failure matters where a policy is to be chosen:
 * it says nothing about records. */
static bool author_exists(MwDmarc *dmarc, MwDnsSession *dns, const MwDmarcLookup *author,
                          const MwDmarcDiscovery *found)
{
    MwDnsStatus below = author->answer->status;
    if (below == MW_DNS_FOUND || below == MW_DNS_NODATA || found->failed != NULL)
        return true;
    const MwDnsAnswer *answer = mw_dns_ask(dns, dmarc->domain, MW_DNS_A);
    if (answer->status == MW_DNS_FAILED && found->source != NULL)
        note_answer(dmarc, answer);
    return answer->status != MW_DNS_NXDOMAIN;
}

static MwDmarcDiscovery discover_9989(const MwDmarc *dmarc, const MwDmarcWalk *walk)
{
    return (MwDmarcDiscovery){.spec = MW_DMARC_SPEC_9989,
                              .author = dmarc->domain,
                              .organizational_domain = walk->organizational_domain,
                              .source = mw_dmarc_policy_source(walk),
                              .failed = walk->failed};
}

/* RFC 7489 knows no np: whether the author domain exists is all the same. */
static MwDmarcDiscovery discover_7489(const MwDmarc *dmarc, const MwDmarcWalk *walk)
{
    const MwDmarcLookup *last = mw_dmarc_walk_last(walk);
    return (MwDmarcDiscovery){.spec = MW_DMARC_SPEC_7489,
                              .author = dmarc->domain,
                              .organizational_domain = walk->organizational_domain,
                              .source = last->status == MW_DMARC_LOOKUP_FOUND ? last : NULL,
                              .failed = walk->failed};
}

/* ---- evaluation ---- */

/* The parts of both evaluations that all facts come from. */
static void finish(MwDmarc *dmarc, MwDnsSession *dns, const MwDmarcQuestion *question,
                   const MwDmarcDiscovery *found, const MwDnsAnswer *failed)
{
    if (failed != NULL)
        note_answer(dmarc, failed);
    note_skipped(dmarc);
    if (found->source != NULL)
        note_record(dmarc, found->source, found->spec);
    mw_dmarc_read_reports(dmarc, found->source);
    if (question->check_report_addresses)
        mw_dmarc_check_reports(dmarc, dns, question->psl, found->spec);
}

static void evaluate_7489(MwDmarc *dmarc, MwDnsSession *dns, const MwDmarcQuestion *question)
{
    const char *organization = mw_psl_organization(question->psl, dmarc->domain);
    MwDmarcWalk walk = mw_dmarc_walk_7489(dns, dmarc->domain, organization);
    MwDmarcDiscovery found = discover_7489(dmarc, &walk);
    found.psl = question->psl;
    const MwDnsAnswer *failed = NULL;
    note_lookups(dmarc, &walk, found.source);
    dmarc->domain_exists = author_exists(dmarc, dns, walk.lookups[0], &found);
    dmarc->verdict = mw_dmarc_judge(dns, &found, question, &failed);
    finish(dmarc, dns, question, &found, failed);
}

static void evaluate_9989(MwDmarc *dmarc, MwDnsSession *dns, const MwDmarcQuestion *question)
{
    MwDmarcWalk walk = mw_dmarc_walk(dns, dmarc->domain);
    MwDmarcDiscovery found = discover_9989(dmarc, &walk);
    const MwDnsAnswer *failed = NULL;
    note_lookups(dmarc, &walk, found.source);
    dmarc->domain_exists = author_exists(dmarc, dns, walk.lookups[0], &found);
    found.author_exists = dmarc->domain_exists;
    dmarc->verdict = mw_dmarc_judge(dns, &found, question, &failed);
    finish(dmarc, dns, question, &found, failed);
}

/* The verdict of RFC 7489 is kept only where it is another one. */
static void compare_7489(MwDmarc *dmarc, MwDnsSession *dns, const MwDmarcQuestion *question)
{
    const char *organization = mw_psl_organization(question->psl, dmarc->domain);
    MwDmarcWalk walk = mw_dmarc_walk_7489(dns, dmarc->domain, organization);
    MwDmarcDiscovery found = discover_7489(dmarc, &walk);
    found.psl = question->psl;
    const MwDnsAnswer *failed = NULL;
    if (mw_dmarc_differs(dns, &found, question, dmarc->verdict))
        dmarc->other = mw_dmarc_judge(dns, &found, question, &failed);
}

MwDmarc *mw_dmarc_evaluate(MwDnsSession *dns, const MwDmarcQuestion *question)
{
    MwDmarc *dmarc = g_new0(MwDmarc, 1);
    dmarc->domain = g_strdup(question->author_domain);
    dmarc->from_domains = question->from_domains;
    dmarc->walk = g_ptr_array_new_with_free_func(g_free);
    dmarc->record_notes = g_ptr_array_new_with_free_func(g_free);
    dmarc->historic_tags = g_ptr_array_new_with_free_func(g_free);
    if (dmarc->domain == NULL) {
        dmarc->verdict = mw_dmarc_judge(dns, NULL, question, NULL);
        mw_dmarc_read_reports(dmarc, NULL);
        return dmarc;
    }
    if (question->spec == MW_DMARC_SPEC_7489)
        evaluate_7489(dmarc, dns, question);
    else
        evaluate_9989(dmarc, dns, question);
    if (question->spec == MW_DMARC_SPEC_AUTO)
        compare_7489(dmarc, dns, question);
    return dmarc;
}

void mw_dmarc_free(MwDmarc *dmarc)
{
    if (dmarc == NULL)
        return;
    mw_dmarc_verdict_free(dmarc->verdict);
    mw_dmarc_verdict_free(dmarc->other);
    g_ptr_array_unref(dmarc->walk);
    g_ptr_array_unref(dmarc->record_notes);
    g_ptr_array_unref(dmarc->historic_tags);
    g_ptr_array_unref(dmarc->report_addresses);
    g_free(dmarc->domain);
    g_free(dmarc->dns_failed_name);
    g_free(dmarc->several_at);
    g_free(dmarc->invalid_tag);
    g_free(dmarc->invalid_text);
    g_free(dmarc->invalid_record);
    g_free(dmarc->invalid_at);
    g_free(dmarc->pct);
    g_free(dmarc->sp);
    g_free(dmarc);
}
