#include "tests/table.h"

#include "rules/match.h"

#define RULE(id, more) "[" id "]\nSeverity=warn\nActor=sender\nTitle=T\nCause=C\n" more "\n"
#define FAIL           "When.spf.result=fail\n"

/* `spf.result=fail`, `dmarc.result=fail; `, two signatures: one failing, one passing. */
static struct match_case {
    const char *name;
    const char *rules;
    const char *matches; /* "*id" is primary; "id#1" is about the second subject */
} cases[] = {
    {"a condition that holds", RULE("a", FAIL), "*a"},
    {"a condition that does not", RULE("a", "When.spf.result=pass"), ""},
    {"one of several values", RULE("a", "When.spf.result=pass; fail"), "*a"},
    {"every When must hold", RULE("a", FAIL "When.dmarc.result=pass"), ""},
    {"no Unless may hold", RULE("a", FAIL "Unless.dmarc.result=fail"), ""},
    {"a fact without value holds nothing", RULE("a", "When.arc.result=pass"), ""},
    {"a fact without value excludes nothing", RULE("a", FAIL "Unless.arc.result=pass"), "*a"},
    {"a text is compared as a whole", RULE("a", "When.from.domain=Example.COM"), "*a"},
    {"once per signature", RULE("a", "For=dkim-signature\nWhen.dkim.result=fail"), "*a#0"},
    {"each signature", RULE("a", "For=dkim-signature\nWhen.spf.result=fail"), "*a#0 a#1"},
    {"the lowest rank is primary", RULE("a", FAIL "Rank=20") RULE("b", FAIL "Rank=10"), "*b a"},
    {"a finding without rank is not", RULE("a", FAIL) RULE("b", FAIL "Rank=9999"), "*b a"},
    {"a rank with a condition that does not hold is none",
     RULE("a", FAIL "Rank=1\nRank.When.dmarc.result=pass") RULE("b", FAIL "Rank=2"), "*b a"},
    {"a rank with a condition that holds",
     RULE("a", FAIL "Rank=1\nRank.Unless.dmarc.result=pass") RULE("b", FAIL "Rank=2"), "*a b"},
    {"but when there is no other", RULE("a", FAIL), "*a"},
    {"the most severe of those without rank",
     RULE("a", FAIL) "[b]\nSeverity=fail\nActor=sender\nTitle=T\nCause=C\n" FAIL, "*b a"},
    {"what asks for work comes before what only informs",
     "[i]\nSeverity=info\nActor=nobody\nTitle=T\nCause=C\nRank=1\n" FAIL RULE("a", FAIL "Rank=2"),
     "*a i"},
    {"hidden", RULE("a", FAIL "Rank=20\nHides=b") RULE("b", FAIL "Rank=10"), "*a"},
    {"all others hidden", RULE("a", FAIL "Rank=20\nHides=*") RULE("b", FAIL "Rank=10"), "*a"},
    {"two that hide all others",
     RULE("a", FAIL "Rank=20\nHides=*") RULE("b", FAIL "Hides=*") RULE("c", FAIL "Rank=1"), "*a b"},
    {"hidden by one that does not hold",
     RULE("a", "When.spf.result=pass\nHides=b") RULE("b", FAIL "Rank=10"), "*b"},
    {"hidden over two steps",
     RULE("a", FAIL "Rank=3\nHides=b") RULE("b", FAIL "Rank=2\nHides=c") RULE("c", FAIL "Rank=1"),
     "*a"},
    {"hidden over one that does not hold",
     RULE("a", FAIL "Rank=3\nHides=b") RULE("b", "When.spf.result=pass\nHides=c")
         RULE("c", FAIL "Rank=1"),
     "*a"},
    {"a signature's finding hides for that signature only",
     RULE("a", "For=dkim-signature\nWhen.dkim.result=fail\nHides=b\nRank=2")
         RULE("b", "For=dkim-signature\n" FAIL "Rank=1"),
     "*b#1 a#0"},
    {"a message's finding hides for all signatures",
     RULE("a", FAIL "Hides=b") RULE("b", "For=dkim-signature\n" FAIL "Rank=1"), "*a"},
    {"a signature's finding hides a message's",
     RULE("a", "For=dkim-signature\nWhen.dkim.result=fail\nHides=b\nRank=2") RULE("b", FAIL),
     "*a#0"},
    {"a later rule of the same name takes the place",
     RULE("a", FAIL) "[b]\nSeverity=warn\nActor=sender\nTitle=T\nCause=C\n" FAIL, "*a b"},
};

static void free_problem(void *problem)
{
    mw_rule_problem_free(problem);
}

static MwRuleset *read_rules(const char *text)
{
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(free_problem);
    MwRuleset *rules = mw_ruleset_new();
    mw_ruleset_add_text(rules, mw_span(text), "test.rules", problems);
    mw_ruleset_check(rules, problems);
    assert_int_equal(problems->len, 0);
    return rules;
}

static MwFacts *make_facts(void)
{
    MwFacts *facts = mw_facts_new();
    mw_facts_add(facts, NULL, MW_FACT_SPF_RESULT, "fail", NULL);
    mw_facts_add(facts, NULL, MW_FACT_DMARC_RESULT, "fail", NULL);
    mw_facts_add(facts, NULL, MW_FACT_FROM_DOMAIN, "example.com", NULL);
    mw_facts_add(facts, mw_facts_add_subject(facts, MW_SCOPE_DKIM_SIGNATURE), MW_FACT_DKIM_RESULT,
                 "fail", NULL);
    mw_facts_add(facts, mw_facts_add_subject(facts, MW_SCOPE_DKIM_SIGNATURE), MW_FACT_DKIM_RESULT,
                 "pass", NULL);
    return facts;
}

static void check(void **state)
{
    const struct match_case *c = *state;
    g_autoptr(MwRuleset) rules = read_rules(c->rules);
    g_autoptr(MwFacts) facts = make_facts();
    g_autoptr(GArray) matches = mw_match(rules, facts);
    g_autoptr(GString) printed = g_string_new(NULL);
    for (unsigned i = 0; i < matches->len; i++) {
        const MwMatch *match = &g_array_index(matches, MwMatch, i);
        g_string_append_printf(printed, "%s%s%s", i > 0 ? " " : "", match->primary ? "*" : "",
                               match->rule->id);
        if (match->rule->scope != MW_SCOPE_MESSAGE)
            g_string_append_printf(printed, "#%u", match->subject->index);
    }
    assert_string_equal(printed->str, c->matches);
}

MW_TABLE_MAIN("match", cases, check)
