#include "parsers/domain.h"
#include "src/evaluate/arc_check.h"
#include "src/evaluate/psl.h"
#include "src/evaluate/recorded.h"

/* That field as it was read already; NULL: it was not, or not as one of a set. */
static const MwAuthResults *find_results(const GPtrArray *claims, const MwHeader *header)
{
    for (guint i = 0; claims != NULL && i < claims->len; i++) {
        const MwClaimField *field = g_ptr_array_index(claims, i);
        unsigned instance = field->results->arc_instance;
        if (field->header_index == header->index && instance >= 1 &&
            instance <= MW_ARC_INSTANCES_MAX)
            return field->results;
    }
    return NULL;
}

void mw_arc_read_claims(MwArcSet *set, const MwHeader *header, const GPtrArray *claims)
{
    set->results = find_results(claims, header);
    if (set->results == NULL)
        set->results = set->own_results = mw_auth_results_parse_arc(header->value, NULL);
}

/* ---- what instance 1 said about the author ---- */

/* "bounce@mail.example.com", "@example.com" or "example.com" within `organization`? Only of a name
 * below it must the public suffix list say whether it is an organization of its own. */
static bool is_of(MwPsl *psl, const MwAuthResult *result, const char *key, const char *organization)
{
    const char *value = mw_auth_result_property(result, key);
    const char *at = value != NULL ? strrchr(value, '@') : NULL;
    char domain[MW_DOMAIN_MAX + 1];
    if (value == NULL || !mw_domain_normalize_to(mw_span(at != NULL ? at + 1 : value), domain) ||
        !mw_domain_is_within(domain, organization))
        return false;
    return strcmp(domain, organization) == 0 ||
           strcmp(mw_psl_organization(psl, domain), organization) == 0;
}

static const struct {
    const char *method, *keys[3];
} identifiers[] = {
    {"spf", {"smtp.mailfrom", "smtp.helo", NULL}},
    {"dkim", {"header.d", "header.i", NULL}},
    {"dmarc", {"header.from", NULL}},
};

/* The result of that method for the organization; a pass counts before the others. */
static char *find_claim(MwPsl *psl, const MwArcSet *set, unsigned method, const char *organization)
{
    const char *found = NULL;
    for (guint i = 0; set->results != NULL && i < set->results->results->len; i++) {
        const MwAuthResult *result = g_ptr_array_index(set->results->results, i);
        if (strcmp(result->method, identifiers[method].method) != 0)
            continue;
        for (unsigned k = 0; identifiers[method].keys[k] != NULL; k++)
            if (is_of(psl, result, identifiers[method].keys[k], organization) &&
                (found == NULL || strcmp(result->result, "pass") == 0))
                found = result->result;
    }
    return g_strdup(found);
}

/* Did this hop see any of the three pass for the organization? */
static bool saw_pass(MwPsl *psl, const MwArcSet *set, const char *organization)
{
    for (unsigned method = 0; method < G_N_ELEMENTS(identifiers); method++) {
        g_autofree char *claim = find_claim(psl, set, method, organization);
        if (g_strcmp0(claim, "pass") == 0)
            return true;
    }
    return false;
}

static unsigned find_break(MwPsl *psl, const GPtrArray *sets, const char *organization)
{
    for (guint i = 0; i + 1 < sets->len; i++) {
        const MwArcSet *next = g_ptr_array_index(sets, i + 1);
        bool has_claims = next->results != NULL && next->results->results->len > 0;
        if (has_claims && saw_pass(psl, g_ptr_array_index(sets, i), organization) &&
            !saw_pass(psl, next, organization))
            return next->instance;
    }
    return 0;
}

void mw_arc_read_first(MwArc *arc, const char *author_domain, MwPsl *psl)
{
    const MwArcSet *first = arc->sets->len > 0 ? g_ptr_array_index(arc->sets, 0) : NULL;
    if (first == NULL || first->instance != 1 || author_domain == NULL)
        return;
    const char *organization = mw_psl_organization(psl, author_domain);
    arc->first_spf = find_claim(psl, first, 0, organization);
    arc->first_dkim = find_claim(psl, first, 1, organization);
    arc->first_dmarc = find_claim(psl, first, 2, organization);
    arc->broke_at = find_break(psl, arc->sets, organization);
}
