#include "src/render/redact.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *text = g_strndup((const char *)data, size);
    g_autoptr(MwRedactor) one = mw_redactor_new(), two = mw_redactor_new();
    mw_redactor_hide(one, "subject of it", "[subject]");
    mw_redactor_hide(two, "subject of it", "[subject]");
    g_autofree char *first = mw_redact_text(one, text);
    g_autofree char *second = mw_redact_text(two, text);
    g_assert_cmpstr(first, ==, second);
    return 0;
}
