#pragma once

/* cmocka wants these four first, in this order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib.h>
#include <string.h>

#include "parsers/span.h"

/* A test program from a table: each row, named by its `name`, is one test. The table is not const:
 * cmocka's state is a void pointer. */
#define MW_TABLE_MAIN(group, cases, check)                                                         \
    int main(void)                                                                                 \
    {                                                                                              \
        struct CMUnitTest tests[G_N_ELEMENTS(cases)];                                              \
        for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)                                           \
            tests[i] = (struct CMUnitTest){(cases)[i].name, check, NULL, NULL, &(cases)[i]};       \
        return cmocka_run_group_tests_name(group, tests, NULL, NULL);                              \
    }

/* The text in a heap block of exactly its length, without NUL: ASan then sees an over-read.
 * Free `data` with g_free. */
static inline MwSpan mw_test_exact(const char *text)
{
    size_t len = strlen(text);
    return mw_span_make(g_memdup2(text, len), len);
}
