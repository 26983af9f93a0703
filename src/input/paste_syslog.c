#include "src/input/paste.h"

/* Header fields out of a mail log: rsyslog writes control characters as #ooo, and each line begins
 * with time, host and program. */

static void undo_escapes(MwPaste *paste)
{
    static const struct {
        const char *escape, *text;
    } escapes[] = {{"#015", ""}, {"#012", "\n"}, {"#011", "\t"}};
    if (strstr(paste->text->str, "#012") == NULL && strstr(paste->text->str, "#011") == NULL)
        return;
    for (size_t i = 0; i < G_N_ELEMENTS(escapes); i++) {
        GString *out = mw_paste_substitute(paste, escapes[i].escape, escapes[i].text);
        if (out != NULL)
            mw_paste_replace(paste, out);
    }
    mw_paste_note(paste, MW_PASTE_BLANKS | MW_PASTE_BODY, "#011 and #012 of a log undone");
}

/* "Jan  1 10:00:00 host " or "2024-01-01T10:00:00+00:00 host "? */
static bool has_log_prefix(MwSpan line)
{
    MwSpan begin = mw_span_slice(line, 0, 32);
    if (begin.len < 16)
        return false;
    bool classic = g_ascii_isalpha(begin.data[0]) && begin.data[3] == ' ' && begin.data[9] == ':' &&
                   begin.data[12] == ':' && begin.data[15] == ' ';
    bool iso = g_ascii_isdigit(begin.data[0]) && begin.data[4] == '-' && begin.data[7] == '-' &&
               begin.data[10] == 'T' && begin.data[13] == ':';
    return classic || iso;
}

/* The field in a log line, from its name on; empty when there is none. */
static MwSpan field_in(MwSpan line)
{
    for (size_t at = 16; at < line.len; at++) {
        if (strchr(" :\"", line.data[at - 1]) == NULL || !g_ascii_isalpha(line.data[at]))
            continue;
        MwSpan rest = mw_span_slice(line, at, line.len), name, value;
        if (mw_paste_known_field(rest) && mw_paste_field(rest, &name, &value) && name.len > 1)
            return rest;
        /* Postfix header_checks: "header Received: from ..." */
        while (at + 1 < line.len && line.data[at] != ' ')
            at++;
    }
    return mw_span(NULL);
}

/* What Postfix appends: "; from=<a@b> to=<c@d> proto=ESMTP helo=<x>". */
static MwSpan without_trailer(MwSpan field)
{
    return mw_span_slice(field, 0, mw_span_find_nocase(field, "; from=<"));
}

void mw_paste_syslog(MwPaste *paste)
{
    unsigned found = 0;
    GString *out = g_string_sized_new(paste->text->len);
    MwLines lines = mw_paste_lines(paste);
    for (MwSpan line; mw_lines_next(&lines, &line);) {
        MwSpan field = has_log_prefix(line) ? field_in(line) : mw_span(NULL);
        if (field.len > 0) {
            line = without_trailer(field);
            found++;
        }
        g_string_append_len(out, line.data, (gssize)line.len);
        g_string_append_c(out, '\n');
    }
    if (found > 0) {
        mw_paste_replace(paste, out);
        mw_paste_note(paste, MW_PASTE_BLANKS, "time, host and program of %u log lines removed",
                      found);
    } else {
        g_string_free(out, TRUE);
    }
    undo_escapes(paste);
}
