#include "src/evaluate/admd.h"

#include <string.h>

#include "parsers/domain.h"
#include "parsers/ip.h"
#include "src/evaluate/dmarc.h"

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
    const char *domain, *admd;
} hosts[] = {
    {"outlook.com", "microsoft"},
    {"office365.com", "microsoft"},
    {"exchangelabs.com", "microsoft"},
    {"mx.microsoft", "microsoft"},
    {"microsoft.com", "microsoft"},
    {"office365.us", "microsoft"},
    {"google.com", "google"},
    {"gmail.com", "google"},
    {"googlemail.com", "google"},
    {"yahoo.com", "yahoo"},
    {"yahoodns.net", "yahoo"},
    {"aol.com", "yahoo"},
    {"messagingengine.com", "fastmail"},
    {"fastmail.com", "fastmail"},
    {"icloud.com", "apple"},
    {"me.com", "apple"},
    {"apple.com", "apple"},
    {"mac.com", "apple"},
    {"protonmail.ch", "proton"},
    {"proton.ch", "proton"},
    {"proton.me", "proton"},
    {"amazonaws.com", "amazon"},
    {"amazonses.com", "amazon"},
    {"mail.ru", "mail.ru"},
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
    const char *tail = mw_admd_last_two_labels(name);
    for (size_t i = 0; i < G_N_ELEMENTS(hosts); i++)
        if (strcmp(tail, hosts[i].domain) == 0)
            return hosts[i].admd;
    return NULL;
}

/* Normal form, for hosts that can have an ADMD; NULL. */
static char *public_name(const char *host)
{
    if (host == NULL)
        return NULL;
    MwSpan id = mw_span_make(host, strcspn(host, "/ ")); /* "mail.example.net/4F1B2C" */
    MwIp ip;
    if (id.len == 0 || mw_ip_parse(id, &ip))
        return NULL;
    g_autofree char *name = mw_domain_normalize(id);
    return name != NULL && !is_private(name) ? g_steal_pointer(&name) : NULL;
}

static char *admd_of_name(const char *name)
{
    const char *known = known_admd(name);
    if (known != NULL)
        return g_strdup(known);
    char *domain = mw_dmarc_psl_domain(name);
    return domain != NULL ? domain : g_strdup(name);
}

char *mw_admd_of(const char *host)
{
    g_autofree char *name = public_name(host);
    return name != NULL ? admd_of_name(name) : NULL;
}

bool mw_admd_is_same(const char *host, const char *other)
{
    g_autofree char *a = public_name(host), *b = a != NULL ? public_name(other) : NULL;
    if (b == NULL)
        return false;
    const char *known = known_admd(a);
    if (known != NULL)
        return g_strcmp0(known, known_admd(b)) == 0;
    /* a registrable domain has two labels at least */
    if (strcmp(mw_admd_last_two_labels(a), mw_admd_last_two_labels(b)) != 0)
        return false;
    g_autofree char *admd_a = admd_of_name(a), *admd_b = admd_of_name(b);
    return strcmp(admd_a, admd_b) == 0;
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
    g_autofree char *name = host != NULL ? mw_domain_normalize(mw_span(host)) : NULL;
    for (size_t i = 0; name != NULL && i < G_N_ELEMENTS(border_suffixes); i++)
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
