#include "parsers/domain.h"

#include "tests/table.h"

#define LABEL63 "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijk"

struct domain_case {
    const char *name, *input, *normal; /* NULL: no name */
    unsigned labels;
    const char *parent;
};

static struct domain_case cases[] = {
    {"plain", "example.com", "example.com", 2, "com"},
    {"case and final dot", "WWW.Example.COM.", "www.example.com", 3, "example.com"},
    {"blanks around", " example.com\r\n", "example.com", 2, "com"},
    {"one label", "localhost", "localhost", 1, NULL},
    {"underscores", "_dmarc.example.com", "_dmarc.example.com", 3, "example.com"},
    {"U-labels",
     "b\xc3\xbc"
     "cher.example",
     "xn--bcher-kva.example", 2, "example"},
    {"U-labels in capitals",
     "B\xc3\x9c"
     "CHER.example",
     "xn--bcher-kva.example", 2, "example"},
    {"63 octets", LABEL63 ".example", LABEL63 ".example", 2, "example"},
    {"64 octets", "x" LABEL63 ".example", NULL, 0, NULL},
    {"254 octets", LABEL63 "." LABEL63 "." LABEL63 "." LABEL63, NULL, 0, NULL},
    {"empty", "", NULL, 0, NULL},
    {"root", ".", NULL, 0, NULL},
    {"empty label", "a..example", NULL, 0, NULL},
    {"leading dot", ".example.com", NULL, 0, NULL},
    {"blank inside", "exa mple.com", NULL, 0, NULL},
    {"broken UTF-8", "b\xc3.example", NULL, 0, NULL},
};

static void check(void **state)
{
    const struct domain_case *c = *state;
    MwSpan input = mw_test_exact(c->input);
    g_autofree char *normal = mw_domain_normalize(input);
    if (c->normal == NULL) {
        assert_null(normal);
    } else {
        assert_non_null(normal);
        assert_string_equal(normal, c->normal);
        assert_int_equal(mw_domain_labels(normal), c->labels);
        const char *parent = mw_domain_parent(normal);
        if (c->parent == NULL)
            assert_null(parent);
        else
            assert_string_equal(parent, c->parent);
        assert_true(mw_domain_is_within(normal, normal));
        assert_true(parent == NULL || mw_domain_is_within(normal, parent));
        assert_false(mw_domain_is_within(normal, "ple.com"));
    }
    g_free((void *)(uintptr_t)input.data);
}

MW_TABLE_MAIN("domain", cases, check)
