#include "parsers/address.h"

#include <glib.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    MwSpan text = mw_span_make((const char *)data, size);
    g_autoptr(GPtrArray) list = mw_address_parse(text);
    g_autofree char *path = mw_address_path(text);
    g_assert_true(list->len > 0 || path == NULL || *path == 0);
    return 0;
}
