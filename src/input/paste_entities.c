#include "src/input/paste.h"

/* HTML entities, undone only where the angle brackets themselves were escaped: a raw "<a@b>" says
 * that the text is not HTML. */

static const struct {
    const char *name, *text;
} entities[] = {
    {"&lt;", "<"},    {"&gt;", ">"},   {"&amp;", "&"},
    {"&quot;", "\""}, {"&apos;", "'"}, {"&nbsp;", " "},
};

static bool has_raw_address(const MwPaste *paste)
{
    for (const char *at = strchr(paste->text->str, '<'); at != NULL; at = strchr(at + 1, '<')) {
        size_t len = strcspn(at + 1, "<> \t\n");
        if (at[1 + len] == '>' && memchr(at + 1, '@', len) != NULL)
            return true;
    }
    return false;
}

/* "&#60;" or "&#x3c;"; its length, 0 when it is none. */
static size_t read_number(const char *at, gunichar *ret_char)
{
    if (at[1] != '#')
        return 0;
    bool hex = at[2] == 'x' || at[2] == 'X';
    const char *digits = at + (hex ? 3 : 2);
    char *end;
    if (!g_ascii_isxdigit(*digits))
        return 0;
    guint64 value = g_ascii_strtoull(digits, &end, hex ? 16 : 10);
    if (*end != ';' || value == 0 || !g_unichar_validate((gunichar)MIN(value, 0x110000)))
        return 0;
    *ret_char = (gunichar)value;
    return (size_t)(end + 1 - at);
}

/* Appends what the entity at `at` stands for; its length, 0 when it is none. */
static size_t undo_one(GString *out, const char *at)
{
    gunichar character;
    size_t len = read_number(at, &character);
    if (len > 0) {
        g_string_append_unichar(out, character);
        return len;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(entities); i++)
        if (g_str_has_prefix(at, entities[i].name)) {
            g_string_append(out, entities[i].text);
            return strlen(entities[i].name);
        }
    return 0;
}

void mw_paste_entities(MwPaste *paste)
{
    if (strchr(paste->text->str, '&') == NULL || has_raw_address(paste))
        return;
    unsigned count = 0;
    GString *out = g_string_sized_new(paste->text->len);
    for (const char *at = paste->text->str; *at != '\0';) {
        size_t len = *at == '&' ? undo_one(out, at) : 0;
        if (len == 0)
            g_string_append_c(out, *at);
        count += len > 0;
        at += MAX(len, 1);
    }
    if (count > 0)
        mw_paste_note(paste, MW_PASTE_CONTENT | MW_PASTE_BODY, "HTML entities undone");
    mw_paste_replace(paste, out);
}
