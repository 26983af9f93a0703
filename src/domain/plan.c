#include "src/domain/plan.h"

#include "parsers/domain.h"

/* The providers' records as data. In texts %d is the domain, %s a selector, %r the region, %v what
 * --verification gave. */

#define OUTLOOK "spf.protection.outlook.com"

typedef enum {
    ALWAYS,
    GIVEN_VERIFICATION, /* with --verification */
    GIVEN_MAIL_FROM,    /* with --mail-from-domain */
    EACH_SELECTOR,      /* once for each --selector */
} When;

typedef struct {
    MwProvider provider;
    MwPurpose purpose;
    When when;
    const char *name;
    MwDnsType type;
    const char *expected; /* NULL: not known beforehand */
    const char *pattern;
    const char *selector;
    const char *include;
    bool hardfail, advice;
} Row;

#define AZURE(n) "selector" n "-azurecomm-prod-net"

static const Row rows[] = {
    {MW_PROVIDER_ACS, MW_PURPOSE_OWNERSHIP, ALWAYS, "%d", MW_DNS_TXT, "ms-domain-verification=%v",
     "ms-domain-verification=", NULL, NULL, false, false},
    {MW_PROVIDER_ACS, MW_PURPOSE_SPF, ALWAYS, "%d", MW_DNS_TXT, NULL, NULL, NULL, OUTLOOK, true,
     false},
    {MW_PROVIDER_ACS, MW_PURPOSE_DKIM, ALWAYS, AZURE("1") "._domainkey.%d", MW_DNS_CNAME,
     AZURE("1") "._domainkey.azurecomm.net", NULL, AZURE("1"), NULL, false, false},
    {MW_PROVIDER_ACS, MW_PURPOSE_DKIM, ALWAYS, AZURE("2") "._domainkey.%d", MW_DNS_CNAME,
     AZURE("2") "._domainkey.azurecomm.net", NULL, AZURE("2"), NULL, false, false},
    {MW_PROVIDER_SES, MW_PURPOSE_OWNERSHIP, GIVEN_VERIFICATION, "_amazonses.%d", MW_DNS_TXT, "%v",
     NULL, NULL, NULL, false, false},
    {MW_PROVIDER_SES, MW_PURPOSE_DKIM, EACH_SELECTOR, "%s._domainkey.%d", MW_DNS_CNAME,
     "%s.dkim.amazonses.com", "%s.dkim.*.amazonses.com", "%s", NULL, false, false},
    {MW_PROVIDER_SES, MW_PURPOSE_MAIL_FROM_MX, GIVEN_MAIL_FROM, "%m", MW_DNS_MX,
     "10 feedback-smtp.%r.amazonses.com", "10 feedback-smtp.*.amazonses.com", NULL, NULL, false,
     false},
    {MW_PROVIDER_SES, MW_PURPOSE_MAIL_FROM_SPF, GIVEN_MAIL_FROM, "%m", MW_DNS_TXT, NULL, NULL, NULL,
     "amazonses.com", false, false},
    {MW_PROVIDER_M365, MW_PURPOSE_OWNERSHIP, GIVEN_VERIFICATION, "%d", MW_DNS_TXT, "%v", NULL, NULL,
     NULL, false, false},
    {MW_PROVIDER_M365, MW_PURPOSE_SPF, ALWAYS, "%d", MW_DNS_TXT, NULL, NULL, NULL, OUTLOOK, false,
     false},
    {MW_PROVIDER_M365, MW_PURPOSE_DKIM, ALWAYS, "selector1._domainkey.%d", MW_DNS_CNAME, NULL,
     "selector1-%-._domainkey.*", "selector1", NULL, false, false},
    {MW_PROVIDER_M365, MW_PURPOSE_DKIM, ALWAYS, "selector2._domainkey.%d", MW_DNS_CNAME, NULL,
     "selector2-%-._domainkey.*", "selector2", NULL, false, false},
    {MW_PROVIDER_NONE, MW_PURPOSE_SPF, ALWAYS, "%d", MW_DNS_TXT, NULL, NULL, NULL, NULL, false,
     true},
    {MW_PROVIDER_NONE, MW_PURPOSE_DKIM, EACH_SELECTOR, "%s._domainkey.%d", MW_DNS_TXT, NULL, NULL,
     "%s", NULL, false, false},
};

/* The rows of every check: MX and DMARC. */
static const Row common_rows[] = {
    {MW_PROVIDER_NONE, MW_PURPOSE_MX, ALWAYS, "%d", MW_DNS_MX, NULL, NULL, NULL, NULL, false, true},
    {MW_PROVIDER_NONE, MW_PURPOSE_DMARC, ALWAYS, "_dmarc.%d", MW_DNS_TXT, NULL, NULL, NULL, NULL,
     false, true},
};

/* Selectors that many systems use, tried when no provider and no selector is given. */
static const char *const usual_selectors[] = {
    "selector1", "selector2", "google", "default", "s1", "s2", "k1", "mail", "dkim",
};

typedef struct {
    MwDomainReport *report;
    const char *selector;     /* of the moment; NULL */
    const char *verification; /* without the provider's prefix */
} Plan;

/* M365 writes the domain with dashes: "contoso-com". */
static char *dashed(const char *domain)
{
    char *text = g_strdup(domain);
    g_strdelimit(text, ".", '-');
    return text;
}

static char *value_of(const Plan *plan, char letter)
{
    const MwDomainOptions *options = plan->report->options;
    switch (letter) {
    case 'd':
        return g_strdup(plan->report->domain);
    case '-':
        return dashed(plan->report->domain);
    case 's':
        return g_strdup(plan->selector);
    case 'm':
        return g_strdup(options->mail_from_domain);
    case 'r':
        return g_strdup(options->region);
    default:
        return g_strdup(plan->verification);
    }
}

/* NULL when a value is missing. */
static char *fill(const Plan *plan, const char *text)
{
    GString *out = g_string_new(NULL);
    for (const char *p = text; p != NULL && *p != '\0'; p++) {
        if (*p != '%') {
            g_string_append_c(out, *p);
            continue;
        }
        g_autofree char *value = value_of(plan, *++p);
        if (value == NULL) {
            g_string_free(out, TRUE);
            return NULL;
        }
        g_string_append(out, value);
    }
    return text != NULL ? g_string_free(out, FALSE) : g_string_free(out, TRUE);
}

void mw_domain_record_free(gpointer data)
{
    MwDomainRecord *record = data;
    char *owned[] = {record->name,     record->expected,      record->pattern,
                     record->selector, record->found,         record->instead,
                     record->publish,  record->publish_value, record->key};
    for (size_t i = 0; i < G_N_ELEMENTS(owned); i++)
        g_free(owned[i]);
    g_ptr_array_unref(record->seen);
    g_free(record);
}

static void free_seen(gpointer data)
{
    MwRecordSeen *seen = data;
    g_free(seen->found);
    g_free(seen);
}

static MwDomainRecord *add_row(const Plan *plan, const Row *row)
{
    MwDomainRecord *record = g_new0(MwDomainRecord, 1);
    record->provider = row->provider;
    record->purpose = row->purpose;
    record->name = fill(plan, row->name);
    record->type = row->type;
    record->expected = fill(plan, row->expected);
    record->pattern = fill(plan, row->pattern);
    record->selector = fill(plan, row->selector);
    record->include = row->include;
    record->hardfail = row->hardfail;
    record->advice = row->advice;
    record->optional = row->purpose == MW_PURPOSE_OWNERSHIP && plan->report->options->verified;
    record->seen = g_ptr_array_new_with_free_func(free_seen);
    g_ptr_array_add(plan->report->records, record);
    return record;
}

/* As the console shows it: "token", "token._domainkey" or the whole name; the caller's. */
static char *bare_selector(const char *text)
{
    g_autofree char *lower = g_ascii_strdown(text, -1);
    const char *suffix = strstr(lower, "._domainkey");
    return suffix != NULL ? g_strndup(lower, (size_t)(suffix - lower))
                          : g_strdup(g_strstrip(lower));
}

static void add_selector_rows(Plan *plan, const Row *row)
{
    const GPtrArray *selectors = plan->report->options->selectors;
    for (unsigned i = 0; i < selectors->len; i++) {
        g_autofree char *selector = bare_selector(g_ptr_array_index(selectors, i));
        plan->selector = selector;
        add_row(plan, row);
    }
    bool guess = row->provider == MW_PROVIDER_NONE && selectors->len == 0;
    for (size_t i = 0; guess && i < G_N_ELEMENTS(usual_selectors); i++) {
        plan->selector = usual_selectors[i];
        add_row(plan, row)->optional = true;
    }
    plan->selector = NULL;
}

static void add_rows_of(Plan *plan, MwProvider provider)
{
    const MwDomainOptions *options = plan->report->options;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const Row *row = &rows[i];
        bool wanted = row->provider == provider &&
                      (row->when != GIVEN_VERIFICATION || options->verification != NULL) &&
                      (row->when != GIVEN_MAIL_FROM || options->mail_from_domain != NULL);
        if (wanted && row->when == EACH_SELECTOR)
            add_selector_rows(plan, row);
        else if (wanted)
            add_row(plan, row);
    }
}

/* The other providers have selectors of their own: those given besides are keys to look at. */
static bool uses_selectors(const MwDomainOptions *options)
{
    for (unsigned i = 0; i < options->providers->len; i++)
        if (g_array_index(options->providers, MwProvider, i) == MW_PROVIDER_SES)
            return true;
    return false;
}

void mw_domain_plan(MwDomainReport *report)
{
    static const char prefix[] = "ms-domain-verification=";
    const MwDomainOptions *options = report->options;
    const char *verification = options->verification;
    Plan plan = {report, NULL, verification};
    for (unsigned i = 0; i < options->providers->len; i++) {
        MwProvider provider = g_array_index(options->providers, MwProvider, i);
        bool prefixed = provider == MW_PROVIDER_ACS && verification != NULL &&
                        g_str_has_prefix(verification, prefix);
        plan.verification = prefixed ? verification + strlen(prefix) : verification;
        add_rows_of(&plan, provider);
    }
    if (options->providers->len == 0)
        add_rows_of(&plan, MW_PROVIDER_NONE);
    else if (!uses_selectors(options) && options->selectors->len > 0)
        add_selector_rows(&plan, &rows[G_N_ELEMENTS(rows) - 1]);
    for (size_t i = 0; i < G_N_ELEMENTS(common_rows); i++)
        add_row(&plan, &common_rows[i]);
}
