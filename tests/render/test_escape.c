#include "src/render/escape.h"

#include "tests/table.h"

struct escape_case {
    const char *name, *raw;
    size_t len; /* 0: strlen */
    const char *escaped;
};

static struct escape_case cases[] = {
    {"plain", "plain text", 0, "plain text"},
    {"Japanese stays", "\xe6\x97\xa5\xe6\x9c\xac", 0, "\xe6\x97\xa5\xe6\x9c\xac"},
    {"escape sequence", "\x1b[31mred", 0, "\\x1b[31mred"},
    {"line ends and tab", "a\r\nb\tc", 0, "a\\r\\nb\\tc"},
    {"NUL in the middle", "a\0b", 3, "a\\x00b"},
    {"NUL at the end", "a\0", 2, "a\\x00"},
    {"DEL", "a\x7f", 0, "a\\x7f"},
    {"C1 as UTF-8",
     "a\xc2\x9b"
     "31m",
     0, "a\\u009b31m"},
    {"C1 as a byte",
     "a\x9b"
     "31m",
     0, "a\\x9b31m"},
    {"right-to-left override",
     "a\xe2\x80\xae"
     "b",
     0, "a\\u202eb"},
    {"isolate", "\xe2\x81\xa6x", 0, "\\u2066x"},
    {"line separator", "\xe2\x80\xa8", 0, "\\u2028"},
    {"tag character", "\xf3\xa0\x81\x81", 0, "\\U000e0041"},
    {"cut UTF-8", "a\xe6\x97", 0, "a\\xe6\\x97"},
    {"overlong", "\xc0\xaf", 0, "\\xc0\\xaf"},
    {"surrogate", "\xed\xa0\x80", 0, "\\xed\\xa0\\x80"},
    {"empty", "", 0, ""},
};

static void check(void **state)
{
    const struct escape_case *c = *state;
    size_t len = c->len > 0 ? c->len : strlen(c->raw);
    char *raw = g_memdup2(c->raw, len);
    GString *out = g_string_new(NULL);
    mw_escape_append(out, mw_span_make(raw, len));
    assert_string_equal(out->str, c->escaped);
    g_string_free(out, TRUE);
    g_free(raw);
}

MW_TABLE_MAIN("escape", cases, check)
