#pragma once

#include <stdint.h>

#include "src/input/input.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline bool fuzz_drop(const char *source, unsigned index, MwItem *item, const GError *error,
                             void *user_data)
{
    (void)source, (void)index, (void)user_data;
    g_assert_true((item == NULL) != (error == NULL));
    if (item != NULL)
        g_assert_nonnull(item->message);
    mw_item_free(item);
    return true;
}

/* Reads the octets as --input would say, and drops what comes out. */
static inline int fuzz_read(const uint8_t *data, size_t size, const MwInputOptions *options)
{
    g_autoptr(GBytes) bytes = g_bytes_new(data, size);
    mw_input_read_bytes(bytes, "fuzz", options, fuzz_drop, NULL);
    return 0;
}
