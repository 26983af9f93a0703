#include "src/input/paste.h"

/* One Authentication-Results value without its name becomes the field. */

/* "spf=fail" and the like, at `at`? */
static bool is_result(MwSpan text, size_t at)
{
    static const char *const methods[] = {"spf",  "dkim",      "dmarc",     "compauth",
                                          "arc",  "dkim-atps", "dkim-adsp", "iprev",
                                          "auth", "bimi",      "sender-id"};
    for (size_t i = 0; i < G_N_ELEMENTS(methods); i++) {
        size_t len = strlen(methods[i]);
        if (text.len - at < len + 2 || g_ascii_strncasecmp(text.data + at, methods[i], len) != 0)
            continue;
        size_t equals = at + len;
        while (equals < text.len && text.data[equals] == ' ')
            equals++;
        if (equals + 1 < text.len && text.data[equals] == '=' &&
            (g_ascii_isalpha(text.data[equals + 1]) || text.data[equals + 1] == ' '))
            return true;
    }
    return false;
}

/* Begins with a result, or with an authserv-id and then a result. */
static bool looks_like_value(MwSpan text)
{
    text = mw_span_trim(text);
    if (text.len > 2 && text.data[0] == '-' && text.data[1] == ' ')
        text = mw_span_make(text.data + 2, text.len - 2);
    if (text.len > 0 && is_result(text, 0))
        return true;
    size_t id = 0;
    while (id < text.len && !g_ascii_isspace(text.data[id]) && text.data[id] != ';')
        id++;
    size_t at = id;
    while (at < text.len && (text.data[at] == ' ' || g_ascii_isdigit(text.data[at])))
        at++;
    if (id == 0 || at >= text.len || text.data[at] != ';')
        return false;
    for (at++; at < text.len && g_ascii_isspace(text.data[at]);)
        at++;
    return at < text.len && is_result(text, at);
}

/* Folds the lines; bullets of a list become separators. */
static void append_value(GString *out, MwSpan text)
{
    MwLines lines = {text, 0};
    bool first = true;
    for (MwSpan line; mw_lines_next(&lines, &line);) {
        line = mw_span_trim(line);
        if (line.len == 0)
            continue;
        bool bullet =
            line.len > 2 && (line.data[0] == '-' || line.data[0] == '*') && line.data[1] == ' ';
        if (bullet)
            line = mw_span_trim(mw_span_make(line.data + 2, line.len - 2));
        if (bullet && !first && out->str[out->len - 1] != ';')
            g_string_append_c(out, ';');
        g_string_append_printf(out, "%s" MW_SPAN_FMT, first ? "" : "\n ", MW_SPAN_ARG(line));
        first = false;
    }
    g_string_append_c(out, '\n');
}

void mw_paste_auth_results(MwPaste *paste)
{
    static const char name[] = "Authentication-Results:";
    MwSpan text = mw_span_trim(mw_span_make(paste->text->str, paste->text->len));
    bool named = mw_span_starts_with_nocase(text, name);
    MwSpan value = named ? mw_span_make(text.data + strlen(name), text.len - strlen(name)) : text;
    MwSpan rest = mw_span_trim(value);
    bool list = named && rest.len > 1 && (rest.data[0] == '-' || rest.data[0] == '*');
    if ((named && !list) || !looks_like_value(value))
        return;
    GString *out = g_string_new("Authentication-Results: ");
    append_value(out, value);
    mw_paste_replace(paste, out);
    mw_paste_note(paste, MW_PASTE_BLANKS,
                  list ? "list of results made one Authentication-Results field"
                       : "read as the value of an Authentication-Results field");
}
