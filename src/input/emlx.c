#include "src/input/formats.h"

/* Apple Mail: a decimal count of octets on a line, the message, an XML property list. */

enum { DIGITS_MAX = 10 };

/* The count, and where the message begins; false when the first line is something else. */
static bool read_count(MwSpan text, guint64 *ret_count, size_t *ret_begin)
{
    size_t at = 0;
    guint64 count = 0;
    while (at < text.len && at < DIGITS_MAX && g_ascii_isdigit(text.data[at]))
        count = count * 10 + (guint64)(text.data[at++] - '0');
    if (at == 0 || count == 0)
        return false;
    while (at < text.len && (text.data[at] == ' ' || text.data[at] == '\r'))
        at++;
    if (at >= text.len || text.data[at] != '\n')
        return false;
    *ret_count = count;
    *ret_begin = at + 1;
    return true;
}

bool mw_emlx_is(MwSpan text)
{
    guint64 count;
    size_t begin;
    if (!read_count(text, &count, &begin))
        return false;
    /* A header field follows at once. */
    size_t end = mw_span_find(text, '\n', begin);
    MwSpan line = mw_span_slice(text, begin, end);
    size_t colon = mw_span_find(line, ':', 0);
    return colon < line.len && mw_span_find(line, ' ', 0) >= colon;
}

void mw_emlx_read(MwReader *reader, MwPiece *piece)
{
    MwSpan text = mw_piece_text(piece);
    guint64 count;
    size_t begin;
    if (!read_count(text, &count, &begin)) {
        mw_reader_refuse(reader, piece, MW_INPUT_ERROR_NOT_MAIL,
                         "no .emlx: the first line is no count of octets");
        return;
    }
    size_t len = (size_t)MIN(count, text.len - begin);
    g_autoptr(GBytes) bytes = g_bytes_new_from_bytes(piece->bytes, begin, len);
    g_autoptr(MwPiece) inside = mw_piece_inside(piece, bytes);
    inside->has_container = true;
    if (!piece->has_container)
        inside->container = MW_INPUT_EMLX;
    if (len < count) {
        inside->truncated = true;
        mw_piece_repair(inside, ".emlx says %" G_GUINT64_FORMAT " octets, %zu are there", count,
                        len);
    }
    if (g_str_has_suffix(piece->source, ".partial.emlx")) {
        inside->state.headers_only = true;
        mw_piece_repair(inside,
                        "partial .emlx: attachments are stored elsewhere, so the body cannot "
                        "be checked");
    }
    mw_reader_read(reader, inside);
}
