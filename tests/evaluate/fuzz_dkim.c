#include "src/evaluate/dkim.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The keys of tests/keys: rsa1024 at s1, Ed25519 at s2. */
static const char zone[] =
    "$TTL 60\n"
    "s1._domainkey.example.com. TXT \"v=DKIM1; "
    "p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDPTn/S9oerZDCJceYpIn3pabFXFEmVDrH8KP6Z7IZuIoRLA/"
    "jMrvsfC0OpFxoiodDg0S9PHvlx11NIANdJ+aR+HEWNZortNs5p+"
    "PSWUq7bMklzyg3iTbAEuUjywLR5P1RW8MMYxo0E4cWE4suN89Gwho3/AGtIM5jUMPTVjqGxDQIDAQAB\"\n"
    "s2._domainkey.example.com. TXT \"v=DKIM1; k=ed25519; "
    "p=SVE5wd0dqTIH4Ozadw0Hk//RU1R7uo2KJV3vvZ+A+9o=\"\n";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static MwDns *dns;
    const MwDkimOptions options = {
        .now = 1762000000, .cross_check = true, .forensics = true, .headers_only = size % 7 == 0};
    if (dns == NULL)
        dns = mw_dns_file_new_from_text(zone, "zone", NULL);
    g_autoptr(MwDnsSession) session = mw_dns_session_new(dns, 0);
    g_autoptr(GBytes) bytes = g_bytes_new(data, size);
    g_autoptr(MwMessage) message = mw_message_parse(bytes);
    g_autoptr(GPtrArray) results = mw_dkim_verify(message, session, &options);
    for (guint i = 0; i < results->len; i++) {
        const MwDkim *dkim = g_ptr_array_index(results, i);
        g_assert_true((dkim->result == MW_DKIM_PASS) == (dkim->failure == MW_DKIM_FAILURE_NONE));
    }
    return 0;
}
