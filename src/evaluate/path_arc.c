#include "src/evaluate/path.h"

#include "parsers/received_spf.h"
#include "parsers/tag_list.h"
#include "src/evaluate/admd.h"

enum { SEALS_MAX = 60 }; /* RFC 8617, 4.2.1 allows 50 sets */

/* The sealer of an ARC set; the caller's. */
static char *sealer_of(const MwMessage *message, unsigned instance)
{
    const MwHeader *seal;
    for (unsigned n = 0;
         n < SEALS_MAX && (seal = mw_message_header(message, "ARC-Seal", n)) != NULL; n++) {
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
static void read_set(const MwMessage *message, MwPath *path, const MwClaimField *field)
{
    const MwAuthResults *results = field->results;
    g_autofree char *ip = checked_ip(results);
    g_autofree char *admd = mw_admd_of(path->psl, results->authserv_id);
    if (!set_is_of_forwarder(results, admd, ip))
        return;
    const char *border_ip = path->border != NULL ? path->border->ip : NULL;
    if (g_strcmp0(admd, path->admd) == 0 &&
        (border_ip == NULL || ip == NULL || strcmp(ip, border_ip) == 0))
        return;
    g_autofree char *sealer = sealer_of(message, results->arc_instance);
    if (mw_admd_is_same(path->psl, sealer, mw_path_host_of(path->author)))
        return;
    g_autofree char *what =
        g_strdup_printf("i=%u; %s", results->arc_instance,
                        results->authserv_id != NULL ? results->authserv_id : "-");
    mw_path_set_forwarded(path, &g_array_index(message->headers, MwHeader, field->header_index - 1),
                          what, sealer != NULL ? sealer : results->authserv_id);
}

void mw_path_read_arc(const MwMessage *message, MwPath *path, const GPtrArray *fields)
{
    for (guint i = 0; i < fields->len && !path->forwarded; i++) {
        const MwClaimField *field = g_ptr_array_index(fields, i);
        if (field->results->arc_instance == 0 ||
            !mw_span_is_nocase(mw_span(field->header), "ARC-Authentication-Results"))
            continue;
        read_set(message, path, field);
    }
}
