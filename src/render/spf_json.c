#include "src/render/json_build.h"
#include "src/render/json_parts.h"
#include "src/render/spf_report.h"
#include "src/render/spf_words.h"

static json_t *advice_object(const MwSpfAdvice *advice, const char *lang)
{
    g_autofree char *text = mw_spf_word_advice(advice, lang);
    json_t *object = json_object();
    mw_json_set_text(object, "kind", mw_spf_advice_kind_name(advice->kind));
    mw_json_set_int(object, "lookups", advice->saves);
    mw_json_set_text(object, "other", advice->other != NULL ? advice->other->term : NULL);
    mw_json_set_text(object, "instead", advice->text);
    mw_json_set_text(object, "text", text);
    return object;
}

/* Adds `advice` to every object of the list that the shared code made of `nodes`. */
static void add_advice(json_t *list, const GPtrArray *nodes, const MwSpfReport *report,
                       const char *lang)
{
    for (guint i = 0; i < nodes->len; i++) {
        const MwSpfNode *node = g_ptr_array_index(nodes, i);
        json_t *object = json_array_get(list, i), *found = json_array();
        for (guint k = 0; report->advice != NULL && k < report->advice->items->len; k++) {
            const MwSpfAdvice *advice = g_ptr_array_index(report->advice->items, k);
            if (advice->node == node)
                json_array_append_new(found, advice_object(advice, lang));
        }
        mw_json_set(object, "advice", found);
        add_advice(json_object_get(object, "tree"), node->children, report, lang);
    }
}

void mw_render_spf_json(GString *out, const MwSpfReport *report, const MwRenderOptions *options)
{
    const MwSpf *spf = report->spf;
    json_t *object = json_object(), *tree = mw_json_spf_tree(spf->tree);
    mw_json_set_text(object, "schema", "mailwhy.spf/1");
    mw_json_set_text(object, "result", mw_spf_result_name(spf->result));
    mw_json_set_text(object, "domain", spf->domain);
    mw_json_set_text(object, "identity", spf->identity);
    mw_json_set_text(object, "matched", spf->matched);
    mw_json_set_text(object, "explanation", spf->explanation);
    mw_json_set_int(object, "lookups", spf->lookups);
    mw_json_set_int(object, "void_lookups", spf->void_lookups);
    mw_json_set_text(object, "record", spf->record);
    mw_json_set_text(object, "problem",
                     spf->problem != MW_SPF_PROBLEM_NONE ? mw_spf_problem_name(spf->problem)
                                                         : NULL);
    add_advice(tree, spf->tree, report, options->lang);
    mw_json_set(object, "tree", tree);
    mw_json_set(object, "engines", mw_json_spf_engines(spf));
    mw_json_append(out, object, true);
    json_decref(object);
}
