#include "tests/table.h"

#include "rules/fill.h"

static struct fill_case {
    const char *name;
    const char *text;
    const char *fault;  /* of mw_fill_check in a message rule; NULL: none */
    const char *filled; /* NULL: a value is missing */
    const char *or_;
} cases[] = {
    {"no placeholder", "Publish a record.", NULL, "Publish a record.", "Publish a record."},
    {"empty", "", NULL, "", ""},
    {"one value", "Add {spf.ip-term}.", NULL, "Add ip4:192.0.2.1.", "Add ip4:192.0.2.1."},
    {"several values of one fact", "At {dmarc.walk}", NULL, "At _dmarc.a.example, _dmarc.example",
     "At _dmarc.a.example, _dmarc.example"},
    {"side by side", "{from.domain}{from.domain}", NULL, "example.comexample.com",
     "example.comexample.com"},
    {"values are raw", "{message.id}", NULL, "<a{from.domain}\x1b[31m>",
     "<a{from.domain}\x1b[31m>"},
    {"a missing value", "Ask {path.forwarder}.", NULL, NULL, "Ask (unknown)."},
    {"one missing of two", "{from.domain} {path.forwarder}", NULL, NULL, "example.com (unknown)"},
    {"a brace itself", "{{LED={from.domain}}", NULL, "{LED=example.com}", "{LED=example.com}"},
    {"an unknown fact", "{spf.resutl}", "no such placeholder: {spf.resutl}", NULL, "(unknown)"},
    {"an empty placeholder", "a {} b", "no such placeholder: {}", NULL, "a (unknown) b"},
    {"a brace that is not closed", "a {from.domain", "a { without its } (write {{ for a brace)",
     "a ", "a "},
    {"a fact of a signature in a message rule", "{dkim.domain}",
     "{dkim.domain} is a fact of For=dkim-signature", NULL, "(unknown)"},
};

static void check(void **state)
{
    const struct fill_case *c = *state;
    g_autoptr(MwFacts) facts = mw_facts_new();
    mw_facts_add(facts, NULL, MW_FACT_FROM_DOMAIN, "example.com", NULL);
    mw_facts_add(facts, NULL, MW_FACT_SPF_IP_TERM, "ip4:192.0.2.1", NULL);
    mw_facts_add(facts, NULL, MW_FACT_MESSAGE_ID, "<a{from.domain}\x1b[31m>", NULL);
    mw_facts_add(facts, NULL, MW_FACT_DMARC_WALK, "_dmarc.a.example", NULL);
    mw_facts_add(facts, NULL, MW_FACT_DMARC_WALK, "_dmarc.example", NULL);

    g_autofree char *fault = mw_fill_check(c->text, MW_SCOPE_MESSAGE);
    assert_string_equal(fault != NULL ? fault : "(none)", c->fault != NULL ? c->fault : "(none)");
    g_autofree char *filled = mw_fill(c->text, facts, NULL);
    assert_string_equal(filled != NULL ? filled : "(none)",
                        c->filled != NULL ? c->filled : "(none)");
    g_autofree char *or_ = mw_fill_or(c->text, facts, NULL, "(unknown)");
    assert_string_equal(or_, c->or_);
}

MW_TABLE_MAIN("fill", cases, check)
