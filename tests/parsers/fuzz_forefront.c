#include "parsers/forefront.h"

#include <glib.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    MwSpan text = mw_span_make((const char *)data, size);
    g_autoptr(GPtrArray) pairs = mw_forefront_parse(text);
    for (guint i = 0; i < pairs->len; i++) {
        const MwPair *pair = g_ptr_array_index(pairs, i);
        g_autoptr(GPtrArray) list = mw_forefront_list(pair->value);
        g_assert_nonnull(list);
    }
    return 0;
}
