#include "parsers/base64.h"

#include "parsers/error.h"

static int value_of(char byte)
{
    if (byte >= 'A' && byte <= 'Z')
        return byte - 'A';
    if (byte >= 'a' && byte <= 'z')
        return byte - 'a' + 26;
    if (byte >= '0' && byte <= '9')
        return byte - '0' + 52;
    return byte == '+' ? 62 : byte == '/' ? 63 : -1;
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
            out[used++] = (guchar)(bits >> 16);
            out[used++] = (guchar)(bits >> 8);
            out[used++] = (guchar)bits;
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
