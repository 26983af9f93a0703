#include "tests/input/fuzz_read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const MwInputOptions options = {.force_kind = true, .kind = MW_INPUT_EMLX};
    return fuzz_read(data, size, &options);
}
