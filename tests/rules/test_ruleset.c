#include "tests/table.h"

#include "rules/ruleset.h"

#define HEAD "[a-finding]\nSeverity=warn\nActor=sender\nTitle=T\nCause=C\nWhen.spf.result=fail\n"

/* Each kind of mistake in a rule file, with the file, section, key and line named. */
static struct problem_case {
    const char *name;
    const char *text;
    const char *problems; /* joined by newlines */
} cases[] = {
    {"a good rule", HEAD, ""},
    {"an empty file", "", ""},
    {"comments and blank lines", "# one\n\n" HEAD "# two\n", ""},
    {"a byte order mark and CRLF",
     "\xEF\xBB\xBF[x]\r\nSeverity=info\r\nActor=nobody\r\nTitle=T\r\n"
     "Cause=C\r\nWhen.arc.result=pass\r\n",
     ""},
    {"unknown key", HEAD "Colour=red\n", "my.rules:7: [a-finding] Colour: no such key"},
    {"unknown key with a number", HEAD "Rank2=5\n", "my.rules:7: [a-finding] Rank2: no such key"},
    {"unknown fact", HEAD "When.spf.resutl=fail\n",
     "my.rules:7: [a-finding] When.spf.resutl: no such fact: spf.resutl"},
    {"unknown value", HEAD "Unless.dmarc.result=pass; maybe\n",
     "my.rules:7: [a-finding] Unless.dmarc.result: no such value: maybe (one of "
     "none;pass;fail;bestguesspass;temperror;permerror;not-evaluated)"},
    {"condition without a value", HEAD "Unless.dmarc.result=\n",
     "my.rules:7: [a-finding] Unless.dmarc.result: no value"},
    {"unknown placeholder", HEAD "Fix=Ask {nobody}\n",
     "my.rules:7: [a-finding] Fix: no such placeholder: {nobody}"},
    {"placeholder that is not closed", HEAD "Fix=Ask {from.domain\n",
     "my.rules:7: [a-finding] Fix: a { without its } (write {{ for a brace)"},
    {"unknown evidence", HEAD "Evidence=spf.result; spf.nothing\n",
     "my.rules:7: [a-finding] Evidence: no such fact: spf.nothing"},
    {"a key given twice", HEAD "Title=Other\n", "my.rules:7: [a-finding] Title: given twice"},
    {"Fix and Fix1 are the same", HEAD "Fix=A\nFix1=B\n",
     "my.rules:8: [a-finding] Fix1: given twice"},
    {"a section given twice", HEAD "[a-finding]\nRank=5\n", "my.rules:7: [a-finding] given twice"},
    {"holes in the numbers", HEAD "Fix1=A\nFix3=B\n",
     "my.rules:8: [a-finding] Fix3: the number before it is missing"},
    {"a missing translation", HEAD "Title[ja]=題\nFix1=A\nCause[ja]=因\n",
     "my.rules:8: [a-finding] Fix: a missing translation: [ja]"},
    {"an unknown language", HEAD "Title[xx]=T\n",
     "my.rules:7: [a-finding] Title[xx]: no such language (en or ja): xx"},
    {"a translation only", HEAD "Title[ja]=題\nCause[ja]=因\nFix[ja]=直\n",
     "my.rules:9: [a-finding] Fix: conditions or a translation, but no text"},
    {"a translated condition", HEAD "Unless.dmarc.result[ja]=pass\n",
     "my.rules:7: [a-finding] Unless.dmarc.result[ja]: a condition has no translation"},
    {"severity", "[x]\nSeverity=bad\nActor=sender\nTitle=T\nCause=C\nWhen.spf.result=fail\n",
     "my.rules:2: [x] Severity: not one of fail, warn, info: bad"},
    {"actor", "[x]\nSeverity=fail\nActor=me\nTitle=T\nCause=C\nWhen.spf.result=fail\n",
     "my.rules:3: [x] Actor: not one of sender, forwarder, gateway, recipient, provider, nobody: "
     "me"},
    {"rank", HEAD "Rank=first\n",
     "my.rules:7: [a-finding] Rank: not a number from 1 to 9999: first"},
    {"for", HEAD "For=mail\n",
     "my.rules:7: [a-finding] For: not one of message, dkim-signature, hop, arc-set, "
     "domain-record: mail"},
    {"reference", HEAD "Reference1=RFC 7208\n",
     "my.rules:7: [a-finding] Reference1: not \"title | https://...\""},
    {"missing keys", "[x]\nSeverity=fail\nWhen.spf.result=fail\n",
     "my.rules:1: [x] a missing key: Actor\nmy.rules:1: [x] a missing key: Title\n"
     "my.rules:1: [x] a missing key: Cause"},
    {"a section without keys", "[x]\n",
     "my.rules:1: [x] a missing key: Severity\nmy.rules:1: [x] a missing key: Actor\n"
     "my.rules:1: [x] a missing key: Title\nmy.rules:1: [x] a missing key: Cause\n"
     "my.rules:1: [x] no When: the rule would hold for every message"},
    {"no condition", "[x]\nSeverity=fail\nActor=sender\nTitle=T\nCause=C\n",
     "my.rules:1: [x] no When: the rule would hold for every message"},
    {"a fact of a signature in a message rule", HEAD "When.dkim.result=fail\n",
     "my.rules:1: [a-finding] dkim.result is a fact of For=dkim-signature"},
    {"the same in a rule about signatures", HEAD "For=dkim-signature\nWhen.dkim.result=fail\n", ""},
    {"a semicolon comment", "; no\n" HEAD, "my.rules:1: a comment begins with #, not with ;"},
    {"a value over two lines", HEAD "Fix=one\n two\n",
     "my.rules:8: [a-finding] neither [section] nor Key=value (a value cannot go on in the next "
     "line)"},
    {"a key before a section", "Title=T\n" HEAD, "my.rules:1: a key before the first [section]"},
    {"a bad escape", HEAD "Fix=a \\q b\n",
     "my.rules:7: [a-finding] Fix: an escape that is none of \\s \\n \\t \\r \\\\"},
    {"hides nothing that exists", HEAD "Hides=other\n",
     "my.rules:1: [a-finding] Hides: no such finding: other"},
    {"hides itself in a circle",
     HEAD "Hides=b\n[b]\nSeverity=warn\nActor=sender\nTitle=T\nCause=C\nWhen.spf.result=fail\n"
          "Hides=a-finding\n",
     "my.rules:1: [a-finding] Hides: hides itself in a circle\n"
     "my.rules:8: [b] Hides: hides itself in a circle"},
    {"one rank twice",
     HEAD "Rank=7\n[b]\nSeverity=warn\nActor=sender\nTitle=T\nCause=C\nWhen.spf.result=fail\n"
          "Rank=7\n",
     "my.rules:8: [b] Rank: 7 is already the rank of a-finding"},
    {"conditions of a variant",
     HEAD "Fix1=A\nFix2=B\nFix2.When.spf.aligned=yes\n"
          "Fix2.Unless.spf.now=pass\n",
     ""},
    {"a wrong condition of a variant", HEAD "Fix1=A\nFix1.When.spf.aligned=perhaps\n",
     "my.rules:8: [a-finding] Fix1.When.spf.aligned: no such value: perhaps (one of "
     "yes;no;unknown)"},
};

static void free_problem(void *problem)
{
    mw_rule_problem_free(problem);
}

static void check(void **state)
{
    const struct problem_case *c = *state;
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(free_problem);
    g_autoptr(MwRuleset) rules = mw_ruleset_new();
    MwSpan text = mw_test_exact(c->text);
    mw_ruleset_add_text(rules, text, "my.rules", problems);
    g_free((char *)(uintptr_t)text.data);
    mw_ruleset_check(rules, problems);
    g_autoptr(GString) printed = g_string_new(NULL);
    for (unsigned i = 0; i < problems->len; i++) {
        g_autofree char *line = mw_rule_problem_format(g_ptr_array_index(problems, i));
        g_string_append_printf(printed, "%s%s", i > 0 ? "\n" : "", line);
    }
    assert_string_equal(printed->str, c->problems);
}

MW_TABLE_MAIN("ruleset", cases, check)
