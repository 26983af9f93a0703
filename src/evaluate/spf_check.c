/* check_host() (RFC 7208, 4): the terms of a record in order, includes and redirects nested. */

#include "src/dns/name.h"
#include "src/evaluate/spf_check.h"
#include "src/evaluate/spf_walk.h"

static MwSpfFrame *top_frame(MwSpfCheck *check)
{
    return &check->frames[check->depth - 1];
}

/* ---- problems ---- */

static void set_text(char **place, char *text)
{
    g_free(*place);
    *place = text;
}

static char *problem_path(const MwSpfCheck *check)
{
    const MwSpfTerm *terms[MW_SPF_DEPTH_MAX] = {NULL};
    for (unsigned i = 0; i < check->depth; i++)
        terms[i] = check->frames[i].term;
    return mw_spf_join_path(terms, check->depth);
}

MwSpfMatch mw_spf_check_fail(MwSpfCheck *check, MwSpfProblem problem, char *text)
{
    MwSpf *out = check->out;
    const MwSpfFrame *frame = top_frame(check);
    check->error = problem == MW_SPF_PROBLEM_DNS ? MW_SPF_TEMPERROR : MW_SPF_PERMERROR;
    out->problem = problem;
    set_text(&out->problem_text, text);
    set_text(&out->problem_domain, g_strdup(frame->domain));
    set_text(&out->problem_path, problem_path(check));
    set_text(&out->problem_term, frame->term != NULL ? mw_span_dup(frame->term->text) : NULL);
    out->problem_offset = frame->term != NULL ? frame->term->offset : 0;
    return MW_SPF_ERROR;
}

MwSpfMatch mw_spf_check_fail_dns(MwSpfCheck *check, const MwDnsAnswer *answer)
{
    mw_spf_check_fail(check, MW_SPF_PROBLEM_DNS, mw_dns_answer_describe(answer));
    check->out->dns_failure = answer->failure;
    set_text(&check->out->problem_domain, g_strdup(answer->name));
    return MW_SPF_ERROR;
}

bool mw_spf_check_void(MwSpfCheck *check, const MwDnsAnswer *answer)
{
    g_ptr_array_add(check->out->void_names, g_strdup(answer->name));
    if (++check->out->void_lookups <= check->void_limit)
        return true;
    mw_spf_check_fail(check, MW_SPF_PROBLEM_VOID_LIMIT,
                      g_strdup_printf("void look-up %u, %u are allowed: %s %s",
                                      check->out->void_lookups, check->void_limit,
                                      mw_dns_type_name(answer->type), answer->name));
    return false;
}

/* A mistake in an included record is the includer's broken include; in one's own, syntax. */
static MwSpfResult fail_syntax(MwSpfCheck *check)
{
    const MwSpfRecord *record = top_frame(check)->record;
    top_frame(check)->term = record->error_term;
    mw_spf_check_fail(
        check, check->depth > 1 ? MW_SPF_PROBLEM_INCLUDE_BROKEN : MW_SPF_PROBLEM_SYNTAX,
        g_strdup_printf("byte %" G_GSIZE_FORMAT ": %s", record->error_offset, record->error));
    check->out->problem_offset = record->error_offset;
    return MW_SPF_PERMERROR;
}

/* ---- the tree ---- */

static MwSpfNode *begin_node(MwSpfCheck *check, GPtrArray *nodes, const MwSpfTerm *term)
{
    return nodes != NULL ? mw_spf_node_new(nodes, top_frame(check)->domain, term) : NULL;
}

/* What had been spent before a term. */
typedef struct {
    unsigned lookups, voids;
} Spent;

static Spent spent(const MwSpfCheck *check)
{
    return (Spent){check->out->lookups + check->walked, check->out->void_lookups};
}

static void end_node(const MwSpfCheck *check, MwSpfNode *node, MwSpfMatch match, Spent before)
{
    static const char *const outcomes[] = {
        [MW_SPF_NO_MATCH] = "no-match",
        [MW_SPF_MATCH] = "match",
    };
    if (node == NULL)
        return;
    node->cost = spent(check).lookups - before.lookups;
    node->voids = spent(check).voids - before.voids;
    if (node->outcome == NULL)
        mw_spf_node_set_outcome(node, match == MW_SPF_ERROR ? mw_spf_result_name(check->error)
                                                            : outcomes[match]);
}

/* The terms behind the one that ended the record. Past the look-up limit they are walked, to show
 * what the whole record costs; otherwise nothing is asked for them. */
static void add_rest(MwSpfCheck *check, GPtrArray *nodes, guint from)
{
    if (nodes == NULL)
        return;
    const MwSpfFrame *frame = top_frame(check);
    mw_spf_walk_rest(check, frame->domain, frame->record, from, nodes);
}

/* ---- terms ---- */

char *mw_spf_check_target(const MwSpfCheck *check, const MwSpfTerm *term)
{
    if (!term->has_domain)
        return g_strdup(check->values.domain);
    if (term->domain.parts == NULL)
        return g_strdup(term->literal_name);
    if (!check->local_is_ascii && mw_spf_macro_uses(&term->domain, "sl"))
        return NULL; /* RFC 8616, 4: such a term matches nothing */
    g_autofree char *name = mw_spf_macro_expand_name(&term->domain, &check->values);
    return name[0] != '\0' ? mw_dns_name_normalize(mw_span(name)) : NULL;
}

static bool is_under_evaluation(const MwSpfCheck *check, const char *name)
{
    for (unsigned i = 0; i < check->depth; i++)
        if (strcmp(check->frames[i].domain, name) == 0)
            return true;
    return false;
}

/* The target of an include or redirect has no usable record. */
static MwSpfMatch fail_target(MwSpfCheck *check, const MwSpfFound *found, const char *name)
{
    if (found->problem == MW_SPF_PROBLEM_DNS)
        return mw_spf_check_fail_dns(check, found->answer);
    bool several = found->problem == MW_SPF_PROBLEM_MULTIPLE_RECORDS;
    mw_spf_check_fail(check, several ? MW_SPF_PROBLEM_INCLUDE_BROKEN : MW_SPF_PROBLEM_INCLUDE_NONE,
                      mw_spf_found_describe(found, name));
    if (several) { /* the fault is that of the target, of no term in it */
        set_text(&check->out->problem_term, NULL);
        set_text(&check->out->problem_domain, g_strdup(found->answer->name));
        check->out->problem_offset = 0;
    }
    return MW_SPF_ERROR;
}

static MwSpfResult run_nested(MwSpfCheck *check, const MwSpfFound *found, const char *name,
                              MwSpfNode *node)
{
    const char *outer = check->values.domain;
    check->values.domain = name;
    MwSpfResult result = mw_spf_check_run(check, found, node != NULL ? node->children : NULL);
    check->values.domain = outer;
    return result;
}

/* include and redirect: the result of the target in *ret, or MW_SPF_ERROR. */
static MwSpfMatch run_target(MwSpfCheck *check, const char *name, MwSpfNode *node, MwSpfResult *ret)
{
    if (name != NULL && is_under_evaluation(check, name))
        return mw_spf_check_fail(check, MW_SPF_PROBLEM_INCLUDE_LOOP,
                                 g_strdup_printf("%s is already being evaluated", name));
    g_auto(MwSpfFound) found = mw_spf_find(check->dns, name, check->records);
    if (mw_spf_is_void(found.answer) && !mw_spf_check_void(check, found.answer))
        return MW_SPF_ERROR;
    if (found.record == NULL)
        return fail_target(check, &found, name);
    if (node != NULL)
        node->record = mw_span_dup(found.record->text);
    *ret = run_nested(check, &found, name, node);
    if (*ret == MW_SPF_TEMPERROR || *ret == MW_SPF_PERMERROR)
        return MW_SPF_ERROR;
    mw_spf_node_set_outcome(node, mw_spf_result_name(*ret));
    return MW_SPF_MATCH;
}

/* RFC 7208, 5.2: pass matches, fail, softfail and neutral do not, errors end the check. */
static MwSpfMatch match_include(MwSpfCheck *check, const MwSpfTerm *term, const char *name,
                                MwSpfNode *node)
{
    MwSpfResult result = MW_SPF_NONE;
    if (name == NULL && !check->local_is_ascii && mw_spf_macro_uses(&term->domain, "sl"))
        return MW_SPF_NO_MATCH;
    if (run_target(check, name, node, &result) == MW_SPF_ERROR)
        return MW_SPF_ERROR;
    return result == MW_SPF_PASS ? MW_SPF_MATCH : MW_SPF_NO_MATCH;
}

static bool count_lookup(MwSpfCheck *check, const MwSpfTerm *term, MwSpfNode *node)
{
    if (!mw_spf_term_is_lookup(term))
        return true;
    unsigned number = ++check->out->lookups;
    if (node != NULL)
        node->first_lookup = number;
    if (number <= MW_SPF_LOOKUP_LIMIT)
        return true;
    mw_spf_check_fail(check, MW_SPF_PROBLEM_LOOKUP_LIMIT,
                      g_strdup_printf("look-up %u, 10 are allowed", number));
    return false;
}

static MwSpfMatch match_term(MwSpfCheck *check, const MwSpfTerm *term, MwSpfNode *node)
{
    if (!count_lookup(check, term, node)) {
        if (node != NULL)
            mw_spf_walk_over(check, term, node);
        return MW_SPF_ERROR;
    }
    if (!mw_spf_term_is_lookup(term))
        return mw_spf_mechanism_match(check, term, NULL);
    g_autofree char *target = mw_spf_check_target(check, term);
    if (node != NULL)
        node->target = g_strdup(target);
    if (term->kind == MW_SPF_TERM_INCLUDE)
        return match_include(check, term, target, node);
    return mw_spf_mechanism_match(check, term, target);
}

static MwSpfMatch run_term(MwSpfCheck *check, const MwSpfTerm *term, GPtrArray *nodes)
{
    MwSpfNode *node = begin_node(check, nodes, term);
    Spent before = spent(check);
    top_frame(check)->term = term;
    check->decided[check->depth - 1] = term;
    check->decided[check->depth] = NULL;
    MwSpfMatch match = match_term(check, term, node);
    end_node(check, node, match, before);
    return match;
}

/* RFC 7208, 6.1: the target's result is the result; a target without record is an error. */
static MwSpfResult run_redirect(MwSpfCheck *check, const MwSpfTerm *term, GPtrArray *nodes)
{
    MwSpfNode *node = begin_node(check, nodes, term);
    Spent before = spent(check);
    MwSpfResult result = MW_SPF_NEUTRAL;
    MwSpfMatch match = MW_SPF_NO_MATCH;
    top_frame(check)->term = term;
    check->decided[check->depth - 1] = term;
    check->decided[check->depth] = NULL;
    if (!count_lookup(check, term, node)) {
        match = MW_SPF_ERROR;
        if (node != NULL)
            mw_spf_walk_over(check, term, node);
    } else if (check->local_is_ascii || !mw_spf_macro_uses(&term->domain, "sl")) {
        g_autofree char *target = mw_spf_check_target(check, term);
        if (node != NULL)
            node->target = g_strdup(target);
        match = run_target(check, target, node, &result);
    }
    end_node(check, node, match, before);
    return match == MW_SPF_ERROR ? check->error : result;
}

static MwSpfResult result_of(char qualifier)
{
    switch (qualifier) {
    case '-':
        return MW_SPF_FAIL;
    case '~':
        return MW_SPF_SOFTFAIL;
    case '?':
        return MW_SPF_NEUTRAL;
    default:
        return MW_SPF_PASS;
    }
}

/* The explanation is that of the record which decides, includes apart (RFC 7208, 6.2). */
static void keep_explanation(MwSpfCheck *check)
{
    const MwSpfFrame *frame = top_frame(check);
    if (!frame->own)
        return;
    check->exp = frame->record->exp;
    set_text(&check->exp_domain, g_strdup(frame->domain));
}

static MwSpfResult run_terms(MwSpfCheck *check, GPtrArray *nodes)
{
    const MwSpfRecord *record = top_frame(check)->record;
    if (record->error != NULL) {
        add_rest(check, nodes, 0);
        return fail_syntax(check);
    }
    keep_explanation(check);
    for (guint i = 0; i < record->terms->len; i++) {
        const MwSpfTerm *term = &g_array_index(record->terms, MwSpfTerm, i);
        if (!mw_spf_term_is_mechanism(term)) {
            if (nodes != NULL && term->kind != MW_SPF_TERM_REDIRECT)
                mw_spf_walk_modifier(top_frame(check)->domain, term, nodes);
            continue;
        }
        MwSpfMatch match = run_term(check, term, nodes);
        if (match == MW_SPF_NO_MATCH)
            continue;
        add_rest(check, nodes, i + 1);
        return match == MW_SPF_ERROR ? check->error : result_of(term->qualifier);
    }
    check->decided[check->depth - 1] = NULL;
    if (record->redirect != NULL)
        return run_redirect(check, record->redirect, nodes);
    return MW_SPF_NEUTRAL;
}

MwSpfResult mw_spf_check_run(MwSpfCheck *check, const MwSpfFound *found, GPtrArray *nodes)
{
    MwSpfFrame frame = {.domain = check->values.domain, .record = found->record};
    if (check->depth == 0) {
        frame.passes = frame.own = true;
    } else {
        const MwSpfFrame *outer = top_frame(check);
        bool redirect = outer->term->kind == MW_SPF_TERM_REDIRECT;
        frame.own = outer->own && redirect;
        frame.passes = outer->passes && (redirect || outer->term->qualifier == '+');
    }
    mw_spf_note_hints(check->out, found->record, frame.passes, frame.own);
    check->frames[check->depth++] = frame;
    MwSpfResult result = run_terms(check, nodes);
    check->depth--;
    return result;
}
