#include "src/input/paste.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *copy = g_memdup2(data, size);
    g_autoptr(MwPaste) paste = mw_paste_new(mw_span_make(copy, size));
    mw_paste_repair(paste);
    g_assert_cmpuint(strlen(paste->text->str), ==, paste->text->len);
    return 0;
}
