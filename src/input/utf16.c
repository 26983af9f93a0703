#include "src/input/formats.h"

#include <stdint.h>

/* UTF-16 as Windows PowerShell writes it with ">": little-endian with a byte order mark, and
 * either order without one. */

enum { PROBE = 512, PROBE_MIN = 8 };

typedef enum { NOT_UTF16, LITTLE, BIG } Order;

/* Of mail, nearly all is ASCII: then every other octet is NUL. */
static Order probe(MwSpan text)
{
    unsigned nul[2] = {0, 0};
    size_t len = MIN(text.len, PROBE) & ~(size_t)1;
    if (len < PROBE_MIN)
        return NOT_UTF16;
    for (size_t i = 0; i < len; i++)
        nul[i & 1] += text.data[i] == '\0';
    if (nul[0] == 0 && nul[1] >= len / 2 * 9 / 10)
        return LITTLE;
    return nul[1] == 0 && nul[0] >= len / 2 * 9 / 10 ? BIG : NOT_UTF16;
}

static Order order_of(MwSpan text, bool *ret_mark)
{
    const unsigned char *data = (const unsigned char *)text.data;
    *ret_mark = text.len >= 2 &&
                ((data[0] == 0xff && data[1] == 0xfe) || (data[0] == 0xfe && data[1] == 0xff));
    if (*ret_mark)
        return data[0] == 0xff ? LITTLE : BIG;
    return probe(text);
}

bool mw_utf16_is(MwSpan text)
{
    bool mark;
    return order_of(text, &mark) != NOT_UTF16;
}

static gunichar unit_at(MwSpan text, size_t at, Order order)
{
    const unsigned char *unit = (const unsigned char *)text.data + at;
    return order == LITTLE ? (gunichar)(unit[0] | unit[1] << 8)
                           : (gunichar)(unit[0] << 8 | unit[1]);
}

/* `ret_wide`: offset in the result of the first character outside of ASCII. */
static GString *decode(MwSpan text, Order order, size_t *ret_wide)
{
    GString *out = g_string_sized_new(text.len / 2);
    *ret_wide = SIZE_MAX;
    for (size_t at = 0; at + 1 < text.len; at += 2) {
        gunichar unit = unit_at(text, at, order);
        if (unit >= 0xd800 && unit < 0xdc00 && at + 3 < text.len) {
            gunichar low = unit_at(text, at + 2, order);
            if (low >= 0xdc00 && low < 0xe000) {
                unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
                at += 2;
            }
        }
        if (unit >= 0xd800 && unit < 0xe000)
            unit = 0xfffd;
        if (unit >= 0x80 && *ret_wide == SIZE_MAX)
            *ret_wide = out->len;
        g_string_append_unichar(out, unit);
    }
    return out;
}

void mw_utf16_read(MwReader *reader, MwPiece *piece)
{
    bool mark;
    MwSpan text = mw_piece_text(piece);
    Order order = order_of(text, &mark);
    size_t wide;
    GString *out = decode(mw_span_slice(text, mark ? 2 : 0, text.len), order, &wide);
    size_t len = out->len;
    g_autoptr(GBytes) bytes = g_string_free_to_bytes(out);
    g_autoptr(MwPiece) inside = mw_piece_inside(piece, bytes);
    mw_piece_repair(inside, "UTF-16%s with%s byte order mark decoded",
                    order == LITTLE ? "LE" : "BE", mark ? "" : "out");
    if (wide < len) {
        /* The octets that a program once read as characters cannot be told any more. */
        MwSpan decoded = mw_piece_text(inside);
        size_t crlf = mw_span_find_nocase(decoded, "\r\n\r\n");
        size_t lf = mw_span_find_nocase(decoded, "\n\n");
        size_t head = MIN(crlf, lf);
        inside->state.headers_touched |= wide < head;
        inside->state.body_touched |= head < len;
    }
    mw_reader_read(reader, inside);
}
