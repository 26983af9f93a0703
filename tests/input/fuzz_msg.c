#include "tests/input/fuzz_read.h"

/* Compound files only: the octets after the magic are the fuzzer's. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char magic[] = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
    static const MwInputOptions none;
    if (size < sizeof magic - 1)
        return 0;
    g_autofree uint8_t *copy = g_memdup2(data, size);
    memcpy(copy, magic, sizeof magic - 1);
    return fuzz_read(copy, size, &none);
}
