#include "tests/sign/canon.h"

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* Length of the line with its CRLF, or of the rest when no CRLF comes any more. */
static size_t line_length(MwSpan text)
{
    const char *end = memmem(text.data, text.len, "\r\n", 2);
    return end != NULL ? (size_t)(end - text.data) + 2 : text.len;
}

static size_t field_length(MwSpan text)
{
    size_t len = line_length(text);
    while (len < text.len && is_blank(text.data[len]))
        len += line_length(mw_span_slice(text, len, text.len));
    return len;
}

void mw_test_parts_init(MwTestParts *parts, MwSpan message)
{
    parts->fields = g_array_new(false, false, sizeof(MwSpan));
    MwSpan rest = message;
    while (rest.len > 0 && !mw_span_starts_with_nocase(rest, "\r\n")) {
        MwSpan field = mw_span_slice(rest, 0, field_length(rest));
        g_array_append_val(parts->fields, field);
        rest = mw_span_slice(rest, field.len, rest.len);
    }
    parts->body = mw_span_slice(rest, 2, rest.len);
}

void mw_test_parts_clear(MwTestParts *parts)
{
    g_array_unref(parts->fields);
}

bool mw_test_field_is(MwSpan field, const char *name)
{
    size_t colon = mw_span_find(field, ':', 0);
    return mw_span_is_nocase(mw_span_trim(mw_span_slice(field, 0, colon)), name);
}

MwSpan mw_test_field_value(MwSpan field)
{
    return mw_span_slice(field, mw_span_find(field, ':', 0) + 1, field.len);
}

/* Runs of blanks made one, none at the end; `unfold` drops CR and LF. */
static void append_collapsed(GString *out, MwSpan text, bool unfold)
{
    bool blank_pending = false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i];
        if (is_blank(c)) {
            blank_pending = true;
        } else if (!unfold || (c != '\r' && c != '\n')) {
            if (blank_pending)
                g_string_append_c(out, ' ');
            blank_pending = false;
            g_string_append_c(out, c);
        }
    }
}

void mw_test_canon_header(GString *out, MwSpan field, bool relaxed)
{
    if (!relaxed) {
        g_string_append_len(out, field.data, (gssize)field.len);
        if (field.len < 2 || memcmp(field.data + field.len - 2, "\r\n", 2) != 0)
            g_string_append(out, "\r\n");
        return;
    }
    MwSpan name = mw_span_trim(mw_span_slice(field, 0, mw_span_find(field, ':', 0)));
    for (size_t i = 0; i < name.len; i++)
        g_string_append_c(out, g_ascii_tolower(name.data[i]));
    g_string_append_c(out, ':');
    append_collapsed(out, mw_span_trim(mw_test_field_value(field)), true);
    g_string_append(out, "\r\n");
}

GString *mw_test_canon_body(MwSpan body, bool relaxed)
{
    GString *out = g_string_sized_new(body.len + 2);
    size_t kept = 0; /* without the empty lines at the end (3.4.3, 3.4.4) */
    while (body.len > 0) {
        MwSpan line = mw_span_slice(body, 0, line_length(body));
        body = mw_span_slice(body, line.len, body.len);
        bool ended = line.len >= 2 && memcmp(line.data + line.len - 2, "\r\n", 2) == 0;
        MwSpan text = mw_span_slice(line, 0, ended ? line.len - 2 : line.len);
        size_t before = out->len;
        if (relaxed)
            append_collapsed(out, text, false);
        else
            g_string_append_len(out, text.data, (gssize)text.len);
        bool empty = out->len == before;
        g_string_append(out, "\r\n");
        if (!empty)
            kept = out->len;
    }
    g_string_truncate(out, kept);
    if (!relaxed && kept == 0)
        g_string_append(out, "\r\n");
    return out;
}
