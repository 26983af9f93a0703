#include "src/scan/columns.h"

#include <string.h>

#include "src/render/escape.h"
#include "src/render/json_build.h"
#include "src/render/render.h"

/* The first characters that make a spreadsheet calculate. A tab is already written visibly. */
static bool is_formula(const char *text)
{
    return text[0] != '\0' && strchr("=+-@|%", text[0]) != NULL;
}

static void append_field(GString *out, const char *raw)
{
    if (raw == NULL)
        return;
    g_autofree char *text = mw_escape_dup(raw);
    bool formula = is_formula(text);
    bool quoted = strpbrk(text, ",\"\r\n ") != NULL;
    if (quoted)
        g_string_append_c(out, '"');
    if (formula)
        g_string_append_c(out, '\'');
    for (const char *at = text; *at != '\0'; at++) {
        if (*at == '"')
            g_string_append_c(out, '"');
        g_string_append_c(out, *at);
    }
    if (quoted)
        g_string_append_c(out, '"');
}

void mw_csv_append_header(GString *out)
{
    for (unsigned i = 0; i < MW_COLUMN_N; i++)
        g_string_append_printf(out, "%s%s", i > 0 ? "," : "", mw_column_name(i));
    g_string_append(out, "\r\n");
}

void mw_csv_append(GString *out, const MwScanRecord *record)
{
    for (unsigned i = 0; i < MW_COLUMN_N; i++) {
        if (i > 0)
            g_string_append_c(out, ',');
        append_field(out, record->columns[i]);
    }
    g_string_append(out, "\r\n");
}

void mw_brief_append(GString *out, const MwScanRecord *record)
{
    json_t *object = json_object();
    for (unsigned i = 0; i < MW_COLUMN_N; i++) {
        if (i == MW_COLUMN_INDEX)
            mw_json_set_int(object, "index", g_ascii_strtoll(record->columns[i], NULL, 10));
        else
            mw_json_set_text(object, mw_column_name(i), record->columns[i]);
    }
    mw_json_append(out, object, false);
    json_decref(object);
}
