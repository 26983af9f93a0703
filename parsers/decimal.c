#include "parsers/decimal.h"

char *mw_decimal_write(char *out, int64_t number)
{
    char digits[MW_DECIMAL_MAX];
    size_t count = 0;
    uint64_t rest = number < 0 ? -(uint64_t)number : (uint64_t)number;
    do {
        digits[count++] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (number < 0)
        *out++ = '-';
    while (count > 0)
        *out++ = digits[--count];
    *out = '\0';
    return out;
}

const char *mw_decimal_format(int64_t number, char text[static MW_DECIMAL_MAX])
{
    mw_decimal_write(text, number);
    return text;
}
