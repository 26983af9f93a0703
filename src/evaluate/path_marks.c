#include "src/evaluate/path.h"

#include "parsers/address.h"
#include "parsers/auth_results.h"
#include "parsers/forefront.h"
#include "parsers/received_spf.h"
#include "parsers/tag_list.h"
#include "src/evaluate/admd.h"
#include "src/evaluate/gateway.h"

enum { ARC_FIELDS_MAX = 60 }; /* RFC 8617, 4.2.1 allows 50 sets */

char *mw_path_address(const MwMessage *message, const char *field, unsigned n)
{
    const MwHeader *header = mw_message_header(message, field, n);
    g_autoptr(GPtrArray) addresses = header != NULL ? mw_address_parse(header->value) : NULL;
    if (addresses == NULL || addresses->len == 0)
        return NULL;
    const MwAddress *first = g_ptr_array_index(addresses, 0);
    return g_strdup(first->address);
}

static char *field_text(const MwMessage *message, const char *field)
{
    const MwHeader *header = mw_message_header(message, field, 0);
    return header != NULL ? mw_span_dup_unfolded(header->value) : NULL;
}

static bool field_is(const MwMessage *message, const char *field, const char *text)
{
    g_autofree char *value = field_text(message, field);
    return value != NULL && g_ascii_strcasecmp(value, text) == 0;
}

/* The registrable domain of an address; NULL. */
static char *address_admd(const char *address)
{
    g_autofree char *domain = address != NULL ? mw_address_domain(address) : NULL;
    return mw_admd_of(domain);
}

static char *author_admd(const MwMessage *message)
{
    g_autofree char *from = mw_path_address(message, "From", 0);
    return address_admd(from);
}

static void set_forwarded(MwPath *path, const MwHeader *header, const char *what,
                          const char *forwarder)
{
    if (path->forwarded)
        return;
    path->forwarded = true;
    path->forward_evidence =
        g_strdup_printf(MW_SPAN_FMT "[%u]: %s", MW_SPAN_ARG(header->name), header->index, what);
    path->forward_header_index = header->index;
    path->forwarder = g_strdup(forwarder);
}

/* SRS0=, SRS1= and Microsoft's "bounces+SRS=hash=...@": rewritten by a forwarder. */
static bool is_srs(const char *address)
{
    return g_ascii_strncasecmp(address, "SRS0", 4) == 0 ||
           g_ascii_strncasecmp(address, "SRS1", 4) == 0 || strstr(address, "+SRS=") != NULL ||
           strstr(address, "+SRS0=") != NULL;
}

static void find_srs(const MwMessage *message, MwPath *path)
{
    g_autofree char *address = mw_path_address(message, "Return-Path", 0);
    if (address == NULL || !is_srs(address))
        return;
    const char *at = strrchr(address, '@');
    set_forwarded(path, mw_message_header(message, "Return-Path", 0), address,
                  at != NULL ? at + 1 : NULL);
}

static void find_forward_fields(const MwMessage *message, MwPath *path)
{
    static const char *const fields[] = {"X-Forwarded-To",     "X-Forwarded-For", "X-Forwarded-By",
                                         "X-ForwardedMessage", "Resent-From",     "Resent-Sender"};
    for (size_t i = 0; i < G_N_ELEMENTS(fields); i++) {
        const MwHeader *header = mw_message_header(message, fields[i], 0);
        g_autofree char *address = mw_path_address(message, fields[i], 0);
        g_autofree char *text = field_text(message, fields[i]);
        if (header == NULL || *text == '\0')
            continue;
        const char *at = address != NULL ? strrchr(address, '@') : NULL;
        set_forwarded(path, header, text, at != NULL ? at + 1 : NULL);
    }
}

/* The sealer of an ARC set; the caller's. */
static char *sealer_of(const MwMessage *message, unsigned instance)
{
    const MwHeader *seal;
    for (unsigned n = 0;
         n < ARC_FIELDS_MAX && (seal = mw_message_header(message, "ARC-Seal", n)) != NULL; n++) {
        g_autoptr(GArray) tags = mw_tag_list_parse(seal->value, NULL);
        const MwTag *i = tags != NULL ? mw_tag_list_find(tags, "i") : NULL;
        const MwTag *d = tags != NULL ? mw_tag_list_find(tags, "d") : NULL;
        g_autofree char *number = i != NULL ? mw_span_dup(i->value) : NULL;
        if (d != NULL && number != NULL && g_ascii_strtoull(number, NULL, 10) == instance)
            return mw_span_dup(d->value);
    }
    return NULL;
}

static const MwAuthResult *find_result(const MwAuthResults *results, const char *method)
{
    for (guint i = 0; i < results->results->len; i++) {
        const MwAuthResult *result = g_ptr_array_index(results->results, i);
        if (strcmp(result->method, method) == 0)
            return result;
    }
    return NULL;
}

/* Does the set say that its writer took the message from elsewhere and checked it? Those who seal
 * what is submitted to them write auth=pass, or, as Microsoft does for its own senders, no client
 * address. */
static bool set_is_of_forwarder(const MwAuthResults *results, const char *admd, const char *ip)
{
    if (find_result(results, "auth") != NULL)
        return false;
    if (g_strcmp0(admd, "microsoft") == 0)
        return ip != NULL;
    return find_result(results, "spf") != NULL || find_result(results, "dkim") != NULL;
}

/* The client that the set names; the caller's, NULL. */
static char *checked_ip(const MwAuthResults *results)
{
    const MwAuthResult *spf = find_result(results, "spf");
    return spf != NULL ? mw_spf_comment_ip(spf->comment) : NULL;
}

/* An ARC set of somebody who is neither the receiver at its border nor the author's own domain. */
static void find_arc_hop(const MwMessage *message, MwPath *path)
{
    g_autofree char *author = author_admd(message);
    const MwHeader *header;
    for (unsigned n = 0;
         n < ARC_FIELDS_MAX &&
         (header = mw_message_header(message, "ARC-Authentication-Results", n)) != NULL;
         n++) {
        g_autoptr(MwAuthResults) results = mw_auth_results_parse_arc(header->value, NULL);
        g_autofree char *ip = results != NULL ? checked_ip(results) : NULL;
        g_autofree char *admd = results != NULL ? mw_admd_of(results->authserv_id) : NULL;
        if (results == NULL || !set_is_of_forwarder(results, admd, ip))
            continue;
        const char *border_ip = path->border != NULL ? path->border->ip : NULL;
        g_autofree char *sealer = sealer_of(message, results->arc_instance);
        g_autofree char *sealer_admd = mw_admd_of(sealer);
        bool own = g_strcmp0(admd, path->admd) == 0 &&
                   (border_ip == NULL || ip == NULL || g_strcmp0(ip, border_ip) == 0);
        if (own || (author != NULL && g_strcmp0(sealer_admd, author) == 0))
            continue;
        g_autofree char *what =
            g_strdup_printf("i=%u; %s", results->arc_instance,
                            results->authserv_id != NULL ? results->authserv_id : "-");
        set_forwarded(path, header, what, sealer != NULL ? sealer : results->authserv_id);
    }
}

/* A host below the border that took the message for an address of its own domain, which is not
 * the one it was delivered to. */
static void find_foreign_recipient(const MwMessage *message, MwPath *path)
{
    if (path->border == NULL)
        return;
    g_autofree char *final = address_admd(path->border->for_);
    g_autofree char *delivered = mw_path_address(message, "Delivered-To", 0);
    g_autofree char *delivered_admd = address_admd(delivered);
    const char *own = final != NULL ? final : delivered_admd;
    g_autofree char *author = author_admd(message);
    for (guint i = 0; own != NULL && i < path->hops->len; i++) {
        const MwHop *hop = g_ptr_array_index(path->hops, i);
        g_autofree char *by = mw_admd_of(hop->by);
        g_autofree char *recipient = address_admd(hop->for_);
        if (hop->is_receiver || by == NULL || g_strcmp0(by, recipient) != 0 ||
            strcmp(by, own) == 0 || g_strcmp0(by, author) == 0)
            continue;
        const MwHeader *header = &g_array_index(message->headers, MwHeader, hop->header_index - 1);
        set_forwarded(path, header, hop->for_, strrchr(hop->for_, '@') + 1);
    }
}

static void find_list(const MwMessage *message, MwPath *path)
{
    static const char *const fields[] = {"List-Id",           "List-Post",         "Mailing-List",
                                         "X-Mailman-Version", "X-Google-Group-Id", "X-BeenThere"};
    for (size_t i = 0; i < G_N_ELEMENTS(fields); i++) {
        g_autofree char *text = field_text(message, fields[i]);
        path->mailing_list = path->mailing_list || (text != NULL && i != 0);
    }
    /* newsletters have a List-Id too, but nobody posts to them */
    path->mailing_list = path->mailing_list || field_is(message, "Precedence", "list");
    g_autofree char *id = field_text(message, "List-Id");
    if (id == NULL)
        return;
    const char *open = strrchr(id, '<');
    path->list_id = open != NULL ? g_strndup(open + 1, strcspn(open + 1, ">")) : g_strdup(id);
}

static void set_gateway(MwPath *path, const char *name)
{
    if (name == NULL || path->gateway)
        return;
    path->gateway = true;
    path->gateway_name = g_strdup(name);
}

/* The border's client first: it changed the message last. */
static void find_gateway(const MwMessage *message, MwPath *path)
{
    if (path->border != NULL) {
        set_gateway(path, mw_gateway_of_host(path->border->from_host));
        set_gateway(path, mw_gateway_of_host(path->border->from));
    }
    for (guint i = 0; i < path->hops->len; i++) {
        const MwHop *hop = g_ptr_array_index(path->hops, i);
        set_gateway(path, mw_gateway_of_host(hop->by));
    }
    for (guint i = 0; !path->gateway && i < message->headers->len; i++)
        set_gateway(path, mw_gateway_of_field(g_array_index(message->headers, MwHeader, i).name));
}

static void find_sender(const MwMessage *message, MwPath *path)
{
    path->sender = mw_path_address(message, "Sender", 0);
    g_autofree char *from = mw_path_address(message, "From", 0);
    path->on_behalf =
        path->sender != NULL && from != NULL && g_ascii_strcasecmp(path->sender, from) != 0;
}

static void find_automatic(const MwMessage *message, MwPath *path)
{
    g_autofree char *submitted = field_text(message, "Auto-Submitted");
    g_autofree char *type = field_text(message, "Content-Type");
    const MwHeader *return_path = mw_message_header(message, "Return-Path", 0);
    g_autofree char *reverse = return_path != NULL ? mw_address_path(return_path->value) : NULL;
    path->automatic = (submitted != NULL && g_ascii_strncasecmp(submitted, "no", 2) != 0) ||
                      (reverse != NULL && *reverse == '\0') ||
                      (type != NULL && g_ascii_strncasecmp(type, "multipart/report", 16) == 0) ||
                      field_is(message, "Precedence", "auto_reply");
}

/* The domain the message was delivered to, as the receiver wrote it. */
static char *recipient_admd(const MwMessage *message, const MwPath *path)
{
    static const char *const fields[] = {"Delivered-To", "X-Original-To", "To"};
    char *found = path->border != NULL ? address_admd(path->border->for_) : NULL;
    for (size_t i = 0; found == NULL && i < G_N_ELEMENTS(fields); i++) {
        g_autofree char *address = mw_path_address(message, fields[i], 0);
        found = address_admd(address);
    }
    return found;
}

/* What Exchange says of the session. Fields of the sending tenant ("CrossTenant") prove nothing
 * about being inside. */
static void find_session(const MwMessage *message, MwPath *path)
{
    const MwHeader *report = mw_message_header(message, "X-Forefront-Antispam-Report", 0);
    g_autoptr(GPtrArray) pairs = report != NULL ? mw_forefront_parse(report->value) : NULL;
    bool microsoft = g_strcmp0(path->admd, "microsoft") == 0 || path->hops->len == 0;
    path->internal = field_is(message, "X-MS-Exchange-Organization-AuthAs", "Internal") ||
                     (path->border == NULL && g_strcmp0(mw_pairs_value(pairs, "DIR"), "INT") == 0);
    path->auth_as_anonymous =
        microsoft && (field_is(message, "X-MS-Exchange-Organization-AuthAs", "Anonymous") ||
                      field_is(message, "X-MS-Exchange-CrossTenant-AuthAs", "Anonymous"));
    g_autofree char *author = author_admd(message);
    g_autofree char *recipient = recipient_admd(message, path);
    path->direct_send =
        path->auth_as_anonymous &&
        (field_is(message, "X-MS-Exchange-Organization-IsAnonymousDirectSend", "True") ||
         field_is(message, "X-MS-Exchange-Organization-InternalOrgSender", "True") ||
         (author != NULL && mw_admd_profile(author) == NULL && g_strcmp0(author, recipient) == 0));
}

void mw_path_read_marks(const MwMessage *message, MwPath *path)
{
    find_srs(message, path);
    find_forward_fields(message, path);
    find_arc_hop(message, path);
    find_foreign_recipient(message, path);
    find_list(message, path);
    find_gateway(message, path);
    find_sender(message, path);
    find_automatic(message, path);
    find_session(message, path);
}
