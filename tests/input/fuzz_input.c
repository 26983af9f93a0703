#include "src/input/input.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool drop(const char *source, unsigned index, MwItem *item, const GError *error,
                 void *user_data)
{
    (void)source, (void)index, (void)user_data;
    g_assert_true((item == NULL) != (error == NULL));
    if (item != NULL)
        g_assert_nonnull(item->message);
    mw_item_free(item);
    return true;
}

/* The whole detection, with whatever the format is. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const MwInputOptions none;
    g_autoptr(GBytes) bytes = g_bytes_new(data, size);
    mw_input_read_bytes(bytes, "fuzz", &none, drop, NULL);
    return 0;
}
