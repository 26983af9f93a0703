#include "parsers/base64.h"

#include "parsers/error.h"
#include "tests/table.h"

struct base64_case {
    const char *name, *input, *output; /* output NULL: refused */
};

static struct base64_case cases[] = {
    {"empty", "", ""},
    {"one octet", "Zg==", "f"},
    {"two octets", "Zm8=", "fo"},
    {"three octets", "Zm9v", "foo"},
    {"six octets", "Zm9vYmFy", "foobar"},
    {"padding absent", "Zm9vYg", "foob"},
    {"folded", "Zm9v\r\n YmFy", "foobar"},
    {"blank before padding", "Zg =\t=", "f"},
    {"high bits", "/+8=", "\xff\xef"},
    {"lone digit", "Zm9vY", NULL},
    {"quote inside", "Zm\"9v", NULL},
    {"digits after padding", "Zg==Zg==", NULL},
    {"too much padding", "Zg===", NULL},
    {"padding first", "=", NULL},
};

static void check(void **state)
{
    const struct base64_case *c = *state;
    MwSpan input = mw_test_exact(c->input);
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = mw_base64_decode(input, &error);
    if (c->output == NULL) {
        assert_null(bytes);
        assert_true(g_error_matches(error, MW_PARSE_ERROR, MW_PARSE_ERROR_SYNTAX));
    } else {
        assert_non_null(bytes);
        assert_int_equal(g_bytes_get_size(bytes), strlen(c->output));
        if (strlen(c->output) > 0)
            assert_memory_equal(g_bytes_get_data(bytes, NULL), c->output, strlen(c->output));
    }
    g_free((void *)(uintptr_t)input.data);
}

MW_TABLE_MAIN("base64", cases, check)
