#include <stdint.h>

#include "parsers/dkim_signature.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    MwSpan value = mw_span_make((const char *)data, size);
    for (int kind = MW_DKIM_FIELD_SIGNATURE; kind <= MW_DKIM_FIELD_ARC_MESSAGE; kind++) {
        g_autoptr(MwDkimSignature) s = mw_dkim_signature_parse(value, (MwDkimField)kind);
        g_assert_true(s->signature_begin <= s->signature_end && s->signature_end <= size);
        if (s->error_text == NULL)
            g_assert_true(s->domain != NULL && s->selector != NULL && s->identity_domain != NULL &&
                          s->signature != NULL && s->body_hash != NULL &&
                          s->signature_end > s->signature_begin);
    }
    return 0;
}
