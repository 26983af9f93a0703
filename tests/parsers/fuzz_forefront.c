#include "parsers/forefront.h"

#include <glib.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    MwSpan text = mw_span_make((const char *)data, size);
    g_autoptr(MwPairs) pairs = mw_forefront_parse(text);
    for (const MwPair *pair = pairs->first; pair != NULL; pair = pair->next) {
        g_autoptr(GPtrArray) list = mw_forefront_list(pair->value);
        g_assert_nonnull(list);
    }
    return 0;
}
