#include "src/render/render.h"

#include "src/render/escape.h"
#include "src/render/labels.h"
#include "src/render/rows.h"

enum { HEADER_MAX = 64 * 1024 }; /* of the raw header that is shown */

typedef struct {
    GString *out;
    const char *lang;
} Page;

static const char *const class_of_verdict[] = {
    [MW_VERDICT_OK] = "ok",
    [MW_VERDICT_PROBLEM] = "problem",
    [MW_VERDICT_INCONCLUSIVE] = "inconclusive",
};

/* The only way for a value into the page. */
static void put_text(const Page *page, MwSpan raw)
{
    GString *visible = g_string_new(NULL);
    mw_escape_append(visible, raw);
    g_autofree char *markup = g_markup_escape_text(visible->str, (gssize)visible->len);
    g_string_append(page->out, markup);
    g_string_free(visible, TRUE);
}

static void put_element(const Page *page, const char *name, const char *raw)
{
    g_string_append_printf(page->out, "<%s>", name);
    put_text(page, mw_span(raw));
    g_string_append_printf(page->out, "</%s>", name);
}

static void put_prose(const Page *page, const char *raw)
{
    MwSpan part;
    bool is_code;
    while (mw_prose_next(&raw, &part, &is_code)) {
        g_string_append(page->out, is_code ? "<code>" : "");
        put_text(page, part);
        g_string_append(page->out, is_code ? "</code>" : "");
    }
}

static void put_heading(const Page *page, MwLabel label)
{
    g_string_append_c(page->out, '\n');
    put_element(page, "h2", mw_label(label, page->lang));
    g_string_append_c(page->out, '\n');
}

static void put_answer(const Page *page, const MwFinding *finding)
{
    g_string_append_printf(page->out, "<dl>\n<dt>%s</dt><dd>",
                           mw_label(MW_LABEL_CAUSE, page->lang));
    put_prose(page, finding->cause);
    g_string_append_printf(page->out, "</dd>\n<dt>%s</dt><dd>%s</dd>\n<dt>%s</dt><dd>",
                           mw_label(MW_LABEL_WHO, page->lang),
                           mw_label((MwLabel)(MW_LABEL_ACTOR_SENDER + finding->actor), page->lang),
                           mw_label(MW_LABEL_FIX, page->lang));
    if (finding->fix->len == 0)
        g_string_append(page->out, mw_label(MW_LABEL_NO_FIX, page->lang));
    else
        g_string_append(page->out, "<ol>");
    for (guint i = 0; i < finding->fix->len; i++) {
        g_string_append(page->out, "<li>");
        put_prose(page, g_ptr_array_index(finding->fix, i));
        g_string_append(page->out, "</li>\n");
    }
    g_string_append(page->out, finding->fix->len > 0 ? "</ol></dd>\n</dl>\n" : "</dd>\n</dl>\n");
}

static void put_evidence(const Page *page, const MwFinding *finding)
{
    if (finding->evidence->len == 0)
        return;
    g_string_append(page->out, "<table>\n");
    for (guint i = 0; i < finding->evidence->len; i++) {
        const MwEvidence *evidence = g_ptr_array_index(finding->evidence, i);
        g_string_append(page->out, "<tr>");
        put_element(page, "th", evidence->what);
        g_string_append(page->out, "<td>");
        if (evidence->value != NULL)
            put_element(page, "code", evidence->value);
        g_string_append(page->out, "<br>");
        put_element(page, "small", evidence->where != NULL ? evidence->where : "");
        g_string_append(page->out, "</td></tr>\n");
    }
    g_string_append(page->out, "</table>\n");
}

static void put_cell(const Page *page, const char *raw)
{
    put_element(page, "td", raw != NULL ? raw : "\xe2\x80\x93");
}

static void put_results(const Page *page, const MwReport *report)
{
    g_autoptr(GPtrArray) rows = mw_rows_results(report);
    put_heading(page, MW_LABEL_RESULTS);
    g_string_append_printf(
        page->out, "<table>\n<thead><tr><th></th><th>%s</th><th>%s</th></tr></thead>\n",
        mw_label(MW_LABEL_RECORDED, page->lang), mw_label(MW_LABEL_RECOMPUTED, page->lang));
    for (guint i = 0; i < rows->len; i++) {
        const MwResultRow *row = g_ptr_array_index(rows, i);
        g_string_append(page->out, "<tr>");
        put_element(page, "th", row->name);
        put_cell(page, row->then);
        put_cell(page, row->now);
        g_string_append(page->out, "</tr>\n");
    }
    g_string_append(page->out, "</table>\n");
}

static void put_others(const Page *page, const MwDiagnosis *diagnosis)
{
    bool first = true;
    for (guint i = 0; i < diagnosis->findings->len; i++) {
        const MwFinding *finding = g_ptr_array_index(diagnosis->findings, i);
        if (finding->primary)
            continue;
        if (first)
            put_heading(page, MW_LABEL_ALSO);
        first = false;
        MwLabel severity =
            (MwLabel)(MW_LABEL_SEVERITY_FAIL + (MW_SEVERITY_FAIL - finding->severity));
        g_string_append_printf(page->out, "<details><summary><b>%s</b> ",
                               mw_label(severity, page->lang));
        put_prose(page, finding->title);
        g_string_append(page->out, " ");
        put_element(page, "small", finding->id);
        g_string_append(page->out, "</summary>\n");
        put_answer(page, finding);
        put_evidence(page, finding);
        g_string_append(page->out, "</details>\n");
    }
}

static void put_message(const Page *page, const MwReport *report)
{
    g_autoptr(GPtrArray) rows = mw_rows_message(report, page->lang);
    put_heading(page, MW_LABEL_MESSAGE);
    g_string_append(page->out, "<dl>\n");
    for (guint i = 0; i < rows->len; i++) {
        const MwLabelledRow *row = g_ptr_array_index(rows, i);
        put_element(page, "dt", row->label);
        put_element(page, "dd", row->value);
        g_string_append_c(page->out, '\n');
    }
    g_string_append(page->out, "</dl>\n");
}

static void put_path(const Page *page, const MwPath *path)
{
    if (path->hops->len == 0)
        return;
    put_heading(page, MW_LABEL_PATH);
    g_string_append(page->out, "<table>\n");
    for (guint i = 0; i < path->hops->len; i++) {
        const MwHop *hop = g_ptr_array_index(path->hops, i);
        g_string_append_printf(page->out, "<tr><th>%u</th>", i + 1);
        put_cell(page, hop->from);
        put_cell(page, hop->ip);
        put_cell(page, hop->by);
        if (hop->delay_s != G_MININT64)
            g_string_append_printf(page->out, "<td>%+" G_GINT64_FORMAT " s</td>", hop->delay_s);
        else
            put_cell(page, NULL);
        g_string_append(page->out, "</tr>\n");
    }
    g_string_append(page->out, "</table>\n");
}

static void put_references(const Page *page, const MwFinding *finding)
{
    if (finding->references->len == 0)
        return;
    put_heading(page, MW_LABEL_REFERENCES);
    g_string_append(page->out, "<ul>\n");
    for (guint i = 0; i < finding->references->len; i++) {
        const MwReference *reference = g_ptr_array_index(finding->references, i);
        bool is_link = reference->url != NULL && g_str_has_prefix(reference->url, "https://");
        g_string_append(page->out, "<li>");
        if (is_link) {
            g_string_append(page->out, "<a rel=\"noreferrer\" href=\"");
            put_text(page, mw_span(reference->url));
            g_string_append(page->out, "\">");
        }
        put_text(page, mw_span(reference->title));
        g_string_append(page->out, is_link ? "</a></li>\n" : "</li>\n");
    }
    g_string_append(page->out, "</ul>\n");
}

/* Folded away; left out of a redacted report, where names could stand in it in any form. */
static void put_header(const Page *page, const MwReport *report)
{
    const MwMessage *message = report->evaluation->message;
    if (report->redactor != NULL || message == NULL || message->headers->len == 0)
        return;
    g_string_append_printf(page->out, "<details class=\"header\"><summary>%s</summary>\n<pre>",
                           mw_label(MW_LABEL_HEADER, page->lang));
    size_t shown = 0;
    for (guint i = 0; i < message->headers->len && shown < HEADER_MAX; i++) {
        MwSpan field = g_array_index(message->headers, MwHeader, i).raw;
        for (size_t at = 0; at < MIN(field.len, HEADER_MAX);) {
            size_t end = mw_span_find(field, '\n', at);
            bool cr = end > at && field.data[end - 1] == '\r';
            put_text(page, mw_span_slice(field, at, end - cr));
            g_string_append_c(page->out, '\n');
            at = end + 1;
        }
        shown += field.len;
    }
    g_string_append(page->out, "</pre></details>\n");
}

void mw_render_html(GString *out, const MwReport *report, const MwRenderOptions *options)
{
    const Page page = {.out = out, .lang = options->lang};
    const MwDiagnosis *diagnosis = report->diagnosis;
    const MwFinding *primary = mw_diagnosis_primary(diagnosis);
    g_string_append_printf(
        out, "<article>\n<header class=\"%s\"><p class=\"verdict\">%s</p>\n<h1>",
        class_of_verdict[diagnosis->verdict],
        mw_label((MwLabel)(MW_LABEL_VERDICT_OK + diagnosis->verdict), page.lang));
    put_prose(&page,
              primary != NULL ? primary->title : mw_label(MW_LABEL_NOTHING_FOUND, page.lang));
    g_string_append(out, "</h1></header>\n");
    if (primary != NULL)
        put_answer(&page, primary);
    put_results(&page, report);
    if (primary != NULL && primary->evidence->len > 0) {
        put_heading(&page, MW_LABEL_EVIDENCE);
        put_evidence(&page, primary);
    }
    put_others(&page, diagnosis);
    put_message(&page, report);
    put_path(&page, report->evaluation->path);
    if (primary != NULL)
        put_references(&page, primary);
    put_header(&page, report);
    g_string_append(out, "</article>\n");
}
