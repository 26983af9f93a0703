#include "src/render/redact_known.h"

#include <stdlib.h>
#include <string.h>

/* Sorted, for bsearch. */
static const char *const vendors[] = {
    "amazon.com", "apple.com",  "dmarc.org",     "google.com",     "ietf.org",
    "live.com",   "m3aawg.org", "microsoft.com", "rfc-editor.org", "yahoo.com",
};
static const char *const providers[] = {
    "amazonaws.com",
    "amazonses.com",
    "aol.com",
    "azurecomm.net",
    "barracudanetworks.com",
    "fastmail.com",
    "gmail.com",
    "gmx.net",
    "googlemail.com",
    "hotmail.com",
    "icloud.com",
    "mailchimp.com",
    "mailgun.org",
    "mcsv.net",
    "messagelabs.com",
    "messagingengine.com",
    "mimecast.com",
    "office.com",
    "office365.com",
    "onmicrosoft.com",
    "outlook.com",
    "pphosted.com",
    "proton.me",
    "protonmail.ch",
    "rsgsv.net",
    "sendgrid.net",
    "sharepoint.com",
    "sparkpostmail.com",
    "yahoodns.net",
    "zoho.com",
};
static const char *const labels[] = {
    "_dmarc",       "_domainkey", "_report", "_smtp", "_spf",  "_tls",
    "bounce",       "bounces",    "dkim",    "em",    "email", "feedback-smtp",
    "gateway",      "google",     "gw",      "imap",  "in",    "inbound",
    "inbound-smtp", "k1",         "k2",      "k3",    "list",  "lists",
    "mail",         "mailer",     "mta",     "mx",    "mx1",   "mx2",
    "news",         "ns",         "ns1",     "ns2",   "out",   "outbound",
    "prod",         "protection", "relay",   "s1",    "s2",    "selector1",
    "selector2",    "send",       "smtp",    "smtp1", "smtp2", "spf",
    "www",
};
static const char *const special_top_levels[] = {
    "corp",    "example", "home",  "internal",    "intern", "intra",
    "invalid", "lan",     "local", "localdomain", "test",
};
static const char *const users[] = {
    "abuse",        "admin",      "bounce", "bounces",       "dmarc",
    "do-not-reply", "hostmaster", "info",   "mailer-daemon", "no-reply",
    "noreply",      "postmaster", "root",   "support",       "webmaster",
};

static int compare(const void *key, const void *element)
{
    return strcmp(key, *(const char *const *)element);
}

#define FIND(text, table)                                                                          \
    (const char *const *)bsearch(text, table, G_N_ELEMENTS(table), sizeof *(table), compare)

MwRedactKnown mw_redact_known(const char *organization)
{
    if (FIND(organization, vendors) != NULL)
        return MW_REDACT_KEEP;
    return FIND(organization, providers) != NULL ? MW_REDACT_KEEP_ORGANIZATION : MW_REDACT_REPLACE;
}

/* "eu-west-1" and the like say where a provider's machine stands. */
static bool is_region(const char *label)
{
    size_t len = strlen(label);
    return len >= 9 && len <= 16 && label[2] == '-' && label[len - 2] == '-' &&
           g_ascii_isdigit(label[len - 1]);
}

bool mw_redact_is_common_label(const char *label)
{
    g_autofree char *lower = g_ascii_strdown(label, -1);
    return *lower == '\0' || strchr(lower, '*') != NULL || FIND(lower, labels) != NULL ||
           is_region(lower);
}

bool mw_redact_is_special_top_level(const char *label)
{
    for (size_t i = 0; i < G_N_ELEMENTS(special_top_levels); i++)
        if (strcmp(label, special_top_levels[i]) == 0)
            return true;
    return false;
}

const char *mw_redact_common_user(const char *local)
{
    const char *const *found = FIND(local, users);
    return found != NULL ? *found : NULL;
}

bool mw_redact_is_common_user(const char *local)
{
    return mw_redact_common_user(local) != NULL;
}
