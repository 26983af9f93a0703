#include "src/dns/backend.h"
#include "src/dns/zone_file.h"

/* The backend of --dns-file: nothing leaves the machine. */

static MwDnsAnswer *ask(void *backend, const MwDnsQuestion *question, gint64 deadline_us)
{
    (void)deadline_us; /* an answer from memory is never late: two runs are equal */
    const MwZoneFile *file = backend;
    const MwDnsStore *store = question->server != NULL
                                  ? g_hash_table_lookup(file->servers, question->server)
                                  : file->resolver;
    return mw_dns_store_ask(store != NULL ? store : file->resolver, question->name, question->type);
}

static void free_file(void *backend)
{
    mw_zone_file_free(backend);
}

static MwDns *new_from_span(MwSpan text, const char *label, GError **error)
{
    static const MwDnsBackend backend = {.mode = "file", .ask = ask, .free = free_file};
    MwZoneFile *file = mw_zone_file_read(text, label, error);
    return file != NULL ? mw_dns_new(&backend, file) : NULL;
}

MwDns *mw_dns_file_new(const char *path, GError **error)
{
    g_autofree char *text = NULL;
    size_t len;
    if (!g_file_get_contents(path, &text, &len, error))
        return NULL;
    return new_from_span(mw_span_make(text, len), path, error);
}

MwDns *mw_dns_file_new_from_text(const char *text, const char *label, GError **error)
{
    return new_from_span(mw_span(text), label, error);
}
