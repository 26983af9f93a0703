#include "parsers/received.h"

#include <glib.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    MwSpan text = mw_span_make((const char *)data, size);
    g_autoptr(MwArena) arena = mw_arena_new();
    MwReceived received = mw_received_parse(text, arena);
    g_assert_true(received.ip.family == 0 || received.ip.family == 4 || received.ip.family == 6);
    return 0;
}
