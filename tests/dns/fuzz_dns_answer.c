#include "src/dns/packet.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The answer to one question of each type; what is read must be writable. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    MwSpan packet = mw_span_make((const char *)data, size);
    g_autoptr(GPtrArray) answers = g_ptr_array_new();
    for (unsigned type = 0; type < MW_DNS_TYPE_N; type++)
        g_ptr_array_add(answers,
                        mw_dns_packet_read(packet, type % 2 == 0 ? NULL : "ns1.example.net",
                                           "example.com", (MwDnsType)type));
    g_autofree char *text = mw_dns_answers_to_file_text(answers);
    g_autoptr(GError) error = NULL;
    g_autoptr(MwDns) again = mw_dns_file_new_from_text(text, "recorded", &error);
    if (again == NULL)
        g_error("%s\n%s", error->message, text);
    for (unsigned i = 0; i < answers->len; i++)
        mw_dns_answer_unref(g_ptr_array_index(answers, i));
    return 0;
}
