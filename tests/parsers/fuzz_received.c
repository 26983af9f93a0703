#include "parsers/received.h"

#include <glib.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    MwSpan text = mw_span_make((const char *)data, size);
    g_autoptr(MwReceived) received = mw_received_parse(text);
    g_assert_nonnull(received);
    return 0;
}
