#include "src/render/wrap.h"

#include "tests/table.h"

struct wrap_case {
    const char *name, *text;
    unsigned column, indent;
    const char *wrapped;
};

#define TEN "123456789 "

static struct wrap_case cases[] = {
    {"short", "a b  c", 0, 4, "a b c\n"},
    {"breaks at a blank", TEN TEN TEN TEN TEN TEN TEN TEN TEN, 0, 2,
     "123456789 123456789 123456789 123456789 123456789 123456789 123456789 123456789\n"
     "  123456789\n"},
    {"starts at a column", TEN TEN TEN TEN TEN TEN TEN, 20, 20,
     "123456789 123456789 123456789 123456789 123456789 123456789\n"
     "                    123456789\n"},
    {"short code stays in the line", "use `p=none` now", 0, 2, "use p=none now\n"},
    {"a record stands alone, whole",
     "publish `v=spf1 ip4:192.0.2.1 include:_spf.example.net -all` soon", 0, 2,
     "publish\n    v=spf1 ip4:192.0.2.1 include:_spf.example.net -all\n  soon\n"},
    {"no full stop behind a record",
     "publish `v=spf1 ip4:192.0.2.1 include:_spf.example.net -all`.", 0, 2,
     "publish\n    v=spf1 ip4:192.0.2.1 include:_spf.example.net -all\n"},
    {"a lone backtick is text", "it`s", 0, 0, "it`s\n"},
    {"wide characters count two", "\xe3\x81\x82\xe3\x81\x82\xe3\x81\x82\xe3\x81\x82\xe3\x81\x82",
     74, 2, "\xe3\x81\x82\xe3\x81\x82\xe3\x81\x82\n  \xe3\x81\x82\xe3\x81\x82\n"},
    {"a full stop stays with its word", "\xe3\x81\x82\xe3\x81\x82\xe3\x80\x82", 76, 2,
     "\xe3\x81\x82\n  \xe3\x81\x82\xe3\x80\x82\n"},
    {"empty", "", 0, 0, "\n"},
};

static void check(void **state)
{
    const struct wrap_case *c = *state;
    GString *out = g_string_new(NULL);
    mw_wrap_append(out, c->text, c->column, c->indent);
    assert_string_equal(out->str, c->wrapped);
    g_string_free(out, TRUE);
}

MW_TABLE_MAIN("wrap", cases, check)
