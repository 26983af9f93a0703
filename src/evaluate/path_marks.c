#include "src/evaluate/path.h"

#include "parsers/address.h"
#include "parsers/decimal.h"
#include "parsers/forefront.h"
#include "src/evaluate/admd.h"
#include "src/evaluate/gateway.h"

char *mw_path_address(const MwMessage *message, const char *field, unsigned n)
{
    const MwHeader *header = mw_message_header(message, field, n);
    return header != NULL ? mw_address_first(header->value) : NULL;
}

static bool field_is(const MwMessage *message, const char *field, const char *text)
{
    const MwHeader *header = mw_message_header(message, field, 0);
    return header != NULL && mw_span_is_nocase(mw_span_trim(header->value), text);
}

static bool field_begins(const MwMessage *message, const char *field, const char *text)
{
    const MwHeader *header = mw_message_header(message, field, 0);
    return header != NULL && mw_span_starts_with_nocase(mw_span_trim(header->value), text);
}

const char *mw_path_host_of(const char *address)
{
    const char *at = address != NULL ? strrchr(address, '@') : NULL;
    return at != NULL ? at + 1 : NULL;
}

void mw_path_set_forwarded(MwPath *path, const MwHeader *header, const char *what,
                           const char *forwarder)
{
    if (path->forwarded)
        return;
    path->forwarded = true;
    char index[MW_DECIMAL_MAX];
    g_autofree char *name = mw_span_dup(header->name);
    path->forward_evidence =
        g_strconcat(name, "[", mw_decimal_format(header->index, index), "]: ", what, NULL);
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
    if (path->return_path != NULL && is_srs(path->return_path))
        mw_path_set_forwarded(path, mw_message_header(message, "Return-Path", 0), path->return_path,
                              mw_path_host_of(path->return_path));
}

static void find_forward_fields(const MwMessage *message, MwPath *path)
{
    static const char *const fields[] = {"X-Forwarded-To",     "X-Forwarded-For", "X-Forwarded-By",
                                         "X-ForwardedMessage", "Resent-From",     "Resent-Sender"};
    for (size_t i = 0; i < G_N_ELEMENTS(fields); i++) {
        const MwHeader *header = mw_message_header(message, fields[i], 0);
        if (header == NULL || mw_span_trim(header->value).len == 0)
            continue;
        g_autofree char *address = mw_path_address(message, fields[i], 0);
        g_autofree char *text = mw_span_dup_unfolded(header->value);
        mw_path_set_forwarded(path, header, text, mw_path_host_of(address));
    }
}

/* A host below the border that took the message for an address of its own domain, which is not
 * the one it was delivered to. */
static void find_foreign_recipient(const MwMessage *message, MwPath *path)
{
    if (path->border == NULL)
        return;
    g_autofree char *delivered = mw_path_address(message, "Delivered-To", 0);
    const char *final = mw_path_host_of(path->border->for_);
    const char *own = final != NULL ? final : mw_path_host_of(delivered);
    for (guint i = 0; own != NULL && i < path->hops->len; i++) {
        const MwHop *hop = g_ptr_array_index(path->hops, i);
        const char *recipient = mw_path_host_of(hop->for_);
        if (hop->is_receiver || !mw_admd_is_same(path->psl, hop->by, recipient) ||
            mw_admd_is_same(path->psl, hop->by, own) ||
            mw_admd_is_same(path->psl, hop->by, mw_path_host_of(path->author)))
            continue;
        const MwHeader *header = &g_array_index(message->headers, MwHeader, hop->header_index - 1);
        mw_path_set_forwarded(path, header, hop->for_, recipient);
    }
}

static void find_list(const MwMessage *message, MwPath *path)
{
    static const char *const fields[] = {"List-Post", "Mailing-List", "X-Mailman-Version",
                                         "X-Google-Group-Id", "X-BeenThere"};
    for (size_t i = 0; i < G_N_ELEMENTS(fields); i++)
        path->mailing_list = path->mailing_list || mw_message_header(message, fields[i], 0) != NULL;
    /* newsletters have a List-Id too, but nobody posts to them */
    path->mailing_list = path->mailing_list || field_is(message, "Precedence", "list");
    const MwHeader *header = mw_message_header(message, "List-Id", 0);
    if (header == NULL)
        return;
    g_autofree char *id = mw_span_dup_unfolded(header->value);
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
    path->on_behalf = path->sender != NULL && path->author != NULL &&
                      g_ascii_strcasecmp(path->sender, path->author) != 0;
}

static void find_automatic(const MwMessage *message, MwPath *path)
{
    path->automatic = (mw_message_header(message, "Auto-Submitted", 0) != NULL &&
                       !field_begins(message, "Auto-Submitted", "no")) ||
                      g_strcmp0(path->return_path, "") == 0 ||
                      field_begins(message, "Content-Type", "multipart/report") ||
                      field_is(message, "Precedence", "auto_reply");
}

/* The address the message was delivered to, as the receiver wrote it. */
static char *find_recipient(const MwMessage *message, const MwPath *path)
{
    static const char *const fields[] = {"Delivered-To", "X-Original-To", "To"};
    char *found = path->border != NULL ? g_strdup(path->border->for_) : NULL;
    for (size_t i = 0; found == NULL && i < G_N_ELEMENTS(fields); i++)
        found = mw_path_address(message, fields[i], 0);
    return found;
}

/* Consumers write to each other in one domain; that is not direct send. */
static bool is_direct_send(const MwMessage *message, const MwPath *path)
{
    if (field_is(message, "X-MS-Exchange-Organization-IsAnonymousDirectSend", "True") ||
        field_is(message, "X-MS-Exchange-Organization-InternalOrgSender", "True"))
        return true;
    const char *author = mw_path_host_of(path->author);
    g_autofree char *recipient = find_recipient(message, path);
    if (!mw_admd_is_same(path->psl, author, mw_path_host_of(recipient)))
        return false;
    g_autofree char *admd = mw_admd_of(path->psl, author);
    return mw_admd_profile(admd) == NULL;
}

static bool report_says_internal(const MwMessage *message)
{
    const MwHeader *report = mw_message_header(message, "X-Forefront-Antispam-Report", 0);
    g_autoptr(MwPairs) pairs = report != NULL ? mw_forefront_parse(report->value) : NULL;
    return g_strcmp0(mw_pairs_value(pairs, "DIR"), "INT") == 0;
}

/* What Exchange says of the session. Fields of the sending tenant ("CrossTenant") prove nothing
 * about being inside. */
static void find_session(const MwMessage *message, MwPath *path)
{
    bool microsoft = g_strcmp0(path->admd, "microsoft") == 0 || path->hops->len == 0;
    path->internal = field_is(message, "X-MS-Exchange-Organization-AuthAs", "Internal") ||
                     (path->border == NULL && report_says_internal(message));
    path->auth_as_anonymous =
        microsoft && (field_is(message, "X-MS-Exchange-Organization-AuthAs", "Anonymous") ||
                      field_is(message, "X-MS-Exchange-CrossTenant-AuthAs", "Anonymous"));
    path->direct_send = path->auth_as_anonymous && is_direct_send(message, path);
}

void mw_path_read_marks(const MwMessage *message, MwPath *path)
{
    find_srs(message, path);
    find_forward_fields(message, path);
    find_foreign_recipient(message, path);
    find_list(message, path);
    find_gateway(message, path);
    find_sender(message, path);
    find_automatic(message, path);
    find_session(message, path);
}
