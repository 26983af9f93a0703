#include "parsers/domain.h"

#include <glib.h>
#include <idn2.h>

static bool has_only_ascii(MwSpan text)
{
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.data[i] >= 0x80)
            return false;
    return true;
}

/* Non-ASCII names go through IDNA2008 with the mapping that browsers use (UTS 46). */
static char *to_a_labels(MwSpan text)
{
    if (!g_utf8_validate(text.data, (gssize)text.len, NULL))
        return NULL;
    g_autofree char *copy = mw_span_dup(text);
    char *ascii = NULL;
    if (idn2_to_ascii_8z(copy, &ascii, IDN2_NONTRANSITIONAL | IDN2_NFC_INPUT) != IDN2_OK)
        return NULL;
    char *owned = g_strdup(ascii);
    idn2_free(ascii);
    return owned;
}

/* Copies it in lower case; false, with `name` half written, when it is no name. */
static bool copy_name(MwSpan text, char name[static MW_DOMAIN_MAX + 1])
{
    if (text.len > MW_DOMAIN_MAX)
        return false;
    size_t label = 0;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        if (byte == '.') {
            if (label == 0)
                return false;
            label = 0;
        } else if (byte <= ' ' || byte >= 0x7f || ++label > MW_LABEL_MAX) {
            return false;
        }
        name[i] = mw_ascii_lower(text.data[i]);
    }
    name[text.len] = '\0';
    return label > 0;
}

bool mw_domain_normalize_to(MwSpan text, char name[static MW_DOMAIN_MAX + 1])
{
    text = mw_span_trim(text);
    if (text.len > 0 && text.data[text.len - 1] == '.')
        text.len--;
    if (copy_name(text, name))
        return true;
    if (text.len > 4 * MW_DOMAIN_MAX || has_only_ascii(text) ||
        memchr(text.data, '\0', text.len) != NULL)
        return false;
    g_autofree char *ascii = to_a_labels(text);
    return ascii != NULL && copy_name(mw_span(ascii), name);
}

char *mw_domain_normalize(MwSpan text)
{
    char name[MW_DOMAIN_MAX + 1];
    return mw_domain_normalize_to(text, name) ? g_strdup(name) : NULL;
}

const char *mw_domain_parent(const char *name)
{
    const char *dot = strchr(name, '.');
    return dot != NULL && dot[1] != '\0' ? dot + 1 : NULL;
}

unsigned mw_domain_labels(const char *name)
{
    unsigned count = *name != '\0';
    for (; *name != '\0'; name++)
        count += *name == '.';
    return count;
}

bool mw_domain_is_within(const char *name, const char *ancestor)
{
    size_t len = strlen(name), above = strlen(ancestor);
    if (len < above || strcmp(name + len - above, ancestor) != 0)
        return false;
    return len == above || name[len - above - 1] == '.';
}
