#include "src/input/paste.h"

#include "parsers/utf8.h"

/* Blanks and quotes that word processors and browsers put in place of the plain ones. */

typedef enum { KEEP, BLANK, NOTHING, QUOTE } Change;
enum { CHANGE_N = QUOTE + 1 };

static Change change_of(gunichar c)
{
    if (c == 0xa0 || (c >= 0x2000 && c <= 0x200a) || c == 0x202f || c == 0x205f || c == 0x3000)
        return BLANK;
    if ((c >= 0x200b && c <= 0x200f) || c == 0x2060 || c == 0xfeff)
        return NOTHING;
    return c == 0x201c || c == 0x201d || c == 0x201e ? QUOTE : KEEP;
}

/* Quotes count where the syntax wants them, after "=" and then the closing one; a subject may have
 * been written with the typographic ones. */
static GString *replace_all(const MwPaste *paste, unsigned counts[static CHANGE_N])
{
    static const char *const texts[] = {[BLANK] = " ", [NOTHING] = "", [QUOTE] = "\""};
    GString *out = g_string_sized_new(paste->text->len);
    bool open = false;
    for (const char *at = paste->text->str; *at != '\0'; at = mw_utf8_next(at)) {
        Change change = (unsigned char)*at < 0x80 ? KEEP : change_of(g_utf8_get_char(at));
        if (change == QUOTE && !open && (out->len == 0 || out->str[out->len - 1] != '='))
            change = KEEP;
        else if (change == QUOTE)
            open = !open;
        open = open && *at != '\n';
        counts[change]++;
        if (change == KEEP)
            g_string_append_len(out, at, mw_utf8_next(at) - at);
        else
            g_string_append(out, texts[change]);
    }
    return out;
}

void mw_paste_blanks(MwPaste *paste)
{
    unsigned counts[CHANGE_N] = {0};
    if (!g_utf8_validate_len(paste->text->str, paste->text->len, NULL))
        return;
    mw_paste_replace(paste, replace_all(paste, counts));
    if (counts[BLANK] > 0)
        mw_paste_note(paste, MW_PASTE_BLANKS | MW_PASTE_BODY, "no-break spaces made blanks");
    if (counts[NOTHING] > 0)
        mw_paste_note(paste, MW_PASTE_CONTENT | MW_PASTE_BODY, "zero-width characters removed");
    if (counts[QUOTE] > 0)
        mw_paste_note(paste, MW_PASTE_CONTENT | MW_PASTE_BODY, "typographic quotes made straight");
}
