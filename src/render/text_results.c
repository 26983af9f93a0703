#include "src/render/text_results.h"

#include "src/render/escape.h"
#include "src/render/labels.h"
#include "src/render/rows.h"
#include "src/render/wrap.h"

enum { NAME_COLUMN = 12, THEN_COLUMN = 30 };

/* Both columns are raw. */
static void put_row(GString *out, const char *name, const char *then, const char *now)
{
    g_autofree char *left = mw_escape_dup(then != NULL ? then : "-");
    g_autofree char *right = mw_escape_dup(now != NULL ? now : "-");
    g_string_append(out, "  ");
    mw_pad_append(out, name, NAME_COLUMN);
    mw_pad_append(out, left, THEN_COLUMN);
    g_string_append_printf(out, "%s\n", right);
}

void mw_text_results_append(GString *out, const MwReport *report, const char *lang)
{
    g_autoptr(GPtrArray) rows = mw_rows_results(report);
    put_row(out, "", mw_label(MW_LABEL_RECORDED, lang), mw_label(MW_LABEL_RECOMPUTED, lang));
    for (guint i = 0; i < rows->len; i++) {
        const MwResultRow *row = g_ptr_array_index(rows, i);
        put_row(out, row->name, row->then, row->now);
    }
}

void mw_text_message_append(GString *out, const MwReport *report, const char *lang)
{
    g_autoptr(GPtrArray) rows = mw_rows_message(report, lang);
    for (guint i = 0; i < rows->len; i++) {
        const MwLabelledRow *row = g_ptr_array_index(rows, i);
        g_autofree char *text = mw_escape_dup(row->value);
        g_string_append(out, "  ");
        mw_pad_append(out, row->label, NAME_COLUMN);
        g_string_append_printf(out, "%s\n", text);
    }
}
