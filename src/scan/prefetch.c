#include "src/scan/prefetch.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "parsers/domain.h"

enum { GLANCE = 32 * 1024, MAX_NAMES = 64 };

/* A message must not make us ask for a thousand names. */
typedef struct {
    MwDns *dns;
    unsigned asked;
} Prefetch;

static void ask(Prefetch *prefetch, const char *prefix, const char *domain)
{
    if (prefetch->asked++ >= MAX_NAMES)
        return;
    g_autofree char *name = g_strconcat(prefix, domain, NULL);
    if (strlen(name) <= MW_DOMAIN_MAX)
        mw_dns_prefetch(prefetch->dns, name, MW_DNS_TXT);
}

/* A field with its folding, from `text` on. */
static MwSpan next_field(MwSpan text)
{
    size_t end = 0;
    do {
        end = MIN(mw_span_find(text, '\n', end) + 1, text.len);
    } while (end < text.len && (text.data[end] == ' ' || text.data[end] == '\t'));
    return mw_span_slice(text, 0, end);
}

/* The value of a one-letter tag, as "d" of "v=1; d=example.com;"; empty when it is absent. */
static MwSpan tag_value(MwSpan field, char tag)
{
    for (size_t i = 0; i + 1 < field.len; i++) {
        if (field.data[i] != tag || field.data[i + 1] != '=' ||
            (i > 0 && strchr("; \t\r\n", field.data[i - 1]) == NULL))
            continue;
        size_t end = mw_span_find(field, ';', i);
        return mw_span_trim(mw_span_slice(field, i + 2, end));
    }
    return mw_span_make(NULL, 0);
}

static void prefetch_key(Prefetch *prefetch, MwSpan value)
{
    g_autofree char *domain = mw_domain_normalize(tag_value(value, 'd'));
    g_autofree char *selector = mw_domain_normalize(tag_value(value, 's'));
    if (domain == NULL || selector == NULL)
        return;
    g_autofree char *prefix = g_strconcat(selector, "._domainkey.", NULL);
    ask(prefetch, prefix, domain);
}

/* The domain after the last "@" before ">", blank or the end; NULL when there is none. */
static char *address_domain(MwSpan value)
{
    size_t at = value.len;
    for (size_t i = 0; i < value.len; i++)
        if (value.data[i] == '@')
            at = i;
    size_t end = at;
    while (end < value.len && strchr("> \t\r\n;,)\"", value.data[end]) == NULL)
        end++;
    return mw_domain_normalize(mw_span_slice(value, at + 1, end));
}

static void prefetch_author(Prefetch *prefetch, MwSpan value)
{
    g_autofree char *domain = address_domain(value);
    if (domain == NULL)
        return;
    ask(prefetch, "_dmarc.", domain);
    for (const char *parent = mw_domain_parent(domain); parent != NULL;
         parent = mw_domain_parent(parent))
        ask(prefetch, "_dmarc.", parent); /* the tree walk (RFC 9989, 4.10) */
}

static void prefetch_sender(Prefetch *prefetch, MwSpan value)
{
    g_autofree char *domain = address_domain(value);
    if (domain != NULL)
        ask(prefetch, "", domain);
}

/* "smtp.mailfrom=": where the receiver wrote the envelope sender down. */
static void prefetch_results(Prefetch *prefetch, MwSpan value)
{
    static const char property[] = "smtp.mailfrom=";
    size_t at = mw_span_find_nocase(value, property);
    if (at >= value.len)
        return;
    MwSpan rest = mw_span_slice(value, at + strlen(property), value.len);
    size_t end = 0;
    while (end < rest.len && strchr("; \t\r\n)", rest.data[end]) == NULL)
        end++;
    MwSpan sender = mw_span_slice(rest, 0, end);
    if (mw_span_find(sender, '@', 0) < sender.len) {
        prefetch_sender(prefetch, sender);
        return;
    }
    g_autofree char *domain = mw_domain_normalize(sender);
    if (domain != NULL)
        ask(prefetch, "", domain);
}

static const struct {
    const char *name;
    void (*prefetch)(Prefetch *prefetch, MwSpan value);
} fields[] = {
    {"dkim-signature", prefetch_key},        {"arc-seal", prefetch_key},
    {"arc-message-signature", prefetch_key}, {"from", prefetch_author},
    {"return-path", prefetch_sender},        {"authentication-results", prefetch_results},
};

void mw_prefetch_text(MwDns *dns, MwSpan text)
{
    Prefetch prefetch = {dns, 0};
    while (text.len > 0 && text.data[0] != '\n' && text.data[0] != '\r') {
        MwSpan field = next_field(text);
        size_t colon = mw_span_find(field, ':', 0);
        MwSpan name = mw_span_trim(mw_span_slice(field, 0, colon));
        MwSpan value = mw_span_slice(field, colon + 1, field.len);
        for (unsigned i = 0; i < G_N_ELEMENTS(fields); i++)
            if (mw_span_is_nocase(name, fields[i].name))
                fields[i].prefetch(&prefetch, value);
        text = mw_span_slice(text, field.len, text.len);
    }
}

void mw_prefetch_file(MwDns *dns, const char *path)
{
    struct stat info;
    if (stat(path, &info) != 0 || !S_ISREG(info.st_mode)) /* reading a pipe would empty it */
        return;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return;
    g_autofree char *text = g_malloc(GLANCE);
    ssize_t len = read(fd, text, GLANCE);
    close(fd);
    if (len > 0)
        mw_prefetch_text(dns, mw_span_make(text, (size_t)len));
}
