#include "src/evaluate/arc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A message whose chain is checked against a key that exists, so that all code is reached. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char zone[] = "*._domainkey.example. TXT \"v=DKIM1\\; k=ed25519\\; "
                               "p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\"\n";
    g_autoptr(GBytes) bytes = g_bytes_new(data, size);
    g_autoptr(MwMessage) message = mw_message_parse(bytes);
    g_autoptr(MwDns) dns = mw_dns_file_new_from_text(zone, "zone", NULL);
    g_autoptr(MwDnsSession) session = mw_dns_session_new(dns, 0);
    MwDkimOptions options = {
        .now = 1795000000, .headers_only = size % 3 == 1, .headers_touched = size % 3 == 2};
    g_autoptr(MwArc) arc = mw_arc_validate(message, session, &options);
    g_assert_true((arc->result == MW_ARC_FAIL) == (arc->failure != NULL));
    return 0;
}
