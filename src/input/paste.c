#include "src/input/paste.h"

#include "src/input/classify.h"

enum { GO_ON_LINES = 40 };

static void (*const steps[])(MwPaste *paste) = {
    mw_paste_encoding, mw_paste_json,    mw_paste_entities, mw_paste_links,
    mw_paste_blanks,   mw_paste_syslog,  mw_paste_prefix,   mw_paste_tables,
    mw_paste_preamble, mw_paste_doubled, mw_paste_names,    mw_paste_auth_results,
    mw_paste_bounce,   mw_paste_folding,
};

MwPaste *mw_paste_new(MwSpan text)
{
    MwPaste *paste = g_new0(MwPaste, 1);
    paste->text = g_string_new_len(text.data, (gssize)text.len);
    paste->repairs = g_ptr_array_new_with_free_func(g_free);
    return paste;
}

void mw_paste_free(MwPaste *paste)
{
    if (paste == NULL)
        return;
    g_string_free(paste->text, TRUE);
    g_clear_pointer(&paste->repairs, g_ptr_array_unref);
    g_free(paste);
}

/* White space counts too: relaxed canonicalization may not mind it, and a signature that verifies
 * after a repair is proof that the repair was right; one that does not proves nothing. */
static void judge_effects(MwPaste *paste)
{
    g_autoptr(GBytes) bytes = g_bytes_new(paste->text->str, paste->text->len);
    g_autoptr(MwMessage) message = mw_message_parse(bytes);
    paste->headers_touched = (paste->effects & (MW_PASTE_BLANKS | MW_PASTE_CONTENT)) != 0;
    paste->body_touched = (paste->effects & MW_PASTE_BODY) != 0 && message->body.len > 0;
}

void mw_paste_repair(MwPaste *paste)
{
    for (size_t i = 0; i < G_N_ELEMENTS(steps) && !paste->is_bounce; i++)
        steps[i](paste);
    judge_effects(paste);
}

void mw_paste_note(MwPaste *paste, unsigned effects, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *text = g_strdup_vprintf(format, args);
    va_end(args);
    paste->effects |= effects;
    if (paste->repairs->len == 0 ||
        !g_str_equal(paste->repairs->pdata[paste->repairs->len - 1], text))
        g_ptr_array_add(paste->repairs, g_steal_pointer(&text));
}

void mw_paste_replace(MwPaste *paste, GString *text)
{
    g_string_free(paste->text, TRUE);
    paste->text = text;
}

GString *mw_paste_substitute(const MwPaste *paste, const char *old, const char *by)
{
    const char *at = paste->text->str, *hit = strstr(at, old);
    if (hit == NULL)
        return NULL;
    GString *out = g_string_sized_new(paste->text->len);
    for (; hit != NULL; hit = strstr(at, old)) {
        g_string_append_len(out, at, hit - at);
        g_string_append(out, by);
        at = hit + strlen(old);
    }
    g_string_append(out, at);
    return out;
}

MwLines mw_paste_lines(const MwPaste *paste)
{
    return (MwLines){mw_span_make(paste->text->str, paste->text->len), 0};
}

bool mw_lines_next(MwLines *lines, MwSpan *ret_line)
{
    if (lines->at >= lines->text.len)
        return false;
    size_t end = mw_span_find(lines->text, '\n', lines->at);
    *ret_line = mw_span_make(lines->text.data + lines->at, end - lines->at);
    lines->at = end + 1;
    return true;
}

bool mw_paste_field(MwSpan line, MwSpan *ret_name, MwSpan *ret_value)
{
    size_t len = 0;
    if (line.len == 0 || !g_ascii_isalpha(line.data[0]))
        return false;
    while (len < line.len &&
           (g_ascii_isalnum(line.data[len]) || line.data[len] == '-' || line.data[len] == '_'))
        len++;
    size_t colon = len;
    while (colon < line.len && (line.data[colon] == ' ' || line.data[colon] == '\t'))
        colon++;
    if (colon >= line.len || line.data[colon] != ':')
        return false;
    *ret_name = mw_span_make(line.data, len);
    *ret_value = mw_span_make(line.data + colon + 1, line.len - colon - 1);
    return true;
}

bool mw_paste_known_field(MwSpan line)
{
    MwSpan name, value;
    return mw_paste_field(line, &name, &value) && mw_classify_known_field(name);
}

bool mw_paste_goes_on(MwSpan body)
{
    MwLines lines = {body, 0};
    MwSpan line;
    for (unsigned i = 0; i < GO_ON_LINES && mw_lines_next(&lines, &line); i++) {
        MwSpan trimmed = mw_span_trim(line);
        if (trimmed.len > 0 && !g_ascii_isspace(line.data[0]))
            return mw_paste_known_field(line);
    }
    return false;
}

bool mw_paste_has_marks(const MwMessage *message)
{
    static const char *const marks[] = {"&lt;", "&gt;", "&#60;", "\xc2\xa0", "\xe2\x80\x8b",
                                        "#011", "#012", "[.]",   "\\r\\n",   "\xe2\x80\x9c"};
    for (guint i = 0; i < message->headers->len; i++) {
        MwSpan value = g_array_index(message->headers, MwHeader, i).value;
        for (size_t m = 0; m < G_N_ELEMENTS(marks); m++)
            if (memmem(value.data, value.len, marks[m], strlen(marks[m])) != NULL)
                return true;
        const char *link = memmem(value.data, value.len, "<mailto:", 8);
        if (link != NULL && link > value.data && (g_ascii_isalnum(link[-1]) || link[-1] == '.'))
            return true;
    }
    return false;
}
