#include "src/evaluate/ndr_text.h"

#include <stdbool.h>

enum { HTML_MAX = 256 * 1024 };

static const struct {
    const char *name, *text;
} references[] = {
    {"&lt;", "<"},  {"&gt;", ">"},   {"&amp;", "&"},  {"&quot;", "\""},
    {"&#39;", "'"}, {"&nbsp;", " "}, {"&apos;", "'"}, {"&#43;", "+"},
};

/* Returns the bytes it took; 0: no known reference stands here. */
static size_t append_reference(GString *out, MwSpan rest)
{
    for (size_t i = 0; i < G_N_ELEMENTS(references); i++)
        if (mw_span_starts_with_nocase(rest, references[i].name)) {
            g_string_append(out, references[i].text);
            return strlen(references[i].name);
        }
    return 0;
}

static bool breaks_line(MwSpan tag)
{
    static const char *const names[] = {"<br",   "<p",  "</p",  "<tr", "</td",
                                        "</div", "<li", "<pre", "</h"};
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        if (mw_span_starts_with_nocase(tag, names[i]))
            return true;
    return false;
}

char *mw_ndr_html_to_text(MwSpan html)
{
    html = mw_span_slice(html, 0, HTML_MAX);
    GString *out = g_string_sized_new(html.len / 2 + 1);
    for (size_t i = 0; i < html.len;) {
        MwSpan rest = mw_span_slice(html, i, html.len);
        if (html.data[i] == '<') {
            if (breaks_line(rest))
                g_string_append_c(out, '\n');
            i = mw_span_find(html, '>', i) + 1;
            continue;
        }
        size_t taken = html.data[i] == '&' ? append_reference(out, rest) : 0;
        if (taken == 0)
            g_string_append_c(out, html.data[i]);
        i += taken > 0 ? taken : 1;
    }
    return g_string_free(out, FALSE);
}

static MwSpan line_at(MwSpan text, size_t begin)
{
    return mw_span_trim(mw_span_slice(text, begin, mw_span_find(text, '\n', begin)));
}

/* The first line with something in it at or after `begin`; moves `begin` behind it. */
static MwSpan next_line(MwSpan text, size_t *begin)
{
    while (*begin < text.len) {
        MwSpan line = line_at(text, *begin);
        *begin = mw_span_find(text, '\n', *begin) + 1;
        if (line.len > 0)
            return line;
    }
    return (MwSpan){NULL, 0};
}

/* From the quote (or bracket) behind `lead` to the one that closes it, lines joined by the reader:
 * Exchange breaks long answers. Without quotes, the line. */
static MwSpan quoted_behind(MwSpan text, const char *lead)
{
    size_t at = mw_span_find_nocase(text, lead);
    if (at == text.len)
        return (MwSpan){NULL, 0};
    MwSpan rest = mw_span_trim(mw_span_slice(text, at + strlen(lead), text.len));
    if (rest.len > 0 && (rest.data[0] == '\'' || rest.data[0] == '"')) {
        size_t end = 1;
        /* An apostrophe inside ("doesn't") does not end it: a line end does. */
        while (end < rest.len &&
               !(rest.data[end] == rest.data[0] &&
                 (end + 1 == rest.len || rest.data[end + 1] == '\r' || rest.data[end + 1] == '\n')))
            end++;
        return mw_span_slice(rest, 1, end);
    }
    return line_at(rest, 0);
}

MwNdrDiagnostics mw_ndr_diagnostics_find(MwSpan text)
{
    static const char title[] = "Diagnostic information for administrators";
    MwNdrDiagnostics found = {{NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}};
    size_t at = mw_span_find_nocase(text, title);
    if (at == text.len)
        return found;
    MwSpan rest = mw_span_slice(text, at + sizeof title - 1, text.len);
    static const char headers[] = "Original message headers:";
    size_t original = mw_span_find_nocase(rest, headers);
    if (original < rest.len)
        found.original_headers = mw_span_slice(rest, original + sizeof headers - 1, rest.len);
    MwSpan head = mw_span_slice(rest, 0, original);

    static const char server[] = "Generating server:";
    size_t line = mw_span_find_nocase(head, server);
    if (line < head.len) {
        found.generating_server = line_at(head, line + sizeof server - 1);
        size_t next = mw_span_find(head, '\n', line) + 1;
        MwSpan recipient = next_line(head, &next);
        if (mw_span_find(recipient, '@', 0) < recipient.len)
            found.recipient = recipient;
    }
    found.reply = quoted_behind(head, "Server returned");
    if (found.reply.len == 0)
        found.reply = quoted_behind(head, "server returned error:");
    return found;
}

MwSpan mw_ndr_original_find(MwSpan text)
{
    static const char *const lines[] = {
        "----- Original message -----",
        "--- Below this line is a copy of the message.",
        "------ This is a copy of the message, including all the headers. ------",
        "------ This is a copy of your message, including all the headers. ------",
        "----- Unsent message follows -----",
        "--- Original message follows.",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
        size_t at = mw_span_find_nocase(text, lines[i]);
        if (at < text.len)
            return mw_span_trim(mw_span_slice(text, at + strlen(lines[i]), text.len));
    }
    return (MwSpan){NULL, 0};
}
