#pragma once

#include "src/diagnose/diagnosis.h"
#include "src/render/redact.h"

/* Findings to output. Each format is a file; none knows a protocol or writes prose of its own
 * beyond the labels of src/render/labels.h. */

typedef enum {
    MW_FORMAT_TEXT,
    MW_FORMAT_JSON,
    MW_FORMAT_MARKDOWN,
    MW_FORMAT_HTML,
    MW_FORMAT_NDJSON,
    MW_FORMAT_CSV,
} MwFormat;
enum { MW_FORMAT_N = MW_FORMAT_CSV + 1 };
MW_DECLARE_ENUM_NAMES(MwFormat, mw_format)

/* One message, whole. */
typedef struct {
    MwItem *item;
    MwEvaluation *evaluation;
    MwDiagnosis *diagnosis;
    const char *dns_mode; /* mw_dns_mode() */
    MwRedactor *redactor; /* for names that the report does not hold (DNS questions); NULL */
} MwReport;

typedef struct {
    const char *lang; /* "en", "ja" */
    bool color;       /* ANSI sequences may be used */
    bool brief;       /* NDJSON: only the columns of --brief */
} MwRenderOptions;

/* mailwhy.result/1: indented for `pretty`, else one line; a newline at the end. */
void mw_render_json(GString *out, const MwReport *report, const MwRenderOptions *options,
                    bool pretty);

/* The line of an input that could not be read: {"schema", "source", "index", "error"}. */
void mw_render_json_error(GString *out, const char *source, unsigned index, const char *error);

void mw_render_text(GString *out, const MwReport *report, const MwRenderOptions *options);

/* For tickets: GitHub's Markdown; nothing of the message can become markup or a link. */
void mw_render_markdown(GString *out, const MwReport *report, const MwRenderOptions *options);

/* One article of a page. The page, with its style inside, without script and without anything
 * loaded from elsewhere, is begun and ended once. */
void mw_render_html(GString *out, const MwReport *report, const MwRenderOptions *options);
void mw_render_html_begin(GString *out, const MwRenderOptions *options);
void mw_render_html_end(GString *out);

/* Parts of the text page that other pages share: verdict, cause, who and fix; and behind the facts
 * evidence, further findings and references. */
void mw_render_text_answer(GString *out, const MwDiagnosis *diagnosis,
                           const MwRenderOptions *options);
void mw_render_text_rest(GString *out, const MwDiagnosis *diagnosis,
                         const MwRenderOptions *options);
