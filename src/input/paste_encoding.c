#include "src/input/paste.h"

/* Octets before the mail, line ends, character set. */

enum { LEAD_MAX = 256 };

/* Outlook for Mac (.olk15) and some spools put octets before the first field. */
static void skip_lead(MwPaste *paste)
{
    MwSpan text = mw_span_make(paste->text->str, paste->text->len);
    if (mw_span_starts_with_nocase(text, "\xef\xbb\xbf")) {
        g_string_erase(paste->text, 0, 3);
        mw_paste_note(paste, MW_PASTE_OUTSIDE, "byte order mark removed");
        return;
    }
    bool binary = false;
    for (size_t at = 0; at < MIN(text.len, LEAD_MAX); at++) {
        unsigned char byte = (unsigned char)text.data[at];
        if (byte == '\n' && !binary)
            return;
        binary |= byte < ' ' && byte != '\t' && byte != '\r' && byte != '\n';
        if (!binary || (at > 0 && g_ascii_isalnum(text.data[at - 1])))
            continue;
        size_t end = MIN(mw_span_find(text, '\n', at), mw_span_find(text, '\r', at));
        if (mw_paste_known_field(mw_span_slice(text, at, end))) {
            g_string_erase(paste->text, 0, (gssize)at);
            mw_paste_note(paste, MW_PASTE_OUTSIDE,
                          "%zu octets before the first header field skipped", at);
            return;
        }
    }
}

static void make_lf(MwPaste *paste)
{
    GString *out = g_string_sized_new(paste->text->len);
    bool nul = false;
    for (gsize i = 0; i < paste->text->len; i++) {
        char byte = paste->text->str[i];
        if (byte == '\r') {
            if (i + 1 >= paste->text->len || paste->text->str[i + 1] != '\n')
                g_string_append_c(out, '\n');
            continue;
        }
        nul |= byte == '\0';
        g_string_append_c(out, byte == '\0' ? ' ' : byte);
    }
    if (nul)
        mw_paste_note(paste, MW_PASTE_CONTENT | MW_PASTE_BODY, "NUL octets made blanks");
    mw_paste_replace(paste, out);
}

void mw_paste_encoding(MwPaste *paste)
{
    skip_lead(paste);
    make_lf(paste);
    if (g_utf8_validate_len(paste->text->str, paste->text->len, NULL))
        return;
    gsize written = 0;
    g_autofree char *text = g_convert(paste->text->str, (gssize)paste->text->len, "UTF-8",
                                      "ISO-8859-1", NULL, &written, NULL);
    if (text == NULL)
        return;
    mw_paste_replace(paste, g_string_new_len(text, (gssize)written));
    mw_paste_note(paste, MW_PASTE_CONTENT | MW_PASTE_BODY, "Latin-1 text converted to UTF-8");
}
