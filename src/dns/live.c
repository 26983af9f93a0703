#include <pthread.h>

#include "src/dns/backend.h"
#include "src/dns/cache.h"
#include "src/dns/dispatcher.h"
#include "src/dns/servers.h"
#include "src/dns/store.h"

enum {
    DEFAULT_TIMEOUT_MS = 5000,
    CACHE_BYTES = 64 * 1024 * 1024,
    SILENT_DIVISOR = 5,       /* once the resolver proves silent, less patience */
    SERVER_ADDRESSES_MAX = 2, /* of one authoritative server */
    KNOWN_SERVERS_MAX = 1024,
};

typedef struct {
    MwDnsCache *cache;
    MwDnsDispatcher *dispatcher;
    GPtrArray *resolvers; /* char*: servers.h */
    unsigned timeout_ms;
    unsigned authority_port;
    pthread_mutex_t lock; /* of `servers` */
    GHashTable *servers;  /* char* host name -> GPtrArray* of char*: where it is asked */
} Live;

static void send_question(void *sender, const MwDnsQuestion *question, gint64 deadline_us)
{
    Live *live = sender;
    g_autoptr(GPtrArray) servers = NULL;
    if (question->server != NULL) {
        pthread_mutex_lock(&live->lock);
        servers = g_hash_table_lookup(live->servers, question->server);
        if (servers != NULL)
            g_ptr_array_ref(servers);
        pthread_mutex_unlock(&live->lock);
    }
    mw_dns_dispatcher_send(live->dispatcher, question, servers != NULL ? servers : live->resolvers,
                           deadline_us);
}

static void take_answer(void *owner, const MwDnsQuestion *question, MwDnsAnswer *answer)
{
    Live *live = owner;
    mw_dns_cache_finish(live->cache, question, answer);
}

static gint64 limit_us(const Live *live)
{
    gint64 limit = (gint64)live->timeout_ms * 1000;
    return mw_dns_dispatcher_is_silent(live->dispatcher) ? limit / SILENT_DIVISOR : limit;
}

static MwDnsAnswer *ask_cache(Live *live, const MwDnsQuestion *question, gint64 deadline_us)
{
    return mw_dns_cache_ask(live->cache, question, limit_us(live), deadline_us);
}

/* ---- the resolver ---- */

/* Some forwarders hand out an alias without its target: no SOA says that there is nothing. */
static bool chain_is_unfinished(const MwDnsAnswer *answer)
{
    return answer->status == MW_DNS_NODATA && answer->cnames->len > 0 && answer->ttl == 0;
}

static void append_aliases(MwDnsAnswer *to, const MwDnsAnswer *from)
{
    for (unsigned i = 0; i < from->cnames->len; i++)
        g_ptr_array_add(to->cnames, g_strdup(g_ptr_array_index(from->cnames, i)));
}

static MwDnsAnswer *join_chains(const MwDnsAnswer *first, const MwDnsAnswer *rest)
{
    MwDnsAnswer *whole = mw_dns_answer_new(first->name, first->type, MW_DNS_OK);
    append_aliases(whole, first);
    append_aliases(whole, rest);
    for (unsigned i = 0; i < rest->records->len; i++)
        mw_dns_answer_add(whole, mw_dns_record_ref(g_ptr_array_index(rest->records, i)));
    whole->status = rest->status;
    whole->failure = rest->failure;
    whole->ttl = rest->ttl; /* an unfinished answer does not keep that of its aliases */
    whole->bytes = first->bytes + rest->bytes;
    return whole;
}

static MwDnsAnswer *ask_resolver(Live *live, const MwDnsQuestion *question, gint64 deadline_us)
{
    MwDnsAnswer *answer = ask_cache(live, question, deadline_us);
    while (chain_is_unfinished(answer) && answer->cnames->len < MW_DNS_CNAME_HOPS_MAX) {
        MwDnsQuestion next = {NULL, g_ptr_array_index(answer->cnames, answer->cnames->len - 1),
                              question->type};
        g_autoptr(MwDnsAnswer) rest = ask_cache(live, &next, deadline_us);
        MwDnsAnswer *whole = join_chains(answer, rest);
        mw_dns_answer_unref(answer);
        answer = whole;
        if (rest->cnames->len == 0)
            break;
    }
    return answer;
}

/* ---- one server ---- */

static MwDnsFailure add_addresses(Live *live, const MwDnsQuestion *question, MwDnsType type,
                                  gint64 deadline_us, GPtrArray *ret)
{
    MwDnsQuestion host = {NULL, question->server, type};
    g_autoptr(MwDnsAnswer) answer = ask_resolver(live, &host, deadline_us);
    for (unsigned i = 0; i < answer->records->len && ret->len < SERVER_ADDRESSES_MAX; i++) {
        const MwDnsRecord *record = g_ptr_array_index(answer->records, i);
        g_ptr_array_add(ret, mw_dns_server_format(&record->ip, live->authority_port));
    }
    return answer->failure;
}

static void remember_addresses(Live *live, const char *server, GPtrArray *addresses)
{
    pthread_mutex_lock(&live->lock);
    if (g_hash_table_size(live->servers) >= KNOWN_SERVERS_MAX)
        g_hash_table_remove_all(live->servers);
    g_hash_table_replace(live->servers, g_strdup(server), g_ptr_array_ref(addresses));
    pthread_mutex_unlock(&live->lock);
}

static MwDnsAnswer *ask_server(Live *live, const MwDnsQuestion *question, gint64 deadline_us)
{
    g_autoptr(GPtrArray) addresses = g_ptr_array_new_with_free_func(g_free);
    MwDnsFailure failure = add_addresses(live, question, MW_DNS_A, deadline_us, addresses);
    /* IPv6 only where there is nothing else: many machines have no route. */
    if (addresses->len == 0) {
        MwDnsFailure failure6 = add_addresses(live, question, MW_DNS_AAAA, deadline_us, addresses);
        failure = failure != MW_DNS_OK ? failure : failure6;
    }
    if (addresses->len == 0)
        return mw_dns_question_fail(question, failure != MW_DNS_OK ? failure : MW_DNS_UNREACHABLE);
    remember_addresses(live, question->server, addresses);
    return ask_cache(live, question, deadline_us);
}

/* ---- the backend ---- */

static MwDnsAnswer *ask(void *backend, const MwDnsQuestion *question, gint64 deadline_us)
{
    Live *live = backend;
    return question->server != NULL ? ask_server(live, question, deadline_us)
                                    : ask_resolver(live, question, deadline_us);
}

/* Whose addresses are not known yet is not asked: finding them would mean to wait. */
static void prefetch(void *backend, const MwDnsQuestion *question)
{
    Live *live = backend;
    pthread_mutex_lock(&live->lock);
    bool known = question->server == NULL || g_hash_table_contains(live->servers, question->server);
    pthread_mutex_unlock(&live->lock);
    if (known)
        mw_dns_cache_prefetch(live->cache, question, limit_us(live));
}

static void free_live(void *backend)
{
    Live *live = backend;
    mw_dns_dispatcher_free(live->dispatcher); /* first: it still finishes what is in flight */
    mw_dns_cache_free(live->cache);
    g_ptr_array_unref(live->resolvers);
    g_hash_table_unref(live->servers);
    pthread_mutex_destroy(&live->lock);
    g_free(live);
}

static void unref_addresses(gpointer data)
{
    g_ptr_array_unref(data);
}

static GPtrArray *resolvers_from(const char *server, GError **error)
{
    if (server == NULL)
        return mw_dns_servers_of_system();
    char *parsed = mw_dns_server_parse(server, error);
    if (parsed == NULL)
        return NULL;
    GPtrArray *resolvers = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(resolvers, parsed);
    return resolvers;
}

MwDns *mw_dns_live_new(const MwDnsLiveOptions *options, GError **error)
{
    static const MwDnsBackend backend = {
        .mode = "live", .ask = ask, .prefetch = prefetch, .free = free_live};
    GPtrArray *resolvers = resolvers_from(options->server, error);
    if (resolvers == NULL)
        return NULL;

    Live *live = g_new0(Live, 1);
    pthread_mutex_init(&live->lock, NULL);
    live->resolvers = resolvers;
    live->timeout_ms = options->timeout_ms > 0 ? options->timeout_ms : DEFAULT_TIMEOUT_MS;
    live->authority_port = options->authority_port > 0 ? options->authority_port : MW_DNS_PORT;
    live->servers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, unref_addresses);
    live->cache = mw_dns_cache_new(CACHE_BYTES, send_question, live);
    MwDnsDispatcherOptions dispatcher = {live->timeout_ms, options->check_dnssec, take_answer,
                                         live};
    live->dispatcher = mw_dns_dispatcher_new(&dispatcher, error);
    if (live->dispatcher != NULL)
        return mw_dns_new(&backend, live);
    free_live(live);
    return NULL;
}
