#include "tests/table.h"

#include "tests/samples/run.h"

/* The command line of mailwhy domain: what it refuses, and every form of what it says. */

#define SAMPLES   MAILWHY_SOURCE_DIR "/samples/"
#define RIGHT     "--dns-file=" SAMPLES "domain-dns-correct-provider-pending/dns.zone"
#define DIFFERS   "--dns-file=" SAMPLES "domain-record-value-differs/dns.zone"
#define TOKEN     "--selector=4hzwn5lmznmmjyl2pqf2agr3ueo2kf3d"
#define LABEL     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa."
#define LONG_NAME LABEL LABEL LABEL LABEL LABEL "example.com"

static struct command_case {
    const char *name;
    const char *args[8];
    MwExitStatus status;
    const char *out, *err; /* a part of it; NULL: nothing is asked, err: nothing was written */
} cases[] = {
    {"no domain", {RIGHT}, MW_EXIT_USAGE, NULL, "give one domain"},
    {"two domains", {"a.example", "b.example", RIGHT}, MW_EXIT_USAGE, NULL, "give one domain"},
    {"not a name", {"a..example", RIGHT}, MW_EXIT_USAGE, NULL, "not a domain name"},
    {"name of 300 characters", {LONG_NAME, RIGHT}, MW_EXIT_USAGE, NULL, "longer than 253 octets"},
    {"an address", {"user name@example.com", RIGHT}, MW_EXIT_USAGE, NULL, "not a domain name"},
    {"unknown provider",
     {"example.com", "--provider=gmail", RIGHT},
     MW_EXIT_USAGE,
     NULL,
     "--provider is acs, ses or m365, not: gmail"},
    {"the provider none", {"example.com", "--provider=none", RIGHT}, MW_EXIT_USAGE, NULL, "not"},
    {"SES without tokens",
     {"example.com", "--provider=ses", RIGHT},
     MW_EXIT_USAGE,
     NULL,
     "three tokens"},
    {"CSV", {"example.com", "--format=csv", RIGHT}, MW_EXIT_USAGE, NULL, "mailwhy scan"},
    {"bad MAIL FROM domain",
     {"example.com", "--provider=ses", "--mail-from-domain=a b", RIGHT},
     MW_EXIT_USAGE,
     NULL,
     "bad character): a b"},
    {"case and final dot of the domain",
     {"Example.COM.", "--provider=acs", RIGHT},
     MW_EXIT_OK,
     "OK: The DNS of example.com is right",
     NULL},
    {"block for the support case",
     {"example.com", "--provider=acs", "--region=Europe", RIGHT},
     MW_EXIT_OK,
     "For the support case\n    domain: example.com\n    region: Europe\n",
     NULL},
    {"expected above found, with marks",
     {"example.com", "--provider=ses", TOKEN, DIFFERS},
     MW_EXIT_FINDING,
     "    expected       *4hzwn5lmznmmjyl2pqf2agr3ueo2kf3d.dkim.amazonses.com**\n"
     "    found           4hzwn5lmznmmjyl2pqf2agr3ueo2kf3d.dkim.amazonses.com. \n"
     "                   ^                                                   ^^",
     NULL},
    {"zone-file form",
     {"example.com", "--provider=ses", TOKEN, DIFFERS},
     MW_EXIT_FINDING,
     "    4hzwn5lmznmmjyl2pqf2agr3ueo2kf3d._domainkey.example.com. 3600 IN CNAME "
     "4hzwn5lmznmmjyl2pqf2agr3ueo2kf3d.dkim.amazonses.com.\n",
     NULL},
    {"name and value for a panel",
     {"example.com", "--provider=ses", TOKEN, DIFFERS},
     MW_EXIT_FINDING,
     "    name           4hzwn5lmznmmjyl2pqf2agr3ueo2kf3d._domainkey\n"
     "    type           CNAME\n"
     "    value          4hzwn5lmznmmjyl2pqf2agr3ueo2kf3d.dkim.amazonses.com\n",
     NULL},
    {"Japanese",
     {"example.com", "--provider=ses", "--lang=ja", TOKEN, DIFFERS},
     MW_EXIT_FINDING,
     "[不一致] CNAME 4hzwn5lmznmmjyl2pqf2agr3ueo2kf3d._domainkey.example.com (DKIM)",
     NULL},
    {"Markdown",
     {"example.com", "--format=markdown", RIGHT},
     MW_EXIT_OK,
     "# example.com\n\n```\n",
     NULL},
    {"HTML", {"example.com", "--format=html", RIGHT}, MW_EXIT_OK, "<pre>", NULL},
    {"JSON", {"example.com", "--format=json", RIGHT}, MW_EXIT_OK, "\"mailwhy.domain/1\"", NULL},
    {"exit status 0 when asked for",
     {"example.com", "--provider=ses", "--exit-zero", TOKEN, DIFFERS},
     MW_EXIT_OK,
     "PROBLEM",
     NULL},
    {"pseudonyms",
     {"example.com", "--provider=ses", "--redact", TOKEN, DIFFERS},
     MW_EXIT_FINDING,
     "org1.example",
     NULL},
    {"DNS switched off",
     {"example.com", "--provider=acs", "--no-dns"},
     MW_EXIT_INCONCLUSIVE,
     "INCONCLUSIVE",
     NULL},
};

static void check(void **state)
{
    const struct command_case *c = *state;
    g_autoptr(GPtrArray) args = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(args, g_strdup("domain"));
    for (size_t i = 0; i < G_N_ELEMENTS(c->args) && c->args[i] != NULL; i++)
        g_ptr_array_add(args, g_strdup(c->args[i]));
    bool language = false;
    for (guint i = 0; i < args->len; i++)
        language |= g_str_has_prefix(g_ptr_array_index(args, i), "--lang=");
    if (!language)
        g_ptr_array_add(args, g_strdup("--lang=en"));
    g_autoptr(MwRun) run = mw_run(args);
    if (run->status != c->status)
        fail_msg("exit %d: %s%s", run->status, run->err, run->out);
    if (c->out != NULL && strstr(run->out, c->out) == NULL)
        fail_msg("not in the output: %s\n%s", c->out, run->out);
    if (c->err == NULL)
        assert_string_equal(run->err, "");
    else if (strstr(run->err, c->err) == NULL)
        fail_msg("not in the error: %s", run->err);
    if (strstr(c->name, "pseudonyms") != NULL)
        assert_null(strstr(run->out, "example.com"));
}

MW_TABLE_MAIN("command", cases, check)
