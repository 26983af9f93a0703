#include "src/input/paste.h"

/* Gmail's page "Show original": a table of verdicts, then "Download Original" and "Copy to
 * clipboard", then the mail. The verdicts are Gmail's claim; they are noted, not judged. */

enum { SUMMARY_LINES_MAX = 40 };

static bool is_button(MwSpan line)
{
    return mw_span_starts_with_nocase(line, "Download Original") ||
           mw_span_starts_with_nocase(line, "Copy to clipboard");
}

static bool is_verdict(MwSpan line)
{
    static const char *const names[] = {"SPF:", "DKIM:", "DMARC:", "ARC:"};
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        if (mw_span_starts_with_nocase(line, names[i]))
            return true;
    return false;
}

static void append_verdict(GString *out, MwSpan line)
{
    g_autofree char *text = mw_span_dup_unfolded(line);
    char *link = strstr(text, " Learn more");
    if (link != NULL)
        *link = '\0';
    g_string_append_printf(out, "%s%s", out->len > 0 ? ", " : "", text);
}

void mw_paste_preamble(MwPaste *paste)
{
    GString *verdicts = g_string_new(NULL);
    MwLines lines = mw_paste_lines(paste);
    size_t end = 0, count = 0;
    for (MwSpan line; count < SUMMARY_LINES_MAX && mw_lines_next(&lines, &line); count++) {
        if (is_verdict(line))
            append_verdict(verdicts, line);
        if (verdicts->len > 0 && is_button(line))
            end = MIN(lines.at, paste->text->len);
    }
    if (end > 0) {
        while (end < paste->text->len && paste->text->str[end] == '\n')
            end++;
        g_string_erase(paste->text, 0, (gssize)end);
        mw_paste_note(paste, MW_PASTE_OUTSIDE, "Gmail's summary skipped; it claims %s",
                      verdicts->str);
    }
    g_string_free(verdicts, TRUE);
}
