#include "tests/table.h"

#include "src/evaluate/psl.h"

struct psl_case {
    const char *name, *input, *domain; /* NULL: a public suffix */
};

static struct psl_case cases[] = {
    {"a registrable domain", "example.com", "example.com"},
    {"a name below one", "a.b.example.com", "example.com"},
    {"below a suffix of two labels", "www.example.co.uk", "example.co.uk"},
    {"a public suffix", "co.uk", NULL},
    {"a top-level domain", "com", NULL},
    {"an unlisted top-level domain", "mx.receiver.example", "receiver.example"},
    {"a wildcard rule", "example.ck", NULL},
    {"a name below a wildcard rule", "mx.www.example.ck", "www.example.ck"},
    {"an exception to a wildcard rule", "mx.www.ck", "www.ck"},
};

static void check_one(MwPsl *psl, const struct psl_case *c)
{
    const char *domain = mw_psl_domain(psl, c->input);
    if (c->domain == NULL)
        assert_null(domain);
    else
        assert_string_equal(domain, c->domain);
    assert_string_equal(mw_psl_organization(psl, c->input),
                        c->domain != NULL ? c->domain : c->input);
}

/* The same without a memory, for the first time, from memory, and when it is full. */
static void check(void **state)
{
    const struct psl_case *c = *state;
    g_autoptr(MwPsl) psl = mw_psl_new();
    check_one(NULL, c);
    check_one(psl, c);
    check_one(psl, c);
    g_autoptr(MwPsl) full = mw_psl_new();
    for (unsigned i = 0; i < 20000; i++) {
        g_autofree char *name = g_strdup_printf("%u.example.org", i);
        assert_string_equal(mw_psl_domain(full, name), "example.org");
    }
    check_one(full, c);
}

static void *ask(void *data)
{
    for (unsigned i = 0; i < 3000; i++) {
        g_autofree char *name = g_strdup_printf("%u.example.net", i % 500);
        if (g_strcmp0(mw_psl_domain(data, name), "example.net") != 0)
            return GINT_TO_POINTER(1);
    }
    return NULL;
}

static void check_threads(void **state)
{
    (void)state;
    g_autoptr(MwPsl) psl = mw_psl_new();
    GThread *threads[4];
    for (size_t i = 0; i < G_N_ELEMENTS(threads); i++)
        threads[i] = g_thread_new(NULL, ask, psl);
    for (size_t i = 0; i < G_N_ELEMENTS(threads); i++)
        assert_null(g_thread_join(threads[i]));
}

int main(void)
{
    struct CMUnitTest tests[G_N_ELEMENTS(cases) + 1];
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        tests[i] = (struct CMUnitTest){cases[i].name, check, NULL, NULL, &cases[i]};
    tests[G_N_ELEMENTS(cases)] =
        (struct CMUnitTest){"four threads", check_threads, NULL, NULL, NULL};
    return cmocka_run_group_tests_name("psl", tests, NULL, NULL);
}
