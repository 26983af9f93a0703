#include "tests/table.h"

#include <stdint.h>

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

/* Whatever the scope of a subject, it holds all facts of that scope, and no other. */
static void check_scopes(void **state)
{
    (void)state;
    g_autoptr(MwFacts) facts = mw_facts_new();
    for (unsigned i = 0; i < MW_FACT_N; i++) {
        const MwFactInfo *info = mw_fact_info((MwFact)i);
        MwSubject *subject = mw_facts_add_subject(facts, info->scope);
        mw_facts_add(facts, subject, (MwFact)i, info->words != NULL ? info->words[0] : "text", "");
        for (unsigned j = 0; j < MW_FACT_N; j++)
            assert_int_equal(mw_facts_get(facts, subject, (MwFact)j) != NULL, i == j);
    }
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

static void check_asked(void **state)
{
    (void)state;
    MwFactSet asked = {.scopes = 0};
    mw_fact_set_add(&asked, MW_FACT_SPF_RECORD);
    mw_fact_set_add(&asked, MW_FACT_DOMAIN_RECORD_AUTHORITY); /* the last one */
    mw_fact_set_add_scope(&asked, MW_SCOPE_HOP);
    g_autoptr(MwFacts) facts = mw_facts_new_for(&asked);
    mw_facts_add(facts, NULL, MW_FACT_SPF_RECORD, "v=spf1 -all", "TXT example.com: found");
    mw_facts_add(facts, NULL, MW_FACT_SPF_DOMAIN, "example.com", NULL);
    assert_string_equal(mw_facts_get(facts, NULL, MW_FACT_SPF_RECORD)->text, "v=spf1 -all");
    assert_null(mw_facts_get(facts, NULL, MW_FACT_SPF_RECORD)->where);
    assert_true(mw_facts_wants(facts, MW_FACT_DOMAIN_RECORD_AUTHORITY));
    assert_false(mw_facts_wants(facts, MW_FACT_SPF_DOMAIN));
    assert_true(mw_facts_wants_scope(facts, MW_SCOPE_HOP));
    assert_false(mw_facts_wants_scope(facts, MW_SCOPE_ARC_SET));
    assert_false(mw_facts_wants_places(facts));
    for (unsigned i = 0; i < MW_FACT_N; i++)
        assert_int_equal(mw_fact_set_has(&asked, (MwFact)i),
                         i == MW_FACT_SPF_RECORD || i == MW_FACT_DOMAIN_RECORD_AUTHORITY);
}

static void check_words(void **state)
{
    (void)state;
    assert_int_equal(mw_fact_word(MW_FACT_SPF_ALIGNED, "unknown"), 2);
    assert_int_equal(mw_fact_word(MW_FACT_SPF_ALIGNED, "maybe"), MW_FACT_NO_WORD);
    assert_int_equal(mw_fact_word(MW_FACT_SPF_DOMAIN, "example.com"), MW_FACT_NO_WORD);
    g_autofree char *words = mw_fact_list_words(MW_FACT_DKIM_BODY_HASH);
    assert_string_equal(words, "match;mismatch;not-checkable");
    assert_null(mw_fact_list_words(MW_FACT_SPF_DOMAIN));
    for (unsigned i = 0; i < MW_FACT_N; i++) {
        const char *const *list = mw_fact_info((MwFact)i)->words;
        assert_true(list == NULL || g_strv_length((char **)(uintptr_t)list) <= 32);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        {"the vocabulary has no holes and no name twice", check_no_holes, NULL, NULL, NULL},
        {"values that a fact allows", check_allowed, NULL, NULL, NULL},
        {"the words of a fact and their places", check_words, NULL, NULL, NULL},
        {"facts that nobody asks for are not kept", check_asked, NULL, NULL, NULL},
        {"several values and their places", check_values, NULL, NULL, NULL},
        {"a signature sees its own facts and those of the message", check_subjects, NULL, NULL,
         NULL},
        {"each scope has its facts", check_scopes, NULL, NULL, NULL},
        {"long texts are cut, broken UTF-8 made whole", check_hostile, NULL, NULL, NULL},
    };
    return cmocka_run_group_tests_name("facts", tests, NULL, NULL);
}
