#include "parsers/received_spf.h"

#include <glib.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    MwSpan text = mw_span_make((const char *)data, size);
    g_autoptr(MwReceivedSpf) spf = mw_received_spf_parse(text);
    g_autofree char *ip G_GNUC_UNUSED = mw_spf_comment_ip(spf->comment);
    g_assert_nonnull(spf->result);
    return 0;
}
