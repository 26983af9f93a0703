#include <stdint.h>

#include "parsers/tag_list.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    MwSpan text = mw_span_make((const char *)data, size);
    g_autoptr(GArray) read = mw_tag_list_read(text);
    for (guint i = 0; i < read->len; i++)
        g_free(mw_tag_describe_fault(&g_array_index(read, MwTag, i)));
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) strict = mw_tag_list_parse(text, &error);
    g_assert_true((strict == NULL) == (error != NULL));
    return 0;
}
