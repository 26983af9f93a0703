#include "src/render/render.h"

#include "src/render/escape.h"
#include "src/render/labels.h"
#include "src/render/rows.h"

/* Values of the message stand in code spans, where Markdown knows neither markup nor links. In
 * prose a character is escaped where it would begin something, so that the text stays readable
 * where nobody renders it. */

static bool begins_markup(const char *at, char before)
{
    char next = at[1];
    switch (*at) {
    case '_':
        return !g_ascii_isalnum(before) || !g_ascii_isalnum(next);
    case ']':
        return next == '(' || next == '[' || next == ':';
    case '&':
        return next == '#' || g_ascii_isalpha(next);
    case ':':
        return next == '/';
    case '.':
        return before == 'w' || before == 'W';
    case '!':
        return next == '[';
    default:
        return strchr("\\`*<>#|~", *at) != NULL;
    }
}

static void put_escaped(GString *out, MwSpan raw)
{
    GString *visible = g_string_new(NULL);
    mw_escape_append(visible, raw);
    char before = ' ';
    for (const char *at = visible->str; *at != '\0'; before = *at++) {
        if (begins_markup(at, before))
            g_string_append_c(out, '\\');
        g_string_append_c(out, *at);
    }
    g_string_free(visible, TRUE);
}

/* A code span with a fence longer than any run of backticks inside; bars are escaped for tables. */
static void put_code(GString *out, MwSpan raw)
{
    GString *visible = g_string_new(NULL);
    mw_escape_append(visible, raw);
    g_string_replace(visible, "|", "\\|", 0);
    size_t longest = 0, run = 0;
    for (const char *at = visible->str; *at != '\0'; at++) {
        run = *at == '`' ? run + 1 : 0;
        longest = MAX(longest, run);
    }
    g_autofree char *fence = g_strnfill(longest + 1, '`');
    const char *pad = longest > 0 ? " " : "";
    if (visible->len > 0)
        g_string_append_printf(out, "%s%s%s%s%s", fence, pad, visible->str, pad, fence);
    g_string_free(visible, TRUE);
}

static void put_prose(GString *out, const char *raw)
{
    MwSpan part;
    bool is_code;
    while (mw_prose_next(&raw, &part, &is_code)) {
        if (is_code)
            put_code(out, part);
        else
            put_escaped(out, part);
    }
}

static void put_finding(GString *out, const MwFinding *finding, const char *lang)
{
    g_string_append_printf(out, "**%s:** ", mw_label(MW_LABEL_CAUSE, lang));
    put_prose(out, finding->cause);
    g_string_append_printf(out, "\n\n**%s:** %s\n\n**%s:**", mw_label(MW_LABEL_WHO, lang),
                           mw_label((MwLabel)(MW_LABEL_ACTOR_SENDER + finding->actor), lang),
                           mw_label(MW_LABEL_FIX, lang));
    if (finding->fix->len == 0)
        g_string_append_printf(out, " %s\n", mw_label(MW_LABEL_NO_FIX, lang));
    else
        g_string_append(out, "\n\n");
    for (guint i = 0; i < finding->fix->len; i++) {
        g_string_append_printf(out, "%u. ", i + 1);
        put_prose(out, g_ptr_array_index(finding->fix, i));
        g_string_append_c(out, '\n');
    }
}

static void put_evidence(GString *out, const MwFinding *finding, const char *lang)
{
    if (finding->evidence->len > 0)
        g_string_append_printf(out, "\n#### %s\n\n", mw_label(MW_LABEL_EVIDENCE, lang));
    for (guint i = 0; i < finding->evidence->len; i++) {
        const MwEvidence *evidence = g_ptr_array_index(finding->evidence, i);
        g_string_append(out, "- ");
        put_escaped(out, mw_span(evidence->what));
        if (evidence->value != NULL) {
            g_string_append(out, ": ");
            put_code(out, mw_span(evidence->value));
        }
        if (evidence->where != NULL) {
            g_string_append(out, " \xe2\x80\x94 ");
            put_escaped(out, mw_span(evidence->where));
        }
        g_string_append_c(out, '\n');
    }
}

static void put_results(GString *out, const MwReport *report, const char *lang)
{
    g_autoptr(GPtrArray) rows = mw_rows_results(report);
    g_string_append_printf(out, "\n#### %s\n\n| | %s | %s |\n|---|---|---|\n",
                           mw_label(MW_LABEL_RESULTS, lang), mw_label(MW_LABEL_RECORDED, lang),
                           mw_label(MW_LABEL_RECOMPUTED, lang));
    for (guint i = 0; i < rows->len; i++) {
        const MwResultRow *row = g_ptr_array_index(rows, i);
        g_string_append_printf(out, "| %s | ", row->name);
        put_code(out, mw_span(row->then));
        g_string_append(out, " | ");
        put_code(out, mw_span(row->now));
        g_string_append(out, " |\n");
    }
}

static void put_others(GString *out, const MwDiagnosis *diagnosis, const char *lang)
{
    bool first = true;
    for (guint i = 0; i < diagnosis->findings->len; i++) {
        const MwFinding *finding = g_ptr_array_index(diagnosis->findings, i);
        if (finding->primary)
            continue;
        if (first)
            g_string_append_printf(out, "\n#### %s\n\n", mw_label(MW_LABEL_ALSO, lang));
        first = false;
        MwLabel severity =
            (MwLabel)(MW_LABEL_SEVERITY_FAIL + (MW_SEVERITY_FAIL - finding->severity));
        g_string_append_printf(out, "- **%s** ", mw_label(severity, lang));
        put_prose(out, finding->title);
        g_string_append_printf(out, " (`%s`)\n", finding->id);
    }
}

static void put_message(GString *out, const MwReport *report, const char *lang)
{
    g_autoptr(GPtrArray) rows = mw_rows_message(report, lang);
    g_string_append_printf(out, "\n#### %s\n\n| | |\n|---|---|\n",
                           mw_label(MW_LABEL_MESSAGE, lang));
    for (guint i = 0; i < rows->len; i++) {
        const MwLabelledRow *row = g_ptr_array_index(rows, i);
        g_string_append_printf(out, "| %s | ", row->label);
        put_code(out, mw_span(row->value));
        g_string_append(out, " |\n");
    }
}

static void put_references(GString *out, const MwFinding *finding, const char *lang)
{
    if (finding->references->len > 0)
        g_string_append_printf(out, "\n#### %s\n\n", mw_label(MW_LABEL_REFERENCES, lang));
    for (guint i = 0; i < finding->references->len; i++) {
        const MwReference *reference = g_ptr_array_index(finding->references, i);
        g_string_append(out, "- ");
        put_escaped(out, mw_span(reference->title));
        if (reference->url != NULL && g_str_has_prefix(reference->url, "https://") &&
            strpbrk(reference->url, " <>\n") == NULL)
            g_string_append_printf(out, " <%s>", reference->url);
        g_string_append_c(out, '\n');
    }
}

void mw_render_markdown(GString *out, const MwReport *report, const MwRenderOptions *options)
{
    const char *lang = options->lang;
    const MwFinding *primary = mw_diagnosis_primary(report->diagnosis);
    g_string_append_printf(
        out,
        "### %s: ", mw_label((MwLabel)(MW_LABEL_VERDICT_OK + report->diagnosis->verdict), lang));
    if (primary != NULL) {
        put_prose(out, primary->title);
        g_string_append(out, "\n\n");
        put_finding(out, primary, lang);
    } else {
        g_string_append_printf(out, "%s\n", mw_label(MW_LABEL_NOTHING_FOUND, lang));
    }
    put_results(out, report, lang);
    if (primary != NULL)
        put_evidence(out, primary, lang);
    put_others(out, report->diagnosis, lang);
    put_message(out, report, lang);
    if (primary != NULL)
        put_references(out, primary, lang);
}
