#include "tests/input/fuzz_read.h"

/* The octets are the decoded side: a base64 text of anything, whole, damaged or cut. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const MwInputOptions none;
    if (size < 2)
        return 0;
    g_autofree char *text = g_base64_encode(data + 2, size - 2);
    size_t length = strlen(text);
    size_t cut = data[0] % 8;
    if (length > 0)
        text[(size_t)data[1] * length / 256] ^= (char)(data[0] & 0x88);
    return fuzz_read((const uint8_t *)text, length - MIN(cut, length), &none);
}
