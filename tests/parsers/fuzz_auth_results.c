#include "parsers/auth_results.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    MwSpan text = mw_span_make((const char *)data, size);
    g_autoptr(MwAuthResults) tolerant = mw_auth_results_parse(text, MW_AUTH_RESULTS_TOLERANT, NULL);
    g_autoptr(MwAuthResults) arc G_GNUC_UNUSED = mw_auth_results_parse_arc(text, NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(MwAuthResults) strict =
        mw_auth_results_parse(text, MW_AUTH_RESULTS_STRICT_UTF8, &error);
    /* what the grammar allows is read without loss of an item */
    g_assert_true(tolerant != NULL && (strict == NULL) == (error != NULL));
    return 0;
}
