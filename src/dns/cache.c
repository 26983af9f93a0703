#include "src/dns/cache.h"

#include <errno.h>
#include <pthread.h>

/* POSIX locks rather than GLib's: ThreadSanitizer knows them. */

enum {
    SHARDS = 16,
    PREFETCH_MAX = 512,    /* questions in flight beyond which nothing is asked ahead */
    ENTRY_OVERHEAD = 512,  /* bytes beside those of the answer, about */
    READ_OVERHEAD = 1024,  /* the same for what is read from a TXT and kept with it, */
    READ_FACTOR = 8,       /* and how much larger than the answer it may be */
    GRACE_US = 100 * 1000, /* for the dispatcher to say by itself that time is up */
};

/* Seconds that an answer is kept: its TTL within these bounds. An error passes sooner, and "cannot
 * reach" soonest: the cable may be plugged in again. */
typedef struct {
    uint32_t min, max, without_ttl;
} Keeping;

static const Keeping keeping[MW_DNS_STATUS_N] = {
    [MW_DNS_FOUND] = {1, 86400, 1},
    [MW_DNS_NXDOMAIN] = {1, 3600, 60},
    [MW_DNS_NODATA] = {1, 3600, 60},
    [MW_DNS_FAILED] = {30, 30, 30},
};
static const Keeping keeping_unreachable = {2, 2, 2};

typedef struct {
    MwDnsQuestion question; /* first: the tables' keys point here */
    MwDnsAnswer *answer;    /* NULL: in flight */
    gint64 deadline_us;     /* in flight: when to give up */
    gint64 expires_us;
    size_t bytes;
    unsigned waiting;
    GList *link; /* in the shard's `oldest` */
} Entry;

typedef struct {
    pthread_mutex_t lock;
    pthread_cond_t arrived;
    GHashTable *entries; /* MwDnsQuestion* -> Entry* */
    GQueue oldest;       /* Entry*: those with answers, oldest first */
    size_t bytes;
} Shard;

struct MwDnsCache {
    Shard shards[SHARDS];
    size_t max_shard_bytes;
    MwDnsSend *send;
    void *sender;
    gint in_flight; /* atomic */
};

static void free_entry(gpointer data)
{
    Entry *entry = data;
    mw_dns_answer_unref(entry->answer);
    g_free((char *)(uintptr_t)entry->question.server);
    g_free((char *)(uintptr_t)entry->question.name);
    g_free(entry);
}

MwDnsCache *mw_dns_cache_new(size_t max_bytes, MwDnsSend *send, void *sender)
{
    MwDnsCache *cache = g_new0(MwDnsCache, 1);
    cache->max_shard_bytes = max_bytes / SHARDS;
    cache->send = send;
    cache->sender = sender;
    for (unsigned i = 0; i < SHARDS; i++) {
        Shard *shard = &cache->shards[i];
        pthread_mutex_init(&shard->lock, NULL);
        pthread_cond_init(&shard->arrived, NULL);
        g_queue_init(&shard->oldest);
        shard->entries =
            g_hash_table_new_full(mw_dns_question_hash, mw_dns_question_equal, NULL, free_entry);
    }
    return cache;
}

void mw_dns_cache_free(MwDnsCache *cache)
{
    if (cache == NULL)
        return;
    for (unsigned i = 0; i < SHARDS; i++) {
        Shard *shard = &cache->shards[i];
        g_queue_clear(&shard->oldest);
        g_hash_table_unref(shard->entries);
        pthread_cond_destroy(&shard->arrived);
        pthread_mutex_destroy(&shard->lock);
    }
    g_free(cache);
}

static Shard *shard_of(MwDnsCache *cache, const MwDnsQuestion *question)
{
    /* The table takes the low bits of the hash; these are others. */
    return &cache->shards[mw_dns_question_hash(question) * 2654435769u >> 28];
}

static void forget(Shard *shard, Entry *entry)
{
    g_queue_delete_link(&shard->oldest, entry->link);
    shard->bytes -= entry->bytes;
    g_hash_table_remove(shard->entries, entry);
}

/* The entry with an answer still good or in flight; an expired one is forgotten. */
static Entry *find(Shard *shard, const MwDnsQuestion *question)
{
    Entry *entry = g_hash_table_lookup(shard->entries, question);
    if (entry == NULL || entry->answer == NULL || entry->waiting > 0 ||
        entry->expires_us > g_get_monotonic_time())
        return entry;
    forget(shard, entry);
    return NULL;
}

static Entry *begin(Shard *shard, const MwDnsQuestion *question, gint64 limit_us)
{
    Entry *entry = g_new0(Entry, 1);
    entry->question =
        (MwDnsQuestion){g_strdup(question->server), g_strdup(question->name), question->type};
    entry->deadline_us = g_get_monotonic_time() + limit_us;
    g_hash_table_insert(shard->entries, &entry->question, entry);
    return entry;
}

static void send_entry(MwDnsCache *cache, const Entry *entry)
{
    g_atomic_int_inc(&cache->in_flight);
    cache->send(cache->sender, &entry->question, entry->deadline_us);
}

/* With the shard locked: waits until there is an answer, or it is late. */
static MwDnsAnswer *wait_for(Shard *shard, Entry *entry, gint64 deadline_us)
{
    gint64 until = entry->deadline_us + GRACE_US;
    if (deadline_us > 0)
        until = MIN(until, deadline_us);
    entry->waiting++;
    struct timespec at = {.tv_sec = until / G_USEC_PER_SEC,
                          .tv_nsec = until % G_USEC_PER_SEC * 1000};
    while (entry->answer == NULL &&
           pthread_cond_clockwait(&shard->arrived, &shard->lock, CLOCK_MONOTONIC, &at) != ETIMEDOUT)
        ;
    entry->waiting--;
    if (entry->answer != NULL)
        return mw_dns_answer_ref(entry->answer);
    return mw_dns_question_fail(&entry->question, MW_DNS_TIMEOUT);
}

MwDnsAnswer *mw_dns_cache_ask(MwDnsCache *cache, const MwDnsQuestion *question, gint64 limit_us,
                              gint64 deadline_us)
{
    Shard *shard = shard_of(cache, question);
    pthread_mutex_lock(&shard->lock);
    Entry *entry = find(shard, question);
    bool late = deadline_us > 0 && deadline_us <= g_get_monotonic_time();
    if (entry == NULL && !late) {
        entry = begin(shard, question, limit_us);
        send_entry(cache, entry);
    }
    MwDnsAnswer *answer = entry != NULL ? wait_for(shard, entry, deadline_us)
                                        : mw_dns_question_fail(question, MW_DNS_TIMEOUT);
    pthread_mutex_unlock(&shard->lock);
    return answer;
}

void mw_dns_cache_prefetch(MwDnsCache *cache, const MwDnsQuestion *question, gint64 limit_us)
{
    if (g_atomic_int_get(&cache->in_flight) >= PREFETCH_MAX)
        return;
    Shard *shard = shard_of(cache, question);
    pthread_mutex_lock(&shard->lock);
    if (find(shard, question) == NULL)
        send_entry(cache, begin(shard, question, limit_us));
    pthread_mutex_unlock(&shard->lock);
}

static gint64 keep_us(const MwDnsAnswer *answer)
{
    const Keeping *keep =
        answer->failure == MW_DNS_UNREACHABLE ? &keeping_unreachable : &keeping[answer->status];
    uint32_t seconds =
        answer->ttl > 0 ? CLAMP(answer->ttl, keep->min, keep->max) : keep->without_ttl;
    return (gint64)seconds * G_USEC_PER_SEC;
}

/* The oldest go first; those somebody waits for stay, being in use. */
static void make_room(Shard *shard, size_t max_bytes)
{
    GList *link = shard->oldest.head;
    while (shard->bytes > max_bytes && link != NULL) {
        Entry *entry = link->data;
        link = link->next;
        if (entry->waiting == 0)
            forget(shard, entry);
    }
}

/* About what an answer takes, in bytes. Policies are read from TXT only. */
static size_t room_for(const MwDnsAnswer *answer)
{
    size_t bytes = 2 * answer->bytes + ENTRY_OVERHEAD;
    return answer->type == MW_DNS_TXT ? bytes + READ_FACTOR * answer->bytes + READ_OVERHEAD : bytes;
}

void mw_dns_cache_finish(MwDnsCache *cache, const MwDnsQuestion *question, MwDnsAnswer *answer)
{
    Shard *shard = shard_of(cache, question);
    g_atomic_int_add(&cache->in_flight, -1);
    pthread_mutex_lock(&shard->lock);
    Entry *entry = g_hash_table_lookup(shard->entries, question);
    entry->answer = answer;
    entry->expires_us = g_get_monotonic_time() + keep_us(answer);
    entry->bytes = room_for(answer);
    g_queue_push_tail(&shard->oldest, entry);
    entry->link = shard->oldest.tail;
    shard->bytes += entry->bytes;
    pthread_cond_broadcast(&shard->arrived);
    make_room(shard, cache->max_shard_bytes);
    pthread_mutex_unlock(&shard->lock);
}
