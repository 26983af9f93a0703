#include "src/evaluate/path.h"

#include "parsers/address.h"
#include "parsers/received.h"
#include "src/evaluate/admd.h"

enum { HOPS_MAX = 1000 };

void mw_path_free(MwPath *path)
{
    if (path == NULL)
        return;
    mw_arena_free(path->arena);
    g_ptr_array_unref(path->hops);
    g_free(path->author);
    g_free(path->return_path);
    g_free(path->admd);
    g_free(path->forwarder);
    g_free(path->forward_evidence);
    g_free(path->list_id);
    g_free(path->gateway_name);
    g_free(path->sender);
    g_free(path);
}

static MwHop *read_hop(const MwHeader *header, MwArena *arena)
{
    MwReceived received = mw_received_parse(header->value, arena);
    MwHop *hop = mw_arena_take(arena, sizeof *hop);
    char ip[MW_IP_TEXT_MAX];
    bool has_ip = mw_ip_format(&received.ip, ip)[0] != '\0';
    *hop = (MwHop){.header_index = header->index,
                   .line = header->line,
                   .from = received.from,
                   .from_host = received.from_host,
                   .by = received.by,
                   .with = received.with,
                   .for_ = received.for_,
                   .id = received.id,
                   .ip = has_ip ? mw_arena_text(arena, ip, strlen(ip)) : NULL,
                   .client = received.ip,
                   .envelope_from = received.envelope_from,
                   .time = received.time,
                   .delay_s = G_MININT64};
    return hop;
}

static GPtrArray *read_hops(const MwMessage *message, MwArena *arena)
{
    GPtrArray *hops = g_ptr_array_new();
    for (guint i = 0; i < message->headers->len && hops->len < HOPS_MAX; i++) {
        const MwHeader *header = &g_array_index(message->headers, MwHeader, i);
        if (mw_span_is_nocase(header->name, "Received"))
            g_ptr_array_add(hops, read_hop(header, arena));
    }
    for (guint i = 0; i + 1 < hops->len; i++) {
        MwHop *hop = g_ptr_array_index(hops, i);
        const MwHop *below = g_ptr_array_index(hops, i + 1);
        if (hop->time >= 0 && below->time >= 0)
            hop->delay_s = hop->time - below->time;
    }
    return hops;
}

/* Is the client of this hop, written by `admd` (NULL: a host without a public name), somebody
 * outside? The HELO argument is the client's own word and proves nothing. */
static bool client_is_outside(const MwHop *hop, const char *admd, MwPsl *psl)
{
    if (hop->client.family == 0 || mw_ip_is_internal(&hop->client))
        return false; /* an inside address is no border */
    const MwAdmdProfile *profile = mw_admd_profile(admd);
    if (profile != NULL && profile->names_border)
        return mw_admd_is_border_host(hop->by);
    return !mw_admd_is_same(psl, hop->from_host, hop->by);
}

/* The first hop, from the top, where somebody outside hands over to the receiver, whose hosts form
 * an unbroken run: what stands below is the sender's word. Returns the number of hops
 * of the run. */
static guint find_border(MwPath *path)
{
    guint i = 0;
    for (; i < path->hops->len && path->border == NULL; i++) {
        MwHop *hop = g_ptr_array_index(path->hops, i);
        g_autofree char *admd = mw_admd_of(path->psl, hop->by);
        if (admd != NULL && path->admd != NULL && strcmp(admd, path->admd) != 0)
            break;
        if (path->admd == NULL)
            path->admd = g_strdup(admd);
        hop->is_receiver = true;
        if (client_is_outside(hop, admd, path->psl)) {
            hop->is_border = true;
            path->border = hop;
            path->received_at = hop->time;
        }
    }
    return i;
}

/* Fields of the author or of those who handled the message before: they end a trace block. */
static bool ends_trace_block(MwSpan name)
{
    static const char *const fields[] = {
        "Received",   "DKIM-Signature", "From",         "To",
        "Cc",         "Subject",        "Date",         "Message-ID",
        "Reply-To",   "Sender",         "MIME-Version", "Content-Type",
        "References", "In-Reply-To",    "List-Id",      "Content-Transfer-Encoding",
    };
    if (name.len > 0 && (name.data[0] == 'X' || name.data[0] == 'x'))
        return false;
    for (size_t i = 0; i < G_N_ELEMENTS(fields); i++)
        if (mw_span_is_nocase(name, fields[i]))
            return true;
    return false;
}

/* Some (Gmail, milters) write their fields under their own Received. */
static unsigned find_trace_end(const MwMessage *message, const MwPath *path, guint run)
{
    if (run == 0)
        return 0;
    const MwHop *last = g_ptr_array_index(path->hops, run - 1);
    unsigned end = last->header_index;
    for (; end < message->headers->len; end++)
        if (ends_trace_block(g_array_index(message->headers, MwHeader, end).name))
            break;
    return end;
}

MwPath *mw_path_read(const MwMessage *message, MwPsl *psl)
{
    MwPath *path = g_new0(MwPath, 1);
    path->psl = psl;
    path->received_at = -1;
    path->arena = mw_arena_new();
    path->hops = read_hops(message, path->arena);
    path->trace_end = find_trace_end(message, path, find_border(path));
    path->author = mw_path_address(message, "From", 0);
    const MwHeader *return_path = mw_message_header(message, "Return-Path", 0);
    path->return_path = return_path != NULL ? mw_address_path(return_path->value) : NULL;
    mw_path_read_marks(message, path);
    return path;
}
