#include "parsers/base64.h"

#include "parsers/error.h"

/* clang-format off */
/* The value of a digit; -1: none. */
static const signed char values[256] = {
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 62, -1, -1, -1, 63,
    52, 53, 54, 55, 56, 57, 58, 59, 60, 61, -1, -1, -1, -1, -1, -1,
    -1,  0,  1,  2,  3,  4,  5,  6,  7,  8,  9, 10, 11, 12, 13, 14,
    15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, -1, -1, -1, -1, -1,
    -1, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40,
    41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, -1, -1, -1, -1, -1,
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
};
/* clang-format on */

static int value_of(char byte)
{
    return values[(unsigned char)byte];
}

/* Below 0: not all are digits. */
static int value_of_four(const char *text)
{
    int a = value_of(text[0]), b = value_of(text[1]), c = value_of(text[2]), d = value_of(text[3]);
    return (a | b | c | d) < 0 ? -1 : a << 18 | b << 12 | c << 6 | d;
}

static void put_three(guchar *out, guint32 bits)
{
    out[0] = (guchar)(bits >> 16);
    out[1] = (guchar)(bits >> 8);
    out[2] = (guchar)bits;
}

/* Four digits in a row again and again, which is nearly all there is. Returns how many. */
static size_t decode_fours(MwSpan text, guchar *out)
{
    size_t at = 0;
    for (; text.len - at >= 4; at += 4, out += 3) {
        int bits = value_of_four(text.data + at);
        if (bits < 0)
            break;
        put_three(out, (guint32)bits);
    }
    return at;
}

static GBytes *refuse(guchar *out, size_t offset, GError **error)
{
    g_free(out);
    g_set_error(error, MW_PARSE_ERROR, MW_PARSE_ERROR_SYNTAX, "not base64 at byte %zu", offset);
    return NULL;
}

GBytes *mw_base64_decode(MwSpan text, GError **error)
{
    guchar *out = g_malloc(text.len / 4 * 3 + 3);
    size_t used = 0, digits = 0, padding = 0;
    guint32 bits = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (digits % 4 == 0 && padding == 0) {
            size_t done = decode_fours(mw_span_slice(text, i, text.len), out + used);
            used += done / 4 * 3;
            digits += done;
            i += done;
            if (i == text.len)
                break;
        }
        char byte = text.data[i];
        if (byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n')
            continue;
        if (byte == '=' && digits % 4 >= 2 && padding < 4 - digits % 4) {
            padding++;
            continue;
        }
        int value = value_of(byte);
        if (value < 0 || padding > 0)
            return refuse(out, i, error);
        bits = (bits << 6 | (guint32)value) & 0xffffff;
        digits++;
        if (digits % 4 == 0) {
            put_three(out + used, bits);
            used += 3;
        }
    }
    if (digits % 4 == 1)
        return refuse(out, text.len, error);
    if (digits % 4 >= 2)
        out[used++] = (guchar)(bits >> (digits % 4 == 2 ? 4 : 10));
    if (digits % 4 == 3)
        out[used++] = (guchar)(bits >> 2);
    return g_bytes_new_take(out, used);
}
