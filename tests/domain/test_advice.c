#include "tests/table.h"

#include "src/domain/advice.h"

static struct advice_case {
    const char *name, *record, *include;
    bool hardfail;
    const char *expect;
} cases[] = {
    {"first record", NULL, "a.example", true, "v=spf1 include:a.example -all"},
    {"first record, soft", NULL, "a.example", false, "v=spf1 include:a.example ~all"},
    {"include added, other terms kept", "v=spf1 ip4:192.0.2.1 mx ~all", "a.example", false,
     "v=spf1 include:a.example ip4:192.0.2.1 mx ~all"},
    {"all made hard", "v=spf1 include:a.example ~all", "a.example", true,
     "v=spf1 include:a.example -all"},
    {"include written in capitals is there", "v=spf1 include:A.Example ?all", "a.example", true,
     "v=spf1 include:A.Example -all"},
    {"without all", "v=spf1 ip4:192.0.2.1", "a.example", true,
     "v=spf1 include:a.example ip4:192.0.2.1 -all"},
    {"redirect becomes an include", "v=spf1 redirect=b.example", "a.example", true,
     "v=spf1 include:a.example include:b.example -all"},
    {"redirect stays where nothing else is asked", "v=spf1 redirect=b.example", "a.example", false,
     "v=spf1 include:a.example redirect=b.example"},
    {"+all does not survive", "v=spf1 +all", "a.example", true, "v=spf1 include:a.example -all"},
    {"similar include is another one", "v=spf1 include:a.example.com -all", "a.example", true,
     "v=spf1 include:a.example include:a.example.com -all"},
};

static void check(void **state)
{
    const struct advice_case *c = *state;
    g_autofree char *got = mw_domain_spf_with(c->record, c->include, c->hardfail);
    assert_string_equal(got, c->expect);
}

MW_TABLE_MAIN("advice", cases, check)
