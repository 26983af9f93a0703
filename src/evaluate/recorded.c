#include "src/evaluate/recorded.h"

#include "parsers/address.h"
#include "parsers/domain.h"
#include "parsers/received_spf.h"
#include "src/evaluate/admd.h"
#include "src/evaluate/path.h"
#include "src/evaluate/trust.h"

enum { FIELDS_MAX = 200 };

static void field_free(gpointer data)
{
    MwClaimField *field = data;
    g_free(field->forged_reason);
    mw_auth_results_free(field->results);
    g_free(field);
}

void mw_recorded_free(MwRecorded *recorded)
{
    if (recorded == NULL)
        return;
    g_ptr_array_unref(recorded->fields);
    g_ptr_array_unref(recorded->dkim);
    char *texts[] = {recorded->authserv_id,       recorded->trust_text,  recorded->dmarc_policy,
                     recorded->dmarc_disposition, recorded->arc_comment, recorded->header_from,
                     recorded->spf_domain};
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(texts[i]);
    g_free(recorded);
}

static bool is_claim(MwSpan name)
{
    static const MwSpan names[] = {
        MW_SPAN_LITERAL("Authentication-Results"),
        MW_SPAN_LITERAL("ARC-Authentication-Results"),
        MW_SPAN_LITERAL("Authentication-Results-Original"),
        MW_SPAN_LITERAL("Original-Authentication-Results"),
        MW_SPAN_LITERAL("X-Original-Authentication-Results"),
        MW_SPAN_LITERAL("X-MS-Exchange-Authentication-Results"),
    };
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        if (name.len == names[i].len && mw_span_equal_nocase(name, names[i]))
            return true;
    return false;
}

static GPtrArray *read_fields(const MwMessage *message)
{
    GPtrArray *fields = g_ptr_array_new_with_free_func(field_free);
    for (guint i = 0; i < message->headers->len && fields->len < FIELDS_MAX; i++) {
        const MwHeader *header = &g_array_index(message->headers, MwHeader, i);
        if (!is_claim(header->name))
            continue;
        MwClaimField *field = g_new0(MwClaimField, 1);
        field->header_index = header->index;
        field->line = header->line;
        field->results = mw_auth_results_parse(header->value, MW_AUTH_RESULTS_TOLERANT, NULL);
        field->header = mw_arena_text(field->results->arena, header->name.data, header->name.len);
        g_ptr_array_add(fields, field);
    }
    return fields;
}

/* "p" of "p=REJECT sp=NONE", "p=none,d=none", "policy=reject"; lower case, the caller's; NULL. */
static char *comment_value(const char *comment, const char *key)
{
    size_t len = strlen(key);
    for (const char *p = comment; p != NULL && *p != '\0'; p++) {
        bool starts = p == comment || strchr(" ,;(", p[-1]) != NULL;
        if (starts && g_ascii_strncasecmp(p, key, len) == 0 && p[len] == '=') {
            g_autofree char *value = g_strndup(p + len + 1, strcspn(p + len + 1, " ,;)"));
            return g_ascii_strdown(value, -1);
        }
    }
    return NULL;
}

/* The first of some properties, else of some words in the comment. */
static char *stated(const MwAuthResult *result, const char *const *properties,
                    const char *const *words)
{
    for (; *properties != NULL; properties++) {
        const char *value = mw_auth_result_property(result, *properties);
        if (value != NULL)
            return g_ascii_strdown(value, -1);
    }
    char *value = NULL;
    for (; value == NULL && *words != NULL; words++)
        value = comment_value(result->comment, *words);
    return value;
}

/* The domain in a value that may be "a@example.com", "<a@example.com>" or "example.com". */
static char *value_domain(const char *value)
{
    if (value == NULL)
        return NULL;
    g_autofree char *bare = g_strndup(value, strcspn(value, ">"));
    const char *at = strrchr(bare, '@');
    return mw_domain_normalize(mw_span(at != NULL ? at + 1 : bare + (*bare == '<')));
}

static void take_spf(MwRecorded *r, const MwAuthResult *result)
{
    const char *mail_from = mw_auth_result_property(result, "smtp.mailfrom");
    /* two identities (Cisco, Stalwart): MAIL FROM is what DMARC looks at */
    if (r->spf_result != NULL &&
        (mail_from == NULL || mw_auth_result_property(r->spf_result, "smtp.mailfrom") != NULL))
        return;
    r->spf_result = result;
    g_free(r->spf_domain);
    r->spf = result->result;
    static const char *const keys[] = {"smtp.mailfrom", "smtp.mail", "smtp.from", "envelope-from",
                                       "smtp.helo"};
    r->spf_domain = NULL;
    for (size_t i = 0; r->spf_domain == NULL && i < G_N_ELEMENTS(keys); i++)
        r->spf_domain = value_domain(mw_auth_result_property(result, keys[i]));
}

static void take_dmarc(MwRecorded *r, const MwAuthResult *result)
{
    static const char *const policy[] = {"policy.published-domain-policy", "policy.dmarc", NULL};
    static const char *const policy_words[] = {"p", "policy", NULL};
    static const char *const applied[] = {"policy.applied-disposition", NULL};
    static const char *const applied_words[] = {"dis", "d", NULL};
    if (r->dmarc_result != NULL)
        return;
    r->dmarc_result = result;
    r->dmarc = result->result;
    r->dmarc_action = mw_auth_result_property(result, "action");
    r->dmarc_policy = stated(result, policy, policy_words);
    r->dmarc_disposition = stated(result, applied, applied_words);
    r->header_from = value_domain(mw_auth_result_property(result, "header.from"));
    if (r->header_from == NULL) /* Cisco, Mimecast */
        r->header_from = value_domain(mw_auth_result_property(result, "d"));
}

static void take_arc(MwRecorded *r, const MwAuthResult *result)
{
    if (r->arc != NULL)
        return;
    r->arc = result->result;
    g_autofree char *oda = comment_value(result->comment, "oda");
    if (oda == NULL)
        return;
    r->arc_oda = strcmp(oda, "1") == 0 ? 1 : strcmp(oda, "0") == 0 ? 0 : -1;
    r->arc_comment = g_strdup(result->comment);
}

static void take_result(MwRecorded *r, const MwAuthResult *result)
{
    if (strcmp(result->method, "spf") == 0) {
        take_spf(r, result);
    } else if (strcmp(result->method, "dkim") == 0) {
        g_ptr_array_add(r->dkim, (gpointer)(uintptr_t)result);
    } else if (strcmp(result->method, "dmarc") == 0) {
        take_dmarc(r, result);
    } else if (strcmp(result->method, "arc") == 0) {
        take_arc(r, result);
    } else if (strcmp(result->method, "compauth") == 0 && r->compauth == NULL) {
        r->compauth = result->result;
        r->reason = result->reason;
    }
}

static void merge(MwRecorded *r)
{
    for (guint i = 0; i < r->fields->len; i++) {
        const MwClaimField *field = g_ptr_array_index(r->fields, i);
        for (guint k = 0; field->trusted && k < field->results->results->len; k++)
            take_result(r, g_ptr_array_index(field->results->results, k));
    }
}

/* Did the receiver's border write this ARC set? It names the client that it saw. */
static bool is_own_set(const MwClaimField *field, const MwPath *path)
{
    if (path->border == NULL || g_strcmp0(path->admd, "microsoft") != 0 ||
        field->header_index > path->trace_end ||
        !mw_span_is_nocase(mw_span(field->header), "ARC-Authentication-Results"))
        return false;
    g_autofree char *admd = mw_admd_of(path->psl, field->results->authserv_id);
    if (g_strcmp0(admd, "microsoft") != 0)
        return false;
    const MwAuthResult *spf = NULL;
    for (guint i = 0; spf == NULL && i < field->results->results->len; i++) {
        const MwAuthResult *result = g_ptr_array_index(field->results->results, i);
        spf = strcmp(result->method, "spf") == 0 ? result : NULL;
    }
    g_autofree char *ip = spf != NULL ? mw_spf_comment_ip(spf->comment) : NULL;
    return ip != NULL && g_strcmp0(ip, path->border->ip) == 0;
}

static void mark_own_sets(MwRecorded *r, const MwPath *path)
{
    for (guint i = 0; i < r->fields->len; i++) {
        MwClaimField *field = g_ptr_array_index(r->fields, i);
        field->own_set = is_own_set(field, path);
    }
}

/* Microsoft writes its verdict on the chain only into the ARC set that it adds itself. */
static void take_own_arc_set(MwRecorded *r)
{
    for (guint i = 0; r->trusted && i < r->fields->len; i++) {
        const MwClaimField *field = g_ptr_array_index(r->fields, i);
        if (!field->own_set)
            continue;
        for (guint k = 0; k < field->results->results->len; k++) {
            const MwAuthResult *result = g_ptr_array_index(field->results->results, k);
            if (strcmp(result->method, "arc") == 0)
                take_arc(r, result);
        }
        return; /* the topmost set alone is the receiver's */
    }
}

static bool is_consumer(const MwMessage *message, const MwPath *path)
{
    const MwHeader *tenant = mw_message_header(message, "X-EOPTenantAttributedMessage", 0);
    /* the tenant that all consumer mailboxes share */
    if (tenant != NULL)
        return mw_span_starts_with_nocase(mw_span_trim(tenant->value),
                                          "84df9e7f-e9f6-40af-b435-aaaaaaaaaaaa");
    g_autofree char *domain = path->border != NULL && path->border->for_ != NULL
                                  ? mw_address_domain(path->border->for_)
                                  : NULL;
    return mw_message_count(message, "X-SID-Result") > 0 || mw_admd_is_consumer_domain(domain);
}

static const char *identify_receiver(const MwMessage *message, const MwRecorded *r,
                                     const MwPath *path)
{
    g_autofree char *own = path->admd == NULL ? mw_admd_of(path->psl, r->authserv_id) : NULL;
    const char *admd = path->admd != NULL ? path->admd : own;
    if (admd == NULL && r->compauth != NULL)
        admd = "microsoft";
    const MwAdmdProfile *profile = mw_admd_profile(admd);
    if (profile == NULL)
        return admd != NULL || path->hops->len > 0 ? "generic" : NULL;
    if (strcmp(profile->name, "microsoft") == 0 && is_consumer(message, path))
        return "outlook.com";
    return profile->receiver;
}

/* Direct send needs a tenant, and the recipient that the receiver names counts more than the To
 * field, which the sender wrote. */
static void refine_direct_send(const MwRecorded *r, MwPath *path)
{
    if (g_strcmp0(r->receiver, "outlook.com") == 0)
        path->direct_send = false;
    const char *at = path->author != NULL ? strrchr(path->author, '@') : NULL;
    bool possible =
        path->auth_as_anonymous && at != NULL && g_strcmp0(r->receiver, "exchange-online") == 0;
    for (guint i = 0; possible && i < r->fields->len; i++) {
        const MwClaimField *field = g_ptr_array_index(r->fields, i);
        if (!field->own_set)
            continue;
        for (guint k = 0; k < field->results->results->len; k++) {
            const char *recipient = mw_auth_result_property(
                g_ptr_array_index(field->results->results, k), "smtp.rcpttodomain");
            if (recipient != NULL)
                path->direct_send = mw_admd_is_same(path->psl, recipient, at + 1);
        }
    }
}

MwRecorded *mw_recorded_read(const MwMessage *message, MwPath *path, const MwTrustOptions *options)
{
    MwRecorded *r = g_new0(MwRecorded, 1);
    r->arc_oda = -1;
    r->dkim = g_ptr_array_new();
    r->fields = read_fields(message);
    mw_path_read_arc(message, path, r->fields);
    mw_trust_decide(r, path, options);
    merge(r);
    mark_own_sets(r, path);
    take_own_arc_set(r);
    r->receiver = identify_receiver(message, r, path);
    refine_direct_send(r, path);
    r->no_delivery_evidence = path->hops->len == 0 && r->fields->len == 0;
    return r;
}
