#include "tests/table.h"

#include "src/diagnose/explain.h"

/* A question, and what the answer must hold; "fix" counts the steps at least there. */
static struct explain_case {
    const char *name;
    const char *topic, *value;
    MwLang lang;
    const char *meaning; /* a part of it; NULL: there is no answer */
    MwActor actor;
    unsigned fix;
} cases[] = {
    {"a reason", "compauth", "001", MW_LANG_EN, "Implicit failure", MW_ACTOR_SENDER, 2},
    {"a reason in Japanese", "compauth", "001", MW_LANG_JA, "暗黙の失敗", MW_ACTOR_SENDER, 2},
    {"a reason that is not documented", "compauth", "187", MW_LANG_EN, "Pass.", MW_ACTOR_NOBODY, 0},
    {"a reason of the own domain", "compauth", "699", MW_LANG_EN, "own", MW_ACTOR_RECIPIENT, 1},
    {"a reason that is none", "compauth", "abc", MW_LANG_EN, "Not a code", MW_ACTOR_NOBODY, 0},
    {"the word", "compauth", "softpass", MW_LANG_EN, "Not proven", MW_ACTOR_NOBODY, 0},
    {"a code", "ndr", "5.7.23", MW_LANG_EN, "SPF", MW_ACTOR_SENDER, 2},
    {"a code that is not about authentication", "ndr", "5.2.2", MW_LANG_EN, "mailbox",
     MW_ACTOR_SENDER, 1},
    {"a code that nobody gave", "ndr", "5.9.99", MW_LANG_EN, "nothing about", MW_ACTOR_SENDER, 0},
    {"a pasted line of Gmail", "ndr",
     "550-5.7.26 Unauthenticated email from example.com is not accepted due to domain's DMARC "
     "policy. x1-20020a gsmtp",
     MW_LANG_EN, "DMARC", MW_ACTOR_SENDER, 2},
    {"Gmail's own meaning of a code", "ndr",
     "550-5.7.27 Your email has been blocked because SPF did not pass. x1-2002 - gsmtp", MW_LANG_EN,
     "SPF", MW_ACTOR_SENDER, 2},
    {"the answer right of the arrow", "ndr",
     "550 5.7.367 Remote server returned not permitted to relay -> 554 5.7.1 Relay access denied",
     MW_LANG_EN, "refused to relay", MW_ACTOR_SENDER, 2},
    {"a text without a code", "ndr", "rejected by DMARC policy", MW_LANG_EN, "DMARC",
     MW_ACTOR_SENDER, 2},
    {"a negative level", "scl", "-1", MW_LANG_EN, "bypassed", MW_ACTOR_RECIPIENT, 1},
    {"a level", "scl", "5", MW_LANG_EN, "Spam", MW_ACTOR_SENDER, 1},
    {"a level out of range", "scl", "42", MW_LANG_EN, "-1 to 9", MW_ACTOR_NOBODY, 0},
    {"a category", "cat", "spoof", MW_LANG_EN, "Spoofing", MW_ACTOR_SENDER, 1},
    {"a verdict", "sfv", "SKB", MW_LANG_EN, "blocked", MW_ACTOR_RECIPIENT, 1},
    {"bulk", "bcl", "7", MW_LANG_EN, "mixed", MW_ACTOR_SENDER, 1},
    {"a guess", "dmarc", "bestguesspass", MW_LANG_EN, "guesses", MW_ACTOR_SENDER, 1},
    {"an override", "action", "oreject", MW_LANG_EN, "Override", MW_ACTOR_RECIPIENT, 1},
    {"an action in Japanese", "action", "oreject", MW_LANG_JA, "上書き", MW_ACTOR_RECIPIENT, 1},
    {"the topic in capitals", "SCL", "5", MW_LANG_EN, "Spam", MW_ACTOR_SENDER, 1},
    {"a finding", "spf-sender-not-listed", NULL, MW_LANG_EN, "<SPF domain>", MW_ACTOR_SENDER, 2},
    {"a finding about a signature", "dkim-key-missing", NULL, MW_LANG_JA, "<署名ドメイン>",
     MW_ACTOR_SENDER, 3},
    {"no such topic", "colour", "red", MW_LANG_EN, NULL, MW_ACTOR_NOBODY, 0},
    {"a topic without its value", "scl", NULL, MW_LANG_EN, NULL, MW_ACTOR_NOBODY, 0},
    {"a topic with an empty value", "ndr", "", MW_LANG_EN, NULL, MW_ACTOR_NOBODY, 0},
    {"a topic of our own use", "label", "spf.result", MW_LANG_EN, NULL, MW_ACTOR_NOBODY, 0},
};

static void check(void **state)
{
    const struct explain_case *c = *state;
    g_autoptr(GError) error = NULL;
    g_autoptr(MwRuleset) rules = mw_ruleset_load(NULL, &error);
    assert_null(error);
    g_autoptr(MwExplanation) answer = mw_explain(rules, c->topic, c->value, c->lang);
    if (c->meaning == NULL) {
        assert_null(answer);
        return;
    }
    assert_non_null(answer);
    if (strstr(answer->meaning, c->meaning) == NULL)
        fail_msg("%s", answer->meaning);
    assert_int_equal(answer->actor, c->actor);
    assert_true(answer->fix->len >= c->fix);
    for (unsigned i = 0; i < answer->fix->len; i++)
        assert_null(strchr(g_ptr_array_index(answer->fix, i), '{'));
    for (unsigned i = 0; i < answer->references->len; i++) {
        const MwReference *reference = g_ptr_array_index(answer->references, i);
        assert_true(g_str_has_prefix(reference->url, "https://"));
    }
}

/* Every finding can be explained, in both languages, with nothing left open. */
static void check_findings(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autoptr(MwRuleset) rules = mw_ruleset_load(NULL, &error);
    for (unsigned i = 0; i < mw_ruleset_size(rules); i++)
        for (unsigned lang = 0; lang < MW_LANG_N; lang++) {
            const char *id = mw_ruleset_get(rules, i)->id;
            g_autoptr(MwExplanation) answer = mw_explain(rules, id, NULL, (MwLang)lang);
            assert_non_null(answer);
            assert_true(strlen(answer->meaning) > 5 && strlen(answer->cause) > 5);
            assert_null(strchr(answer->meaning, '{'));
            assert_null(strchr(answer->cause, '{'));
        }
}

int main(void)
{
    struct CMUnitTest tests[G_N_ELEMENTS(cases) + 1];
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        tests[i] = (struct CMUnitTest){cases[i].name, check, NULL, NULL, &cases[i]};
    tests[G_N_ELEMENTS(cases)] =
        (struct CMUnitTest){"every finding", check_findings, NULL, NULL, NULL};
    return cmocka_run_group_tests_name("explain", tests, NULL, NULL);
}
