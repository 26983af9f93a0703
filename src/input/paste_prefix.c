#include "src/input/paste.h"

#include <stdint.h>

#include "src/input/classify.h"

/* What stands before every line: quotation marks of a reply, a table's bar, indentation, the label
 * of a PowerShell list. */

enum { SHARE = 80, ROUNDS_MAX = 6 };

/* How many octets of this prefix the line begins with; 0 when it does not. */
static size_t quote_prefix(MwSpan line, char mark)
{
    size_t at = 0;
    while (at < line.len && at < 3 && line.data[at] == ' ')
        at++;
    if (at >= line.len || line.data[at] != mark)
        return 0;
    at++;
    return at < line.len && line.data[at] == ' ' ? at + 1 : at;
}

static size_t indentation(MwSpan line)
{
    size_t at = 0;
    while (at < line.len && (line.data[at] == ' ' || line.data[at] == '\t'))
        at++;
    return at;
}

/* Is it shared by 80 % of the lines that are not empty? */
static bool is_quoted(const MwPaste *paste, char mark)
{
    unsigned lines_seen = 0, quoted = 0;
    MwLines lines = mw_paste_lines(paste);
    for (MwSpan line; mw_lines_next(&lines, &line);)
        if (mw_span_trim(line).len > 0) {
            lines_seen++;
            quoted += quote_prefix(line, mark) > 0;
        }
    return quoted > 0 && quoted * 100 >= lines_seen * SHARE;
}

static void remove_quotes(MwPaste *paste, char mark)
{
    GString *out = g_string_sized_new(paste->text->len);
    MwLines lines = mw_paste_lines(paste);
    for (MwSpan line; mw_lines_next(&lines, &line);) {
        size_t prefix = quote_prefix(line, mark);
        g_string_append_len(out, line.data + prefix, (gssize)(line.len - prefix));
        g_string_append_c(out, '\n');
    }
    mw_paste_replace(paste, out);
    mw_paste_note(paste, MW_PASTE_BLANKS | MW_PASTE_BODY, "\"%c \" before each line removed", mark);
}

/* The indentation of header fields, when 80 % of the lines have at least that; else 0. */
static size_t common_indentation(const MwPaste *paste)
{
    size_t smallest = SIZE_MAX;
    unsigned lines_seen = 0, indented = 0;
    MwLines lines = mw_paste_lines(paste);
    for (MwSpan line; mw_lines_next(&lines, &line);) {
        size_t blanks = indentation(line);
        if (mw_paste_known_field(mw_span_slice(line, blanks, line.len)))
            smallest = MIN(smallest, blanks);
    }
    if (smallest == SIZE_MAX || smallest == 0)
        return 0;
    lines = mw_paste_lines(paste);
    for (MwSpan line; mw_lines_next(&lines, &line);)
        if (mw_span_trim(line).len > 0) {
            lines_seen++;
            indented += indentation(line) >= smallest;
        }
    return indented * 100 >= lines_seen * SHARE ? smallest : 0;
}

static void remove_indentation(MwPaste *paste, size_t width)
{
    GString *out = g_string_sized_new(paste->text->len);
    MwLines lines = mw_paste_lines(paste);
    for (MwSpan line; mw_lines_next(&lines, &line);) {
        size_t blanks = MIN(indentation(line), width);
        g_string_append_len(out, line.data + blanks, (gssize)(line.len - blanks));
        g_string_append_c(out, '\n');
    }
    mw_paste_replace(paste, out);
    mw_paste_note(paste, MW_PASTE_BLANKS | MW_PASTE_BODY, "indentation by %zu removed", width);
}

/* PowerShell's Format-List: "Header : Received: ..." and lines indented to the same column. */
static void remove_label(MwPaste *paste)
{
    MwSpan name, value;
    MwLines lines = mw_paste_lines(paste);
    for (MwSpan line; mw_lines_next(&lines, &line);) {
        if (!mw_paste_field(line, &name, &value) || mw_classify_known_field(name) ||
            !mw_paste_known_field(mw_span_trim(value)))
            continue;
        size_t begin = (size_t)(line.data - paste->text->str);
        size_t width = (size_t)(mw_span_trim(value).data - line.data);
        g_string_erase(paste->text, 0, (gssize)begin);
        memset(paste->text->str, ' ', width);
        mw_paste_note(paste, MW_PASTE_OUTSIDE, "label of a property list removed");
        return;
    }
}

void mw_paste_prefix(MwPaste *paste)
{
    static const char marks[] = ">|";
    for (unsigned round = 0; round < ROUNDS_MAX; round++)
        for (const char *mark = marks; *mark != '\0'; mark++)
            if (is_quoted(paste, *mark))
                remove_quotes(paste, *mark);
    remove_label(paste);
    size_t width = common_indentation(paste);
    if (width > 0)
        remove_indentation(paste, width);
}
