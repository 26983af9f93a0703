#include "src/input/paste.h"

#include "src/input/classify.h"

enum { PAIRS_MIN = 3 };

/* Pages that put each line into a paragraph double the line ends. */
void mw_paste_doubled(MwPaste *paste)
{
    unsigned fields = 0, single = 0;
    bool before_empty = true;
    size_t end = 0;
    MwLines lines = mw_paste_lines(paste);
    for (MwSpan line; mw_lines_next(&lines, &line);) {
        bool empty = mw_span_trim(line).len == 0;
        if (!empty && !before_empty && fields > 0)
            single++;
        if (empty && before_empty && fields > 0)
            break; /* two empty lines: the end of the header */
        fields += !empty && mw_paste_known_field(line);
        before_empty = empty;
        end = MIN(lines.at, paste->text->len);
    }
    if (fields < PAIRS_MIN || single > fields / 4)
        return;
    GString *out = g_string_sized_new(paste->text->len);
    lines = mw_paste_lines(paste);
    for (MwSpan line; mw_lines_next(&lines, &line);) {
        if (lines.at <= end && mw_span_trim(line).len == 0)
            continue;
        g_string_append_len(out, line.data, (gssize)line.len);
        g_string_append_c(out, '\n');
    }
    mw_paste_replace(paste, out);
    mw_paste_note(paste, MW_PASTE_BLANKS | MW_PASTE_BODY, "doubled line ends made single");
}

static bool is_lone_name(MwSpan line)
{
    MwSpan name, value;
    return mw_paste_field(line, &name, &value) && mw_span_trim(value).len == 0 &&
           mw_classify_known_field(name);
}

/* "Subject:" on a line, its value on the next. A value that is itself indented is folding. */
void mw_paste_names(MwPaste *paste)
{
    unsigned joined = 0;
    GString *out = g_string_sized_new(paste->text->len);
    MwLines lines = mw_paste_lines(paste);
    MwSpan line;
    bool have = mw_lines_next(&lines, &line);
    while (have) {
        MwSpan next = mw_span(NULL);
        bool have_next = mw_lines_next(&lines, &next);
        g_string_append_len(out, line.data, (gssize)line.len);
        if (have_next && is_lone_name(line) && next.len > 0 && !g_ascii_isspace(next.data[0]) &&
            !mw_paste_known_field(next)) {
            MwSpan value = mw_span_trim(next);
            g_string_truncate(out, out->len - (line.len - mw_span_trim(line).len));
            g_string_append_printf(out, " " MW_SPAN_FMT, MW_SPAN_ARG(value));
            joined++;
            have_next = mw_lines_next(&lines, &next);
        }
        g_string_append_c(out, '\n');
        line = next;
        have = have_next;
    }
    mw_paste_replace(paste, out);
    if (joined > 0)
        mw_paste_note(paste, MW_PASTE_BLANKS, "%u names joined with the value on the next line",
                      joined);
}
