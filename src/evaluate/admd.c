#include "src/evaluate/admd.h"

#include <string.h>

#include "parsers/domain.h"
#include "parsers/ip.h"

static const MwAdmdProfile profiles[] = {
    {"microsoft", "exchange-online", false, false, true},
    {"google", "gmail", false, false, true},
    {"yahoo", "yahoo", false, false, false},
    {"fastmail", "fastmail", false, false, false},
    {"apple", "icloud", true, false, false},
    {"proton", "proton", false, true, false},
};

/* The domains (of two labels) of those, and of others who work under several. */
static const struct {
    MwSpan domain;
    const char *admd;
} hosts[] = {
    {MW_SPAN_LITERAL("outlook.com"), "microsoft"},
    {MW_SPAN_LITERAL("office365.com"), "microsoft"},
    {MW_SPAN_LITERAL("exchangelabs.com"), "microsoft"},
    {MW_SPAN_LITERAL("mx.microsoft"), "microsoft"},
    {MW_SPAN_LITERAL("microsoft.com"), "microsoft"},
    {MW_SPAN_LITERAL("office365.us"), "microsoft"},
    {MW_SPAN_LITERAL("google.com"), "google"},
    {MW_SPAN_LITERAL("gmail.com"), "google"},
    {MW_SPAN_LITERAL("googlemail.com"), "google"},
    {MW_SPAN_LITERAL("yahoo.com"), "yahoo"},
    {MW_SPAN_LITERAL("yahoodns.net"), "yahoo"},
    {MW_SPAN_LITERAL("aol.com"), "yahoo"},
    {MW_SPAN_LITERAL("messagingengine.com"), "fastmail"},
    {MW_SPAN_LITERAL("fastmail.com"), "fastmail"},
    {MW_SPAN_LITERAL("icloud.com"), "apple"},
    {MW_SPAN_LITERAL("me.com"), "apple"},
    {MW_SPAN_LITERAL("apple.com"), "apple"},
    {MW_SPAN_LITERAL("mac.com"), "apple"},
    {MW_SPAN_LITERAL("protonmail.ch"), "proton"},
    {MW_SPAN_LITERAL("proton.ch"), "proton"},
    {MW_SPAN_LITERAL("proton.me"), "proton"},
    {MW_SPAN_LITERAL("amazonaws.com"), "amazon"},
    {MW_SPAN_LITERAL("amazonses.com"), "amazon"},
    {MW_SPAN_LITERAL("mail.ru"), "mail.ru"},
};

static const char *const border_suffixes[] = {
    "mail.protection.outlook.com",
    "mail.protection.office365.us",
    "mx.microsoft",
    "olc.protection.outlook.com",
    "mx.google.com",
};

/* Top-level labels of private names: RFC 6762, RFC 8375 and habit. */
static const char *const private_suffixes[] = {
    "internal", "local", "localdomain", "localhost", "lan", "intra", "corp", "arpa",
};

static const char *const consumer_domains[] = {"hotmail", "outlook", "live", "msn", "passport"};

static bool is_private(const char *name)
{
    const char *dot = strrchr(name, '.');
    if (dot == NULL)
        return true;
    for (size_t i = 0; i < G_N_ELEMENTS(private_suffixes); i++)
        if (strcmp(dot + 1, private_suffixes[i]) == 0)
            return true;
    return false;
}

const char *mw_admd_last_two_labels(const char *name)
{
    const char *p = name + strlen(name);
    for (unsigned dots = 0; p > name; p--)
        if (p[-1] == '.' && ++dots == 2)
            break;
    return p;
}

static const char *known_admd(const char *name)
{
    MwSpan tail = mw_span(mw_admd_last_two_labels(name));
    for (size_t i = 0; i < G_N_ELEMENTS(hosts); i++)
        if (mw_span_equal(tail, hosts[i].domain))
            return hosts[i].admd;
    return NULL;
}

/* Writes the normal form of a host that can have an ADMD. */
static bool public_name(const char *host, char name[static MW_DOMAIN_MAX + 1])
{
    if (host == NULL)
        return false;
    MwSpan id = mw_span_make(host, strcspn(host, "/ ")); /* "mail.example.net/4F1B2C" */
    MwIp ip;
    return mw_domain_normalize_to(id, name) && !is_private(name) && !mw_ip_parse(id, &ip);
}

/* A constant, or a view into `name`. */
static const char *admd_of_name(MwPsl *psl, const char *name)
{
    const char *known = known_admd(name);
    return known != NULL ? known : mw_psl_organization(psl, name);
}

char *mw_admd_of(MwPsl *psl, const char *host)
{
    char name[MW_DOMAIN_MAX + 1];
    return public_name(host, name) ? g_strdup(admd_of_name(psl, name)) : NULL;
}

bool mw_admd_is_same(MwPsl *psl, const char *host, const char *other)
{
    char a[MW_DOMAIN_MAX + 1], b[MW_DOMAIN_MAX + 1];
    if (!public_name(host, a) || !public_name(other, b))
        return false;
    const char *known = known_admd(a);
    if (known != NULL)
        return g_strcmp0(known, known_admd(b)) == 0;
    /* a registrable domain has two labels at least */
    if (strcmp(mw_admd_last_two_labels(a), mw_admd_last_two_labels(b)) != 0)
        return false;
    return strcmp(a, b) == 0 || strcmp(admd_of_name(psl, a), admd_of_name(psl, b)) == 0;
}

const MwAdmdProfile *mw_admd_profile(const char *admd)
{
    for (size_t i = 0; admd != NULL && i < G_N_ELEMENTS(profiles); i++)
        if (strcmp(profiles[i].name, admd) == 0)
            return &profiles[i];
    return NULL;
}

bool mw_admd_is_border_host(const char *host)
{
    char name[MW_DOMAIN_MAX + 1];
    if (host == NULL || !mw_domain_normalize_to(mw_span(host), name))
        return false;
    for (size_t i = 0; i < G_N_ELEMENTS(border_suffixes); i++)
        if (mw_domain_is_within(name, border_suffixes[i]))
            return true;
    return false;
}

bool mw_admd_is_consumer_domain(const char *domain)
{
    for (size_t i = 0; domain != NULL && i < G_N_ELEMENTS(consumer_domains); i++) {
        size_t len = strlen(consumer_domains[i]);
        if (g_ascii_strncasecmp(domain, consumer_domains[i], len) == 0 && domain[len] == '.' &&
            strchr(domain + len + 1, '.') == NULL)
            return true;
    }
    return false;
}
