#include "src/evaluate/trust.h"

#include "parsers/decimal.h"
#include "src/evaluate/admd.h"

/* The field names the receiver's block is made of. `block` are indexes into recorded->fields. */
typedef struct {
    MwRecorded *recorded;
    const MwPath *path;
    const MwTrustOptions *options;
    unsigned border_index; /* of the border Received; of the oldest of the receiver's when there is
                              none; 0: no Received at all */
} Trust;

bool mw_trust_is_current(const MwClaimField *field)
{
    return mw_span_is_nocase(mw_span(field->header), "Authentication-Results");
}

/* "mail.example.net/4F1B2C" is "mail.example.net" (OpenDMARC appends its job). */
static bool same_id(const char *a, const char *b)
{
    if (a == NULL || b == NULL)
        return a == b;
    size_t len = strcspn(a, "/");
    return len == strcspn(b, "/") && g_ascii_strncasecmp(a, b, len) == 0;
}

static bool is_named(const Trust *t, const char *id)
{
    const GPtrArray *ids = t->options->authserv_ids;
    for (guint i = 0; ids != NULL && id != NULL && i < ids->len; i++)
        if (same_id(id, g_ptr_array_index(ids, i)))
            return true;
    return false;
}

static bool user_names_ids(const Trust *t)
{
    return t->options->authserv_ids != NULL && t->options->authserv_ids->len > 0;
}

/* Does the id belong to the receiver: one ADMD, or the bare name of the border host? */
static bool is_receivers_id(const Trust *t, const char *id)
{
    if (id == NULL) /* only Microsoft omits it */
        return g_strcmp0(t->path->admd, "microsoft") == 0;
    g_autofree char *admd = mw_admd_of(t->path->psl, id);
    if (admd != NULL)
        return g_strcmp0(admd, t->path->admd) == 0;
    const char *by = t->path->border != NULL ? t->path->border->by : NULL;
    size_t len = strlen(id);
    return by != NULL && g_ascii_strncasecmp(by, id, len) == 0 &&
           (by[len] == '.' || by[len] == '\0');
}

/* Received fields of the named server's own ADMD vouch for what stands at or above them. */
static bool stands_above_own_received(const Trust *t, const MwClaimField *field)
{
    g_autofree char *admd = mw_admd_of(t->path->psl, field->results->authserv_id);
    for (guint i = 0; admd != NULL && i < t->path->hops->len; i++) {
        const MwHop *hop = g_ptr_array_index(t->path->hops, i);
        g_autofree char *by = mw_admd_of(t->path->psl, hop->by);
        if (g_strcmp0(by, admd) == 0 && field->header_index <= hop->header_index + 1)
            return true;
    }
    return false;
}

/* What stands above the border was written after the message was taken over; under it
 * only what names the receiver itself, because the sender's first field follows there. */
static bool is_attributable(const Trust *t, const MwClaimField *field)
{
    if (!mw_trust_is_current(field))
        return false;
    const char *id = field->results->authserv_id;
    if (user_names_ids(t))
        return is_named(t, id) &&
               (t->path->trace_end == 0 || field->header_index <= t->path->trace_end ||
                stands_above_own_received(t, field));
    if (t->path->trace_end == 0 || field->header_index < t->border_index)
        return true;
    return field->header_index <= t->path->trace_end && is_receivers_id(t, id);
}

/* Proton stores its fields below all Received. */
static bool is_attributable_reordered(const Trust *t, const MwClaimField *field)
{
    return mw_trust_is_current(field) && field->results->authserv_id != NULL &&
           is_receivers_id(t, field->results->authserv_id);
}

/* The hop where Microsoft took the message over before it handed it on to the receiver, whose own
 * border recorded the reverse name of the sending host: hybrid set-ups, journals, forwards. */
static const MwHop *find_relayed_border(const Trust *t)
{
    g_autofree char *client =
        t->path->border != NULL ? mw_admd_of(t->path->psl, t->path->border->from_host) : NULL;
    const MwAdmdProfile *profile = mw_admd_profile(client);
    for (guint i = 0; profile != NULL && profile->names_border && i < t->path->hops->len; i++) {
        const MwHop *hop = g_ptr_array_index(t->path->hops, i);
        if (hop->is_receiver)
            continue;
        g_autofree char *by = mw_admd_of(t->path->psl, hop->by);
        if (g_strcmp0(by, client) != 0)
            return NULL;
        if (mw_admd_is_border_host(hop->by))
            return hop;
    }
    return NULL;
}

/* Only when the receiver itself recorded nothing. */
static const MwClaimField *find_relayed(const Trust *t)
{
    const MwHop *hop = user_names_ids(t) ? NULL : find_relayed_border(t);
    g_autofree char *own = hop != NULL ? mw_admd_of(t->path->psl, hop->by) : NULL;
    for (guint i = 0; hop != NULL && i < t->recorded->fields->len; i++) {
        const MwClaimField *field = g_ptr_array_index(t->recorded->fields, i);
        const char *id = field->results->authserv_id;
        g_autofree char *admd = id != NULL ? mw_admd_of(t->path->psl, id) : g_strdup("microsoft");
        if (mw_trust_is_current(field) && field->header_index < hop->header_index &&
            g_strcmp0(admd, own) == 0)
            return field;
    }
    return NULL;
}

static const MwClaimField *find_first(const Trust *t)
{
    const GPtrArray *fields = t->recorded->fields;
    for (guint i = 0; i < fields->len; i++)
        if (is_attributable(t, g_ptr_array_index(fields, i)))
            return g_ptr_array_index(fields, i);
    const MwAdmdProfile *profile = mw_admd_profile(t->path->admd);
    for (guint i = 0; profile != NULL && profile->reorders && !user_names_ids(t) && i < fields->len;
         i++)
        if (is_attributable_reordered(t, g_ptr_array_index(fields, i)))
            return g_ptr_array_index(fields, i);
    return find_relayed(t);
}

static bool is_single(const char *method)
{
    return strcmp(method, "dmarc") == 0 || strcmp(method, "compauth") == 0 ||
           strcmp(method, "arc") == 0;
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

static void mark_forged(MwClaimField *field, char *reason)
{
    g_free(field->forged_reason);
    field->forged_reason = reason;
    field->forged = true;
}

/* A second verdict of a method that the block has already, with another word: under the border that
 * is a field which the sender put beneath the receiver's. */
static bool contradicts_block(const Trust *t, const MwClaimField *field)
{
    for (guint i = 0; i < field->results->results->len; i++) {
        const MwAuthResult *result = g_ptr_array_index(field->results->results, i);
        for (guint k = 0; is_single(result->method) && k < t->recorded->fields->len; k++) {
            const MwClaimField *other = g_ptr_array_index(t->recorded->fields, k);
            const MwAuthResult *first =
                other->trusted ? find_result(other->results, result->method) : NULL;
            if (first != NULL && strcmp(first->result, result->result) != 0)
                return true;
        }
    }
    return false;
}

/* Does the field continue the block that `first` began? */
static bool continues(const Trust *t, const MwClaimField *first, const MwClaimField *field)
{
    const char *a = first->results->authserv_id, *b = field->results->authserv_id;
    if (same_id(a, b))
        return true;
    const MwAdmdProfile *profile = mw_admd_profile(t->path->admd);
    g_autofree char *admd = mw_admd_of(t->path->psl, b);
    return (profile != NULL && profile->many_ids && g_strcmp0(admd, t->path->admd) == 0) ||
           is_named(t, b);
}

/* From the first field down, one id, nothing of another id between. */
static void mark_block(const Trust *t, const MwClaimField *first)
{
    const GPtrArray *fields = t->recorded->fields;
    bool inside = false;
    unsigned last = 0;
    for (guint i = 0; i < fields->len; i++) {
        MwClaimField *field = g_ptr_array_index(fields, i);
        if (!mw_trust_is_current(field))
            continue;
        if (field == first) {
            inside = true;
        } else if (inside) {
            /* outside the receiver's part of the header only what stands together */
            inside = continues(t, first, field) &&
                     (is_attributable(t, field) || field->header_index == last + 1);
            if (inside && field->header_index > t->border_index && contradicts_block(t, field)) {
                mark_forged(field, g_strdup("contradicts the receiver's own field above"));
                inside = false;
            }
        }
        field->trusted = inside;
        last = field->header_index;
    }
}

static char *result_domain(const Trust *t, const MwAuthResult *result, const char *key)
{
    const char *value = mw_auth_result_property(result, key);
    const char *at = value != NULL ? strrchr(value, '@') : NULL;
    return mw_admd_of(t->path->psl, at != NULL ? at + 1 : value);
}

/* dmarc=pass of a field whose own spf and dkim results hold no aligned pass (organizational domains
 * compared) is impossible. */
static bool claims_impossible_pass(const Trust *t, const MwAuthResults *results)
{
    const MwAuthResult *dmarc = find_result(results, "dmarc"), *arc = find_result(results, "arc");
    if (dmarc == NULL || strcmp(dmarc->result, "pass") != 0 ||
        find_result(results, "spf") == NULL || find_result(results, "dkim") == NULL ||
        (arc != NULL && strcmp(arc->result, "pass") == 0))
        return false;
    g_autofree char *author = result_domain(t, dmarc, "header.from");
    for (guint i = 0; author != NULL && i < results->results->len; i++) {
        const MwAuthResult *result = g_ptr_array_index(results->results, i);
        static const char *const keys[] = {"smtp.mailfrom", "smtp.helo", "header.d", "header.i"};
        for (size_t k = 0; k < G_N_ELEMENTS(keys); k++) {
            g_autofree char *domain = result_domain(t, result, keys[k]);
            if (strcmp(result->result, "pass") == 0 && g_strcmp0(domain, author) == 0)
                return false;
        }
    }
    return author != NULL;
}

/* An earlier hop of the same ADMD, further down, may well have written a lower field of its own. */
static bool is_of_earlier_hop(const Trust *t, const MwClaimField *field)
{
    for (guint i = 0; i < t->path->hops->len; i++) {
        const MwHop *hop = g_ptr_array_index(t->path->hops, i);
        g_autofree char *by = mw_admd_of(t->path->psl, hop->by);
        if (!hop->is_receiver && g_strcmp0(by, t->path->admd) == 0 && by != NULL)
            return field->header_index > t->path->trace_end;
    }
    return false;
}

/* RFC 8601, 5: lower fields with the receiver's own id. */
static void mark_forgeries(const Trust *t, const MwClaimField *first)
{
    for (guint i = 0; i < t->recorded->fields->len; i++) {
        MwClaimField *field = g_ptr_array_index(t->recorded->fields, i);
        if (field->trusted || field->forged || !mw_trust_is_current(field))
            continue;
        if (first != NULL && field->header_index > first->header_index &&
            same_id(first->results->authserv_id, field->results->authserv_id) &&
            !is_of_earlier_hop(t, field))
            mark_forged(field, g_strdup("claims the receiver's authserv-id below its block"));
        else if (claims_impossible_pass(t, field->results))
            mark_forged(field, g_strdup("dmarc=pass without an aligned pass in the same field"));
    }
}

static char *explain(const Trust *t, const MwClaimField *first)
{
    if (t->options->trust_none)
        return g_strdup("none believed: --trust-none");
    if (first == NULL)
        return g_strdup(t->recorded->fields->len == 0
                            ? "no Authentication-Results"
                            : "no Authentication-Results that the receiver wrote");
    const char *id = first->results->authserv_id;
    g_autofree char *who = g_strconcat(id != NULL ? "authserv-id " : "no authserv-id", id, NULL);
    const char *how = user_names_ids(t) ? "named by --authserv-id" : "topmost block";
    if (!user_names_ids(t) && !is_attributable(t, first) && first == find_relayed(t))
        return g_strdup_printf("written by an earlier hop, %s: the receiver (border Received[%u]) "
                               "recorded nothing",
                               who, t->path->border->header_index);
    const MwHop *border = t->path->border;
    char index[MW_DECIMAL_MAX];
    if (border != NULL)
        return g_strconcat(how, ", ", who, ", border Received[",
                           mw_decimal_format(border->header_index, index), "] by ",
                           border->by != NULL ? border->by : "-", NULL);
    return g_strdup_printf("%s, %s, %s", how, who,
                           t->path->trace_end == 0
                               ? "no Received to check it against: unverified claim"
                               : "no border Received found");
}

void mw_trust_decide(MwRecorded *recorded, const MwPath *path, const MwTrustOptions *options)
{
    Trust t = {recorded, path, options, 0};
    for (guint i = 0; i < path->hops->len; i++) {
        const MwHop *hop = g_ptr_array_index(path->hops, i);
        if (hop->is_receiver)
            t.border_index = hop->header_index;
    }
    const MwClaimField *first = options->trust_none ? NULL : find_first(&t);
    if (first != NULL) {
        mark_block(&t, first);
        recorded->trusted = true;
        recorded->authserv_id = g_strdup(first->results->authserv_id);
    }
    mark_forgeries(&t, first);
    recorded->trust_text = explain(&t, first);
}
