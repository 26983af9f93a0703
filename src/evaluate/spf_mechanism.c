/* The mechanisms that look at the client: all, ip4, ip6, a, mx, exists, ptr (RFC 7208, 5). */

#include "parsers/domain.h"
#include "src/evaluate/spf_check.h"

/* A question of a term. Returns MW_SPF_ERROR when the check must end, MW_SPF_MATCH when there are
 * records to look at, MW_SPF_NO_MATCH otherwise. */
static MwSpfMatch ask(MwSpfCheck *check, const char *name, MwDnsType type, const MwDnsAnswer **ret)
{
    *ret = mw_dns_ask(check->dns, name, type);
    if ((*ret)->status == MW_DNS_FOUND)
        return MW_SPF_MATCH;
    if ((*ret)->status == MW_DNS_FAILED)
        return (*ret)->failure == MW_DNS_BAD_NAME ? MW_SPF_NO_MATCH
                                                  : mw_spf_check_fail_dns(check, *ret);
    return mw_spf_check_void(check, *ret) ? MW_SPF_NO_MATCH : MW_SPF_ERROR;
}

static MwDnsType address_type(const MwSpfCheck *check)
{
    return check->values.ip.family == 4 ? MW_DNS_A : MW_DNS_AAAA;
}

static bool holds_client(const MwSpfCheck *check, const MwDnsAnswer *answer, unsigned bits)
{
    for (guint i = 0; i < answer->records->len; i++) {
        const MwDnsRecord *record = g_ptr_array_index(answer->records, i);
        if (mw_ip_in_network(&check->values.ip, &record->ip, bits))
            return true;
    }
    return false;
}

static unsigned prefix_bits(const MwSpfCheck *check, const MwSpfTerm *term)
{
    return check->values.ip.family == 4 ? term->bits4 : term->bits6;
}

static MwSpfMatch match_address(MwSpfCheck *check, const MwSpfTerm *term, const char *name)
{
    const MwDnsAnswer *answer = NULL;
    MwSpfMatch asked = ask(check, name, address_type(check), &answer);
    if (asked != MW_SPF_MATCH)
        return asked;
    return holds_client(check, answer, prefix_bits(check, term)) ? MW_SPF_MATCH : MW_SPF_NO_MATCH;
}

static MwSpfMatch match_mx(MwSpfCheck *check, const MwSpfTerm *term, const char *name)
{
    const MwDnsAnswer *answer = NULL;
    MwSpfMatch asked = ask(check, name, MW_DNS_MX, &answer);
    if (asked != MW_SPF_MATCH)
        return asked;
    if (answer->records->len > MW_SPF_ADDRESS_LIMIT)
        return mw_spf_check_fail(
            check, MW_SPF_PROBLEM_MX_LIMIT,
            g_strdup_printf("MX %s: %u names, 10 are allowed", answer->name, answer->records->len));
    for (guint i = 0; i < answer->records->len; i++) {
        const MwDnsRecord *mx = g_ptr_array_index(answer->records, i);
        if (mx->name[0] == '\0')
            continue; /* a null MX (RFC 7505) */
        MwSpfMatch match = match_address(check, term, mx->name);
        if (match != MW_SPF_NO_MATCH)
            return match;
    }
    return MW_SPF_NO_MATCH;
}

/* Always A, whatever the client speaks (RFC 7208, 5.7). */
static MwSpfMatch match_exists(MwSpfCheck *check, const char *name)
{
    const MwDnsAnswer *answer = NULL;
    return ask(check, name, MW_DNS_A, &answer);
}

static const MwDnsAnswer *ask_client_names(const MwSpfCheck *check)
{
    g_autofree char *reverse = mw_ip_reverse_name(&check->values.ip);
    return mw_dns_ask(check->dns, reverse, MW_DNS_PTR);
}

/* Does the name lead back to the client? An error makes it no name (RFC 7208, 5.5). */
static bool is_validated(const MwSpfCheck *check, const char *name)
{
    const MwDnsAnswer *answer = mw_dns_ask(check->dns, name, address_type(check));
    return answer->status == MW_DNS_FOUND &&
           holds_client(check, answer, check->values.ip.family == 4 ? 32 : 128);
}

static guint usable_names(const MwDnsAnswer *answer)
{
    return answer->status == MW_DNS_FOUND ? MIN(answer->records->len, MW_SPF_ADDRESS_LIMIT) : 0;
}

static MwSpfMatch match_ptr(MwSpfCheck *check, const char *target)
{
    const MwDnsAnswer *names = ask_client_names(check);
    if (mw_spf_is_void(names) && !mw_spf_check_void(check, names))
        return MW_SPF_ERROR;
    for (guint i = 0; i < usable_names(names); i++) {
        const MwDnsRecord *ptr = g_ptr_array_index(names->records, i);
        if (mw_domain_is_within(ptr->name, target) && is_validated(check, ptr->name))
            return MW_SPF_MATCH;
    }
    return MW_SPF_NO_MATCH;
}

/* How near a name is to the domain: the domain itself, below it, any other. */
static unsigned nearness(const char *name, const char *domain)
{
    if (domain != NULL && strcmp(name, domain) == 0)
        return 0;
    return domain != NULL && mw_domain_is_within(name, domain) ? 1 : 2;
}

const char *mw_spf_check_client_name(void *data, const char *domain)
{
    const MwSpfCheck *check = data;
    const MwDnsAnswer *names = ask_client_names(check);
    for (unsigned near = 0; near <= 2; near++)
        for (guint i = 0; i < usable_names(names); i++) {
            const MwDnsRecord *ptr = g_ptr_array_index(names->records, i);
            if (nearness(ptr->name, domain) == near && is_validated(check, ptr->name))
                return ptr->name;
        }
    return NULL;
}

static bool match_network(const MwSpfCheck *check, const MwSpfTerm *term)
{
    return mw_ip_in_network(&check->values.ip, &term->network, prefix_bits(check, term));
}

MwSpfMatch mw_spf_mechanism_match(MwSpfCheck *check, const MwSpfTerm *term, const char *target)
{
    switch (term->kind) {
    case MW_SPF_TERM_ALL:
        return MW_SPF_MATCH;
    case MW_SPF_TERM_IP4:
    case MW_SPF_TERM_IP6:
        return match_network(check, term) ? MW_SPF_MATCH : MW_SPF_NO_MATCH;
    case MW_SPF_TERM_A:
        return target != NULL ? match_address(check, term, target) : MW_SPF_NO_MATCH;
    case MW_SPF_TERM_MX:
        return target != NULL ? match_mx(check, term, target) : MW_SPF_NO_MATCH;
    case MW_SPF_TERM_EXISTS:
        return target != NULL ? match_exists(check, target) : MW_SPF_NO_MATCH;
    case MW_SPF_TERM_PTR:
        return target != NULL ? match_ptr(check, target) : MW_SPF_NO_MATCH;
    case MW_SPF_TERM_INCLUDE:
    case MW_SPF_TERM_REDIRECT:
    case MW_SPF_TERM_EXP:
    case MW_SPF_TERM_MODIFIER:
    case MW_SPF_TERM_BAD:
        break;
    }
    return MW_SPF_NO_MATCH;
}
