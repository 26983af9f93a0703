#include "src/evaluate/spf_walk.h"

#include "parsers/domain.h"
#include "src/dns/name.h"

enum {
    DEPTH_MAX = 24,
    /* Nobody needs to see more; a hostile tree has millions. */
    LOOKUPS_MAX = 100,
    NODES_MAX = 2000,
};

/* One walk. Only a static one (values NULL) notes problems and asks for addresses. */
typedef struct {
    MwDnsSession *dns;
    const MwSpfMacroValues *values; /* NULL: no client, no sender */
    GPtrArray *records;
    MwSpf *out;
    const char *names[DEPTH_MAX]; /* the domains whose records are being walked */
    const MwSpfTerm *terms[DEPTH_MAX];
    unsigned depth; /* of names */
    unsigned lookups, nodes;
    bool ask;         /* look-ups may be made */
    bool stop;        /* an all was passed: what follows is never reached */
    bool passes, own; /* of the record at work, as in MwSpfFrame */
} Walk;

static void walk_record(Walk *walk, const char *domain, const MwSpfRecord *record, guint from,
                        GPtrArray *nodes);

/* ---- problems of a static walk: the first one counts ---- */

static void note(Walk *walk, MwSpfProblem problem, const char *domain, const MwSpfTerm *term,
                 char *text)
{
    MwSpf *out = walk->out;
    g_autofree char *owned = text;
    if (walk->values != NULL || out->problem != MW_SPF_PROBLEM_NONE)
        return;
    out->problem = problem;
    out->result = problem == MW_SPF_PROBLEM_DNS ? MW_SPF_TEMPERROR : MW_SPF_PERMERROR;
    out->problem_text = g_steal_pointer(&owned);
    out->problem_domain = g_strdup(domain);
    out->problem_path = mw_spf_join_path(walk->terms, walk->depth);
    if (term != NULL) {
        out->problem_term = mw_span_dup(term->text);
        out->problem_offset = term->offset;
    }
}

static void note_dns(Walk *walk, const MwDnsAnswer *answer, const MwSpfTerm *term)
{
    if (walk->values == NULL && walk->out->problem == MW_SPF_PROBLEM_NONE)
        walk->out->dns_failure = answer->failure;
    note(walk, MW_SPF_PROBLEM_DNS, answer->name, term, mw_dns_answer_describe(answer));
}

static void note_syntax(Walk *walk, const char *domain, const MwSpfRecord *record)
{
    bool first = walk->values == NULL && walk->out->problem == MW_SPF_PROBLEM_NONE;
    note(walk, walk->depth > 1 ? MW_SPF_PROBLEM_INCLUDE_BROKEN : MW_SPF_PROBLEM_SYNTAX, domain,
         record->error_term,
         g_strdup_printf("byte %" G_GSIZE_FORMAT ": %s", record->error_offset, record->error));
    if (first)
        walk->out->problem_offset = record->error_offset;
}

static void note_void(Walk *walk, MwSpfNode *node, const char *domain, const MwSpfTerm *term,
                      const MwDnsAnswer *answer)
{
    node->voids++;
    if (walk->values != NULL)
        return;
    g_ptr_array_add(walk->out->void_names, g_strdup(answer->name));
    if (++walk->out->void_lookups == MW_SPF_VOID_LIMIT + 1)
        note(walk, MW_SPF_PROBLEM_VOID_LIMIT, domain, term,
             g_strdup_printf("void look-up %u, %u are allowed: %s %s", MW_SPF_VOID_LIMIT + 1,
                             MW_SPF_VOID_LIMIT, mw_dns_type_name(answer->type), answer->name));
}

/* ---- terms ---- */

/* The name a term speaks of, as far as it is known; the caller's. */
static char *known_target(const Walk *walk, const char *domain, const MwSpfTerm *term)
{
    if (!term->has_domain)
        return g_strdup(domain);
    if (term->domain.parts == NULL)
        return g_strdup(term->literal_name);
    if (walk->values == NULL && mw_spf_macro_uses(&term->domain, "slohipvcrt"))
        return NULL;
    MwSpfMacroValues values = walk->values != NULL ? *walk->values : (MwSpfMacroValues){0};
    values.domain = domain;
    values.client_name = NULL; /* would ask */
    g_autofree char *name = mw_spf_macro_expand_name(&term->domain, &values);
    return name[0] != '\0' ? mw_dns_name_normalize(mw_span(name)) : NULL;
}

static bool is_being_walked(const Walk *walk, const char *name)
{
    for (unsigned i = 0; i < walk->depth; i++)
        if (strcmp(walk->names[i], name) == 0)
            return true;
    return false;
}

static void fail_target(Walk *walk, const MwSpfFound *found, MwSpfNode *node, const MwSpfTerm *term)
{
    if (found->problem == MW_SPF_PROBLEM_DNS) {
        mw_spf_node_set_outcome(node, "temperror");
        note_dns(walk, found->answer, term);
        return;
    }
    bool several = found->problem == MW_SPF_PROBLEM_MULTIPLE_RECORDS;
    mw_spf_node_set_outcome(node, several ? "permerror" : "none");
    note(walk, several ? MW_SPF_PROBLEM_INCLUDE_BROKEN : MW_SPF_PROBLEM_INCLUDE_NONE,
         several ? node->target : node->domain, several ? NULL : term,
         mw_spf_found_describe(found, node->target));
}

/* The record an include or redirect leads to, and all below it. */
static void walk_target(Walk *walk, MwSpfNode *node, const MwSpfTerm *term)
{
    if (is_being_walked(walk, node->target)) {
        mw_spf_node_set_outcome(node, "permerror");
        note(walk, MW_SPF_PROBLEM_INCLUDE_LOOP, node->domain, term,
             g_strdup_printf("%s is already being evaluated", node->target));
        return;
    }
    g_auto(MwSpfFound) found = mw_spf_find(walk->dns, node->target, walk->records);
    if (mw_spf_is_void(found.answer))
        note_void(walk, node, node->domain, term, found.answer);
    if (found.record == NULL) {
        fail_target(walk, &found, node, term);
        return;
    }
    node->record = mw_span_dup(found.record->text);
    if (walk->depth == DEPTH_MAX)
        return;
    const bool passes = walk->passes, own = walk->own, stop = walk->stop;
    walk->own = own && term->kind == MW_SPF_TERM_REDIRECT;
    walk->passes =
        passes && term->qualifier != '-' && term->qualifier != '~' && term->qualifier != '?';
    walk->names[walk->depth++] = node->target;
    walk_record(walk, node->target, found.record, 0, node->children);
    walk->depth--;
    walk->passes = passes;
    walk->own = own;
    walk->stop = stop;
}

/* Whether the names of a, mx and exists lead anywhere, for a client of either family. */
static void ask_addresses(Walk *walk, MwSpfNode *node, const MwSpfTerm *term)
{
    bool mx = term->kind == MW_SPF_TERM_MX;
    const MwDnsAnswer *answer = mw_dns_ask(walk->dns, node->target, mx ? MW_DNS_MX : MW_DNS_A);
    if (answer->status == MW_DNS_NODATA && term->kind == MW_SPF_TERM_A)
        answer = mw_dns_ask(walk->dns, node->target, MW_DNS_AAAA);
    if (answer->status == MW_DNS_FAILED && answer->failure != MW_DNS_BAD_NAME) {
        mw_spf_node_set_outcome(node, "temperror");
        note_dns(walk, answer, term);
    } else if (mw_spf_is_void(answer)) {
        note_void(walk, node, node->domain, term, answer);
    } else if (mx && answer->records->len > MW_SPF_ADDRESS_LIMIT) {
        mw_spf_node_set_outcome(node, "permerror");
        note(
            walk, MW_SPF_PROBLEM_MX_LIMIT, node->domain, term,
            g_strdup_printf("MX %s: %u names, 10 are allowed", answer->name, answer->records->len));
    }
}

static void walk_lookup(Walk *walk, MwSpfNode *node, const MwSpfTerm *term)
{
    unsigned before = walk->lookups++;
    node->first_lookup = walk->lookups;
    node->over_limit = walk->lookups > MW_SPF_LOOKUP_LIMIT;
    if (walk->lookups == MW_SPF_LOOKUP_LIMIT + 1)
        note(walk, MW_SPF_PROBLEM_LOOKUP_LIMIT, node->domain, term,
             g_strdup_printf("look-up %u, 10 are allowed", walk->lookups));
    node->target = known_target(walk, node->domain, term);
    bool nested = term->kind == MW_SPF_TERM_INCLUDE || term->kind == MW_SPF_TERM_REDIRECT;
    if (walk->lookups >= LOOKUPS_MAX)
        walk->out->tree_truncated = true;
    else if (node->target != NULL && nested)
        walk_target(walk, node, term);
    else if (node->target != NULL && walk->values == NULL && term->kind != MW_SPF_TERM_PTR)
        ask_addresses(walk, node, term);
    node->cost = walk->lookups - before;
}

static void walk_term(Walk *walk, const char *domain, const MwSpfRecord *record,
                      const MwSpfTerm *term, GPtrArray *nodes)
{
    if (++walk->nodes > NODES_MAX) {
        walk->out->tree_truncated = true;
        return;
    }
    MwSpfNode *node = mw_spf_node_new(nodes, domain, term);
    bool bad = record->error != NULL && record->error_term == term;
    const char *outcome = walk->values == NULL && !walk->stop ? "not-evaluated" : "not-reached";
    mw_spf_node_set_outcome(node, bad ? "permerror" : outcome);
    if (walk->depth > 0)
        walk->terms[walk->depth - 1] = term;
    if (mw_spf_term_is_lookup(term) && walk->ask && !walk->stop)
        walk_lookup(walk, node, term);
}

void mw_spf_walk_modifier(const char *domain, const MwSpfTerm *term, GPtrArray *nodes)
{
    MwSpfNode *node = mw_spf_node_new(nodes, domain, term);
    mw_spf_node_set_outcome(node, term->kind == MW_SPF_TERM_EXP ? "explanation" : "ignored");
}

static void walk_record(Walk *walk, const char *domain, const MwSpfRecord *record, guint from,
                        GPtrArray *nodes)
{
    if (walk->values == NULL)
        mw_spf_note_hints(walk->out, record, walk->passes, walk->own);
    if (record->error != NULL) {
        if (walk->depth > 0)
            walk->terms[walk->depth - 1] = record->error_term;
        note_syntax(walk, domain, record);
    }
    for (guint i = from; i < record->terms->len; i++) {
        const MwSpfTerm *term = &g_array_index(record->terms, MwSpfTerm, i);
        if (term->kind == MW_SPF_TERM_EXP || term->kind == MW_SPF_TERM_MODIFIER)
            mw_spf_walk_modifier(domain, term, nodes);
        else if (term->kind != MW_SPF_TERM_REDIRECT)
            walk_term(walk, domain, record, term, nodes);
        if (term->kind == MW_SPF_TERM_ALL)
            walk->stop = true;
    }
    if (record->redirect != NULL) {
        walk->stop |= record->all != NULL;
        walk_term(walk, domain, record, record->redirect, nodes);
    }
}

/* ---- behind an evaluation ---- */

static Walk walk_behind(MwSpfCheck *check)
{
    Walk walk = {
        .dns = check->dns,
        .values = &check->values,
        .records = check->records,
        .out = check->out,
        .ask = check->out->problem == MW_SPF_PROBLEM_LOOKUP_LIMIT,
        .lookups = check->out->lookups + check->walked,
        .nodes = check->walked_nodes,
    };
    for (unsigned i = 0; i < check->depth; i++)
        walk.names[walk.depth++] = check->frames[i].domain;
    return walk;
}

static void end_walk(MwSpfCheck *check, const Walk *walk)
{
    check->walked = walk->lookups - check->out->lookups;
    check->walked_nodes = walk->nodes;
}

void mw_spf_walk_rest(MwSpfCheck *check, const char *domain, const MwSpfRecord *record, guint from,
                      GPtrArray *nodes)
{
    Walk walk = walk_behind(check);
    for (guint i = 0; i < from; i++)
        walk.stop |= g_array_index(record->terms, MwSpfTerm, i).kind == MW_SPF_TERM_ALL;
    walk_record(&walk, domain, record, from, nodes);
    end_walk(check, &walk);
}

void mw_spf_walk_over(MwSpfCheck *check, const MwSpfTerm *term, MwSpfNode *node)
{
    Walk walk = walk_behind(check);
    node->over_limit = true;
    node->target = known_target(&walk, node->domain, term);
    bool nested = term->kind == MW_SPF_TERM_INCLUDE || term->kind == MW_SPF_TERM_REDIRECT;
    if (nested && node->target != NULL)
        walk_target(&walk, node, term);
    /* It is this term that ends the check, whatever stands below. */
    mw_spf_node_set_outcome(node, "permerror");
    end_walk(check, &walk);
}

/* ---- static ---- */

MwSpf *mw_spf_walk(MwDnsSession *dns, const char *domain)
{
    g_autofree char *name = mw_domain_normalize(mw_span(domain));
    MwSpf *out = mw_spf_not_evaluated(name != NULL ? name : domain);
    g_autoptr(GPtrArray) records = mw_spf_records_new();
    g_auto(MwSpfFound) found = mw_spf_find(dns, name, records);
    if (!mw_spf_note_found(out, &found))
        return out;
    Walk walk = {.dns = dns, .records = records, .out = out, .ask = true};
    walk.passes = walk.own = true;
    walk.names[walk.depth++] = name;
    walk_record(&walk, name, found.record, 0, out->tree);
    out->lookups = out->total_lookups = walk.lookups;
    return out;
}
