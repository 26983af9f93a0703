#include "src/dns/dns.h"
#include "src/dns/zone_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void free_answer(gpointer data)
{
    mw_dns_answer_unref(data);
}

/* Whatever is read is asked for one name and written down again, which must be readable. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(MwZoneFile) file =
        mw_zone_file_read(mw_span_make((const char *)data, size), "fuzz", NULL);
    if (file == NULL)
        return 0;
    g_autoptr(GPtrArray) answers = g_ptr_array_new_with_free_func(free_answer);
    for (unsigned type = 0; type < MW_DNS_TYPE_N; type++) {
        g_ptr_array_add(answers, mw_dns_store_ask(file->resolver, "example.com", type));
        g_ptr_array_add(answers, mw_dns_store_ask(file->resolver, "a.b.example.com", type));
    }
    g_autofree char *text = mw_dns_answers_to_file_text(answers);
    g_autoptr(MwZoneFile) again = mw_zone_file_read(mw_span(text), "again", NULL);
    g_assert_nonnull(again);
    return 0;
}
