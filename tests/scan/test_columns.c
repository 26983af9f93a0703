#include "tests/table.h"

#include "src/scan/columns.h"

struct column_case {
    const char *name;
    const char *source, *domain; /* two columns with text from outside */
    const char *csv;             /* of the two, as they stand in the line */
};

static struct column_case cases[] = {
    {"plain", "q/a.eml", "example.com", "q/a.eml,1,,,,example.com"},
    {"comma and quotes", "q/\"a\",b.eml", "example.com", "\"q/\"\"a\"\",b.eml\",1,,,,example.com"},
    {"blank", "my mail.eml", "example.com", "\"my mail.eml\",1,,,,example.com"},
    {"formula", "=cmd|' /C calc'!A0", "example.com", "\"'=cmd|' /C calc'!A0\",1,,,,example.com"},
    {"plus, minus, at", "+1.eml", "@example.com", "'+1.eml,1,,,,'@example.com"},
    {"standard input", "-", "example.com", "'-,1,,,,example.com"},
    {"a line end cannot begin a row", "a\r\n=1.eml", "example.com",
     "a\\r\\n=1.eml,1,,,,example.com"},
    {"a tab before a formula", "\t=1.eml", "example.com", "\\t=1.eml,1,,,,example.com"},
    {"escape sequence", "a\x1b[2J.eml", "example.com", "a\\x1b[2J.eml,1,,,,example.com"},
    {"nothing known", "a.eml", NULL, "a.eml,1,,,,"},
};

static void check(void **state)
{
    const struct column_case *c = *state;
    g_autoptr(MwScanRecord) record = mw_scan_record_new_error(c->source, 1, "no");
    record->columns[MW_COLUMN_FROM_DOMAIN] = mw_scan_record_text(record, c->domain);
    g_autoptr(GString) out = g_string_new(NULL);
    mw_csv_append(out, record);
    g_autofree char *line = g_strconcat(c->csv, ",,,,,,,\r\n", NULL);
    assert_string_equal(out->str, line);

    g_autofree char *kept = mw_scan_record_to_line(record);
    g_autoptr(MwScanRecord) back = mw_scan_record_from_line(kept);
    assert_null(strpbrk(kept, "\r\n\x1b"));
    assert_string_equal(back->columns[MW_COLUMN_SOURCE], c->source);
    if (c->domain != NULL)
        assert_string_equal(back->columns[MW_COLUMN_FROM_DOMAIN], c->domain);
    else
        assert_null(back->columns[MW_COLUMN_FROM_DOMAIN]);

    g_string_truncate(out, 0);
    mw_brief_append(out, record);
    assert_int_equal(strcspn(out->str, "\n"), out->len - 1); /* one line, whatever is in it */
}

MW_TABLE_MAIN("columns", cases, check)
