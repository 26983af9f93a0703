#include "src/evaluate/envelope.h"

#include "parsers/address.h"
#include "parsers/decimal.h"
#include "parsers/received_spf.h"
#include "src/evaluate/admd.h"
#include "src/evaluate/gateway.h"
#include "src/evaluate/recorded.h"

enum { RECEIVED_SPF_MAX = 20 };

/* All that one inference looks at. */
typedef struct {
    const MwMessage *message;
    const MwRecorded *recorded;
    const MwPath *path;
    const MwMicrosoft *microsoft;
    const MwTrustOptions *options;
    MwEnvelope *out;
    MwReceivedSpf *spf; /* the Received-SPF that is believed; NULL */
    const MwHeader *spf_header;
    const char *return_path; /* of the topmost Return-Path; "" is the null one; NULL */
    const MwHeader *return_header;
    bool return_trusted;
} Inference;

static void item_clear(MwEnvelopeItem *item)
{
    g_free(item->value);
    g_free(item->source);
}

void mw_envelope_free(MwEnvelope *envelope)
{
    if (envelope == NULL)
        return;
    item_clear(&envelope->client_ip);
    item_clear(&envelope->helo);
    item_clear(&envelope->mail_from);
    g_ptr_array_unref(envelope->conflicts);
    g_free(envelope);
}

/* Where a value stands; made into text only for values that count. */
typedef struct {
    const char *field; /* "Received-SPF", or all there is to say: "--ip" */
    unsigned index;    /* 0: the field is not numbered */
    const char *what;  /* "client-ip"; "" */
    unsigned line;     /* 0: none */
} Source;

/* "Authentication-Results[1] smtp.mailfrom, line 3". Made for each value of each message. */
static char *source_text(Source source)
{
    char index[MW_DECIMAL_MAX], line[MW_DECIMAL_MAX];
    bool has_index = source.index > 0, has_line = source.line > 0;
    return g_strconcat(
        source.field, has_index ? "[" : "", has_index ? mw_decimal_format(source.index, index) : "",
        has_index ? "]" : "", *source.what != '\0' ? " " : "", source.what,
        has_line ? ", line " : "", has_line ? mw_decimal_format(source.line, line) : "", NULL);
}

static Source option_source(const char *option)
{
    return (Source){option, 0, "", 0};
}

/* The first value stands; a later one that differs is a conflict. */
static void offer(Inference *n, MwEnvelopeItem *item, const char *what, const char *value,
                  Source source, bool trusted)
{
    if (value == NULL)
        return;
    if (item->value == NULL) {
        item->value = g_strdup(value);
        item->source = source_text(source);
        item->trusted = trusted;
    } else if (!mw_span_is_nocase(mw_span(item->value), value)) {
        g_autofree char *where = source_text(source);
        g_ptr_array_add(n->out->conflicts, g_strconcat(what, " ", value, ": ", where, NULL));
    }
}

/* No address of an Internet client. 2603:1000::/24 is Microsoft's inside. */
static bool is_usable(MwSpan text, char buffer[static MW_IP_TEXT_MAX])
{
    static const MwIp inside = {6, {0x26, 0x03, 0x10}};
    MwIp ip;
    if (!mw_ip_parse(text, &ip) || mw_ip_is_internal(&ip) || mw_ip_in_network(&ip, &inside, 24))
        return false;
    mw_ip_format(&ip, buffer);
    return true;
}

static void offer_ip(Inference *n, const char *value, Source source, bool trusted)
{
    char buffer[MW_IP_TEXT_MAX];
    if (value == NULL || g_strcmp0(value, n->out->client_ip.value) == 0)
        return;
    bool usable = is_usable(mw_span(value), buffer);
    offer(n, &n->out->client_ip, "client_ip", usable ? buffer : NULL, source, trusted);
}

/* A HELO is one word without anything odd. */
static void offer_helo(Inference *n, const char *value, Source source, bool trusted)
{
    bool usable = value != NULL && *value != '\0' && strpbrk(value, " \t()<>") == NULL;
    offer(n, &n->out->helo, "helo", usable ? value : NULL, source, trusted);
}

/* Who wrote a Received-SPF under the border: "receiver=" or the host that opens its comment. */
static bool names_receiver(const Inference *n, const MwReceivedSpf *spf)
{
    const char *receiver = mw_pairs_value(spf->pairs, "receiver");
    g_autofree char *host = receiver == NULL && spf->comment != NULL
                                ? g_strndup(spf->comment, strcspn(spf->comment, ": "))
                                : g_strdup(receiver);
    g_autofree char *admd = mw_admd_of(n->path->psl, host);
    if (admd == NULL || g_strcmp0(admd, n->path->admd) != 0)
        return false;
    /* anybody can write a small receiver's name: the address must be the one it saw */
    const char *ip = mw_pairs_value(spf->pairs, "client-ip");
    const char *seen = n->path->border != NULL ? n->path->border->ip : NULL;
    MwIp a, b;
    return mw_admd_profile(admd) != NULL || ip == NULL || seen == NULL ||
           (mw_ip_parse(mw_span(ip), &a) && mw_ip_parse(mw_span(seen), &b) && mw_ip_equal(&a, &b));
}

static bool is_believed(const Inference *n, const MwHeader *header, const MwReceivedSpf *spf)
{
    const MwPath *path = n->path;
    if (path->trace_end == 0)
        return true; /* a header block without Received: nothing else to go by */
    if (header->index > path->trace_end)
        return false;
    return (path->border != NULL && header->index < path->border->header_index) ||
           names_receiver(n, spf);
}

static void find_received_spf(Inference *n)
{
    for (unsigned i = 0; i < RECEIVED_SPF_MAX && !n->options->trust_none; i++) {
        const MwHeader *header = mw_message_header(n->message, "Received-SPF", i);
        if (header == NULL)
            return;
        g_autoptr(MwReceivedSpf) spf = mw_received_spf_parse(header->value);
        if (is_believed(n, header, spf)) {
            n->spf = g_steal_pointer(&spf);
            n->spf_header = header;
            return;
        }
    }
}

static Source spf_source(const Inference *n, const char *key)
{
    if (n->spf_header == NULL)
        return option_source("-"); /* no value will come with it */
    return (Source){"Received-SPF", n->spf_header->index, key, n->spf_header->line};
}

static const char *spf_value(const Inference *n, const char *key)
{
    const char *value = n->spf != NULL ? mw_pairs_value(n->spf->pairs, key) : NULL;
    return value != NULL && *value != '\0' ? value : NULL;
}

/* The field of the believed block that a result stands in. */
static const MwClaimField *field_of(const Inference *n, const MwAuthResult *result)
{
    for (guint i = 0; i < n->recorded->fields->len; i++) {
        const MwClaimField *field = g_ptr_array_index(n->recorded->fields, i);
        for (guint k = 0; k < field->results->results->len; k++)
            if (g_ptr_array_index(field->results->results, k) == result)
                return field;
    }
    return NULL;
}

static Source field_source(const MwClaimField *field, const char *what)
{
    return (Source){field->header, field->header_index, what, field->line};
}

static Source result_source(const Inference *n, const MwAuthResult *result, const char *what)
{
    const MwClaimField *field = field_of(n, result);
    return field != NULL ? field_source(field, what) : option_source(what);
}

static Source border_source(const Inference *n, const char *what)
{
    const MwHop *border = n->path->border;
    return (Source){"Received", border->header_index, what, border->line};
}

/* Addresses that the believed block states beside its results: Proton, Fastmail, SES, ... */
static void offer_result_ips(Inference *n)
{
    static const char *const keys[] = {"smtp.remote-ip", "smtp.client-ip", "client-ip",
                                       "policy.iprev"};
    const MwAuthResult *spf = n->recorded->spf_result;
    if (spf != NULL) {
        g_autofree char *ip = mw_spf_comment_ip(spf->comment);
        offer_ip(n, ip, result_source(n, spf, "spf comment"), true);
    }
    for (guint i = 0; i < n->recorded->fields->len; i++) {
        const MwClaimField *field = g_ptr_array_index(n->recorded->fields, i);
        for (guint k = 0; field->trusted && k < field->results->results->len; k++) {
            const MwAuthResult *result = g_ptr_array_index(field->results->results, k);
            for (size_t j = 0; j < G_N_ELEMENTS(keys); j++)
                offer_ip(n, mw_auth_result_property(result, keys[j]), field_source(field, keys[j]),
                         true);
        }
    }
}

static Source report_source(const Inference *n, const char *key)
{
    return (Source){"X-Forefront-Antispam-Report", 0, key,
                    n->microsoft != NULL ? n->microsoft->forefront_line : 0};
}

static const char *report_value(const Inference *n, const char *key)
{
    bool microsoft = n->path->hops->len == 0 || g_strcmp0(n->path->admd, "microsoft") == 0;
    return n->microsoft != NULL && microsoft ? mw_pairs_value(n->microsoft->forefront, key) : NULL;
}

/* Enhanced Filtering's view of the source, "ip=[192.0.2.1];domain=example.com": the last
 * candidate, because it may have stopped at a hop of Microsoft's. */
static void offer_skip_listed(Inference *n)
{
    static const char *const fields[] = {"X-MS-Exchange-ExternalOriginalInternetSender",
                                         "X-MS-Exchange-SkipListedInternetSender"};
    bool microsoft = n->microsoft != NULL && g_strcmp0(n->path->admd, "microsoft") == 0;
    for (size_t i = 0; microsoft && i < G_N_ELEMENTS(fields); i++) {
        const char *value = mw_pairs_value(n->microsoft->other, fields[i]);
        const char *open = value != NULL ? strstr(value, "ip=[") : NULL;
        g_autofree char *ip = open != NULL ? g_strndup(open + 4, strcspn(open + 4, "]")) : NULL;
        offer_ip(n, ip, option_source(fields[i]), true);
    }
}

/* In the order of their weight: what the user gave, what the receiver recorded, its Received. */
static void infer_ip(Inference *n)
{
    offer_ip(n, n->options->ip, option_source("--ip"), true);
    const char *client = spf_value(n, "client-ip");
    g_autofree char *told =
        client == NULL && n->spf != NULL ? mw_spf_comment_ip(n->spf->comment) : NULL;
    offer_ip(n, client != NULL ? client : told,
             spf_source(n, client != NULL ? "client-ip" : "comment"), true);
    offer_result_ips(n);
    offer_ip(n, report_value(n, "CIP"), report_source(n, "CIP"), true);
    const MwHop *border = n->path->border;
    if (border != NULL)
        offer_ip(n, border->ip, border_source(n, "client"), true);
    offer_skip_listed(n);
    if (n->out->client_ip.value != NULL)
        mw_ip_parse(mw_span(n->out->client_ip.value), &n->out->ip);
}

/* RFC 7208, 9.1: the client's own word, however it was recorded. */
static void infer_helo(Inference *n)
{
    offer_helo(n, n->options->helo, option_source("--helo"), true);
    offer_helo(n, spf_value(n, "helo"), spf_source(n, "helo (unverified)"), true);
    offer_helo(n, report_value(n, "H"), report_source(n, "H (unverified)"), true);
    const MwHop *border = n->path->border;
    if (border != NULL)
        offer_helo(n, border->from, border_source(n, "from (unverified)"), true);
    const MwAuthResult *spf = n->recorded->spf_result;
    if (spf != NULL)
        offer_helo(n, mw_auth_result_property(spf, "smtp.helo"),
                   result_source(n, spf, "smtp.helo (unverified)"), true);
}

/* "<>" is the null reverse-path. */
static char *path_text(const char *value)
{
    if (value == NULL || *value == '\0')
        return NULL;
    if (strcmp(value, "<>") == 0)
        return g_strdup("");
    g_autofree char *path = mw_address_path(mw_span(value));
    return path != NULL ? g_steal_pointer(&path) : g_strdup(value);
}

/* The topmost Return-Path. Microsoft sorts its own among the author's fields. */
static void find_return_path(Inference *n)
{
    n->return_header = mw_message_header(n->message, "Return-Path", 0);
    if (n->return_header == NULL)
        return;
    n->return_path = n->path->return_path;
    n->return_trusted =
        n->return_header->index <= n->path->trace_end || g_strcmp0(n->path->admd, "microsoft") == 0;
}

/* A recorded domain ("example.com") is completed from the Return-Path of the same domain. */
static void offer_domain(Inference *n, const char *domain, Source source)
{
    const char *at = n->return_path != NULL ? strrchr(n->return_path, '@') : NULL;
    if (at != NULL && g_ascii_strcasecmp(at + 1, domain) == 0) {
        g_autofree char *where = source_text(source);
        g_autofree char *both = g_strconcat(where, " and Return-Path", NULL);
        Source joined = {both, n->return_header->index, "", n->return_header->line};
        offer(n, &n->out->mail_from, "mail_from", n->return_path, joined, true);
        return;
    }
    n->out->mail_from_is_domain = n->out->mail_from.value == NULL;
    offer(n, &n->out->mail_from, "mail_from", domain, source, true);
}

static void offer_result_path(Inference *n, const MwAuthResult *spf)
{
    static const char *const keys[] = {"smtp.mailfrom", "smtp.mail", "envelope-from"};
    for (size_t i = 0; i < G_N_ELEMENTS(keys); i++) {
        g_autofree char *value = path_text(mw_auth_result_property(spf, keys[i]));
        if (value == NULL)
            continue;
        if (*value == '\0' || strchr(value, '@') != NULL)
            offer(n, &n->out->mail_from, "mail_from", value, result_source(n, spf, keys[i]), true);
        else
            offer_domain(n, value, result_source(n, spf, keys[i]));
        return;
    }
    /* with a null reverse-path the HELO is all there is to name (R-AR, RFC 8601, 2.7.2) */
    const char *helo = mw_auth_result_property(spf, "smtp.helo");
    const MwAdmdProfile *profile = mw_admd_profile(n->path->admd);
    if (helo != NULL && (profile != NULL || n->path->hops->len == 0))
        offer(n, &n->out->mail_from, "mail_from", "", result_source(n, spf, "smtp.helo alone"),
              true);
}

/* What the user gave, what the receiver recorded, Return-Path (RFC 5321, 4.4); the From field never
 * stands in. */
static void infer_mail_from(Inference *n)
{
    const char *given = n->options->mail_from;
    if (given != NULL) {
        offer(n, &n->out->mail_from, "mail_from", given, option_source("--mail-from"), true);
        n->out->mail_from_is_domain = *given != '\0' && strchr(given, '@') == NULL;
    }
    g_autofree char *told = path_text(spf_value(n, "envelope-from"));
    offer(n, &n->out->mail_from, "mail_from", told, spf_source(n, "envelope-from"), true);
    if (n->recorded->spf_result != NULL)
        offer_result_path(n, n->recorded->spf_result);
    const MwHop *border = n->path->border;
    if (border != NULL)
        offer(n, &n->out->mail_from, "mail_from", border->envelope_from,
              border_source(n, "envelope-from"), true);
    if (n->return_path == NULL)
        return;
    const char *at = strrchr(n->return_path, '@');
    bool known = n->out->mail_from_is_domain && at != NULL &&
                 g_ascii_strcasecmp(at + 1, n->out->mail_from.value) == 0;
    Source source = {"Return-Path", n->return_header->index, "", n->return_header->line};
    if (!known)
        offer(n, &n->out->mail_from, "mail_from", n->return_path, source, n->return_trusted);
}

/* A gateway on the receiver's own side: the client is one, and it or skip listing shows that it
 * checked the message on its way in. */
static bool client_is_gateway(const Inference *n)
{
    const MwHop *border = n->path->border;
    if (border == NULL || !n->path->gateway)
        return false;
    const char *gateway = mw_gateway_of_host(border->from_host);
    if (gateway == NULL)
        gateway = mw_gateway_of_host(border->from);
    if (gateway == NULL)
        return false;
    if (n->microsoft != NULL &&
        mw_pairs_value(n->microsoft->other, "X-MS-Exchange-SkipListedInternetSender") != NULL)
        return true;
    for (guint i = 0; i < n->recorded->fields->len; i++) {
        const MwClaimField *field = g_ptr_array_index(n->recorded->fields, i);
        if (g_strcmp0(mw_gateway_of_host(field->results->authserv_id), gateway) == 0)
            return true;
    }
    return false;
}

MwEnvelope *mw_envelope_infer(const MwMessage *message, const MwRecorded *recorded,
                              const MwPath *path, const MwMicrosoft *microsoft,
                              const MwTrustOptions *options)
{
    Inference n = {.message = message,
                   .recorded = recorded,
                   .path = path,
                   .microsoft = microsoft,
                   .options = options,
                   .out = g_new0(MwEnvelope, 1)};
    n.out->conflicts = g_ptr_array_new_with_free_func(g_free);
    find_received_spf(&n);
    find_return_path(&n);
    infer_ip(&n);
    infer_helo(&n);
    infer_mail_from(&n);
    n.out->ip_is_gateway = client_is_gateway(&n);
    mw_received_spf_free(n.spf);
    return n.out;
}
