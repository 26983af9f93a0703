#include "src/input/paste.h"

/* Links that a mail program, ticket system or analyst made of addresses. */

enum { LINK_TEXT_MAX = 1000 };

/* "a@b<mailto:a@b>" and "b<http://b>": the part in brackets is not of the mail. Length of it at
 * `at`, 0 when there is none. In List-Unsubscribe the bracket follows a blank. */
static size_t glued_link(const char *text, const char *at)
{
    static const char *const schemes[] = {"<mailto:", "<http://", "<https://"};
    if (at == text || !(g_ascii_isalnum(at[-1]) || at[-1] == '.' || at[-1] == '/'))
        return 0;
    for (size_t i = 0; i < G_N_ELEMENTS(schemes); i++)
        if (g_ascii_strncasecmp(at, schemes[i], strlen(schemes[i])) == 0) {
            size_t len = strcspn(at, "> \t\n");
            return at[len] == '>' ? len + 1 : 0;
        }
    return 0;
}

/* "[a@b](mailto:a@b)" of Markdown: length of the part in round brackets. */
static size_t markdown_link(const char *text, const char *at)
{
    if (at == text || at[-1] != ']' ||
        (g_ascii_strncasecmp(at, "(mailto:", 8) != 0 && g_ascii_strncasecmp(at, "(http", 5) != 0))
        return 0;
    size_t len = strcspn(at, ") \t\n");
    return at[len] == ')' ? len + 1 : 0;
}

/* Takes the square brackets off the text that such a link stands behind. */
static void unbracket(GString *out)
{
    size_t from = out->len > LINK_TEXT_MAX ? out->len - LINK_TEXT_MAX : 0;
    const char *open = memrchr(out->str + from, '[', out->len - from);
    if (open == NULL || strchr(open, '\n') != NULL)
        return;
    g_string_truncate(out, out->len - 1);
    g_string_erase(out, open - out->str, 1);
}

static void remove_links(MwPaste *paste)
{
    const char *text = paste->text->str;
    GString *out = g_string_sized_new(paste->text->len);
    unsigned count = 0;
    for (const char *at = text; *at != '\0';) {
        size_t len = *at == '<' ? glued_link(text, at) : 0;
        if (*at == '(' && (len = markdown_link(text, at)) > 0)
            unbracket(out);
        count += len > 0;
        if (len == 0)
            g_string_append_c(out, *at);
        at += MAX(len, 1);
    }
    if (count > 0)
        mw_paste_note(paste, MW_PASTE_CONTENT | MW_PASTE_BODY,
                      "links that a program added to %u addresses removed", count);
    mw_paste_replace(paste, out);
}

/* Analysts write "198.51.100[.]7" and "a[@]b" so that nothing becomes a link. */
static void undo_defanging(MwPaste *paste)
{
    static const struct {
        const char *written, *meant;
    } forms[] = {{"[.]", "."}, {"[@]", "@"}, {"[at]", "@"}, {"[:]", ":"}};
    bool found = false;
    for (size_t i = 0; i < G_N_ELEMENTS(forms); i++) {
        GString *out = mw_paste_substitute(paste, forms[i].written, forms[i].meant);
        found |= out != NULL;
        if (out != NULL)
            mw_paste_replace(paste, out);
    }
    if (found)
        mw_paste_note(paste, MW_PASTE_CONTENT | MW_PASTE_BODY, "defanged addresses made plain");
}

void mw_paste_links(MwPaste *paste)
{
    remove_links(paste);
    undo_defanging(paste);
}
