#include "src/dns/name.h"

#include <glib.h>

#include "parsers/domain.h"

static bool octet_is_normal(unsigned char octet)
{
    return octet != 0 && octet < 0x80 && !g_ascii_isupper(octet);
}

bool mw_dns_name_is_normal(const char *name)
{
    size_t label = 0;
    const char *p = name;
    for (; *p != '\0' && p - name <= MW_DOMAIN_MAX; p++) {
        if (*p == '.' ? label == 0 : !octet_is_normal((unsigned char)*p))
            return false;
        label = *p == '.' ? 0 : label + 1;
        if (label > MW_LABEL_MAX)
            return false;
    }
    return label > 0 && p - name <= MW_DOMAIN_MAX;
}

/* What mw_domain_normalize refuses only for its blanks and control characters. */
static char *normalize_octets(MwSpan text)
{
    if (text.len > 0 && text.data[text.len - 1] == '.')
        text.len--;
    if (text.len == 0 || text.len > MW_DOMAIN_MAX || memchr(text.data, '\0', text.len) != NULL)
        return NULL;
    g_autofree char *copy = mw_span_dup(text);
    for (char *p = copy; *p != '\0'; p++)
        *p = g_ascii_tolower(*p);
    return mw_dns_name_is_normal(copy) ? g_steal_pointer(&copy) : NULL;
}

char *mw_dns_name_normalize(MwSpan text)
{
    if (mw_span_is(text, "."))
        return g_strdup("");
    char *octets = normalize_octets(text);
    return octets != NULL ? octets : mw_domain_normalize(text);
}

char *mw_dns_name_escape(const char *name)
{
    GString *out = g_string_new(NULL);
    for (const char *p = name; *p != '\0'; p++) {
        unsigned char octet = (unsigned char)*p;
        if (octet <= ' ' || octet >= 0x7f)
            g_string_append_printf(out, "\\%03u", octet);
        else if (strchr("\"();@$\\", octet) != NULL)
            g_string_append_printf(out, "\\%c", octet);
        else
            g_string_append_c(out, (char)octet);
    }
    g_string_append_c(out, '.');
    return g_string_free(out, FALSE);
}
