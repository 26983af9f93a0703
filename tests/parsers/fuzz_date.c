#include "parsers/date.h"

#include <glib.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    MwSpan text = mw_span_make((const char *)data, size);
    g_assert_true(mw_date_parse(text) >= -1);
    return 0;
}
