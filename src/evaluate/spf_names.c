#include "src/evaluate/spf_check.h"

static const char *const mw_spf_result_names[] = {
    [MW_SPF_NONE] = "none",           [MW_SPF_NEUTRAL] = "neutral",
    [MW_SPF_PASS] = "pass",           [MW_SPF_FAIL] = "fail",
    [MW_SPF_SOFTFAIL] = "softfail",   [MW_SPF_TEMPERROR] = "temperror",
    [MW_SPF_PERMERROR] = "permerror", [MW_SPF_NOT_EVALUATED] = "not-evaluated",
};
MW_DEFINE_ENUM_NAMES(MwSpfResult, mw_spf_result, MW_SPF_RESULT_N)

static const char *const mw_spf_problem_names[] = {
    [MW_SPF_PROBLEM_NONE] = "none",
    [MW_SPF_PROBLEM_NO_RECORD] = "no-record",
    [MW_SPF_PROBLEM_NO_DOMAIN] = "no-domain",
    [MW_SPF_PROBLEM_BAD_DOMAIN] = "bad-domain",
    [MW_SPF_PROBLEM_MULTIPLE_RECORDS] = "multiple-records",
    [MW_SPF_PROBLEM_SYNTAX] = "syntax",
    [MW_SPF_PROBLEM_LOOKUP_LIMIT] = "lookup-limit",
    [MW_SPF_PROBLEM_VOID_LIMIT] = "void-limit",
    [MW_SPF_PROBLEM_MX_LIMIT] = "mx-limit",
    [MW_SPF_PROBLEM_INCLUDE_NONE] = "include-none",
    [MW_SPF_PROBLEM_INCLUDE_LOOP] = "include-loop",
    [MW_SPF_PROBLEM_INCLUDE_BROKEN] = "include-broken",
    [MW_SPF_PROBLEM_DNS] = "dns",
};
MW_DEFINE_ENUM_NAMES(MwSpfProblem, mw_spf_problem, MW_SPF_PROBLEM_N)

static void free_node(void *node)
{
    mw_spf_node_free(node);
}

void mw_spf_node_free(MwSpfNode *node)
{
    if (node == NULL)
        return;
    g_free(node->term);
    g_free(node->domain);
    g_free(node->target);
    g_free(node->outcome);
    g_free(node->record);
    g_ptr_array_unref(node->children);
    g_free(node);
}

MwSpfNode *mw_spf_node_new(GPtrArray *nodes, const char *domain, const MwSpfTerm *term)
{
    MwSpfNode *node = g_new0(MwSpfNode, 1);
    node->term = mw_span_dup(term->text);
    node->offset = term->offset;
    node->domain = g_strdup(domain);
    node->children = g_ptr_array_new_with_free_func(free_node);
    g_ptr_array_add(nodes, node);
    return node;
}

void mw_spf_node_set_outcome(MwSpfNode *node, const char *outcome)
{
    if (node == NULL)
        return;
    g_free(node->outcome);
    node->outcome = g_strdup(outcome);
}

MwSpf *mw_spf_not_evaluated(const char *domain)
{
    MwSpf *spf = g_new0(MwSpf, 1);
    spf->result = MW_SPF_NOT_EVALUATED;
    spf->domain = g_strdup(domain);
    spf->records = g_ptr_array_new_with_free_func(g_free);
    spf->tree = g_ptr_array_new_with_free_func(free_node);
    spf->void_names = g_ptr_array_new_with_free_func(g_free);
    spf->engine_native = spf->engine_libspf2 = spf->engine_libspf2_uncorrected = -1;
    return spf;
}

void mw_spf_free(MwSpf *spf)
{
    if (spf == NULL)
        return;
    char *const texts[] = {
        spf->domain,   spf->identity,       spf->matched,       spf->explanation,
        spf->record,   spf->problem_term,   spf->problem_text,  spf->problem_path,
        spf->redirect, spf->problem_domain, spf->all_qualifier,
    };
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(texts[i]);
    g_ptr_array_unref(spf->records);
    g_ptr_array_unref(spf->tree);
    g_ptr_array_unref(spf->void_names);
    g_free(spf);
}

char *mw_spf_join_path(const MwSpfTerm *const *terms, unsigned count)
{
    GString *path = g_string_new(NULL);
    for (unsigned i = 0; i < count && terms[i] != NULL; i++) {
        if (i > 0)
            g_string_append(path, " > ");
        g_string_append_len(path, terms[i]->text.data, (gssize)terms[i]->text.len);
    }
    return g_string_free(path, FALSE);
}
