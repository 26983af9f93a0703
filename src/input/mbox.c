#include "src/input/formats.h"

#include "src/input/from_quoting.h"

/* mbox in its variants (mboxo, mboxrd, mboxcl): messages after lines "From address date". Such a
 * line begins a message only at the start or after an empty line, and only with a date: bodies
 * hold unescaped ones. */

/* "From " ... a time of day ... a year, in this order. */
static bool is_separator(MwSpan line)
{
    if (line.len < 5 || memcmp(line.data, "From ", 5) != 0)
        return false;
    size_t time = line.len;
    for (size_t i = 5; i + 4 < line.len; i++) {
        const char *at = line.data + i;
        bool is_time = at[2] == ':' && g_ascii_isdigit(at[1]) && g_ascii_isdigit(at[3]) &&
                       g_ascii_isdigit(at[4]);
        if (is_time)
            time = i;
        bool is_year = (at[0] == ' ') && (at[1] == '1' || at[1] == '2') && g_ascii_isdigit(at[2]) &&
                       g_ascii_isdigit(at[3]) && g_ascii_isdigit(at[4]) &&
                       (i + 5 == line.len || !g_ascii_isalnum(at[5]));
        if (is_year && time < line.len)
            return true;
    }
    return false;
}

static MwSpan line_at(MwSpan text, size_t at)
{
    size_t end = mw_span_find(text, '\n', at);
    if (end > at && text.data[end - 1] == '\r')
        end--;
    return mw_span_slice(text, at, end);
}

/* Of old Mac files, with CR alone, only the first message can be told: that is no mbox. */
bool mw_mbox_is(MwSpan text)
{
    return mw_span_find(text, '\n', 0) < text.len && is_separator(line_at(text, 0));
}

static bool is_end_or_separator(MwSpan text, size_t at)
{
    while (at < text.len && (text.data[at] == '\n' || text.data[at] == '\r'))
        at++;
    return at >= text.len || is_separator(line_at(text, at));
}

/* mboxcl: the length of the body is in the header. Believed when a separator follows there. */
static size_t end_by_length(MwSpan text, size_t begin)
{
    size_t at = begin;
    guint64 length = 0;
    bool found = false;
    for (;;) {
        MwSpan line = line_at(text, at);
        size_t end = mw_span_find(text, '\n', at);
        if (end >= text.len)
            return 0;
        at = end + 1;
        if (line.len == 0)
            break;
        if (mw_span_starts_with_nocase(line, "Content-Length:")) {
            g_autofree char *value = mw_span_dup(mw_span_slice(line, 15, 40));
            found = g_ascii_string_to_unsigned(g_strstrip(value), 10, 0, text.len, &length, NULL);
        }
    }
    size_t end = found && length <= text.len - at ? at + (size_t)length : 0;
    return end > 0 && is_end_or_separator(text, end) ? end : 0;
}

/* Where the message that begins at `begin` ends: before the empty line and the separator. */
static size_t end_by_separator(MwSpan text, size_t begin)
{
    bool after_empty = false;
    size_t at = begin;
    while (at < text.len) {
        MwSpan line = line_at(text, at);
        if (after_empty && is_separator(line))
            return at;
        after_empty = line.len == 0;
        at = mw_span_find(text, '\n', at) + 1;
    }
    return text.len;
}

static void read_one(MwReader *reader, const MwPiece *piece, size_t begin, size_t end)
{
    MwSpan text = mw_piece_text(piece);
    /* The empty line before the next separator belongs to the format. */
    size_t trimmed = end;
    if (trimmed > begin + 1 && text.data[trimmed - 1] == '\n') {
        size_t line = text.data[trimmed - 2] == '\r' ? trimmed - 2 : trimmed - 1;
        if (line > begin && text.data[line - 1] == '\n')
            trimmed = line;
    }
    g_autoptr(GBytes) bytes = g_bytes_new_from_bytes(piece->bytes, begin, trimmed - begin);
    unsigned lines = 0;
    g_autoptr(GBytes) unquoted = mw_from_quoting_undo(bytes, &lines);
    g_autoptr(MwPiece) inside = mw_piece_inside(piece, unquoted != NULL ? unquoted : bytes);
    g_bytes_unref(inside->given);
    inside->given = g_bytes_ref(bytes);
    if (unquoted != NULL)
        mw_piece_repair(inside,
                        "mbox quoting undone on %u lines that begin with \">From \": the signed "
                        "body proves it",
                        lines);
    if (!piece->has_container)
        inside->container = MW_INPUT_MBOX;
    inside->has_container = true;
    mw_reader_read(reader, inside);
}

void mw_mbox_read(MwReader *reader, MwPiece *piece)
{
    MwSpan text = mw_piece_text(piece);
    size_t at = 0;
    while (at < text.len && !reader->stopped) {
        if (is_separator(line_at(text, at)))
            at = MIN(mw_span_find(text, '\n', at) + 1, text.len);
        size_t end = end_by_length(text, at);
        if (end == 0)
            end = end_by_separator(text, at);
        if (mw_span_trim(mw_span_slice(text, at, end)).len > 0)
            read_one(reader, piece, at, end);
        at = end;
        while (at < text.len && (text.data[at] == '\n' || text.data[at] == '\r'))
            at++;
    }
}
