#include "parsers/dmarc_uri.h"

#include "parsers/domain.h"

enum { URI_MAX = 2000 };

static size_t scheme_length(MwSpan text)
{
    size_t i = 0;
    while (i < text.len && (g_ascii_isalnum(text.data[i]) ||
                            (i > 0 && strchr("+-.", text.data[i]) != NULL && text.data[i] != '\0')))
        i++;
    return i > 0 && i < text.len && text.data[i] == ':' && g_ascii_isalpha(text.data[0]) ? i : 0;
}

/* RFC 3986, 2: what may stand in a URI; "," and "!" are separators here (RFC 9989, 4.8). */
static bool has_uri_characters(MwSpan text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        if (!g_ascii_isalnum(byte) &&
            (byte <= ' ' || byte >= 0x7f || strchr("\"<>\\^`{|}", byte) != NULL))
            return false;
    }
    return true;
}

static bool is_size(MwSpan text)
{
    size_t i = 0;
    while (i < text.len && g_ascii_isdigit(text.data[i]))
        i++;
    if (i == 0)
        return false;
    return i == text.len || (i + 1 == text.len && strchr("kmgtKMGT", text.data[i]) != NULL);
}

/* "user@host?subject=x" -> "host". NULL without a local part or a usable host. */
static char *host_of_address(MwSpan address)
{
    address = mw_span_slice(address, 0, mw_span_find(address, '?', 0));
    if (address.len == 0)
        return NULL;
    g_autofree char *plain = g_uri_unescape_segment(address.data, address.data + address.len, NULL);
    const char *at = plain != NULL ? strrchr(plain, '@') : NULL;
    return at != NULL && at > plain ? mw_domain_normalize(mw_span(at + 1)) : NULL;
}

MwDmarcUri *mw_dmarc_uri_parse(MwSpan text)
{
    text = mw_span_trim(text);
    size_t mark = mw_span_find(text, '!', 0);
    MwSpan uri = mw_span_slice(text, 0, mark);
    MwSpan size = mw_span_slice(text, mark + 1, text.len);
    size_t scheme = scheme_length(uri);
    if (scheme == 0 || uri.len == scheme + 1 || uri.len > URI_MAX || !has_uri_characters(uri))
        return NULL;
    if (mark < text.len && !is_size(size))
        return NULL;

    g_autoptr(MwDmarcUri) result = g_new0(MwDmarcUri, 1);
    result->is_mailto = mw_span_is_nocase(mw_span_slice(uri, 0, scheme), "mailto");
    if (result->is_mailto) {
        result->host = host_of_address(mw_span_slice(uri, scheme + 1, uri.len));
        if (result->host == NULL)
            return NULL;
    }
    result->uri = mw_span_dup(uri);
    result->size = mark < text.len ? mw_span_dup(size) : NULL;
    return g_steal_pointer(&result);
}

void mw_dmarc_uri_free(MwDmarcUri *uri)
{
    if (uri == NULL)
        return;
    g_free(uri->uri);
    g_free(uri->size);
    g_free(uri->host);
    g_free(uri);
}
