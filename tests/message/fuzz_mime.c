#include "src/message/mime.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(GBytes) bytes = g_bytes_new(data, size);
    g_autoptr(MwMessage) message = mw_message_parse(bytes);
    const MwHeader *from = mw_message_header(message, "From", 0);
    g_autofree char *decoded = mw_mime_decode(from != NULL ? from->value : mw_span(""));
    g_assert_true(g_utf8_validate(decoded, -1, NULL));
    g_autoptr(GPtrArray) mailboxes G_GNUC_UNUSED =
        mw_mime_mailboxes(from != NULL ? from->value : mw_span(""));
    g_autoptr(GPtrArray) parts = mw_mime_parts(message);
    for (guint i = 0; i < parts->len; i++)
        g_bytes_unref(mw_mime_content(parts->pdata[i]));
    mw_mime_has_nested(message);
    return 0;
}
