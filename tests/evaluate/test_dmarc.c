#include "tests/table.h"

#include "src/evaluate/dmarc.h"

/* `identifiers`: "spf:example.com dkim!mail.example.com dkim?example.net"; ':' passed, '!' failed,
 * '?' temporary error. `verdict` is one line; `other` the second evaluation, NULL when there is
 * none; `facts` what was noted, in the order of print_facts(). */
struct dmarc_case {
    const char *name, *zone, *author, *identifiers, *verdict, *other, *facts;
    MwDmarcSpec spec;
};

#define REJECT      "_dmarc.example.com. TXT \"v=DMARC1; p=reject\"\n"
#define SUB_EXISTS  "sub.example.com. A 192.0.2.1\n"
#define SUBS        "_dmarc.example.com. TXT \"v=DMARC1; p=none; sp=quarantine; np=reject\"\n"
#define REJECTED    "example.com@example.com p=reject/reject"
#define BANK        "_dmarc.bank.example. TXT \"v=DMARC1; p=reject; sp=quarantine; np=none; psd=y\"\n"
#define LONG_AUTHOR "a.b.c.d.e.f.g.h.i.j.k.example.com"
#define AUTO        MW_DMARC_SPEC_AUTO
#define BIS         MW_DMARC_SPEC_9989
#define OLD         MW_DMARC_SPEC_7489

static struct dmarc_case cases[] = {
    /* RFC 9989, 5.3.1, 4.4, 5.3.5 and 4.10.1 */
    {"no author domain", REJECT, NULL, "spf:example.com", "not-evaluated -@-", NULL, "", AUTO},
    {"no record", "x. A 192.0.2.1\n", "example.com", "spf:example.com", "none example.com@- spf",
     NULL, "no-author NXDOMAIN", AUTO},
    {"SPF aligned", REJECT, "example.com", "spf:example.com", "pass " REJECTED " spf", NULL, "",
     BIS},
    {"DKIM aligned", REJECT, "example.com", "dkim:example.com", "pass " REJECTED " dkim", NULL, "",
     BIS},
    {"both aligned", REJECT, "example.com", "spf:example.com dkim:example.com",
     "pass " REJECTED " spf dkim", NULL, "", BIS},
    {"nothing passes", REJECT, "example.com", "spf!example.com dkim!example.com", "fail " REJECTED,
     NULL, "", BIS},
    {"nothing there", REJECT, "example.com", "", "fail " REJECTED, NULL, "", BIS},
    {"passes for another", REJECT, "example.com", "spf:example.net dkim:example.org",
     "fail " REJECTED, NULL, "", BIS},
    {"one of several signatures aligns", REJECT, "example.com",
     "dkim:example.org dkim!example.com dkim:mail.example.com", "pass " REJECTED " dkim", NULL, "",
     BIS},
    /* RFC 9989, 4.5: strings are joined */
    {"strings are joined", "_dmarc.example.com. TXT \"v=DMARC1; p=rej\" \"ect\"\n", "example.com",
     "", "fail " REJECTED, NULL, "", BIS},
    /* RFC 9989, 4.7 and 4.8: what counts as a record */
    {"other TXT beside it", REJECT "_dmarc.example.com. TXT \"v=spf1 -all\"\n", "example.com", "",
     "fail " REJECTED, NULL, "", BIS},
    {"small letters are no record", "_dmarc.example.com. TXT \"v=dmarc1; p=reject\"\n",
     "example.com", "", "none example.com@-", NULL,
     "invalid v (byte 2: DMARC1 must be in capitals) at _dmarc.example.com NXDOMAIN", AUTO},
    {"quotes in the record", "_dmarc.example.com. TXT \"\\\"v=DMARC1; p=reject\\\"\"\n",
     "example.com", "", "none example.com@-", NULL,
     "invalid v (byte 0: quotation mark before v=DMARC1) at _dmarc.example.com NXDOMAIN", AUTO},
    {"an unusable one does not stop the walk",
     REJECT SUB_EXISTS "_dmarc.sub.example.com. TXT \"p=none\"\n", "sub.example.com", "",
     "fail " REJECTED, NULL,
     "invalid v (byte 0: no v=DMARC1 in front) at _dmarc.sub.example.com NXDOMAIN", AUTO},
    {"what is wrong above the record used is not told",
     "_dmarc.sub.example.com. TXT \"v=DMARC1; p=none\"\n"
     "_dmarc.example.com. TXT \"v=dmarc1; p=none\"\n"
     "_dmarc.com. TXT \"v=DMARC1; p=none\"\n_dmarc.com. TXT \"v=DMARC1; p=reject\"\n",
     "sub.example.com", "", "fail sub.example.com@sub.example.com p=none/none",
     "fail example.com@sub.example.com p=none/none", "found", AUTO},
    /* RFC 9989, 4.7 and 4.8 */
    {"capitals", "_dmarc.example.com. TXT \"v=DMARC1; p=REJECT; adkim=S\"\n", "example.com",
     "dkim:mail.example.com", "fail " REJECTED, NULL, "strict-dkim NXDOMAIN", AUTO},
    {"historic tags", "_dmarc.example.com. TXT \"v=DMARC1; p=reject; pct=20; ri=86400\"\n",
     "example.com", "", "fail " REJECTED, NULL, "historic:pct,ri pct=20 NXDOMAIN", AUTO},
    {"pct=0 lowered the policy before", "_dmarc.example.com. TXT \"v=DMARC1; p=reject; pct=0\"\n",
     "example.com", "", "fail example.com@example.com p=reject/quarantine", NULL, "", OLD},
    {"odd record", "_dmarc.example.com. TXT \"v=DMARC1; aspf=x; p=reject; fo=1; oops\"\n",
     "example.com", "", "fail " REJECTED, NULL,
     "[byte 10: aspf: value is not r or s][byte 34: not a tag=value pair]"
     "[p is not the second tag: RFC 7489 (6.3) demands it][fo without ruf is ignored] NXDOMAIN",
     AUTO},
    /* RFC 9989, 4.10, and RFC 7489, 6.6.3: several records */
    {"several records are all discarded",
     REJECT SUB_EXISTS "_dmarc.sub.example.com. TXT \"v=DMARC1; p=none\"\n"
                       "_dmarc.sub.example.com. TXT \"v=DMARC1; p=quarantine\"\n",
     "sub.example.com", "dkim:example.com", "pass " REJECTED " dkim", "none example.com@- dkim",
     "2 at _dmarc.sub.example.com NXDOMAIN", AUTO},
    {"several records, RFC 7489 alone",
     REJECT "_dmarc.sub.example.com. TXT \"v=DMARC1; p=none\"\n"
            "_dmarc.sub.example.com. TXT \"v=DMARC1; p=quarantine\"\n",
     "sub.example.com", "", "none example.com@-", NULL, "2 at _dmarc.sub.example.com found", OLD},
    {"several records, nothing above", REJECT "_dmarc.example.com. TXT \"v=DMARC1; p=none\"\n",
     "example.com", "dkim:example.com", "none example.com@- dkim", NULL,
     "2 at _dmarc.example.com NXDOMAIN", AUTO},
    /* RFC 9989, 4.10 and 4.10.1: the walk */
    {"the walk of a long name", REJECT, LONG_AUTHOR, "dkim:example.com", "pass " REJECTED " dkim",
     NULL,
     "walk " LONG_AUTHOR " g.h.i.j.k.example.com h.i.j.k.example.com i.j.k.example.com"
     " j.k.example.com k.example.com example.com com no-author",
     BIS},
    {"eight labels", "x. A 192.0.2.1\n", "a.b.c.d.e.f.g.example", "",
     "none a.b.c.d.e.f.g.example@-", NULL,
     "walk a.b.c.d.e.f.g.example b.c.d.e.f.g.example c.d.e.f.g.example d.e.f.g.example"
     " e.f.g.example f.g.example g.example example no-author",
     BIS},
    {"a record that is never found", "_dmarc.b.c.d.e.f.g.h.example. TXT \"v=DMARC1; p=reject\"\n",
     "a.b.c.d.e.f.g.h.example", "", "none a.b.c.d.e.f.g.h.example@-", NULL,
     "[_dmarc.b.c.d.e.f.g.h.example is never asked: more than 8 labels] no-author NXDOMAIN", BIS},
    {"one label", "x. A 192.0.2.1\n", "example", "", "none example@-", NULL,
     "walk example no-author", BIS},
    /* RFC 9989, 4.10.2: psd= */
    {"psd=n stops the walk", "_dmarc.a.example.com. TXT \"v=DMARC1; p=none; psd=n\"\n" REJECT,
     "x.a.example.com", "dkim:example.com dkim:y.a.example.com",
     "pass a.example.com@a.example.com p=none/none dkim", "pass " REJECTED " dkim",
     "walk x.a.example.com a.example.com no-author", AUTO},
    {"psd=y makes the name below it the organization", BANK, "a.giant.bank.example",
     "dkim:b.giant.bank.example", "pass giant.bank.example@bank.example np=none/none dkim", NULL,
     "walk a.giant.bank.example giant.bank.example bank.example no-author", BIS},
    {"psd=y at the author domain itself", BANK, "bank.example", "dkim:x.bank.example",
     "fail bank.example@bank.example p=reject/reject", NULL, "", BIS},
    {"fewest labels else",
     "_dmarc.a.example.com. TXT \"v=DMARC1; p=none\"\n_dmarc.com. TXT \"v=DMARC1; p=none\"\n",
     "a.example.com", "dkim:other.com", "pass com@a.example.com p=none/none dkim", NULL, "", BIS},
    /* RFC 9989, 4.10.1: whose record counts */
    {"a record between is not used",
     REJECT "a.b.example.com. A 192.0.2.1\n_dmarc.b.example.com. TXT \"v=DMARC1; p=none\"\n",
     "a.b.example.com", "", "fail " REJECTED, NULL, "", BIS},
    {"the author's own record first",
     REJECT "_dmarc.sub.example.com. TXT \"v=DMARC1; p=none; sp=quarantine\"\n", "sub.example.com",
     "dkim:example.com", "pass example.com@sub.example.com p=none/none dkim", NULL, "", AUTO},
    {"PSD when the organization has none", BANK "giant.bank.example. A 192.0.2.1\n",
     "giant.bank.example", "", "fail giant.bank.example@bank.example sp=quarantine/quarantine",
     NULL, "", BIS},
    /* RFC 9989, 4.10.1 and 3.2.13: p, sp or np */
    {"sp for a subdomain that exists", SUBS SUB_EXISTS, "sub.example.com", "",
     "fail example.com@example.com sp=quarantine/quarantine", NULL, "sp=quarantine NXDOMAIN", AUTO},
    {"np for one that does not", SUBS, "sub.example.com", "",
     "fail example.com@example.com np=reject/reject",
     "fail example.com@example.com sp=quarantine/quarantine", "sp=quarantine no-author NXDOMAIN",
     AUTO},
    {"other types make a domain exist", SUBS "sub.example.com. MX 10 mx.example.com.\n",
     "sub.example.com", "", "fail example.com@example.com sp=quarantine/quarantine", NULL, "", BIS},
    {"no np: sp", "_dmarc.example.com. TXT \"v=DMARC1; p=reject; sp=none\"\n", "sub.example.com",
     "", "fail example.com@example.com sp=none/none", NULL, "", BIS},
    {"no sp: p", REJECT, "sub.example.com", "", "fail " REJECTED, NULL, "", BIS},
    {"existence unknown: sp, and the failure told", SUBS "$FAIL sub.example.com A servfail\n",
     "sub.example.com", "", "fail example.com@example.com sp=quarantine/quarantine", NULL,
     "sp=quarantine sub.example.com servfail failed", AUTO},
    {"existence unknown, but no record anyway", "$FAIL sub.example.com A servfail\n",
     "sub.example.com", "", "none sub.example.com@-", NULL, "NXDOMAIN", AUTO},
    /* RFC 9989, 4.10.1: no usable policy */
    {"no p, with rua", "_dmarc.example.com. TXT \"v=DMARC1; rua=mailto:a@example.com\"\n",
     "example.com", "", "fail example.com@example.com p=none/none", NULL,
     "invalid p (no p tag) at _dmarc.example.com rua NXDOMAIN", AUTO},
    {"no p, no rua", "_dmarc.example.com. TXT \"v=DMARC1; sp=reject\"\n", "example.com", "",
     "none example.com@example.com", NULL,
     "invalid p (no p tag) at _dmarc.example.com sp=reject NXDOMAIN", AUTO},
    {"no p, rua is no URI", "_dmarc.example.com. TXT \"v=DMARC1; rua=a@example.com\"\n",
     "example.com", "", "none example.com@example.com", NULL,
     "invalid p (no p tag) at _dmarc.example.com [byte 10: rua: not a URI] NXDOMAIN", AUTO},
    {"invalid sp", "_dmarc.example.com. TXT \"v=DMARC1; p=reject; sp=quarantin\"\n", "example.com",
     "dkim:example.com", "none example.com@example.com dkim", NULL,
     "invalid sp (byte 20: sp: value is not none, quarantine or reject) at _dmarc.example.com"
     " [byte 20: sp: value is not none, quarantine or reject] NXDOMAIN",
     AUTO},
    {"invalid np counts in RFC 9989 only",
     "_dmarc.example.com. TXT \"v=DMARC1; p=reject; np=x; rua=mailto:a@example.com\"\n",
     "example.com", "", "fail example.com@example.com p=none/none",
     "fail example.com@example.com p=reject/reject",
     "invalid np (byte 20: np: value is not none, quarantine or reject) at _dmarc.example.com"
     " [byte 20: np: value is not none, quarantine or reject] rua NXDOMAIN",
     AUTO},
    {"lost semicolon", "_dmarc.example.com. TXT \"v=DMARC1; p=none rua=mailto:a@example.com\"\n",
     "example.com", "", "none example.com@example.com", NULL,
     "invalid p (byte 10: p: missing semicolon behind the value) at _dmarc.example.com"
     " [byte 10: p: missing semicolon behind the value] NXDOMAIN",
     AUTO},
    /* RFC 9989, 4.7: t=y */
    {"t=y with reject", "_dmarc.example.com. TXT \"v=DMARC1; p=reject; t=y\"\n", "example.com", "",
     "fail example.com@example.com p=reject/quarantine", NULL, "testing NXDOMAIN", AUTO},
    {"t=y with quarantine", "_dmarc.example.com. TXT \"v=DMARC1; p=quarantine; t=Y\"\n",
     "example.com", "dkim:example.com", "pass example.com@example.com p=quarantine/none dkim", NULL,
     "testing NXDOMAIN", AUTO},
    {"t=y with none", "_dmarc.example.com. TXT \"v=DMARC1; p=none; t=y\"\n", "example.com", "",
     "fail example.com@example.com p=none/none", NULL, "testing NXDOMAIN", AUTO},
    {"t=y lowers the policy that applies",
     "_dmarc.example.com. TXT \"v=DMARC1; p=none; sp=reject; t=y\"\n", "sub.example.com", "",
     "fail example.com@example.com sp=reject/quarantine", NULL, "", BIS},
    /* RFC 9989, 4.4, 4.10.2 and B.4.3: alignment */
    {"relaxed, below the author", REJECT, "example.com", "spf:bounce.example.com",
     "pass " REJECTED " spf", NULL, "", BIS},
    {"relaxed, beside the author", REJECT, "a.example.com", "dkim:b.example.com",
     "pass " REJECTED " dkim", NULL, "", BIS},
    {"strict DKIM", "_dmarc.example.com. TXT \"v=DMARC1; p=reject; adkim=s\"\n", "example.com",
     "dkim:mail.example.com", "fail " REJECTED, NULL, "", BIS},
    {"strict DKIM leaves SPF relaxed", "_dmarc.example.com. TXT \"v=DMARC1; p=reject; adkim=s\"\n",
     "example.com", "dkim:mail.example.com spf:mail.example.com", "pass " REJECTED " spf", NULL, "",
     BIS},
    {"strict SPF", "_dmarc.example.com. TXT \"v=DMARC1; p=reject; aspf=s\"\n", "example.com",
     "spf:mail.example.com", "fail " REJECTED, NULL, "", BIS},
    {"strict and equal", "_dmarc.example.com. TXT \"v=DMARC1; p=reject; aspf=s; adkim=s\"\n",
     "example.com", "spf:example.com dkim:example.com", "pass " REJECTED " spf dkim", NULL, "",
     BIS},
    {"no substrings", REJECT, "example.com", "dkim:badexample.com dkim:example.com.example.net",
     "fail " REJECTED, NULL, "", BIS},
    {"an identifier with its own organization",
     REJECT "_dmarc.apart.example.com. TXT \"v=DMARC1; p=none; psd=n\"\n", "example.com",
     "dkim:mail.apart.example.com", "fail " REJECTED, "pass " REJECTED " dkim", "", AUTO},
    {"B.4.3: same organization below a PSD",
     BANK "_dmarc.giant.bank.example. TXT \"v=DMARC1; p=quarantine\"\n", "giant.bank.example",
     "spf:mail.giant.bank.example",
     "pass giant.bank.example@giant.bank.example p=quarantine/quarantine spf", NULL, "", BIS},
    {"B.4.3: another organization below it",
     BANK "_dmarc.giant.bank.example. TXT \"v=DMARC1; p=quarantine\"\n"
          "_dmarc.mega.bank.example. TXT \"v=DMARC1; p=none\"\n",
     "giant.bank.example", "dkim:mail.mega.bank.example",
     "fail giant.bank.example@giant.bank.example p=quarantine/quarantine", NULL, "", BIS},
    {"a record only at a subdomain", "_dmarc.sub.example.com. TXT \"v=DMARC1; p=reject\"\n",
     "sub.example.com", "dkim:example.com", "fail sub.example.com@sub.example.com p=reject/reject",
     "pass example.com@sub.example.com p=reject/reject dkim", "", AUTO},
    {"equal names need no second walk",
     "_dmarc.example.com. TXT \"v=DMARC1; p=reject\"\n"
     "$FAIL _dmarc.com TXT servfail\n",
     "example.com", "dkim:example.com", "pass -@example.com p=reject/reject dkim",
     "pass " REJECTED " dkim", "", AUTO},
    /* RFC 9989, 5.3.6: DNS failed */
    {"the author's look-up fails", "$FAIL _dmarc.example.com TXT servfail\n", "example.com",
     "dkim:example.com", "temperror -@- dkim", NULL, "_dmarc.example.com servfail failed", BIS},
    {"a time-out above the author", "$FAIL _dmarc.example.com TXT timeout\n", "sub.example.com", "",
     "temperror -@-", NULL, "_dmarc.example.com timeout failed", BIS},
    {"an identifier's walk fails", REJECT "$FAIL _dmarc.mail.example.com TXT servfail\n",
     "example.com", "dkim:mail.example.com", "temperror " REJECTED, NULL,
     "_dmarc.mail.example.com servfail failed", BIS},
    {"it fails, but another is aligned", REJECT "$FAIL _dmarc.mail.example.com TXT servfail\n",
     "example.com", "dkim:mail.example.com spf:example.com", "pass " REJECTED " spf", NULL, "",
     BIS},
    {"it fails for one that did not pass", REJECT "$FAIL _dmarc.mail.example.com TXT servfail\n",
     "example.com", "dkim!mail.example.com", "fail " REJECTED, NULL, "", BIS},
    {"SPF is a temporary error", REJECT, "example.com", "spf?example.com dkim!example.com",
     "temperror " REJECTED, NULL, "", BIS},
    {"SPF of another domain is one", REJECT, "example.com", "spf?example.net", "fail " REJECTED,
     NULL, "", BIS},
    {"the organization unknown, another top level", REJECT "$FAIL _dmarc.com TXT servfail\n",
     "example.com", "dkim:esp.example", "fail -@example.com p=reject/reject", "fail " REJECTED, "",
     AUTO},
    {"the organization unknown, a name below", REJECT "$FAIL _dmarc.com TXT servfail\n",
     "example.com", "dkim:mail.example.com", "temperror -@example.com p=reject/reject",
     "pass " REJECTED " dkim", "_dmarc.com servfail failed", AUTO},
    {"a loop of aliases is permanent", "_dmarc.example.com. CNAME _dmarc.example.com.\n",
     "example.com", "", "permerror -@-", NULL, "_dmarc.example.com malformed failed", BIS},
    /* RFC 9989, C.3: beside RFC 7489 */
    {"a public suffix by RFC 7489", "_dmarc.co.uk. TXT \"v=DMARC1; p=reject; psd=y\"\n", "co.uk",
     "dkim:x.co.uk", "fail co.uk@co.uk p=reject/reject", NULL, "", OLD},
    {"RFC 7489 ignores psd and np", BANK, "giant.bank.example", "",
     "fail bank.example@bank.example sp=quarantine/quarantine", NULL, "", OLD},
    {"RFC 7489 ignores t", "_dmarc.example.com. TXT \"v=DMARC1; p=reject; t=y\"\n", "example.com",
     "", "fail " REJECTED, NULL, "", OLD},
    {"RFC 7489, the record fails", "$FAIL _dmarc.example.com TXT refused\n", "a.b.example.com", "",
     "temperror example.com@-", NULL, "_dmarc.example.com refused failed", OLD},
};

static GArray *read_identifiers(const char *text)
{
    GArray *identifiers = g_array_new(FALSE, TRUE, sizeof(MwDmarcIdentifier));
    g_auto(GStrv) words = g_strsplit(text, " ", -1);
    for (unsigned i = 0; words[i] != NULL && *words[i] != '\0'; i++) {
        size_t kind = strcspn(words[i], ":!?");
        MwDmarcIdentifier id = {.domain = g_strdup(words[i] + kind + 1),
                                .passed = words[i][kind] == ':',
                                .unknown = words[i][kind] == '?',
                                .is_dkim = words[i][0] == 'd'};
        g_array_append_val(identifiers, id);
    }
    return identifiers;
}

static const char *or_dash(const char *text)
{
    return text != NULL ? text : "-";
}

static char *print_verdict(const MwDmarcVerdict *verdict)
{
    g_autofree char *policy = verdict->policy != NULL
                                  ? g_strdup_printf(" %s=%s/%s", verdict->policy_tag,
                                                    verdict->policy, verdict->effective_policy)
                                  : g_strdup("");
    return g_strdup_printf("%s %s@%s%s%s%s", mw_dmarc_result_name(verdict->result),
                           or_dash(verdict->organizational_domain), or_dash(verdict->record_domain),
                           policy, verdict->spf_aligned ? " spf" : "",
                           verdict->dkim_aligned ? " dkim" : "");
}

static void print_list(GString *out, const GPtrArray *list, const char *before, const char *after)
{
    for (guint i = 0; i < list->len; i++)
        g_string_append_printf(out, "%s%s%s", before, (char *)g_ptr_array_index(list, i), after);
}

static void print_record_facts(GString *out, const MwDmarc *dmarc)
{
    if (dmarc->several_at != NULL)
        g_string_append_printf(out, "%u at %s ", dmarc->record_count, dmarc->several_at);
    if (dmarc->invalid_tag != NULL)
        g_string_append_printf(out, "invalid %s (%s) at %s ", dmarc->invalid_tag,
                               dmarc->invalid_text, dmarc->invalid_at);
    print_list(out, dmarc->record_notes, "[", "]");
    g_string_append(out, dmarc->record_notes->len > 0 ? " " : "");
    g_string_append(out, dmarc->testing ? "testing " : "");
    if (dmarc->historic_tags->len > 0) {
        g_string_append(out, "historic:");
        print_list(out, dmarc->historic_tags, "", ",");
        g_string_overwrite(out, out->len - 1, " ");
    }
    if (dmarc->pct != NULL)
        g_string_append_printf(out, "pct=%s ", dmarc->pct);
    if (dmarc->sp != NULL)
        g_string_append_printf(out, "sp=%s ", dmarc->sp);
    g_string_append(out, dmarc->has_rua ? "rua " : "");
    g_string_append(out, dmarc->strict_spf ? "strict-spf " : "");
    g_string_append(out, dmarc->strict_dkim ? "strict-dkim " : "");
}

static char *print_facts(const MwDmarc *dmarc, bool with_walk)
{
    GString *out = g_string_new(NULL);
    if (with_walk) {
        g_string_append(out, "walk ");
        for (guint i = 0; i < dmarc->walk->len; i++)
            g_string_append_printf(out, "%s ",
                                   (char *)g_ptr_array_index(dmarc->walk, i) + strlen("_dmarc."));
    } else {
        print_record_facts(out, dmarc);
    }
    g_string_append(out, dmarc->domain_exists ? "" : "no-author ");
    if (dmarc->dns_failed_name != NULL)
        g_string_append_printf(out, "%s %s ", dmarc->dns_failed_name,
                               mw_dns_failure_name(dmarc->dns_failure));
    if (!with_walk)
        g_string_append(out, mw_dns_status_name(dmarc->lookup_status));
    return g_strchomp(g_string_free(out, FALSE));
}

static void check(void **state)
{
    const struct dmarc_case *c = *state;
    g_autoptr(GError) error = NULL;
    g_autoptr(MwDns) dns = mw_dns_file_new_from_text(c->zone, "zone", &error);
    assert_null(error);
    g_autoptr(MwDnsSession) session = mw_dns_session_new(dns, 0);
    g_autoptr(GArray) identifiers = read_identifiers(c->identifiers);
    g_autoptr(MwDmarc) dmarc = mw_dmarc_evaluate(
        session, &(MwDmarcQuestion){
                     .author_domain = c->author, .spec = c->spec, .identifiers = identifiers});
    g_autofree char *verdict = print_verdict(dmarc->verdict);
    assert_string_equal(verdict, c->verdict);
    if (c->other == NULL) {
        assert_null(dmarc->other);
    } else {
        assert_non_null(dmarc->other);
        g_autofree char *other = print_verdict(dmarc->other);
        assert_string_equal(other, c->other);
    }
    g_autofree char *facts = print_facts(dmarc, g_str_has_prefix(c->facts, "walk "));
    if (*c->facts != '\0')
        assert_string_equal(facts, c->facts);
    assert_in_range(dmarc->walk->len, 0, 8);
    for (guint i = 0; i < identifiers->len; i++)
        g_free(g_array_index(identifiers, MwDmarcIdentifier, i).domain);
}

MW_TABLE_MAIN("dmarc", cases, check)
