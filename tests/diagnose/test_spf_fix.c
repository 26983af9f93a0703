#include "tests/table.h"

#include "src/diagnose/spf_fix.h"

/* "record | term" gives the record to publish; several records, divided by " & ", give one. */
static struct fix_case {
    const char *name;
    const char *records;
    const char *term; /* NULL: merge */
    const char *fixed;
} cases[] = {
    {"before all", "v=spf1 ip4:198.51.100.1 -all", "ip4:192.0.2.1",
     "v=spf1 ip4:198.51.100.1 ip4:192.0.2.1 -all"},
    {"before a soft all", "v=spf1 a mx ~all", "ip6:2001:db8::1",
     "v=spf1 a mx ip6:2001:db8::1 ~all"},
    {"before an all without sign", "v=spf1 ALL", "ip4:192.0.2.1", "v=spf1 ip4:192.0.2.1 ALL"},
    {"before a redirect", "v=spf1 redirect=_spf.example.net", "ip4:192.0.2.1",
     "v=spf1 ip4:192.0.2.1 redirect=_spf.example.net"},
    {"at the end of a record without all", "v=spf1 a", "ip4:192.0.2.1", "v=spf1 a ip4:192.0.2.1"},
    {"the empty record", "v=spf1", "ip4:192.0.2.1", "v=spf1 ip4:192.0.2.1"},
    {"once, before the first all", "v=spf1 -all ?all", "ip4:192.0.2.1",
     "v=spf1 ip4:192.0.2.1 -all ?all"},
    {"a domain called all is no all", "v=spf1 include:all -all", "ip4:192.0.2.1",
     "v=spf1 include:all ip4:192.0.2.1 -all"},
    {"blanks are made single", "v=spf1   a  -all ", "ip4:192.0.2.1", "v=spf1 a ip4:192.0.2.1 -all"},
    {"two records", "v=spf1 a -all & v=spf1 include:b.example -all", NULL,
     "v=spf1 a include:b.example -all"},
    {"terms that both have", "v=spf1 a MX -all & v=spf1 mx a -all", NULL, "v=spf1 a MX -all"},
    {"the softer all", "v=spf1 a -all & v=spf1 mx ~all", NULL, "v=spf1 a mx ~all"},
    {"the softer all, the other way round", "v=spf1 a ?all & v=spf1 mx -all", NULL,
     "v=spf1 a mx ?all"},
    {"never everybody", "v=spf1 a +all & v=spf1 mx -all", NULL, "v=spf1 a mx -all"},
    {"no all anywhere", "v=spf1 a & v=spf1 mx", NULL, "v=spf1 a mx ~all"},
    {"a redirect becomes an include", "v=spf1 a -all & v=spf1 redirect=c.example", NULL,
     "v=spf1 a include:c.example -all"},
};

static void check(void **state)
{
    const struct fix_case *c = *state;
    g_autofree char *fixed = NULL;
    if (c->term != NULL) {
        fixed = mw_spf_fix_add(c->records, c->term);
    } else {
        g_autoptr(GPtrArray) records = g_ptr_array_new_with_free_func(g_free);
        g_auto(GStrv) parts = g_strsplit(c->records, " & ", -1);
        for (char **part = parts; *part != NULL; part++)
            g_ptr_array_add(records, g_strdup(*part));
        fixed = mw_spf_fix_merge(records);
    }
    assert_string_equal(fixed, c->fixed);
}

MW_TABLE_MAIN("spf_fix", cases, check)
