#include "src/evaluate/recorded.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const MwTrustOptions options = {0};
    g_autoptr(GBytes) bytes = g_bytes_new(data, size);
    g_autoptr(MwMessage) message = mw_message_parse(bytes);
    g_autoptr(MwPath) path = mw_path_read(message, NULL);
    g_autoptr(MwRecorded) recorded = mw_recorded_read(message, path, &options);
    g_autoptr(MwMicrosoft) microsoft = mw_microsoft_read(message);
    g_autoptr(MwEnvelope) envelope =
        mw_envelope_infer(message, recorded, path, microsoft, &options);
    g_assert_true((envelope->client_ip.value != NULL) == (envelope->ip.family != 0));
    return 0;
}
