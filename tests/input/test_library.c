#include "tests/table.h"

#include "src/input/library.h"

typedef struct {
    double (*cosine)(double);
    double (*sine)(double);
} Mathematics;

static const MwLibraryFunction both[] = {
    {"cos", offsetof(Mathematics, cosine)}, {"sin", offsetof(Mathematics, sine)}, {NULL, 0}};
static const MwLibraryFunction unknown[] = {{"cos", offsetof(Mathematics, cosine)},
                                            {"mailwhy_no_such", offsetof(Mathematics, sine)},
                                            {NULL, 0}};

static struct library_case {
    const char *name;
    const char *library;
    const MwLibraryFunction *functions;
    bool loaded;
} cases[] = {
    {"a library that is there", "libm.so.6", both, true},
    {"a library that is not there", "libmailwhy-no-such.so.1", both, false},
    {"a library that lacks a function", "libm.so.6", unknown, false},
};

static void check(void **state)
{
    const struct library_case *c = *state;
    Mathematics functions = {NULL, NULL};
    assert_int_equal(mw_library_load(c->library, c->functions, &functions), c->loaded);
    if (c->loaded) {
        assert_true(functions.cosine(0) == 1);
        assert_true(functions.sine(0) == 0);
    }
}

MW_TABLE_MAIN("library", cases, check)
