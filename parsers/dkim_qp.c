#include "parsers/dkim_qp.h"

GString *mw_dkim_qp_decode(MwSpan text)
{
    GString *out = g_string_sized_new(text.len);
    for (size_t i = 0; i < text.len; i++) {
        char byte = text.data[i];
        if (byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n')
            continue;
        if (byte == '=' && i + 2 < text.len && g_ascii_isxdigit(text.data[i + 1]) &&
            g_ascii_isxdigit(text.data[i + 2])) {
            int high = g_ascii_xdigit_value(text.data[i + 1]);
            byte = (char)(high << 4 | g_ascii_xdigit_value(text.data[i + 2]));
            i += 2;
        }
        g_string_append_c(out, byte);
    }
    return out;
}
