#include <string.h>

#include "src/scan/record.h"

/* Fields separated by tabs: actor, status, queries, failure count, error, title, the columns, then
 * the failures. Text is escaped as in C; NULL is a lone "-", a text "-" is "\055". */

enum { FIXED = 6 };

static void append_text(GString *line, const char *text)
{
    g_string_append_c(line, '\t');
    if (text == NULL) {
        g_string_append_c(line, '-');
    } else if (strcmp(text, "-") == 0) {
        g_string_append(line, "\\055");
    } else {
        g_autofree char *escaped = g_strescape(text, NULL);
        g_string_append(line, escaped);
    }
}

static const char *read_text(MwScanRecord *record, const char *field)
{
    g_autofree char *text = strcmp(field, "-") == 0 ? NULL : g_strcompress(field);
    return mw_scan_record_text(record, text);
}

char *mw_scan_record_to_line(const MwScanRecord *record)
{
    GString *line = g_string_new(NULL);
    g_string_printf(line, "%u\t%u\t%u\t%u", (unsigned)record->actor, (unsigned)record->status,
                    record->queries, record->failure_count);
    append_text(line, record->error);
    append_text(line, record->title);
    for (unsigned i = 0; i < MW_COLUMN_N; i++)
        append_text(line, record->columns[i]);
    for (guint i = 0; record->failures != NULL && i < record->failures->len; i++)
        append_text(line, g_ptr_array_index(record->failures, i));
    return g_string_free(line, false);
}

static guint read_number(const char *field)
{
    return (guint)MIN(g_ascii_strtoull(field, NULL, 10), G_MAXUINT);
}

MwScanRecord *mw_scan_record_from_line(const char *line)
{
    g_auto(GStrv) fields = g_strsplit(line, "\t", -1);
    guint count = g_strv_length(fields);
    if (count < FIXED + MW_COLUMN_N || read_number(fields[0]) >= MW_ACTOR_N ||
        read_number(fields[1]) > MW_EXIT_INTERNAL)
        return NULL;
    MwScanRecord *record = mw_scan_record_new_empty();
    record->actor = (MwActor)read_number(fields[0]);
    record->status = (MwExitStatus)read_number(fields[1]);
    record->queries = read_number(fields[2]);
    record->failure_count = read_number(fields[3]);
    record->error = read_text(record, fields[4]);
    record->title = read_text(record, fields[5]);
    for (unsigned i = 0; i < MW_COLUMN_N; i++)
        record->columns[i] = read_text(record, fields[FIXED + i]);
    for (guint i = FIXED + MW_COLUMN_N; i < count; i++) {
        if (record->failures == NULL)
            record->failures = g_ptr_array_new_with_free_func(g_free);
        g_ptr_array_add(record->failures, g_strcompress(fields[i]));
    }
    return record;
}
