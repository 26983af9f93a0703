#include "tests/table.h"

#include "parsers/decimal.h"

static struct decimal_case {
    const char *name;
    int64_t number;
    const char *text;
} cases[] = {
    {"zero", 0, "0"},
    {"one digit", 9, "9"},
    {"two digits", 10, "10"},
    {"a zero inside and behind", 1002000, "1002000"},
    {"below zero", -7, "-7"},
    {"the largest", INT64_MAX, "9223372036854775807"},
    {"the smallest", INT64_MIN, "-9223372036854775808"},
};

static void check(void **state)
{
    const struct decimal_case *c = *state;
    char text[MW_DECIMAL_MAX];
    assert_string_equal(mw_decimal_format(c->number, text), c->text);
    assert_ptr_equal(mw_decimal_write(text, c->number), text + strlen(c->text));
}

MW_TABLE_MAIN("decimal", cases, check)
