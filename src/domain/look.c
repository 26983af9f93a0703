#include "src/domain/look.h"

#include "parsers/dkim_key.h"
#include "parsers/spf_record.h"
#include "src/domain/compare.h"

#define SEPARATOR " | "

typedef struct {
    const MwDomainRecord *record;
    const MwDnsAnswer *answer;
    const char *domain;
    MwRecordSeen *ret;
} Look;

static int compare_texts(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Servers give records in any order; one order makes them comparable. */
static void set_found(const Look *look, GPtrArray *texts)
{
    g_ptr_array_sort(texts, compare_texts);
    g_ptr_array_add(texts, NULL);
    look->ret->found = texts->len > 1 ? g_strjoinv(SEPARATOR, (char **)texts->pdata) : NULL;
    g_ptr_array_remove_index(texts, texts->len - 1);
}

static GPtrArray *texts_of(const MwDnsAnswer *answer)
{
    GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);
    for (unsigned i = 0; i < answer->records->len; i++)
        g_ptr_array_add(texts,
                        mw_span_dup(mw_dns_record_text(g_ptr_array_index(answer->records, i))));
    return texts;
}

bool mw_domain_matches(const char *pattern, const char *text)
{
    g_autofree char *lower_pattern = g_ascii_strdown(pattern, -1);
    g_autofree char *lower_text = g_ascii_strdown(text, -1);
    return g_pattern_match_simple(lower_pattern, lower_text);
}

/* ---- ownership ---- */

static bool is_wanted_text(const MwDomainRecord *record, const char *text)
{
    if (record->expected != NULL)
        return strcmp(text, record->expected) == 0;
    size_t len = strlen(record->pattern);
    return g_str_has_prefix(text, record->pattern) && text[len] != '\0' &&
           strpbrk(text, " \t\"") == NULL;
}

/* The blanks and quotes that copying brings along, gone; a view. */
static MwSpan core_of(const char *text)
{
    MwSpan core = mw_span(text);
    while (core.len > 0 && strchr(" \t\r\n\"'", core.data[0]) != NULL)
        core = mw_span_slice(core, 1, core.len);
    return core;
}

/* Is it meant as the wanted one? Other services' texts at the domain are not. */
static bool is_meant(const MwDomainRecord *record, const char *text)
{
    if (record->pattern != NULL)
        return mw_span_starts_with_nocase(core_of(text), "ms-domain-verification") ||
               mw_span_starts_with_nocase(core_of(text), "msdomainverification");
    return mw_compare_is_near(record->expected, text);
}

static void look_ownership(const Look *look)
{
    g_autoptr(GPtrArray) texts = texts_of(look->answer);
    g_autoptr(GPtrArray) near = g_ptr_array_new();
    look->ret->fault = MW_RECORD_MISSING;
    for (unsigned i = 0; i < texts->len; i++) {
        char *text = g_ptr_array_index(texts, i);
        if (is_wanted_text(look->record, text)) {
            look->ret->fault = MW_RECORD_OK;
            look->ret->found = g_strdup(text);
            return;
        }
        if (is_meant(look->record, text))
            g_ptr_array_add(near, text);
    }
    if (near->len > 0)
        look->ret->fault = MW_RECORD_DIFFERS;
    set_found(look, near);
}

/* ---- SPF ---- */

static bool includes(const MwSpfRecord *spf, const char *name)
{
    for (unsigned i = 0; i < spf->terms->len; i++) {
        const MwSpfTerm *term = &g_array_index(spf->terms, MwSpfTerm, i);
        if (term->kind == MW_SPF_TERM_INCLUDE && g_strcmp0(term->literal_name, name) == 0)
            return true;
    }
    return false;
}

static MwRecordFault judge_spf(const MwDomainRecord *record, const char *text)
{
    g_autoptr(MwSpfRecord) spf = mw_spf_record_parse(mw_span(text));
    if (record->include != NULL && !includes(spf, record->include))
        return record->provider == MW_PROVIDER_ACS ? MW_RECORD_NO_INCLUDE : MW_RECORD_DIFFERS;
    if (record->hardfail && (spf->all == NULL || spf->all->qualifier != '-'))
        return MW_RECORD_NOT_HARDFAIL;
    return MW_RECORD_OK;
}

static MwRecordFault better(MwRecordFault a, MwRecordFault b)
{
    static const MwRecordFault order[] = {MW_RECORD_OK, MW_RECORD_NOT_HARDFAIL,
                                          MW_RECORD_NO_INCLUDE, MW_RECORD_DIFFERS};
    for (size_t i = 0; i < G_N_ELEMENTS(order); i++)
        if (a == order[i] || b == order[i])
            return order[i];
    return a;
}

/* Of several records the best one counts: ACS takes any of them (since 2024-01-29). */
static void look_spf(const Look *look)
{
    g_autoptr(GPtrArray) texts = texts_of(look->answer);
    g_autoptr(GPtrArray) spf = g_ptr_array_new();
    look->ret->fault = MW_RECORD_MISSING;
    for (unsigned i = 0; i < texts->len; i++) {
        char *text = g_ptr_array_index(texts, i);
        if (!mw_spf_record_is_spf(mw_span(text)))
            continue;
        look->ret->fault = better(look->ret->fault, judge_spf(look->record, text));
        g_ptr_array_add(spf, text);
    }
    set_found(look, spf);
}

/* ---- DKIM ---- */

/* The name of a selector with another number: "selector2" for "selector1". */
static char *twin_of(const char *selector)
{
    char *twin = g_strdup(selector);
    char *digit = strpbrk(twin, "12");
    if (digit == NULL) {
        g_free(twin);
        return NULL;
    }
    *digit = *digit == '1' ? '2' : '1';
    return twin;
}

static bool is_of_twin(const MwDomainRecord *record, const char *target)
{
    g_autofree char *twin = twin_of(record->selector);
    return twin != NULL && g_str_has_prefix(target, twin);
}

/* Microsoft's two forms: TENANT.onmicrosoft.com, and TENANT.x-v1.dkim.mail.microsoft. Names with a
 * dash in them do not follow the rule of the dashes. */
static bool is_microsoft_target(const MwDomainRecord *record, const char *target,
                                const char *domain)
{
    static const char *const ends[] = {".onmicrosoft.com", ".onmicrosoft.us",
                                       ".partner.onmschina.cn", "-v1.dkim.mail.microsoft"};
    g_autofree char *loose = g_strdup_printf("%s-*._domainkey.*", record->selector);
    const char *pattern = strchr(domain, '-') != NULL ? loose : record->pattern;
    for (size_t i = 0; i < G_N_ELEMENTS(ends); i++)
        if (g_str_has_suffix(target, ends[i]))
            return mw_domain_matches(pattern, target);
    return false;
}

static MwRecordFault judge_target(const Look *look, const char *target)
{
    const MwDomainRecord *record = look->record;
    if (record->provider == MW_PROVIDER_M365) {
        if (is_microsoft_target(record, target, look->domain))
            return MW_RECORD_OK;
        return is_of_twin(record, target) ? MW_RECORD_OTHER_SELECTOR : MW_RECORD_WRONG_TARGET;
    }
    if (strcmp(target, record->expected) == 0 ||
        (record->pattern != NULL && mw_domain_matches(record->pattern, target)))
        return MW_RECORD_OK;
    if (is_of_twin(record, target))
        return MW_RECORD_OTHER_SELECTOR;
    MwSlip slip = mw_compare_slip(record->expected, target, look->domain);
    bool near = slip < MW_SLIP_MISSING || mw_compare_is_near(record->expected, target);
    return near ? MW_RECORD_DIFFERS : MW_RECORD_WRONG_TARGET;
}

static void look_alias(const Look *look)
{
    const MwDnsRecord *first = g_ptr_array_index(look->answer->records, 0);
    look->ret->found = g_strdup(first->name);
    look->ret->fault = judge_target(look, first->name);
}

static void look_key(const Look *look)
{
    g_autoptr(GPtrArray) texts = texts_of(look->answer);
    look->ret->fault = MW_RECORD_WRONG_TARGET;
    for (unsigned i = 0; i < texts->len; i++) {
        const char *text = g_ptr_array_index(texts, i);
        MwDkimKey *key = mw_dkim_key_parse(mw_span(text));
        if (key->fault == MW_DKIM_KEY_OK || key->fault == MW_DKIM_KEY_REVOKED)
            look->ret->fault = MW_RECORD_OK;
        mw_dkim_key_free(key);
    }
    set_found(look, texts);
}

static void look_dkim(const Look *look)
{
    if (look->answer->type == MW_DNS_CNAME)
        look_alias(look);
    else
        look_key(look);
}

/* ---- MX ---- */

static GPtrArray *exchanges_of(const MwDnsAnswer *answer)
{
    GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);
    for (unsigned i = 0; i < answer->records->len; i++) {
        const MwDnsRecord *record = g_ptr_array_index(answer->records, i);
        g_ptr_array_add(texts, g_strdup_printf("%u %s", record->preference,
                                               record->name[0] != '\0' ? record->name : "."));
    }
    return texts;
}

static void look_mx(const Look *look)
{
    g_autoptr(GPtrArray) texts = exchanges_of(look->answer);
    const MwDnsRecord *first = g_ptr_array_index(look->answer->records, 0);
    bool null_mx = texts->len == 1 && first->name[0] == '\0'; /* RFC 7505 */
    look->ret->fault = null_mx ? MW_RECORD_NULL_MX : MW_RECORD_OK;
    set_found(look, texts);
}

/* SES wants exactly one. */
static void look_mail_from_mx(const Look *look)
{
    g_autoptr(GPtrArray) texts = exchanges_of(look->answer);
    const MwDomainRecord *record = look->record;
    const char *wanted = record->expected != NULL ? record->expected : record->pattern;
    bool good = texts->len == 1 && mw_domain_matches(wanted, g_ptr_array_index(texts, 0));
    look->ret->fault = good ? MW_RECORD_OK : MW_RECORD_DIFFERS;
    set_found(look, texts);
}

/* ---- DMARC: found or not, mw_dmarc_evaluate judges it ---- */

static void look_dmarc(const Look *look)
{
    g_autoptr(GPtrArray) texts = texts_of(look->answer);
    for (unsigned i = texts->len; i-- > 0;)
        if (!mw_span_starts_with_nocase(core_of(g_ptr_array_index(texts, i)), "v=dmarc1"))
            g_ptr_array_remove_index(texts, i);
    look->ret->fault = texts->len > 0 ? MW_RECORD_OK : MW_RECORD_MISSING;
    set_found(look, texts);
}

static void (*const look_functions[MW_PURPOSE_N])(const Look *look) = {
    [MW_PURPOSE_OWNERSHIP] = look_ownership,
    [MW_PURPOSE_SPF] = look_spf,
    [MW_PURPOSE_DKIM] = look_dkim,
    [MW_PURPOSE_MX] = look_mx,
    [MW_PURPOSE_MAIL_FROM_MX] = look_mail_from_mx,
    [MW_PURPOSE_MAIL_FROM_SPF] = look_spf,
    [MW_PURPOSE_DMARC] = look_dmarc,
};

void mw_domain_look(const MwDomainRecord *record, const MwDnsAnswer *answer, const char *domain,
                    MwRecordSeen *ret)
{
    Look look = {record, answer, domain, ret};
    ret->answer = answer;
    ret->fault = answer->status == MW_DNS_FAILED ? MW_RECORD_UNKNOWN : MW_RECORD_MISSING;
    if (answer->status == MW_DNS_FOUND)
        look_functions[record->purpose](&look);
}
