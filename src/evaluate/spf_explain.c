/* exp= (RFC 7208, 6.2): whatever goes wrong here, there is just no explanation. */

#include "parsers/domain.h"
#include "src/evaluate/spf_check.h"

char *mw_spf_check_explain(const MwSpfCheck *check)
{
    if (check->exp == NULL ||
        (!check->local_is_ascii && mw_spf_macro_uses(&check->exp->domain, "sl")))
        return NULL;
    MwSpfMacroValues values = check->values;
    values.domain = check->exp_domain;
    g_autofree char *expanded = mw_spf_macro_expand_name(&check->exp->domain, &values);
    g_autofree char *name = mw_domain_normalize(mw_span(expanded));
    if (name == NULL)
        return NULL;
    const MwDnsAnswer *answer = mw_dns_ask(check->dns, name, MW_DNS_TXT);
    if (answer->status != MW_DNS_FOUND || answer->records->len != 1)
        return NULL;

    MwSpfMacro text;
    size_t offset;
    const char *problem;
    if (!mw_spf_macro_parse(mw_dns_record_text(g_ptr_array_index(answer->records, 0)),
                            MW_SPF_MACRO_TEXT, &text, &offset, &problem))
        return NULL;
    char *explanation = mw_spf_macro_expand(&text, &values);
    mw_spf_macro_clear(&text);
    return explanation;
}
