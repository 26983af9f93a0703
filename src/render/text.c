#include "src/render/render.h"

#include "src/render/escape.h"
#include "src/render/labels.h"
#include "src/render/text_results.h"
#include "src/render/wrap.h"

/* The first lines answer: verdict, cause, who, fix. What follows is for those who want to see. */

enum { LABEL_COLUMN = 10 };

typedef struct {
    GString *out;
    const char *lang;
    bool color;
} Page;

static const char *const color_of_verdict[] = {
    [MW_VERDICT_OK] = "\x1b[1;32m",
    [MW_VERDICT_PROBLEM] = "\x1b[1;31m",
    [MW_VERDICT_INCONCLUSIVE] = "\x1b[1;33m",
};

static void put_colored(const Page *page, const char *color, const char *text)
{
    if (page->color)
        g_string_append_printf(page->out, "%s%s\x1b[0m", color, text);
    else
        g_string_append(page->out, text);
}

/* "Cause     prose, wrapped with a hanging indent". */
static void put_labelled(const Page *page, const char *label, const char *raw)
{
    g_autofree char *text = mw_escape_dup(raw);
    mw_pad_append(page->out, label, LABEL_COLUMN);
    mw_wrap_append(page->out, text, LABEL_COLUMN, LABEL_COLUMN);
}

static void put_fixes(const Page *page, const GPtrArray *fixes)
{
    mw_pad_append(page->out, mw_label(MW_LABEL_FIX, page->lang), LABEL_COLUMN);
    if (fixes->len == 0)
        g_string_append_printf(page->out, "%s\n", mw_label(MW_LABEL_NO_FIX, page->lang));
    for (guint i = 0; i < fixes->len; i++) {
        g_autofree char *text = mw_escape_dup(g_ptr_array_index(fixes, i));
        if (i > 0)
            g_string_append_printf(page->out, "%*s", LABEL_COLUMN, "");
        g_string_append_printf(page->out, "%u. ", i + 1);
        mw_wrap_append(page->out, text, LABEL_COLUMN + 3, LABEL_COLUMN + 3);
    }
}

static void put_verdict(const Page *page, const MwDiagnosis *diagnosis)
{
    const MwFinding *primary = mw_diagnosis_primary(diagnosis);
    const char *word = mw_label((MwLabel)(MW_LABEL_VERDICT_OK + diagnosis->verdict), page->lang);
    put_colored(page, color_of_verdict[diagnosis->verdict], word);
    unsigned column = mw_text_columns(word) + 2;
    g_string_append(page->out, ": ");
    if (primary == NULL) {
        g_string_append_printf(page->out, "%s\n", mw_label(MW_LABEL_NOTHING_FOUND, page->lang));
        return;
    }
    g_autofree char *title = mw_escape_dup(primary->title);
    mw_wrap_append(page->out, title, column, LABEL_COLUMN);
    put_labelled(page, mw_label(MW_LABEL_CAUSE, page->lang), primary->cause);
    put_labelled(page, mw_label(MW_LABEL_WHO, page->lang),
                 mw_label((MwLabel)(MW_LABEL_ACTOR_SENDER + primary->actor), page->lang));
    put_fixes(page, primary->fix);
}

static void put_section(const Page *page, MwLabel label)
{
    g_string_append_c(page->out, '\n');
    put_colored(page, "\x1b[1m", mw_label(label, page->lang));
    g_string_append_c(page->out, '\n');
}

static void put_evidence(const Page *page, const MwFinding *finding)
{
    if (finding->evidence->len == 0)
        return;
    put_section(page, MW_LABEL_EVIDENCE);
    for (guint i = 0; i < finding->evidence->len; i++) {
        const MwEvidence *item = g_ptr_array_index(finding->evidence, i);
        g_autofree char *what = mw_escape_dup(item->what);
        g_autofree char *value = mw_escape_dup(item->value);
        g_autofree char *where = mw_escape_dup(item->where);
        g_string_append_printf(page->out, "  %s", what);
        if (value != NULL)
            g_string_append_printf(page->out, ": %s", value);
        g_string_append_c(page->out, '\n');
        if (where != NULL)
            g_string_append_printf(page->out, "      %s\n", where);
    }
}

static void put_other_findings(const Page *page, const MwDiagnosis *diagnosis)
{
    bool first = true;
    for (guint i = 0; i < diagnosis->findings->len; i++) {
        const MwFinding *finding = g_ptr_array_index(diagnosis->findings, i);
        if (finding->primary)
            continue;
        if (first)
            put_section(page, MW_LABEL_ALSO);
        first = false;
        const char *severity = mw_label(
            (MwLabel)(MW_LABEL_SEVERITY_FAIL + (MW_SEVERITY_FAIL - finding->severity)), page->lang);
        g_autofree char *title = mw_escape_dup(finding->title);
        g_autofree char *line = g_strdup_printf("[%s] %s (%s)", severity, title, finding->id);
        g_string_append(page->out, "  ");
        mw_wrap_append(page->out, line, 2, 4);
    }
}

static void put_references(const Page *page, const MwFinding *finding)
{
    if (finding->references->len == 0)
        return;
    put_section(page, MW_LABEL_REFERENCES);
    for (guint i = 0; i < finding->references->len; i++) {
        const MwReference *reference = g_ptr_array_index(finding->references, i);
        g_string_append_printf(page->out, "  %s%s%s\n", reference->title,
                               reference->url != NULL ? ": " : "",
                               reference->url != NULL ? reference->url : "");
    }
}

void mw_render_text(GString *out, const MwReport *report, const MwRenderOptions *options)
{
    const Page page = {.out = out, .lang = options->lang, .color = options->color};
    const MwFinding *primary = mw_diagnosis_primary(report->diagnosis);
    put_verdict(&page, report->diagnosis);
    put_section(&page, MW_LABEL_RESULTS);
    mw_text_results_append(out, report, options->lang);
    if (primary != NULL)
        put_evidence(&page, primary);
    put_other_findings(&page, report->diagnosis);
    put_section(&page, MW_LABEL_MESSAGE);
    mw_text_message_append(out, report, options->lang);
    if (primary != NULL)
        put_references(&page, primary);
}

void mw_render_text_answer(GString *out, const MwDiagnosis *diagnosis,
                           const MwRenderOptions *options)
{
    const Page page = {.out = out, .lang = options->lang, .color = options->color};
    put_verdict(&page, diagnosis);
}

void mw_render_text_rest(GString *out, const MwDiagnosis *diagnosis, const MwRenderOptions *options)
{
    const Page page = {.out = out, .lang = options->lang, .color = options->color};
    const MwFinding *primary = mw_diagnosis_primary(diagnosis);
    if (primary != NULL)
        put_evidence(&page, primary);
    put_other_findings(&page, diagnosis);
    if (primary != NULL)
        put_references(&page, primary);
}
