#include "rules/vocabulary.h"

static const char *const mw_scope_names[] = {
    [MW_SCOPE_MESSAGE] = "message",
    [MW_SCOPE_DKIM_SIGNATURE] = "dkim-signature",
    [MW_SCOPE_HOP] = "hop",
    [MW_SCOPE_ARC_SET] = "arc-set",
    [MW_SCOPE_DOMAIN_RECORD] = "domain-record",
};
MW_DEFINE_ENUM_NAMES(MwScope, mw_scope, MW_SCOPE_N)

#define MESSAGE       MW_SCOPE_MESSAGE
#define DKIM          MW_SCOPE_DKIM_SIGNATURE
#define HOP           MW_SCOPE_HOP
#define ARC_SET       MW_SCOPE_ARC_SET
#define DOMAIN_RECORD MW_SCOPE_DOMAIN_RECORD

#define YES_NO       "yes;no"
#define DNS_FAILURES "servfail;bogus;timeout;refused;malformed;bad-name;unreachable;not-asked"
#define DKIM_FAILURES                                                                              \
    "none;body-hash;signature;key-missing;key-revoked;key-dns-failure;key-syntax;key-weak;key-"    \
    "type;syntax;expired;future;algorithm;domain-mismatch;not-evaluated"

static const MwFactInfo infos[] = {
#include "rules/vocabulary.inc"
};
_Static_assert(G_N_ELEMENTS(infos) == MW_FACT_N, "the vocabulary lacks its tail");

const MwFactInfo *mw_fact_info(MwFact fact)
{
    g_return_val_if_fail((unsigned)fact < MW_FACT_N, NULL);
    return &infos[fact];
}

bool mw_fact_from_name(MwSpan name, MwFact *ret)
{
    /* Rule files ask some thousand times at every start: compared in place, without a call. */
    for (unsigned i = 0; i < MW_FACT_N; i++)
        if (name.len > 0 && strncmp(infos[i].name, name.data, name.len) == 0 &&
            infos[i].name[name.len] == '\0') {
            *ret = (MwFact)i;
            return true;
        }
    return false;
}

bool mw_fact_allows(MwFact fact, MwSpan value)
{
    const char *values = mw_fact_info(fact)->values;
    if (values == NULL)
        return value.len > 0;
    for (MwSpan rest = mw_span(values); rest.len > 0;) {
        size_t end = mw_span_find(rest, ';', 0);
        if (mw_span_equal(mw_span_slice(rest, 0, end), value))
            return true;
        rest = mw_span_slice(rest, end + 1, rest.len);
    }
    return false;
}
