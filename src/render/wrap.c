#include "src/render/wrap.h"

#include <stdbool.h>
#include <string.h>

#include "parsers/utf8.h"

enum { INLINE_CODE_MAX = 32 };

typedef struct {
    GString *out;
    unsigned column, indent;
    bool at_start; /* nothing but indentation on this line yet */
    bool pending_space;
} Wrap;

static unsigned width_of(gunichar character)
{
    if (g_unichar_iszerowidth(character))
        return 0;
    return g_unichar_iswide(character) ? 2 : 1;
}

static unsigned columns_of(const char *text, const char *end)
{
    unsigned columns = 0;
    for (const char *p = text; p < end; p = mw_utf8_next(p))
        columns += width_of(g_utf8_get_char(p));
    return columns;
}

unsigned mw_text_columns(const char *text)
{
    return columns_of(text, text + strlen(text));
}

void mw_pad_append(GString *out, const char *text, unsigned columns)
{
    g_string_append(out, text);
    unsigned used = mw_text_columns(text);
    do
        g_string_append_c(out, ' ');
    while (++used < columns);
}

static void new_line(Wrap *wrap)
{
    g_string_append_c(wrap->out, '\n');
    for (unsigned i = 0; i < wrap->indent; i++)
        g_string_append_c(wrap->out, ' ');
    wrap->column = wrap->indent;
    wrap->at_start = true;
    wrap->pending_space = false;
}

static void put(Wrap *wrap, const char *text, const char *end)
{
    unsigned columns = columns_of(text, end);
    if (!wrap->at_start && wrap->column + wrap->pending_space + columns > MW_TEXT_WIDTH)
        new_line(wrap);
    if (wrap->pending_space && !wrap->at_start) {
        g_string_append_c(wrap->out, ' ');
        wrap->column++;
    }
    g_string_append_len(wrap->out, text, end - text);
    wrap->column += columns;
    wrap->at_start = false;
    wrap->pending_space = false;
}

/* Characters that Japanese typesetting keeps with the one before (kinsoku). */
static bool sticks_to_previous(gunichar character)
{
    static const gunichar closing[] = {0x3001, 0x3002, 0xff09, 0x300d, 0x300f, 0xff0c, 0xff0e,
                                       0x3011, 0xff1a, 0xff1b, 0x30fc, 0xff01, 0xff1f};
    for (size_t i = 0; i < G_N_ELEMENTS(closing); i++)
        if (character == closing[i])
            return true;
    return false;
}

/* End of the piece that may not be broken: up to a blank, a backtick, or a wide character. */
static const char *piece_end(const char *p)
{
    const char *end = mw_utf8_next(p);
    bool wide = g_unichar_iswide(g_utf8_get_char(p));
    while (*end != '\0' && *end != ' ' && *end != '`') {
        gunichar next = g_utf8_get_char(end);
        if (!sticks_to_previous(next) && (wide || g_unichar_iswide(next)))
            break;
        end = mw_utf8_next(end);
    }
    return end;
}

/* Returns the end of the code, behind the closing backtick, or NULL when there is none. */
static const char *put_code(Wrap *wrap, const char *open)
{
    const char *close = strchr(open + 1, '`');
    if (close == NULL)
        return NULL;
    if (columns_of(open + 1, close) <= INLINE_CODE_MAX) {
        put(wrap, open + 1, close);
        return close + 1;
    }
    if (!wrap->at_start)
        new_line(wrap);
    g_string_append_printf(wrap->out, "  %.*s", (int)(close - open - 1), open + 1);
    const char *rest = close + 1;
    /* A full stop behind a record would be copied with it. */
    if (*rest == '.' || *rest == ',' || *rest == ':')
        rest++;
    rest += strspn(rest, " ");
    if (*rest != '\0')
        new_line(wrap);
    return rest;
}

void mw_wrap_append(GString *out, const char *text, unsigned column, unsigned indent)
{
    Wrap wrap = {.out = out, .column = column, .indent = indent, .at_start = true};
    for (const char *p = text; *p != '\0';) {
        if (*p == ' ') {
            wrap.pending_space = !wrap.at_start;
            p++;
            continue;
        }
        const char *behind_code = *p == '`' ? put_code(&wrap, p) : NULL;
        if (behind_code != NULL) {
            p = behind_code;
            continue;
        }
        const char *end = piece_end(p);
        put(&wrap, p, end);
        p = end;
    }
    g_string_append_c(out, '\n');
}
