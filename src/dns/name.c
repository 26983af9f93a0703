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

/* Copies it in lower case, blanks and control characters too, which mw_domain_normalize refuses;
 * false, with `name` half written, when it is no name of ASCII. */
static bool copy_name(MwSpan text, char name[static MW_DNS_NAME_SIZE])
{
    size_t label = 0;
    if (text.len > MW_DOMAIN_MAX)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char octet = (unsigned char)text.data[i];
        if (octet == '.' ? label == 0 : octet == 0 || octet >= 0x80)
            return false;
        label = octet == '.' ? 0 : label + 1;
        if (label > MW_LABEL_MAX)
            return false;
        name[i] = mw_ascii_lower(text.data[i]);
    }
    name[text.len] = '\0';
    return label > 0;
}

char *mw_dns_name_normalize(MwSpan text)
{
    char name[MW_DNS_NAME_SIZE];
    if (mw_span_is(text, "."))
        return g_strdup("");
    bool has_final_dot = text.len > 0 && text.data[text.len - 1] == '.';
    return copy_name(mw_span_slice(text, 0, text.len - has_final_dot), name)
               ? g_strdup(name)
               : mw_domain_normalize(text);
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
