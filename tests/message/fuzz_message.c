#include "src/message/message.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(GBytes) bytes = g_bytes_new(data, size);
    g_autoptr(MwMessage) message = mw_message_parse(bytes);
    size_t total = message->body.len;
    for (guint i = 0; i < message->headers->len; i++) {
        const MwHeader *header = &g_array_index(message->headers, MwHeader, i);
        g_assert_true(header->raw.data + header->raw.len == header->value.data + header->value.len);
        total += header->raw.len;
    }
    g_assert_cmpuint(total, <=, size);
    g_assert_null(mw_message_header(message, "X-Absent-Field", 0));
    return 0;
}
