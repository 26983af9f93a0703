#include "tests/dns/responder.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "src/dns/zone_file.h"

enum { TC = 0x0200, AA = 0x0400, QR = 0x8000, RA = 0x0080, RD = 0x0100, CD = 0x0010 };
enum { NOERROR = 0, FORMERR = 1, SERVFAIL = 2, NXDOMAIN = 3, REFUSED = 5 };

static const uint16_t type_codes[MW_DNS_TYPE_N] = {
    [MW_DNS_A] = 1,    [MW_DNS_NS] = 2,  [MW_DNS_CNAME] = 5, [MW_DNS_SOA] = 6,
    [MW_DNS_PTR] = 12, [MW_DNS_MX] = 15, [MW_DNS_TXT] = 16,  [MW_DNS_AAAA] = 28,
};

typedef struct {
    gint64 due_us;
    struct sockaddr_in to;
    GByteArray *bytes;
} Delayed;

struct MwTestResponder {
    MwTestResponderOptions options;
    MwZoneFile *file;
    const MwDnsStore *store;
    char *name;
    unsigned port;
    int udp, tcp, stop;
    gint udp_count, tcp_count; /* atomic */
    GQueue delayed;            /* Delayed*, in order of due_us */
    GThread *thread;
};

typedef struct {
    char name[256];
    MwDnsType type;
    bool known_type;
    unsigned flags;
    size_t question_len; /* of the question section */
    unsigned udp_size;
    bool edns;
} Query;

/* ---- reading questions ---- */

static unsigned get16(const guint8 *at)
{
    return (unsigned)at[0] << 8 | at[1];
}

static bool read_type(Query *query, unsigned code)
{
    for (unsigned type = 0; type < MW_DNS_TYPE_N; type++)
        if (type_codes[type] == code) {
            query->type = (MwDnsType)type;
            return true;
        }
    return false;
}

static bool read_query(const guint8 *bytes, size_t len, Query *query)
{
    GString *name = g_string_new(NULL);
    size_t at = 12;
    while (at < len && bytes[at] != 0 && at + 1 + bytes[at] < len) {
        g_string_append_printf(name, "%s%.*s", name->len > 0 ? "." : "", bytes[at],
                               (const char *)bytes + at + 1);
        at += 1u + bytes[at];
    }
    bool good = at + 5 <= len && bytes[at] == 0 && name->len < sizeof query->name;
    if (good) {
        g_strlcpy(query->name, name->str, sizeof query->name);
        query->flags = get16(bytes + 2);
        query->known_type = read_type(query, get16(bytes + at + 1));
        query->question_len = at + 5 - 12;
        query->edns = get16(bytes + 10) > 0 && at + 5 + 11 <= len;
        query->udp_size = query->edns ? get16(bytes + at + 5 + 3) : 512;
    }
    g_string_free(name, TRUE);
    return good;
}

/* ---- writing answers ---- */

static void put16(GByteArray *out, unsigned value)
{
    guint8 octets[2] = {(guint8)(value >> 8), (guint8)value};
    g_byte_array_append(out, octets, 2);
}

static void put_name(GByteArray *out, const char *name)
{
    while (*name != '\0') {
        guint8 len = (guint8)strcspn(name, ".");
        g_byte_array_append(out, &len, 1);
        g_byte_array_append(out, (const guint8 *)name, len);
        name += len + (name[len] == '.');
    }
    g_byte_array_append(out, (const guint8 *)"", 1);
}

static void put_text(GByteArray *out, const MwDnsRecord *record)
{
    MwSpan text = mw_dns_record_text(record);
    size_t at = 0;
    for (unsigned i = 0; i < record->strings->len; i++) {
        guint8 len = g_array_index(record->strings, guint8, i);
        g_byte_array_append(out, &len, 1);
        g_byte_array_append(out, (const guint8 *)text.data + at, len);
        at += len;
    }
}

static void put_ip(GByteArray *out, MwDnsType type, const MwIp *ip)
{
    static const guint8 mapped[12] = {[10] = 0xff, [11] = 0xff};
    if (type == MW_DNS_AAAA && ip->family == 4)
        g_byte_array_append(out, mapped, sizeof mapped);
    g_byte_array_append(out, ip->bytes, ip->family == 4 ? 4 : 16);
}

static void put_data(GByteArray *out, MwDnsType type, const MwDnsRecord *record)
{
    static const guint8 zeros[20] = {0};
    if (type == MW_DNS_MX)
        put16(out, record->preference);
    if (type == MW_DNS_TXT)
        put_text(out, record);
    else if (type == MW_DNS_A || type == MW_DNS_AAAA)
        put_ip(out, type, &record->ip);
    else
        put_name(out, record->name);
    if (type == MW_DNS_SOA) {
        put_name(out, "");
        g_byte_array_append(out, zeros, 20);
    }
}

static void put_record(GByteArray *out, const char *owner, MwDnsType type,
                       const MwDnsRecord *record)
{
    put_name(out, owner);
    put16(out, type_codes[type]);
    put16(out, 1);
    put16(out, record->ttl >> 16);
    put16(out, record->ttl & 0xffff);
    guint length_at = out->len;
    put16(out, 0);
    put_data(out, type, record);
    unsigned len = out->len - length_at - 2;
    out->data[length_at] = (guint8)(len >> 8);
    out->data[length_at + 1] = (guint8)len;
}

static void put_soa(GByteArray *out, unsigned negative_ttl)
{
    MwDnsRecord soa = {.ttl = negative_ttl, .name = (char[]){""}};
    guint begin = out->len;
    put_record(out, "", MW_DNS_SOA, &soa);
    g_assert_cmpuint(out->len - begin, >, 4);
    out->data[out->len - 2] = (guint8)(negative_ttl >> 8);
    out->data[out->len - 1] = (guint8)negative_ttl;
}

static unsigned put_sections(const MwTestResponder *responder, GByteArray *out,
                             const MwDnsAnswer *answer, unsigned *authorities)
{
    const char *owner = answer->name;
    unsigned count = 0;
    bool cut = responder->options.omits_targets && answer->cnames->len > 0;
    for (unsigned i = 0; i < answer->cnames->len && !(cut && i > 0); i++, count++) {
        MwDnsRecord alias = {.ttl = answer->ttl, .name = g_ptr_array_index(answer->cnames, i)};
        put_record(out, owner, MW_DNS_CNAME, &alias);
        owner = alias.name;
    }
    for (unsigned i = 0; i < answer->records->len && !cut; i++, count++)
        put_record(out, owner, answer->type, g_ptr_array_index(answer->records, i));
    if (answer->status != MW_DNS_FOUND && !cut) {
        unsigned ttl = responder->options.negative_ttl;
        put_soa(out, ttl > 0 ? ttl : 300);
        *authorities = 1;
    }
    return count;
}

static void set16(GByteArray *out, guint at, unsigned value)
{
    out->data[at] = (guint8)(value >> 8);
    out->data[at + 1] = (guint8)value;
}

static unsigned rcode_of(const MwTestResponder *responder, const Query *query,
                         const MwDnsAnswer *answer)
{
    if (responder->options.lacks_edns && query->edns)
        return FORMERR;
    if (answer->status == MW_DNS_NXDOMAIN)
        return responder->options.omits_targets && answer->cnames->len > 0 ? NOERROR : NXDOMAIN;
    if (answer->failure == MW_DNS_BOGUS)
        return query->flags & CD ? NOERROR : SERVFAIL;
    if (answer->failure == MW_DNS_REFUSED)
        return REFUSED;
    return answer->failure != MW_DNS_OK ? SERVFAIL : NOERROR;
}

/* NULL: says nothing. */
static GByteArray *make_answer(MwTestResponder *responder, const guint8 *bytes, size_t len,
                               bool by_udp)
{
    Query query = {.flags = 0};
    if (responder->options.silent || len < 12 || !read_query(bytes, len, &query) ||
        !query.known_type)
        return NULL;
    g_autofree char *name = g_ascii_strdown(query.name, -1);
    g_autoptr(MwDnsAnswer) answer = mw_dns_store_ask(responder->store, name, query.type);
    if (answer->failure == MW_DNS_TIMEOUT)
        return NULL;

    GByteArray *out = g_byte_array_new();
    g_byte_array_append(out, bytes, (guint)(12 + query.question_len));
    unsigned rcode = rcode_of(responder, &query, answer), authorities = 0;
    unsigned flags = QR | RA | (query.flags & (RD | CD)) | rcode;
    flags |= responder->options.server != NULL ? AA : 0u;
    unsigned count = rcode == NOERROR || rcode == NXDOMAIN
                         ? put_sections(responder, out, answer, &authorities)
                         : 0;
    if (by_udp && (responder->options.truncates || out->len > query.udp_size)) {
        g_byte_array_set_size(out, (guint)(12 + query.question_len));
        flags |= TC;
        count = authorities = 0;
    }
    set16(out, 2, flags);
    set16(out, 6, count);
    set16(out, 8, authorities);
    set16(out, 10, 0);
    if (answer->failure == MW_DNS_MALFORMED)
        set16(out, 6, 77); /* records that are not there */
    return out;
}

/* ---- the thread ---- */

static void serve_udp(MwTestResponder *responder)
{
    guint8 bytes[4096];
    struct sockaddr_in from;
    socklen_t from_len = sizeof from;
    ssize_t len = recvfrom(responder->udp, bytes, sizeof bytes, MSG_DONTWAIT,
                           (struct sockaddr *)&from, &from_len);
    if (len < 0)
        return;
    g_atomic_int_inc(&responder->udp_count);
    GByteArray *answer = make_answer(responder, bytes, (size_t)len, true);
    if (answer == NULL)
        return;
    Delayed *delayed = g_new0(Delayed, 1);
    *delayed = (Delayed){g_get_monotonic_time() + (gint64)responder->options.delay_ms * 1000, from,
                         answer};
    g_queue_push_tail(&responder->delayed, delayed);
}

static bool read_exactly(int fd, guint8 *to, size_t len)
{
    return recv(fd, to, len, MSG_WAITALL) == (ssize_t)len;
}

static void serve_tcp(MwTestResponder *responder)
{
    int fd = accept(responder->tcp, NULL, NULL);
    struct timeval patience = {.tv_sec = 2};
    guint8 size[2], bytes[4096];
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (read_exactly(fd, size, 2) && get16(size) <= sizeof bytes &&
        read_exactly(fd, bytes, get16(size))) {
        g_atomic_int_inc(&responder->tcp_count);
        g_autoptr(GByteArray) answer = make_answer(responder, bytes, get16(size), false);
        if (answer != NULL) {
            guint8 prefix[2] = {(guint8)(answer->len >> 8), (guint8)answer->len};
            g_byte_array_prepend(answer, prefix, 2);
            g_usleep(responder->options.delay_ms * 1000ul);
            send(fd, answer->data, answer->len, MSG_NOSIGNAL);
        }
    }
    close(fd);
}

static void free_delayed(Delayed *delayed)
{
    g_byte_array_unref(delayed->bytes);
    g_free(delayed);
}

/* Sends what is due; returns how long the next may wait, in milliseconds. */
static int send_due(MwTestResponder *responder)
{
    Delayed *next;
    while ((next = g_queue_peek_head(&responder->delayed)) != NULL) {
        gint64 left_us = next->due_us - g_get_monotonic_time();
        if (left_us > 0)
            return (int)(left_us / 1000) + 1;
        sendto(responder->udp, next->bytes->data, next->bytes->len, 0,
               (const struct sockaddr *)&next->to, sizeof next->to);
        free_delayed(g_queue_pop_head(&responder->delayed));
    }
    return -1;
}

static gpointer run(gpointer data)
{
    MwTestResponder *responder = data;
    struct pollfd fds[] = {{.fd = responder->stop, .events = POLLIN},
                           {.fd = responder->udp, .events = POLLIN},
                           {.fd = responder->tcp, .events = POLLIN}};
    while (!(fds[0].revents & POLLIN)) {
        poll(fds, G_N_ELEMENTS(fds), send_due(responder));
        if (fds[1].revents & POLLIN)
            serve_udp(responder);
        if (fds[2].revents & POLLIN)
            serve_tcp(responder);
    }
    return NULL;
}

/* ---- life ---- */

static bool listen_on(MwTestResponder *responder, unsigned port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    const char *text = responder->options.address;
    socklen_t len = sizeof address;
    int yes = 1, room = 4 * 1024 * 1024; /* for the questions of a whole batch at once */
    inet_pton(AF_INET, text != NULL ? text : "127.0.0.1", &address.sin_addr);
    responder->udp = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    responder->tcp = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    setsockopt(responder->tcp, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    setsockopt(responder->udp, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
    if (bind(responder->udp, (struct sockaddr *)&address, sizeof address) == 0 &&
        getsockname(responder->udp, (struct sockaddr *)&address, &len) == 0 &&
        bind(responder->tcp, (struct sockaddr *)&address, sizeof address) == 0 &&
        listen(responder->tcp, 64) == 0) {
        responder->port = ntohs(address.sin_port);
        return true;
    }
    close(responder->udp);
    close(responder->tcp);
    return false;
}

MwTestResponder *mw_test_responder_new(const MwTestResponderOptions *options)
{
    MwTestResponder *responder = g_new0(MwTestResponder, 1);
    GError *error = NULL;
    responder->options = *options;
    responder->file = mw_zone_file_read(mw_span(options->zone), "responder", &error);
    if (responder->file == NULL)
        g_error("%s", error->message);
    responder->store = responder->file->resolver;
    if (options->server != NULL)
        responder->store = g_hash_table_lookup(responder->file->servers, options->server);
    /* The port that is free for UDP may be taken for TCP. */
    bool listening = false;
    for (unsigned i = 0; i < 20 && !listening; i++)
        listening = listen_on(responder, options->port);
    if (!listening || responder->store == NULL)
        g_error("responder: cannot listen, or no $SERVER %s", options->server);
    responder->stop = eventfd(0, EFD_CLOEXEC);
    responder->name = g_strdup_printf(
        "%s@%u", options->address != NULL ? options->address : "127.0.0.1", responder->port);
    g_queue_init(&responder->delayed);
    responder->thread = g_thread_new("responder", run, responder);
    return responder;
}

void mw_test_responder_free(MwTestResponder *responder)
{
    uint64_t one = 1;
    if (responder == NULL)
        return;
    if (write(responder->stop, &one, sizeof one) != sizeof one)
        g_error("responder: %s", g_strerror(errno));
    g_thread_join(responder->thread);
    Delayed *delayed;
    while ((delayed = g_queue_pop_head(&responder->delayed)) != NULL)
        free_delayed(delayed);
    close(responder->udp);
    close(responder->tcp);
    close(responder->stop);
    mw_zone_file_free(responder->file);
    g_free(responder->name);
    g_free(responder);
}

unsigned mw_test_responder_port(const MwTestResponder *responder)
{
    return responder->port;
}

const char *mw_test_responder_name(const MwTestResponder *responder)
{
    return responder->name;
}

unsigned mw_test_responder_udp(MwTestResponder *responder)
{
    return (unsigned)g_atomic_int_get(&responder->udp_count);
}

unsigned mw_test_responder_tcp(MwTestResponder *responder)
{
    return (unsigned)g_atomic_int_get(&responder->tcp_count);
}
