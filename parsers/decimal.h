#pragma once

#include <stddef.h>
#include <stdint.h>

/* Room for any 64-bit number and its NUL. */
enum { MW_DECIMAL_MAX = 21 };

/* The digits of a number, without the cost of printf; returns `text`, NUL-terminated. */
const char *mw_decimal_format(int64_t number, char text[static MW_DECIMAL_MAX]);

/* Writes them at `out`, which has room for MW_DECIMAL_MAX; returns where the NUL is. */
char *mw_decimal_write(char *out, int64_t number);
