#include "parsers/dmarc_record.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    MwSpan text = mw_span_make((const char *)data, size);
    size_t offset = 0;
    g_autoptr(MwDmarcRecord) record = mw_dmarc_record_parse(text, NULL);
    const char *lookalike = mw_dmarc_record_lookalike(text, &offset);
    g_assert_true(record == NULL || lookalike == NULL);
    g_assert_true(lookalike == NULL || offset < size);
    if (record != NULL)
        mw_dmarc_record_spoiled_by(record, true);
    return 0;
}
