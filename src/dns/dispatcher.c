#include "src/dns/dispatcher.h"

#include <ares.h>
#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "src/dns/packet.h"

enum {
    SILENT_AFTER = 3,     /* questions without any packet */
    IDLE_POLL_MS = 60000, /* nothing to do: sleep until woken */
    /* A batch asks a thousand questions at once; an answer that finds no room costs a timeout. */
    RECEIVE_BUFFER = 4 * 1024 * 1024,
};

/* A c-ares channel that knows one server. */
typedef struct {
    char *server;
    ares_channel channel;
    unsigned in_use;
    bool edns_refused;
} Upstream;

typedef struct {
    MwDnsDispatcher *dispatcher;
    const MwDnsQuestion *question;
    GPtrArray *servers;
    gint64 deadline_us;
    Upstream *upstream; /* asked now */
    unsigned tries;
    bool checked;           /* has been asked with checking disabled, or is being */
    bool checking_disabled; /* now */
    MwDnsFailure failure;   /* the most telling so far; OK: none */
} Job;

struct MwDnsDispatcher {
    MwDnsDispatcherOptions options;
    GThread *thread;
    int wake;                  /* eventfd */
    pthread_mutex_t lock;      /* of `jobs` */
    GQueue jobs;               /* Job*, new */
    gint stopping;             /* atomic */
    gint received, unanswered; /* atomic: packets, and questions that timed out */
    GPtrArray *upstreams;      /* Upstream*, the thread's */
};

static void try_server(Job *job);

/* ---- upstreams ---- */

static unsigned tries_of(const GPtrArray *servers)
{
    return servers->len == 1 ? 3 : 2 * servers->len;
}

static void free_upstream(gpointer data)
{
    Upstream *upstream = data;
    ares_destroy(upstream->channel);
    g_free(upstream->server);
    g_free(upstream);
}

static Upstream *new_upstream(const char *server, int timeout_ms)
{
    /* LOOKUPS, DOMAINS and SERVERS are given so that c-ares reads no files. */
    static char lookups[] = "b";
    struct ares_options options = {
        .flags = ARES_FLAG_NOCHECKRESP | ARES_FLAG_EDNS,
        .timeout = timeout_ms,
        .tries = 1,
        .ednspsz = MW_DNS_UDP_SIZE,
        .lookups = lookups,
        .socket_receive_buffer_size = RECEIVE_BUFFER,
    };
    int mask = ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_EDNSPSZ |
               ARES_OPT_LOOKUPS | ARES_OPT_DOMAINS | ARES_OPT_SERVERS | ARES_OPT_SOCK_RCVBUF;
    ares_channel channel;
    if (ares_init_options(&channel, &options, mask) != ARES_SUCCESS)
        return NULL;
    if (ares_set_servers_ports_csv(channel, server) != ARES_SUCCESS) {
        ares_destroy(channel);
        return NULL;
    }
    Upstream *upstream = g_new0(Upstream, 1);
    upstream->server = g_strdup(server);
    upstream->channel = channel;
    return upstream;
}

static Upstream *upstream_for(MwDnsDispatcher *dispatcher, const char *server, unsigned tries)
{
    for (unsigned i = 0; i < dispatcher->upstreams->len; i++) {
        Upstream *known = g_ptr_array_index(dispatcher->upstreams, i);
        if (strcmp(known->server, server) == 0)
            return known;
    }
    int timeout_ms = (int)MAX(dispatcher->options.timeout_ms / tries, 1);
    Upstream *upstream = new_upstream(server, timeout_ms);
    if (upstream != NULL)
        g_ptr_array_add(dispatcher->upstreams, upstream);
    return upstream;
}

/* Channels are big; those of servers that nobody asks any more go. */
static void sweep(MwDnsDispatcher *dispatcher)
{
    for (unsigned i = dispatcher->upstreams->len; i-- > 0;) {
        const Upstream *upstream = g_ptr_array_index(dispatcher->upstreams, i);
        if (upstream->in_use == 0 && dispatcher->upstreams->len > 8)
            g_ptr_array_remove_index_fast(dispatcher->upstreams, i);
    }
}

/* ---- one question ---- */

static void finish(Job *job, MwDnsAnswer *answer)
{
    const MwDnsDispatcherOptions *options = &job->dispatcher->options;
    if (answer->failure == MW_DNS_TIMEOUT)
        g_atomic_int_inc(&job->dispatcher->unanswered);
    options->done(options->owner, job->question, answer);
    g_ptr_array_unref(job->servers);
    g_free(job);
}

static void fail(Job *job)
{
    MwDnsFailure failure = job->failure != MW_DNS_OK ? job->failure : MW_DNS_TIMEOUT;
    finish(job, mw_dns_question_fail(job->question, failure));
}

/* Silence says less than "unreachable", and an error that a server sent more than either. */
static void try_after(Job *job, MwDnsFailure failure)
{
    bool told = job->failure != MW_DNS_OK && job->failure != MW_DNS_UNREACHABLE &&
                job->failure != MW_DNS_TIMEOUT;
    if (!told && !(failure == MW_DNS_UNREACHABLE && job->failure == MW_DNS_TIMEOUT))
        job->failure = failure;
    try_server(job);
}

static bool is_from_a_resolver(const Job *job)
{
    return job->question->server == NULL;
}

/* A server that answered with an error would repeat itself: the others may know better, once. */
static void try_others(Job *job, MwDnsFailure failure)
{
    job->failure = failure;
    if (job->tries < job->servers->len)
        try_server(job);
    else
        fail(job);
}

static void ask_upstream(Job *job);

/* The second question after a SERVFAIL: an answer means that only validation stood against it. */
static void judge_unchecked(Job *job, MwDnsFailure failure)
{
    job->checking_disabled = false;
    if (failure != MW_DNS_OK) {
        try_others(job, MW_DNS_SERVFAIL);
        return;
    }
    job->failure = MW_DNS_BOGUS;
    fail(job);
}

static void judge(Job *job, MwDnsFailure failure)
{
    bool may_check = job->dispatcher->options.check_dnssec && is_from_a_resolver(job);
    if (job->checking_disabled) {
        judge_unchecked(job, failure);
    } else if (failure == MW_DNS_SERVFAIL && may_check && !job->checked) {
        job->checked = job->checking_disabled = true;
        ask_upstream(job);
    } else {
        try_others(job, failure);
    }
}

static void receive(Job *job, MwSpan packet)
{
    g_atomic_int_inc(&job->dispatcher->received);
    Upstream *upstream = job->upstream;
    if (mw_dns_packet_rcode(packet) == MW_DNS_RCODE_FORMERR && !upstream->edns_refused) {
        upstream->edns_refused = true; /* RFC 6891, 7 */
        ask_upstream(job);
        return;
    }
    const MwDnsQuestion *question = job->question;
    MwDnsAnswer *answer =
        mw_dns_packet_read(packet, question->server, question->name, question->type);
    if (answer->failure == MW_DNS_OK && !job->checking_disabled) {
        finish(job, answer);
        return;
    }
    MwDnsFailure failure = answer->failure;
    mw_dns_answer_unref(answer);
    judge(job, failure);
}

static void on_answer(void *data, int status, int timeouts, unsigned char *bytes, int len)
{
    (void)timeouts;
    Job *job = data;
    job->upstream->in_use--;
    if (status == ARES_SUCCESS && bytes != NULL)
        receive(job, mw_span_make((const char *)bytes, (size_t)len));
    else if (g_atomic_int_get(&job->dispatcher->stopping))
        fail(job);
    else if (job->checking_disabled)
        judge(job, MW_DNS_TIMEOUT);
    else
        try_after(job, status == ARES_ECONNREFUSED ? MW_DNS_UNREACHABLE : MW_DNS_TIMEOUT);
}

/* c-ares may call back before this returns; the tries bound how deep that nests. */
static void ask_upstream(Job *job)
{
    MwDnsQueryFlags flags = {
        .recursion = is_from_a_resolver(job),
        .checking_disabled = job->checking_disabled,
        .edns = !job->upstream->edns_refused,
    };
    g_autoptr(GByteArray) query =
        mw_dns_packet_query(job->question->name, job->question->type, flags);
    job->upstream->in_use++;
    ares_send(job->upstream->channel, query->data, (int)query->len, on_answer, job);
}

static void try_server(Job *job)
{
    unsigned tries = tries_of(job->servers);
    if (job->tries >= tries || g_get_monotonic_time() >= job->deadline_us) {
        fail(job);
        return;
    }
    const char *server = g_ptr_array_index(job->servers, job->tries % job->servers->len);
    job->tries++;
    job->upstream = upstream_for(job->dispatcher, server, tries);
    if (job->upstream != NULL)
        ask_upstream(job);
    else
        try_after(job, MW_DNS_UNREACHABLE);
}

/* ---- the thread ---- */

typedef struct {
    GArray *fds;     /* struct pollfd; the first is the wake-up */
    GArray *indices; /* unsigned: whose it is, in `upstreams` */
} PollSet;

static void add_fds(PollSet *set, ares_channel channel, unsigned index)
{
    ares_socket_t sockets[ARES_GETSOCK_MAXNUM];
    /* The macros of ares.h shift a one into the sign bit. */
    unsigned bits = (unsigned)ares_getsock(channel, sockets, ARES_GETSOCK_MAXNUM);
    for (unsigned i = 0; i < ARES_GETSOCK_MAXNUM; i++) {
        struct pollfd fd = {.fd = sockets[i]};
        if (bits >> i & 1)
            fd.events |= POLLIN;
        if (bits >> (i + ARES_GETSOCK_MAXNUM) & 1)
            fd.events |= POLLOUT;
        if (fd.events == 0)
            continue;
        g_array_append_val(set->fds, fd);
        g_array_append_val(set->indices, index);
    }
}

/* How long poll may sleep, in milliseconds. */
static int fill_poll_set(const MwDnsDispatcher *dispatcher, PollSet *set)
{
    struct pollfd wake = {.fd = dispatcher->wake, .events = POLLIN};
    unsigned nobody = G_MAXUINT;
    struct timeval longest = {.tv_sec = IDLE_POLL_MS / 1000}, left;
    int timeout_ms = IDLE_POLL_MS;
    g_array_set_size(set->fds, 0);
    g_array_set_size(set->indices, 0);
    g_array_append_val(set->fds, wake);
    g_array_append_val(set->indices, nobody);
    for (unsigned i = 0; i < dispatcher->upstreams->len; i++) {
        const Upstream *upstream = g_ptr_array_index(dispatcher->upstreams, i);
        const struct timeval *next = ares_timeout(upstream->channel, &longest, &left);
        /* Rounded up: waking a moment early would spin. */
        timeout_ms = MIN(timeout_ms, (int)(next->tv_sec * 1000 + (next->tv_usec + 999) / 1000));
        add_fds(set, upstream->channel, i);
    }
    return timeout_ms;
}

static void process(MwDnsDispatcher *dispatcher, const PollSet *set)
{
    for (unsigned i = 1; i < set->fds->len; i++) {
        const struct pollfd *fd = &g_array_index(set->fds, struct pollfd, i);
        unsigned index = g_array_index(set->indices, unsigned, i);
        Upstream *upstream = g_ptr_array_index(dispatcher->upstreams, index);
        bool in = fd->revents & (POLLIN | POLLERR | POLLHUP), out = fd->revents & POLLOUT;
        if (in || out)
            ares_process_fd(upstream->channel, in ? fd->fd : ARES_SOCKET_BAD,
                            out ? fd->fd : ARES_SOCKET_BAD);
    }
    /* Then what is late, everywhere; upstreams may be added meanwhile, none goes. */
    for (unsigned i = 0; i < dispatcher->upstreams->len; i++) {
        Upstream *upstream = g_ptr_array_index(dispatcher->upstreams, i);
        ares_process_fd(upstream->channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
    }
}

static Job *take_job(MwDnsDispatcher *dispatcher)
{
    pthread_mutex_lock(&dispatcher->lock);
    Job *job = g_queue_pop_head(&dispatcher->jobs);
    pthread_mutex_unlock(&dispatcher->lock);
    return job;
}

static void start_jobs(MwDnsDispatcher *dispatcher)
{
    uint64_t count;
    if (read(dispatcher->wake, &count, sizeof count) < 0)
        count = 0; /* nobody called: the jobs, if any, are taken all the same */
    Job *job;
    while ((job = take_job(dispatcher)) != NULL)
        try_server(job);
}

static gpointer run(gpointer data)
{
    MwDnsDispatcher *dispatcher = data;
    PollSet set = {g_array_new(FALSE, FALSE, sizeof(struct pollfd)),
                   g_array_new(FALSE, FALSE, sizeof(unsigned))};
    while (!g_atomic_int_get(&dispatcher->stopping)) {
        int timeout_ms = fill_poll_set(dispatcher, &set);
        poll((struct pollfd *)(void *)set.fds->data, set.fds->len, timeout_ms);
        process(dispatcher, &set);
        start_jobs(dispatcher);
        sweep(dispatcher);
    }
    g_ptr_array_set_size(dispatcher->upstreams, 0); /* their jobs fail */
    Job *job;
    while ((job = take_job(dispatcher)) != NULL)
        fail(job);
    g_array_unref(set.fds);
    g_array_unref(set.indices);
    return NULL;
}

static void wake(MwDnsDispatcher *dispatcher)
{
    uint64_t one = 1;
    /* It can fail only when the counter is full, and then the thread is awake. */
    G_GNUC_UNUSED ssize_t written = write(dispatcher->wake, &one, sizeof one);
}

MwDnsDispatcher *mw_dns_dispatcher_new(const MwDnsDispatcherOptions *options, GError **error)
{
    MwDnsDispatcher *dispatcher = g_new0(MwDnsDispatcher, 1);
    dispatcher->options = *options;
    pthread_mutex_init(&dispatcher->lock, NULL);
    g_queue_init(&dispatcher->jobs);
    dispatcher->upstreams = g_ptr_array_new_with_free_func(free_upstream);
    dispatcher->wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    ares_library_init(ARES_LIB_INIT_ALL);
    if (dispatcher->wake < 0)
        g_set_error(error, G_FILE_ERROR, g_file_error_from_errno(errno), "eventfd: %s",
                    g_strerror(errno));
    else
        dispatcher->thread = g_thread_try_new("dns", run, dispatcher, error);
    if (dispatcher->thread != NULL)
        return dispatcher;
    mw_dns_dispatcher_free(dispatcher);
    return NULL;
}

void mw_dns_dispatcher_free(MwDnsDispatcher *dispatcher)
{
    if (dispatcher == NULL)
        return;
    g_atomic_int_set(&dispatcher->stopping, 1);
    if (dispatcher->thread != NULL) {
        wake(dispatcher);
        g_thread_join(dispatcher->thread);
    }
    if (dispatcher->wake >= 0)
        close(dispatcher->wake);
    g_ptr_array_unref(dispatcher->upstreams);
    pthread_mutex_destroy(&dispatcher->lock);
    ares_library_cleanup();
    g_free(dispatcher);
}

void mw_dns_dispatcher_send(MwDnsDispatcher *dispatcher, const MwDnsQuestion *question,
                            GPtrArray *servers, gint64 deadline_us)
{
    Job *job = g_new0(Job, 1);
    *job = (Job){.dispatcher = dispatcher,
                 .question = question,
                 .servers = g_ptr_array_ref(servers),
                 .deadline_us = deadline_us};
    pthread_mutex_lock(&dispatcher->lock);
    g_queue_push_tail(&dispatcher->jobs, job);
    pthread_mutex_unlock(&dispatcher->lock);
    wake(dispatcher);
}

bool mw_dns_dispatcher_is_silent(MwDnsDispatcher *dispatcher)
{
    return g_atomic_int_get(&dispatcher->received) == 0 &&
           g_atomic_int_get(&dispatcher->unanswered) >= SILENT_AFTER;
}
