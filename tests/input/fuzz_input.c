#include "tests/input/fuzz_read.h"

/* The whole detection, with whatever the format is. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const MwInputOptions none;
    return fuzz_read(data, size, &none);
}
