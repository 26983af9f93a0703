#include "src/evaluate/dmarc_verdict.h"

#include "parsers/domain.h"

const MwDmarcLookup *mw_dmarc_policy_source(const MwDmarcWalk *walk)
{
    const MwDmarcLookup *author = walk->lookups[0];
    if (author->status == MW_DMARC_LOOKUP_FOUND)
        return author;
    if (walk->organizational_domain == NULL)
        return NULL;
    const MwDmarcLookup *found = mw_dmarc_walk_found(walk, walk->organizational_domain);
    if (found != NULL)
        return found;
    const MwDmarcLookup *last = mw_dmarc_walk_last(walk);
    return last->status == MW_DMARC_LOOKUP_FOUND && last->record->psd == MW_DMARC_PSD_Y ? last
                                                                                        : NULL;
}

/* ---- policy ---- */

typedef struct {
    const char *tag;
    MwDmarcPolicy policy, effective;
    bool applies;
} Policy;

static MwDmarcPolicy lower(MwDmarcPolicy policy)
{
    return policy == MW_DMARC_POLICY_REJECT ? MW_DMARC_POLICY_QUARANTINE : MW_DMARC_POLICY_NONE;
}

static void choose_tag(const MwDmarcDiscovery *found, Policy *ret)
{
    const MwDmarcRecord *record = found->source->record;
    const bool own = strcmp(found->source->name, found->author) == 0;
    const bool knows_np = found->spec != MW_DMARC_SPEC_7489;
    *ret = (Policy){"p", record->p.policy, record->p.policy, true};
    if (!own && !found->author_exists && knows_np && record->np.present)
        *ret = (Policy){"np", record->np.policy, record->np.policy, true};
    else if (!own && record->sp.present)
        *ret = (Policy){"sp", record->sp.policy, record->sp.policy, true};
}

/* t=y lowers by one level (RFC 9989, 4.7); pct=0 did so before (RFC 7489, 6.6.4). */
static bool lowers(const MwDmarcRecord *record, MwDmarcSpec spec)
{
    if (spec != MW_DMARC_SPEC_7489)
        return record->testing;
    return record->pct != NULL && strcmp(record->pct, "0") == 0;
}

/* Without a usable policy, one that wants reports is taken as p=none; else DMARC does not apply
 * (RFC 9989, 4.10.1; RFC 7489, 6.6.3). */
static Policy find_policy(const MwDmarcDiscovery *found)
{
    Policy result = {.applies = false};
    if (found->source == NULL)
        return result;
    const MwDmarcRecord *record = found->source->record;
    if (mw_dmarc_record_spoiled_by(record, found->spec != MW_DMARC_SPEC_7489) == NULL)
        choose_tag(found, &result);
    else if (record->rua->len > 0)
        result = (Policy){"p", MW_DMARC_POLICY_NONE, MW_DMARC_POLICY_NONE, true};
    if (result.applies && lowers(record, found->spec))
        result.effective = lower(result.policy);
    return result;
}

/* ---- alignment ---- */

/* Without a common top-level label two names have no common ancestor, whatever DNS says. */
static bool has_same_top(const char *a, const char *b)
{
    const char *top_a = strrchr(a, '.'), *top_b = strrchr(b, '.');
    return strcmp(top_a != NULL ? top_a + 1 : a, top_b != NULL ? top_b + 1 : b) == 0;
}

/* How an identifier stands to the author domain. */
typedef struct {
    const char *organizational_domain; /* a view; NULL: not needed, or DNS failed */
    bool aligned;
    bool unknown; /* DNS failed */
} Alignment;

/* Relaxed alignment: equal organizational domains, that of the identifier by its own walk
 * (RFC 9989, 4.10.2). An organizational domain is an ancestor of its name, so that a name outside
 * the author's organization needs no question. */
static Alignment align_relaxed(MwDnsSession *dns, const MwDmarcDiscovery *found, const char *domain,
                               const MwDnsAnswer **ret_failed)
{
    Alignment result = {NULL, false, false};
    if (found->organizational_domain == NULL) {
        result.unknown = has_same_top(domain, found->author);
        return result;
    }
    if (!mw_domain_is_within(domain, found->organizational_domain))
        return result;
    if (found->spec == MW_DMARC_SPEC_7489) {
        result.organizational_domain = mw_psl_organization(found->psl, domain);
    } else {
        MwDmarcWalk walk = mw_dmarc_walk(dns, domain);
        result.organizational_domain = walk.organizational_domain;
        result.unknown = walk.failed != NULL;
        if (walk.failed != NULL)
            *ret_failed = walk.failed->answer;
    }
    result.aligned = g_strcmp0(result.organizational_domain, found->organizational_domain) == 0;
    return result;
}

static bool is_strict(const MwDmarcDiscovery *found, bool is_dkim)
{
    if (found->source == NULL)
        return false;
    const MwDmarcRecord *record = found->source->record;
    return is_dkim ? record->strict_dkim : record->strict_spf;
}

/* `found` NULL: there is no author domain. */
static Alignment align(MwDnsSession *dns, const MwDmarcDiscovery *found,
                       const MwDmarcIdentifier *id, const MwDnsAnswer **ret_failed)
{
    if (found != NULL && strcmp(id->domain, found->author) == 0)
        return (Alignment){found->organizational_domain, true, false};
    if (found != NULL && !is_strict(found, id->is_dkim))
        return align_relaxed(dns, found, id->domain, ret_failed);
    return (Alignment){NULL, false, false};
}

/* ---- result ---- */

static MwDmarcResult failed_result(const MwDnsAnswer *answer)
{
    if (answer->failure == MW_DNS_NOT_ASKED)
        return MW_DMARC_NOT_EVALUATED;
    return answer->failure == MW_DNS_MALFORMED ? MW_DMARC_PERMERROR : MW_DMARC_TEMPERROR;
}

/* What the verdict is made of. */
typedef struct {
    Policy policy;
    bool spf_aligned, dkim_aligned; /* an aligned identifier passes */
    bool may_pass;                  /* it might, if DNS had told all */
    MwDmarcResult result;
} Decision;

static MwDmarcResult judge(const Decision *decision, const MwDmarcDiscovery *found,
                           const MwDmarcQuestion *question)
{
    if (found == NULL) /* no author domain */
        return MW_DMARC_NOT_EVALUATED;
    if (found->failed != NULL && found->source == NULL)
        return failed_result(found->failed->answer);
    if (!decision->policy.applies)
        return MW_DMARC_NONE;
    if (decision->spf_aligned || decision->dkim_aligned)
        return MW_DMARC_PASS;
    if (decision->may_pass)
        return MW_DMARC_TEMPERROR;
    return question->incomplete ? MW_DMARC_NOT_EVALUATED : MW_DMARC_FAIL;
}

static void count_in(Decision *decision, const MwDmarcIdentifier *id, const Alignment *alignment)
{
    if (alignment->aligned && id->passed)
        *(id->is_dkim ? &decision->dkim_aligned : &decision->spf_aligned) = true;
    decision->may_pass |= (id->passed && alignment->unknown) ||
                          (id->unknown && (alignment->aligned || alignment->unknown));
}

static void add_identifier(GArray *identifiers, const MwDmarcIdentifier *asked,
                           const Alignment *alignment)
{
    MwDmarcIdentifier id = *asked;
    id.domain = g_strdup(asked->domain);
    id.organizational_domain = g_strdup(alignment->organizational_domain);
    id.aligned = alignment->aligned;
    id.alignment_unknown = alignment->unknown;
    g_array_append_val(identifiers, id);
}

static guint count_identifiers(const MwDmarcQuestion *question)
{
    return question->identifiers != NULL ? question->identifiers->len : 0;
}

/* `identifiers` gets them with their alignment; NULL: nobody wants to know. */
static Decision decide(MwDnsSession *dns, const MwDmarcDiscovery *found,
                       const MwDmarcQuestion *question, GArray *identifiers,
                       const MwDnsAnswer **ret_failed)
{
    Decision decision = {.policy = {.applies = false}};
    if (found != NULL)
        decision.policy = find_policy(found);
    for (guint i = 0; i < count_identifiers(question); i++) {
        const MwDmarcIdentifier *id = &g_array_index(question->identifiers, MwDmarcIdentifier, i);
        Alignment alignment = align(dns, found, id, ret_failed);
        count_in(&decision, id, &alignment);
        if (identifiers != NULL)
            add_identifier(identifiers, id, &alignment);
    }
    decision.result = judge(&decision, found, question);
    return decision;
}

static void clear_identifier(void *data)
{
    MwDmarcIdentifier *id = data;
    g_free(id->domain);
    g_free(id->organizational_domain);
}

MwDmarcVerdict *mw_dmarc_judge(MwDnsSession *dns, const MwDmarcDiscovery *discovery,
                               const MwDmarcQuestion *question, const MwDnsAnswer **ret_failed)
{
    MwDmarcVerdict *verdict = g_new0(MwDmarcVerdict, 1);
    verdict->identifiers =
        g_array_sized_new(FALSE, FALSE, sizeof(MwDmarcIdentifier), count_identifiers(question));
    g_array_set_clear_func(verdict->identifiers, clear_identifier);
    Decision decision = decide(dns, discovery, question, verdict->identifiers, ret_failed);
    verdict->result = decision.result;
    verdict->spf_aligned = decision.spf_aligned;
    verdict->dkim_aligned = decision.dkim_aligned;
    verdict->spec = discovery != NULL ? discovery->spec : question->spec;
    if (discovery != NULL)
        verdict->organizational_domain = g_strdup(discovery->organizational_domain);
    if (discovery != NULL && discovery->source != NULL) {
        verdict->record_domain = g_strdup(discovery->source->name);
        verdict->record = g_strdup(discovery->source->text);
    }
    if (decision.policy.applies) {
        verdict->policy = mw_dmarc_policy_name(decision.policy.policy);
        verdict->policy_tag = decision.policy.tag;
        verdict->effective_policy = mw_dmarc_policy_name(decision.policy.effective);
    }
    return verdict;
}

bool mw_dmarc_differs(MwDnsSession *dns, const MwDmarcDiscovery *discovery,
                      const MwDmarcQuestion *question, const MwDmarcVerdict *verdict)
{
    const MwDnsAnswer *failed = NULL;
    Decision decision = decide(dns, discovery, question, NULL, &failed);
    if (decision.result == MW_DMARC_NOT_EVALUATED || verdict->result == MW_DMARC_NOT_EVALUATED)
        return decision.result != verdict->result;
    const char *policy =
        decision.policy.applies ? mw_dmarc_policy_name(decision.policy.policy) : NULL;
    if (decision.result != verdict->result || g_strcmp0(policy, verdict->policy) != 0)
        return true;
    return verdict->record != NULL &&
           g_strcmp0(verdict->organizational_domain, discovery->organizational_domain) != 0;
}

void mw_dmarc_verdict_free(MwDmarcVerdict *verdict)
{
    if (verdict == NULL)
        return;
    g_free(verdict->organizational_domain);
    g_free(verdict->record_domain);
    g_free(verdict->record);
    g_array_unref(verdict->identifiers);
    g_free(verdict);
}
