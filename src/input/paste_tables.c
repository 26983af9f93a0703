#include "src/input/paste.h"

#include "src/input/classify.h"

/* Tables and lists: "Name<TAB>value" of another analyzer, rows and fences of Markdown, bullets. */

/* "Name<TAB>value" or "Name | value |" with a known name; a name and nothing else is not enough. */
static bool read_row(MwSpan line, MwSpan *ret_name, MwSpan *ret_value)
{
    MwSpan row = mw_span_trim(line);
    size_t tab = mw_span_find(row, '\t', 0), bar = mw_span_find(row, '|', 0);
    size_t cut = MIN(tab, bar);
    MwSpan name = mw_span_trim(mw_span_slice(row, 0, cut));
    if (cut == row.len || !mw_classify_known_field(name) || line.data[0] == ' ' ||
        line.data[0] == '\t' || mw_span_find(name, ' ', 0) < name.len ||
        mw_span_find(name, ':', 0) < name.len)
        return false;
    MwSpan value = mw_span_trim(mw_span_slice(row, cut + 1, row.len));
    if (bar < tab && value.len > 0 && value.data[value.len - 1] == '|')
        value = mw_span_trim(mw_span_slice(value, 0, value.len - 1));
    *ret_name = name;
    *ret_value = value;
    return true;
}

static bool is_fence(MwSpan line)
{
    return line.len >= 3 && (memcmp(line.data, "```", 3) == 0 || memcmp(line.data, "~~~", 3) == 0);
}

/* "Authentication Results:" of a tool, with a blank in the name. */
static bool is_spoken_label(MwSpan line)
{
    return mw_span_starts_with_nocase(line, "Authentication Results:");
}

void mw_paste_tables(MwPaste *paste)
{
    unsigned rows = 0, fences = 0;
    GString *out = g_string_sized_new(paste->text->len);
    MwLines lines = mw_paste_lines(paste);
    for (MwSpan line; mw_lines_next(&lines, &line);) {
        MwSpan name, value;
        if (is_fence(line)) {
            fences++;
            continue;
        }
        if (is_spoken_label(line)) {
            rows++;
            g_string_append(out, "Authentication-Results:");
            line = mw_span_make(line.data + 23, line.len - 23);
        } else if (line.len > 0 && read_row(line, &name, &value)) {
            rows++;
            g_string_append_printf(out, MW_SPAN_FMT ": " MW_SPAN_FMT "\n", MW_SPAN_ARG(name),
                                   MW_SPAN_ARG(value));
            continue;
        }
        g_string_append_len(out, line.data, (gssize)line.len);
        g_string_append_c(out, '\n');
    }
    mw_paste_replace(paste, out);
    if (rows > 0)
        mw_paste_note(paste, MW_PASTE_BLANKS, "%u table rows made header fields", rows);
    if (fences > 0)
        mw_paste_note(paste, MW_PASTE_OUTSIDE, "Markdown fences removed");
}
