#include "parsers/domain.h"
#include "src/evaluate/spf_check.h"

static void unref_record(void *record)
{
    mw_spf_record_unref(record);
}

GPtrArray *mw_spf_records_new(void)
{
    return g_ptr_array_new_with_free_func(unref_record);
}

bool mw_spf_is_void(const MwDnsAnswer *answer)
{
    return answer != NULL && (answer->status == MW_DNS_NXDOMAIN || answer->status == MW_DNS_NODATA);
}

/* Malformed, an address literal or a single label (RFC 7208, 4.3). */
static bool is_checkable(const char *name)
{
    return name != NULL && name[0] != '[' && mw_domain_labels(name) > 1;
}

/* ---- what an answer says ---- */

/* Read once and kept with the answer. */
typedef struct {
    unsigned count;         /* v=spf1 records (RFC 7208, 4.5) */
    const MwDnsRecord *txt; /* the first */
    MwSpfRecord *record;    /* NULL when there is not one exactly, or one too large to be kept */
} Reading;

/* Terms as people write them are no shorter; a record of many "a a a a" takes more memory than DNS
 * caches reckon with (mw_dns_answer_read). */
static bool is_worth_keeping(const MwSpfRecord *record)
{
    return record->terms->len <= 8 + record->text.len / 16;
}

static void *read_records(const MwDnsAnswer *answer)
{
    Reading *reading = g_new0(Reading, 1);
    for (guint i = 0; i < answer->records->len; i++) {
        const MwDnsRecord *txt = g_ptr_array_index(answer->records, i);
        if (mw_spf_record_is_spf(mw_dns_record_text(txt)) && reading->count++ == 0)
            reading->txt = txt;
    }
    if (reading->count == 1) {
        reading->record = mw_spf_record_parse(mw_dns_record_text(reading->txt));
        if (!is_worth_keeping(reading->record))
            g_clear_pointer(&reading->record, mw_spf_record_unref);
    }
    return reading;
}

static void free_reading(void *value)
{
    Reading *reading = value;
    mw_spf_record_unref(reading->record);
    g_free(reading);
}

static const Reading *read_answer(const MwDnsAnswer *answer)
{
    static const MwDnsReading reading = {read_records, free_reading};
    return mw_dns_answer_read(answer, &reading);
}

static GPtrArray *texts_of(const MwDnsAnswer *answer)
{
    GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < answer->records->len; i++) {
        MwSpan text = mw_dns_record_text(g_ptr_array_index(answer->records, i));
        if (mw_spf_record_is_spf(text))
            g_ptr_array_add(texts, mw_span_dup(text));
    }
    return texts;
}

/* ---- the record of a name ---- */

static const MwSpfRecord *record_of(const Reading *reading, GPtrArray *records)
{
    if (reading->record != NULL)
        return reading->record;
    MwSpfRecord *record = mw_spf_record_parse(mw_dns_record_text(reading->txt));
    g_ptr_array_add(records, record);
    return record;
}

MwSpfFound mw_spf_find(MwDnsSession *dns, const char *name, GPtrArray *records)
{
    MwSpfFound found = {.problem = MW_SPF_PROBLEM_BAD_DOMAIN};
    if (!is_checkable(name))
        return found;
    found.answer = mw_dns_ask(dns, name, MW_DNS_TXT);
    if (found.answer->status == MW_DNS_FAILED) {
        if (found.answer->failure != MW_DNS_BAD_NAME)
            found.problem = MW_SPF_PROBLEM_DNS;
        return found;
    }
    const Reading *reading = read_answer(found.answer);
    found.txt = reading->txt;
    if (reading->count == 1) {
        found.record = record_of(reading, records);
        found.problem = MW_SPF_PROBLEM_NONE;
    } else if (reading->count > 1) {
        found.texts = texts_of(found.answer);
        found.problem = MW_SPF_PROBLEM_MULTIPLE_RECORDS;
    } else {
        found.problem = found.answer->status == MW_DNS_NXDOMAIN ? MW_SPF_PROBLEM_NO_DOMAIN
                                                                : MW_SPF_PROBLEM_NO_RECORD;
    }
    return found;
}

void mw_spf_found_clear(MwSpfFound *found)
{
    g_clear_pointer(&found->texts, g_ptr_array_unref);
}

char *mw_spf_found_describe(const MwSpfFound *found, const char *name)
{
    if (found->answer == NULL)
        return g_strdup_printf("%s: not a domain name that can be checked",
                               name != NULL ? name : "(nothing)");
    if (found->problem == MW_SPF_PROBLEM_MULTIPLE_RECORDS)
        return g_strdup_printf("TXT %s: %u v=spf1 records", found->answer->name, found->texts->len);
    if (found->answer->status == MW_DNS_FOUND)
        return g_strdup_printf("TXT %s: found, none begins with v=spf1", found->answer->name);
    return mw_dns_answer_describe(found->answer);
}

static MwSpfResult result_without_record(MwSpfProblem problem)
{
    if (problem == MW_SPF_PROBLEM_DNS)
        return MW_SPF_TEMPERROR;
    return problem == MW_SPF_PROBLEM_MULTIPLE_RECORDS ? MW_SPF_PERMERROR : MW_SPF_NONE;
}

bool mw_spf_note_found(MwSpf *out, const MwSpfFound *found)
{
    if (found->txt != NULL) {
        out->record = mw_span_dup(mw_dns_record_text(found->txt));
        out->record_ttl = found->txt->ttl;
    }
    for (guint i = 0; found->texts != NULL && i < found->texts->len; i++)
        g_ptr_array_add(out->records, g_strdup(g_ptr_array_index(found->texts, i)));
    if (found->record != NULL)
        return true;
    out->problem = found->problem;
    out->result = result_without_record(found->problem);
    out->problem_text = mw_spf_found_describe(found, out->domain);
    out->problem_domain = g_strdup(out->domain);
    if (found->problem == MW_SPF_PROBLEM_DNS) {
        out->dns_failure = found->answer->failure;
        if (found->answer->failure == MW_DNS_NOT_ASKED)
            out->result = MW_SPF_NOT_EVALUATED;
    }
    return false;
}
