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

/* Host suffixes of those, and of others who work under several domains. */
static const struct {
    const char *suffix, *admd;
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

/* RFC 6762, RFC 8375 and habit. */
static const char *const private_suffixes[] = {
    "internal", "local", "localdomain", "localhost", "lan", "intra", "corp", "home.arpa", "arpa",
};

static const char *const consumer_domains[] = {"hotmail", "outlook", "live", "msn", "passport"};

static bool is_private(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(private_suffixes); i++)
        if (mw_domain_is_within(name, private_suffixes[i]))
            return true;
    return strchr(name, '.') == NULL;
}

char *mw_admd_of(const char *host)
{
    MwIp ip;
    if (host == NULL || mw_ip_parse(mw_span(host), &ip))
        return NULL;
    g_autofree char *id = g_strndup(host, strcspn(host, "/ ")); /* "mail.example.net/4F1B2C" */
    g_autofree char *name = mw_domain_normalize(mw_span(id));
    if (name == NULL || is_private(name))
        return NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(hosts); i++)
        if (mw_domain_is_within(name, hosts[i].suffix))
            return g_strdup(hosts[i].admd);
    char *domain = mw_dmarc_psl_domain(name);
    return domain != NULL ? domain : g_steal_pointer(&name);
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
