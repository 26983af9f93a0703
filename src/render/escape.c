#include "src/render/escape.h"

#include "parsers/utf8.h"

bool mw_escape_is_dangerous(gunichar character)
{
    static const struct {
        gunichar first, last;
    } ranges[] = {
        {0x00, 0x1f},       /* C0 */
        {0x7f, 0x9f},       /* DEL, C1 */
        {0xad, 0xad},       /* soft hyphen */
        {0x61c, 0x61c},     /* Arabic letter mark */
        {0x200b, 0x200f},   /* zero width, left-to-right and right-to-left marks */
        {0x2028, 0x202e},   /* separators, embeddings, overrides */
        {0x2060, 0x2069},   /* joiners, isolates */
        {0xfeff, 0xfeff},   /* zero width no-break space */
        {0xfff9, 0xfffb},   /* interlinear annotation */
        {0xe0000, 0xe007f}, /* tags */
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ranges); i++)
        if (character >= ranges[i].first && character <= ranges[i].last)
            return true;
    return false;
}

static void append_dangerous(GString *out, gunichar character)
{
    switch (character) {
    case '\n':
        g_string_append(out, "\\n");
        return;
    case '\r':
        g_string_append(out, "\\r");
        return;
    case '\t':
        g_string_append(out, "\\t");
        return;
    }
    if (character < 0x80)
        g_string_append_printf(out, "\\x%02x", character);
    else
        g_string_append_printf(out, character < 0x10000 ? "\\u%04x" : "\\U%08x", character);
}

void mw_escape_append(GString *out, MwSpan raw)
{
    const char *p = raw.data, *end = raw.data + raw.len;
    while (p < end) {
        gunichar character = g_utf8_get_char_validated(p, end - p);
        /* NUL is -2 to GLib when it ends the bytes: it is judged as a byte. */
        if (*p == '\0')
            character = 0;
        if (character >= 0x110000) {
            g_string_append_printf(out, "\\x%02x", (guchar)*p++);
            continue;
        }
        if (mw_escape_is_dangerous(character))
            append_dangerous(out, character);
        else
            g_string_append_unichar(out, character);
        p += *p == '\0' ? 1 : mw_utf8_next(p) - p;
    }
}

char *mw_escape_dup(const char *raw)
{
    if (raw == NULL)
        return NULL;
    GString *out = g_string_new(NULL);
    mw_escape_append(out, mw_span(raw));
    return g_string_free(out, FALSE);
}

char *mw_utf8_dup(MwSpan raw)
{
    return raw.data != NULL ? g_utf8_make_valid(raw.data, (gssize)raw.len) : NULL;
}
