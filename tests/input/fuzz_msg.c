#include "src/input/formats.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool drop(const char *source, unsigned index, MwItem *item, const GError *error,
                 void *user_data)
{
    (void)source, (void)index, (void)error, (void)user_data;
    mw_item_free(item);
    return true;
}

/* Compound files only: the octets after the magic are the fuzzer's. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char magic[] = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
    static const MwInputOptions none;
    if (size < sizeof magic - 1)
        return 0;
    uint8_t *copy = g_memdup2(data, size);
    memcpy(copy, magic, sizeof magic - 1);
    g_autoptr(GBytes) bytes = g_bytes_new_take(copy, size);
    mw_input_read_bytes(bytes, "fuzz", &none, drop, NULL);
    return 0;
}
