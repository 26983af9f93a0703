#include "tests/table.h"

#include "rules/facts.h"

static void check_no_holes(void **state)
{
    (void)state;
    for (unsigned i = 0; i < MW_FACT_N; i++) {
        const MwFactInfo *info = mw_fact_info((MwFact)i);
        assert_non_null(info->name);
        assert_non_null(info->doc);
        assert_true(strlen(info->doc) > 3);
        assert_non_null(strchr(info->name, '.'));
        MwFact found;
        assert_true(mw_fact_from_name(mw_span(info->name), &found));
        assert_int_equal(found, i); /* no name stands twice */
    }
}

static void check_allowed(void **state)
{
    (void)state;
    assert_true(mw_fact_allows(MW_FACT_DKIM_BODY_HASH, "match"));
    assert_true(mw_fact_allows(MW_FACT_DKIM_BODY_HASH, "not-checkable"));
    assert_false(mw_fact_allows(MW_FACT_DKIM_BODY_HASH, "mat"));
    assert_false(mw_fact_allows(MW_FACT_DKIM_BODY_HASH, "match;mismatch"));
    assert_false(mw_fact_allows(MW_FACT_DKIM_BODY_HASH, ""));
    assert_true(mw_fact_allows(MW_FACT_SPF_DOMAIN, "example.com"));
    assert_false(mw_fact_allows(MW_FACT_SPF_DOMAIN, ""));
}

static void check_values(void **state)
{
    (void)state;
    g_autoptr(MwFacts) facts = mw_facts_new();
    mw_facts_add(facts, NULL, MW_FACT_SPF_RECORDS, "v=spf1 -all", "TXT example.com: found");
    mw_facts_add(facts, NULL, MW_FACT_SPF_RECORDS, "v=spf1 ~all", NULL);
    mw_facts_add(facts, NULL, MW_FACT_SPF_RECORD, "", NULL);
    mw_facts_add(facts, NULL, MW_FACT_SPF_RECORD, NULL, NULL);
    const MwFactValue *first = mw_facts_get(facts, NULL, MW_FACT_SPF_RECORDS);
    assert_string_equal(first->text, "v=spf1 -all");
    assert_string_equal(first->where, "TXT example.com: found");
    assert_string_equal(first->next->text, "v=spf1 ~all");
    assert_null(first->next->where);
    assert_null(first->next->next);
    assert_null(mw_facts_get(facts, NULL, MW_FACT_SPF_RECORD));
    assert_true(mw_facts_is(facts, NULL, MW_FACT_SPF_RECORDS, "V=SPF1 ~ALL"));
    assert_false(mw_facts_is(facts, NULL, MW_FACT_SPF_RECORDS, "v=spf1"));
}

static void check_subjects(void **state)
{
    (void)state;
    g_autoptr(MwFacts) facts = mw_facts_new();
    MwSubject *one = mw_facts_add_subject(facts, MW_SCOPE_DKIM_SIGNATURE);
    MwSubject *two = mw_facts_add_subject(facts, MW_SCOPE_DKIM_SIGNATURE);
    mw_facts_add(facts, one, MW_FACT_DKIM_DOMAIN, "example.com", NULL);
    mw_facts_add(facts, NULL, MW_FACT_FROM_DOMAIN, "example.org", NULL);
    assert_int_equal(mw_facts_subjects(facts, MW_SCOPE_DKIM_SIGNATURE), 2);
    assert_int_equal(mw_facts_subjects(facts, MW_SCOPE_MESSAGE), 1);
    assert_true(mw_facts_is(facts, one, MW_FACT_DKIM_DOMAIN, "example.com"));
    assert_false(mw_facts_is(facts, two, MW_FACT_DKIM_DOMAIN, "example.com"));
    assert_false(mw_facts_is(facts, NULL, MW_FACT_DKIM_DOMAIN, "example.com"));
    assert_true(mw_facts_is(facts, two, MW_FACT_FROM_DOMAIN, "example.org")); /* the message's */
}

static void check_hostile(void **state)
{
    (void)state;
    g_autoptr(MwFacts) facts = mw_facts_new();
    g_autofree char *long_text = g_strnfill(100000, 'x');
    mw_facts_add(facts, NULL, MW_FACT_NDR_TEXT, long_text, NULL);
    assert_int_equal(strlen(mw_facts_get(facts, NULL, MW_FACT_NDR_TEXT)->text), 4000);
    mw_facts_add(facts, NULL, MW_FACT_SPF_RECORD, "v=spf1 \xff\xc3", NULL);
    assert_true(g_utf8_validate(mw_facts_get(facts, NULL, MW_FACT_SPF_RECORD)->text, -1, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        {"the vocabulary has no holes and no name twice", check_no_holes, NULL, NULL, NULL},
        {"values that a fact allows", check_allowed, NULL, NULL, NULL},
        {"several values and their places", check_values, NULL, NULL, NULL},
        {"a signature sees its own facts and those of the message", check_subjects, NULL, NULL,
         NULL},
        {"long texts are cut, broken UTF-8 made whole", check_hostile, NULL, NULL, NULL},
    };
    return cmocka_run_group_tests_name("facts", tests, NULL, NULL);
}
