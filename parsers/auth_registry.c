#include "parsers/auth_registry.h"

#include <glib.h>
#include <string.h>

static const MwAuthMethod methods[] = {
    {"arc", {"none", "pass", "fail"}, {"smtp.remote-ip", "header.oldest-pass"}, false, false},
    {"auth",
     {"none", "pass", "fail", "temperror", "permerror"},
     {"smtp.auth", "smtp.mailfrom"},
     false,
     true},
    {"dkim",
     {"none", "pass", "fail", "policy", "neutral", "temperror", "permerror"},
     {"header.d", "header.i", "header.b", "header.a", "header.s"},
     false,
     true},
    {"dkim-adsp",
     {"none", "pass", "unknown", "fail", "discard", "nxdomain", "temperror", "permerror"},
     {"header.from"},
     true,
     false},
    {"dkim-atps",
     {"none", "pass", "fail", "temperror", "permerror"},
     {"header.from"},
     false,
     false},
    {"dmarc",
     {"none", "pass", "fail", "temperror", "permerror"},
     {"header.from", "policy.dmarc"},
     false,
     false},
    {"dnswl",
     {"none", "pass", "temperror", "permerror"},
     {"dns.zone", "policy.ip", "policy.txt", "dns.sec"},
     false,
     false},
    {"domainkeys",
     {"none", "pass", "fail", "policy", "neutral", "temperror", "permerror"},
     {"header.d", "header.from", "header.sender"},
     true,
     true},
    {"iprev", {"pass", "fail", "temperror", "permerror"}, {"policy.iprev"}, false, true},
    {"rrvs",
     {"none", "unknown", "temperror", "permerror", "pass", "fail"},
     {"smtp.rcptto"},
     false,
     false},
    {"sender-id",
     {"none", "pass", "fail", "softfail", "policy", "neutral", "temperror", "permerror"},
     {"header.*"},
     true,
     true},
    {"smime",
     {"none", "pass", "fail", "policy", "neutral", "temperror", "permerror"},
     {"body.smime-part", "body.smime-identifier", "body.smime-serial", "body.smime-issuer"},
     false,
     false},
    {"spf",
     {"none", "pass", "fail", "softfail", "policy", "neutral", "temperror", "permerror",
      "hardfail"},
     {"smtp.mailfrom", "smtp.helo"},
     false,
     true},
    {"vbr",
     {"none", "pass", "fail", "temperror", "permerror"},
     {"header.md", "header.mv"},
     false,
     false},
};

/* Spellings of old versions, of vendors and of bugs. `method` NULL: of any method. What is a
 * statement of its own (Microsoft's dkim=timeout, dmarc=bestguesspass) is not in here. */
static const struct {
    const char *method, *legacy, *modern;
} spellings[] = {
    {"spf", "hardfail", "fail"},      /* RFC 5451 */
    {"spf", "error", "temperror"},    /* RFC 4408 drafts */
    {"spf", "unknown", "permerror"},  /* the same */
    {"dkim", "hardfail", "fail"},     /* RFC 4871 times */
    {"dkim", "dkim_pass", "pass"},    /* Yahoo about 2020 */
    {"dkim", "dkim_fail", "fail"},    /* the same */
    {"dmarc", "success", "pass"},     /* the same */
    {NULL, "tempfail", "temperror"},  /* Proton */
    {NULL, "permfail", "permerror"},  /* Proton */
    {NULL, "tmperror", "temperror"},  /* Exim */
    {NULL, "temp_fail", "temperror"}, /* old Yahoo */
    {NULL, "perm_fail", "permerror"}, /* old Yahoo */
    {NULL, "temp-error", "temperror"}, {NULL, "perm-error", "permerror"},
};

static const char *const vendor_methods[] = {"bimi", "compauth", "dara", "dkim2"};

static const char *const pseudo_words[] = {
    "action",   "client-ip", "d",       "envelope-from", "from",     "helo",
    "identity", "mechanism", "problem", "reason",        "receiver",
};

/* The first letter tells most apart. */
static bool same(const char *a, const char *b)
{
    return *a == *b && strcmp(a, b) == 0;
}

const MwAuthMethod *mw_auth_registry(unsigned *ret_count)
{
    *ret_count = G_N_ELEMENTS(methods);
    return methods;
}

const MwAuthMethod *mw_auth_method_find(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(methods); i++)
        if (same(methods[i].name, name))
            return &methods[i];
    return NULL;
}

bool mw_auth_method_has_result(const MwAuthMethod *method, const char *result)
{
    for (size_t i = 0; i < MW_AUTH_RESULTS_PER_METHOD && method->results[i] != NULL; i++)
        if (same(method->results[i], result))
            return true;
    return false;
}

bool mw_auth_method_has_property(const MwAuthMethod *method, const char *property)
{
    for (size_t i = 0; i < MW_AUTH_PROPERTIES_PER_METHOD && method->properties[i] != NULL; i++) {
        const char *known = method->properties[i];
        if (g_str_has_suffix(known, ".*") ? strncmp(known, property, strlen(known) - 1) == 0
                                          : strcmp(known, property) == 0)
            return true;
    }
    return false;
}

bool mw_auth_method_is_vendor(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(vendor_methods); i++)
        if (same(vendor_methods[i], name))
            return true;
    return g_str_has_prefix(name, "x-");
}

bool mw_auth_word_is_pseudo(const char *word)
{
    for (size_t i = 0; i < G_N_ELEMENTS(pseudo_words); i++)
        if (same(pseudo_words[i], word))
            return true;
    return false;
}

const char *mw_auth_result_modern(const char *method, const char *result)
{
    for (size_t i = 0; i < G_N_ELEMENTS(spellings); i++)
        if (same(spellings[i].legacy, result) &&
            (spellings[i].method == NULL || strcmp(spellings[i].method, method) == 0))
            return spellings[i].modern;
    return result;
}
