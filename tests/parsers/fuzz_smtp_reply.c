#include <stdint.h>

#include "parsers/delivery_status.h"
#include "parsers/smtp_reply.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    MwSpan text = mw_span_make((const char *)data, size);
    g_autoptr(MwSmtpReply) reply G_GNUC_UNUSED = mw_smtp_reply_find(text);
    g_autoptr(MwDeliveryStatus) status = mw_delivery_status_parse(text);
    (void)mw_delivery_status_main(status);
    g_autofree char *word G_GNUC_UNUSED = mw_smtp_reply_word(text, "Spf");
    return 0;
}
