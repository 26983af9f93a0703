#include "src/console.h"

#include "src/render/escape.h"

void mw_console_error(const MwConsole *console, const char *source, const char *message)
{
    GString *line = g_string_new("mailwhy: ");
    if (source != NULL) {
        mw_escape_append(line, mw_span(source));
        g_string_append(line, ": ");
    }
    mw_escape_append(line, mw_span(message));
    g_string_append_c(line, '\n');
    fwrite(line->str, 1, line->len, console->err);
    g_string_free(line, TRUE);
}

bool mw_console_write(const MwConsole *console, const GString *text)
{
    return fwrite(text->str, 1, text->len, console->out) == text->len && fflush(console->out) == 0;
}
