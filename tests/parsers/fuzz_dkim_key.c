#include <stdint.h>

#include "parsers/dkim_key.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    MwSpan record = mw_span_make((const char *)data, size), inner = {0};
    unsigned bits = 0;
    if (mw_rsa_key_find(record, &inner, &bits) == MW_RSA_OK)
        g_assert_true(bits > 0 && inner.len <= size);
    g_autoptr(MwDkimKey) key = mw_dkim_key_parse(record);
    g_assert_true((key->fault == MW_DKIM_KEY_OK) == (key->fault_text == NULL));
    if (key->fault == MW_DKIM_KEY_OK)
        g_assert_true(key->octets != NULL && key->bits > 0);
    return 0;
}
