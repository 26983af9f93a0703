#include "src/diagnose/explain.h"

#include "src/commands/command.h"
#include "src/render/escape.h"
#include "src/render/json_build.h"
#include "src/render/labels.h"
#include "src/render/wrap.h"

static void render_json(GString *out, const MwExplanation *explanation)
{
    json_t *root = json_object();
    mw_json_set_text(root, "topic", explanation->topic);
    mw_json_set_text(root, "value", explanation->value);
    mw_json_set_text(root, "meaning", explanation->meaning);
    mw_json_set_text(root, "cause", explanation->cause);
    mw_json_set_text(root, "actor", mw_actor_name(explanation->actor));
    mw_json_set_texts(root, "fix", explanation->fix);
    json_t *references = json_array();
    for (unsigned i = 0; i < explanation->references->len; i++) {
        const MwReference *reference = g_ptr_array_index(explanation->references, i);
        json_t *item = json_object();
        mw_json_set_text(item, "title", reference->title);
        mw_json_set_text(item, "url", reference->url);
        json_array_append_new(references, item);
    }
    mw_json_set(root, "references", references);
    mw_json_append(out, root, true);
    json_decref(root);
}

/* "Cause: ..." wrapped, later lines under the text. */
static void append_labelled(GString *out, const char *label, const char *text)
{
    g_autofree char *safe = mw_escape_dup(text);
    g_string_append_printf(out, "%s: ", label);
    mw_wrap_append(out, safe, mw_text_columns(label) + 2, 2);
}

static MwLabel actor_label(MwActor actor)
{
    return (MwLabel)(MW_LABEL_ACTOR_SENDER + (int)actor);
}

static void render_text(GString *out, const MwExplanation *explanation, const char *lang)
{
    g_autofree char *topic = mw_escape_dup(explanation->topic);
    g_autofree char *value = mw_escape_dup(explanation->value);
    g_autofree char *meaning = mw_escape_dup(explanation->meaning);
    g_string_append_printf(out, "%s%s%s\n", topic, value != NULL ? " " : "",
                           value != NULL ? value : "");
    g_string_append(out, "  ");
    mw_wrap_append(out, meaning, 2, 2);
    if (explanation->cause != NULL)
        append_labelled(out, mw_label(MW_LABEL_CAUSE, lang), explanation->cause);
    append_labelled(out, mw_label(MW_LABEL_WHO, lang),
                    mw_label(actor_label(explanation->actor), lang));
    for (unsigned i = 0; i < explanation->fix->len; i++) {
        g_autofree char *label = g_strdup_printf("%s %u", mw_label(MW_LABEL_FIX, lang), i + 1);
        append_labelled(out, label, g_ptr_array_index(explanation->fix, i));
    }
    for (unsigned i = 0; i < explanation->references->len; i++) {
        const MwReference *reference = g_ptr_array_index(explanation->references, i);
        g_string_append_printf(out, "%s: %s\n  %s\n", mw_label(MW_LABEL_REFERENCES, lang),
                               reference->title, reference->url != NULL ? reference->url : "");
    }
}

static char *join_values(const GPtrArray *arguments)
{
    GString *value = g_string_new(NULL);
    for (unsigned i = 1; i < arguments->len; i++)
        g_string_append_printf(value, "%s%s", i > 1 ? " " : "",
                               (const char *)g_ptr_array_index(arguments, i));
    return g_string_free(value, FALSE);
}

static MwExitStatus refuse(const MwConsole *console, const char *topic)
{
    g_autofree char *list = g_strjoinv(", ", (char **)(uintptr_t)mw_explain_topics());
    g_autofree char *message =
        g_strdup_printf("no such topic; give one of %s with a value, or the id of a finding "
                        "(mailwhy rules list)",
                        list);
    mw_console_error(console, topic, message);
    return MW_EXIT_USAGE;
}

static MwExitStatus run(const MwOptions *options, const MwConsole *console)
{
    g_autoptr(GError) error = NULL;
    if (options->arguments->len == 0)
        return refuse(console, NULL);
    if (options->format != MW_FORMAT_TEXT && options->format != MW_FORMAT_JSON) {
        mw_console_error(console, NULL, "explain writes --format text or json");
        return MW_EXIT_USAGE;
    }
    g_autoptr(MwRuleset) rules = mw_ruleset_load(options->rules_dirs, &error);
    if (rules == NULL) {
        mw_console_error(console, NULL, error->message);
        return MW_EXIT_USAGE;
    }
    MwLang lang = MW_LANG_EN;
    mw_lang_from_name(mw_span(options->lang), &lang);
    const char *topic = g_ptr_array_index(options->arguments, 0);
    g_autofree char *value = join_values(options->arguments);
    g_autoptr(MwExplanation) explanation = mw_explain(rules, topic, value, lang);
    if (explanation == NULL)
        return refuse(console, topic);
    g_autoptr(GString) out = g_string_new(NULL);
    if (options->format == MW_FORMAT_JSON)
        render_json(out, explanation);
    else
        render_text(out, explanation, options->lang);
    return mw_console_write(console, out) ? MW_EXIT_OK : MW_EXIT_INTERNAL;
}

const MwCommand mw_command_explain = {
    .name = "explain",
    .usage = "TOPIC [VALUE...]",
    .summary = "Says what a code, a word or a finding means: compauth 001, ndr 5.7.23, scl 5,\n"
               "cat SPOOF, sfv SKB, bcl 7, dmarc bestguesspass, action oreject, or the id of a\n"
               "finding. For ndr a whole line of a bounce may be given.",
    .groups = MW_OPTIONS_OUTPUT,
    .run = run,
};
