#include "src/evaluate/spf.h"

#include "tests/table.h"

/* One evaluation. `zone` holds names below "example."; the printed form is
 * "RESULT LOOKUPS/VOIDS", then what there is of: "by MATCHED", "!PROBLEM TERM of DOMAIN: TEXT",
 * "says EXPLANATION". */
struct spf_case {
    const char *name, *zone, *printed;
    const char *from, *ip, *helo; /* NULL: a@d.example, 192.0.2.1, h.example */
};

#define LABEL63 "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijk"
#define FIVE(x) x x x x x

static struct spf_case cases[] = {
    /* the identity (RFC 7208, 2.3, 2.4, 4.3) */
    {.name = "MAIL FROM", "d TXT \"v=spf1 +all\"", "pass 0/0 by +all", .from = "a@d.example"},
    {.name = "MAIL FROM in angle brackets",
     "d TXT \"v=spf1 +all\"",
     "pass 0/0 by +all",
     .from = "<a@d.example>"},
    {.name = "MAIL FROM in capitals",
     "d TXT \"v=spf1 +all\"",
     "pass 0/0 by +all",
     .from = "A@D.Example"},
    {.name = "no local part is postmaster",
     "d TXT \"v=spf1 exists:%{l}.%{o} -all\"\npostmaster.d A 127.0.0.2",
     "pass 1/0 by exists:%{l}.%{o}",
     .from = "@d.example"},
    {.name = "a domain alone is postmaster there",
     "d TXT \"v=spf1 exists:%{l}.%{o} -all\"\npostmaster.d A 127.0.0.2",
     "pass 1/0 by exists:%{l}.%{o}",
     .from = "d.example"},
    {.name = "the last at sign divides",
     "d TXT \"v=spf1 +all\"",
     "pass 0/0 by +all",
     .from = "\"x@y\"@d.example"},
    {.name = "null reverse-path is postmaster at HELO",
     "h TXT \"v=spf1 exists:%{l}.%{d} -all\"\npostmaster.h A 127.0.0.2",
     "pass 1/0 by exists:%{l}.%{d} mailfrom-from-helo h.example",
     .from = ""},
    {.name = "null reverse-path in angle brackets",
     "h TXT \"v=spf1 -all\"",
     "fail 0/0 by -all mailfrom-from-helo h.example",
     .from = "<>"},
    {.name = "null reverse-path and HELO is an address literal",
     "d TXT \"v=spf1 -all\"",
     "none 0/0 !bad-domain - of [192.0.2.1]: [192.0.2.1]: not a domain name that can be checked "
     "mailfrom-from-helo [192.0.2.1]",
     .from = "",
     .helo = "[192.0.2.1]"},
    {.name = "empty label",
     "d TXT \"v=spf1 -all\"",
     "none 0/0 !bad-domain - of d..example: d..example: not a domain name that can be checked",
     .from = "a@d..example"},
    {.name = "one label",
     "d TXT \"v=spf1 -all\"",
     "none 0/0 !bad-domain - of localhost: localhost: not a domain name that can be checked",
     .from = "a@localhost"},
    {.name = "label of 63 octets",
     LABEL63 " TXT \"v=spf1 -all\"",
     "fail 0/0 by -all",
     .from = "a@" LABEL63 ".example"},
    {.name = "label of 64 octets",
     "d TXT \"v=spf1 -all\"",
     "none 0/0 !bad-domain - of x" LABEL63 ".example: x" LABEL63
     ".example: not a domain name that can be checked",
     .from = "a@x" LABEL63 ".example"},
    {.name = "internationalized domain",
     "xn--bcher-kva TXT \"v=spf1 exists:%{d}.%{o}.l.example -all\"\n"
     "xn--bcher-kva.example.xn--bcher-kva.example.l A 127.0.0.2",
     "pass 1/0 by exists:%{d}.%{o}.l.example",
     .from = "a@b\xc3\xbc"
             "cher.example"},
    {.name = "non-ASCII local part matches no term with l or s (RFC 8616, 4)",
     "d TXT \"v=spf1 exists:%{l}.l.example include:%{s}.l.example a -all\"\n*.l A 127.0.0.2",
     "fail 3/1 by -all",
     .from = "\xc3\xa9@d.example"},
    {.name = "non-ASCII local part in redirect",
     "d TXT \"v=spf1 redirect=%{l}.l.example\"",
     "neutral 1/0",
     .from = "\xc3\xa9@d.example"},

    /* finding the record (3.1 to 4.5) */
    {.name = "NXDOMAIN",
     "x TXT \"v=spf1 -all\"",
     "none 0/0 !no-domain - of d.example: TXT d.example: NXDOMAIN"},
    {.name = "no TXT",
     "d A 192.0.2.1",
     "none 0/0 !no-record - of d.example: TXT d.example: NODATA"},
    {.name = "TXT, none of them SPF",
     "d TXT \"v=spf10 -all\"\nd TXT \"spf1\"",
     "none 0/0 !no-record - of d.example: TXT d.example: found, none begins with v=spf1"},
    {.name = "records of type SPF do not count",
     "d SPF \"v=spf1 -all\"",
     "none 0/0 !no-record - of d.example: TXT d.example: NODATA"},
    {.name = "other TXT may be anything",
     "d TXT \"\\255\"\nd TXT \"v=spf1 -all\"",
     "fail 0/0 by -all"},
    {.name = "strings are joined without blanks",
     "d TXT \"v=spf1 ip4:192.0.\" \"2.1 -al\" \"l\"",
     "pass 0/0 by ip4:192.0.2.1"},
    {.name = "two records",
     "d TXT \"v=spf1 -all\"\nd TXT \"V=SPF1 mx\"",
     "permerror 0/0 !multiple-records - of d.example: TXT d.example: 2 v=spf1 records"},
    {.name = "servfail",
     "$FAIL d TXT servfail",
     "temperror 0/0 !dns - of d.example: TXT d.example: servfail"},
    {.name = "timeout",
     "$FAIL d TXT timeout",
     "temperror 0/0 !dns - of d.example: TXT d.example: timeout"},
    {.name = "refused",
     "$FAIL d TXT refused",
     "temperror 0/0 !dns - of d.example: TXT d.example: refused"},
    {.name = "the record is behind a CNAME",
     "d CNAME e\ne TXT \"v=spf1 -all\"",
     "fail 0/0 by -all"},

    /* terms (4.6, 4.7, 5) */
    {.name = "empty record", "d TXT \"v=spf1\"", "neutral 0/0"},
    {.name = "nothing matches", "d TXT \"v=spf1 ip4:192.0.2.2\"", "neutral 0/0"},
    {.name = "first match wins",
     "d TXT \"v=spf1 ?ip4:192.0.2.1 -all\"",
     "neutral 0/0 by ?ip4:192.0.2.1"},
    {.name = "softfail", "d TXT \"v=spf1 ~all\"", "softfail 0/0 by ~all"},
    {.name = "a mistake behind the match still counts",
     "d TXT \"v=spf1 +all oops\"",
     "permerror 0/0 !syntax oops of d.example+12: byte 12: unknown mechanism"},
    {.name = "ip4 in network",
     "d TXT \"v=spf1 ip4:192.0.2.128/25 ip4:192.0.2.0/25 -all\"",
     "pass 0/0 by ip4:192.0.2.0/25"},
    {.name = "ip6 in network",
     "d TXT \"v=spf1 ip6:2001:db8:1::/48 ip6:2001:db8::/48 -all\"",
     "pass 0/0 by ip6:2001:db8::/48",
     .ip = "2001:db8::9"},
    {.name = "ip6 does not match IPv4", "d TXT \"v=spf1 ip6:::/0 -all\"", "fail 0/0 by -all"},
    {.name = "ip4 does not match IPv6",
     "d TXT \"v=spf1 ip4:0.0.0.0/0 -all\"",
     "fail 0/0 by -all",
     .ip = "2001:db8::9"},
    {.name = "a mapped client is IPv4",
     "d TXT \"v=spf1 ip6:::ffff:192.0.2.1 ip4:192.0.2.1 -all\"",
     "pass 0/0 by ip4:192.0.2.1",
     .ip = "::ffff:192.0.2.1"},
    {.name = "a without name", "d TXT \"v=spf1 a -all\"\nd A 192.0.2.1", "pass 1/0 by a"},
    {.name = "a with prefix length",
     "d TXT \"v=spf1 a:w.example/24 -all\"\nw A 192.0.2.77",
     "pass 1/0 by a:w.example/24"},
    {.name = "a asks AAAA for IPv6",
     "d TXT \"v=spf1 a:w.example/1//64 -all\"\nw AAAA 2001:db8::1",
     "pass 1/0 by a:w.example/1//64",
     .ip = "2001:db8::2"},
    {.name = "a with AAAA only is void for IPv4",
     "d TXT \"v=spf1 a:w.example -all\"\nw AAAA 2001:db8::1",
     "fail 1/1 by -all"},
    {.name = "a fails in DNS",
     "d TXT \"v=spf1 a:w.example -all\"\n$FAIL w A timeout",
     "temperror 1/0 !dns a:w.example of w.example+7: A w.example: timeout"},
    {.name = "mx",
     "d TXT \"v=spf1 mx -all\"\nd MX 10 m1\nd MX 20 m2\nm1 A 192.0.2.9\nm2 A 192.0.2.1",
     "pass 1/0 by mx"},
    {.name = "a is not implied by a missing MX",
     "d TXT \"v=spf1 mx -all\"\nd A 192.0.2.1",
     "fail 1/1 by -all"},
    {.name = "null MX", "d TXT \"v=spf1 mx -all\"\nd MX 0 .", "fail 1/0 by -all"},
    {.name = "mx whose name fails in DNS",
     "d TXT \"v=spf1 mx -all\"\nd MX 0 m\n$FAIL m A servfail",
     "temperror 1/0 !dns mx of m.example+7: A m.example: servfail"},
    {.name = "exists asks A even for IPv6",
     "d TXT \"v=spf1 exists:%{ir}.%{v}.l.example -all\"\n"
     "*.ip6.l A 127.0.0.2",
     "pass 1/0 by exists:%{ir}.%{v}.l.example",
     .ip = "2001:db8::9"},
    {.name = "exists and only AAAA",
     "d TXT \"v=spf1 exists:w.example -all\"\nw AAAA 2001:db8::1",
     "fail 1/1 by -all",
     .ip = "2001:db8::9"},
    {.name = "ptr",
     "d TXT \"v=spf1 ptr -all\"\n1.2.0.192.in-addr.arpa. PTR mail.d\nmail.d A 192.0.2.1",
     "pass 1/0 by ptr"},
    {.name = "ptr whose name does not lead back",
     "d TXT \"v=spf1 ptr -all\"\n1.2.0.192.in-addr.arpa. PTR mail.d\nmail.d A 192.0.2.2",
     "fail 1/0 by -all"},
    {.name = "ptr of another domain",
     "d TXT \"v=spf1 ptr:e.example -all\"\n1.2.0.192.in-addr.arpa. PTR xe\nxe A 192.0.2.1",
     "fail 1/0 by -all"},
    {.name = "ptr that fails in DNS is no match",
     "d TXT \"v=spf1 ptr -all\"\n$FAIL 1.2.0.192.in-addr.arpa. PTR timeout",
     "fail 1/0 by -all"},
    {.name = "ptr and a failing address are no match",
     "d TXT \"v=spf1 ptr -all\"\n1.2.0.192.in-addr.arpa. PTR x.d\n$FAIL x.d A timeout",
     "fail 1/0 by -all"},
    {.name = "ptr for IPv6",
     "d TXT \"v=spf1 ptr -all\"\n"
     "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa. PTR m.d\n"
     "m.d AAAA 2001:db8::1",
     "pass 1/0 by ptr",
     .ip = "2001:db8::1"},

    /* include (5.2) */
    {.name = "include passes",
     "d TXT \"v=spf1 include:e.example -all\"\ne TXT \"v=spf1 mx ip4:192.0.2.0/24\"\n"
     "e MX 0 e\ne A 192.0.2.5",
     "pass 2/0 by include:e.example > ip4:192.0.2.0/24"},
    {.name = "the qualifier is that of the include",
     "d TXT \"v=spf1 ~include:e.example -all\"\ne TXT \"v=spf1 +all\"",
     "softfail 1/0 by ~include:e.example > +all"},
    {.name = "include of fail, softfail and neutral goes on",
     "d TXT \"v=spf1 include:e.example include:f.example include:g.example ~all\"\n"
     "e TXT \"v=spf1 -all\"\nf TXT \"v=spf1 ~all\"\ng TXT \"v=spf1\"",
     "softfail 3/0 by ~all"},
    {.name = "include of no record",
     "d TXT \"v=spf1 include:e.example -all\"\ne A 192.0.2.1",
     "permerror 1/1 !include-none include:e.example of d.example+7: TXT e.example: NODATA"},
    {.name = "include of no domain",
     "d TXT \"v=spf1 a:d.example include:e.example -all\"\nd A 192.0.2.2",
     "permerror 2/1 !include-none include:e.example of d.example+19: TXT e.example: NXDOMAIN"},
    {.name = "include of other TXT",
     "d TXT \"v=spf1 include:e.example -all\"\ne TXT \"spf\"",
     "permerror 1/0 !include-none include:e.example of d.example+7: TXT e.example: found, none "
     "begins with v=spf1"},
    {.name = "include of two records",
     "d TXT \"v=spf1 include:e.example -all\"\ne TXT \"v=spf1 mx\"\ne TXT \"v=spf1 a\"",
     "permerror 1/0 !include-broken - of e.example via include:e.example: TXT e.example: 2 v=spf1 "
     "records"},
    {.name = "include of a mistake",
     "d TXT \"v=spf1 include:e.example -all\"\ne TXT \"v=spf1 include:f.example\"\n"
     "f TXT \"v=spf1 ip4:x +all\"",
     "permerror 2/0 !include-broken ip4:x of f.example+11 via include:e.example > "
     "include:f.example > ip4:x: byte 11: not an IPv4 address"},
    {.name = "include that fails in DNS",
     "d TXT \"v=spf1 include:e.example -all\"\n$FAIL e TXT servfail",
     "temperror 1/0 !dns include:e.example of e.example+7: TXT e.example: servfail"},
    {.name = "include of itself",
     "d TXT \"v=spf1 include:d.example -all\"",
     "permerror 1/0 !include-loop include:d.example of d.example+7: d.example is already being "
     "evaluated"},
    {.name = "include in a circle",
     "d TXT \"v=spf1 include:e.example -all\"\ne TXT \"v=spf1 include:d.example -all\"",
     "permerror 2/0 !include-loop include:d.example of e.example+7 via include:e.example > "
     "include:d.example: d.example is already being evaluated"},
    {.name = "the same include twice is no circle",
     "d TXT \"v=spf1 include:e.example include:e.example -all\"\ne TXT \"v=spf1 -all\"",
     "fail 2/0 by -all"},

    /* redirect (6.1) */
    {.name = "redirect",
     "d TXT \"v=spf1 redirect=e.example\"\ne TXT \"v=spf1 a -all\"\ne A 192.0.2.1",
     "pass 2/0 by redirect=e.example > a"},
    {.name = "redirect stands anywhere",
     "d TXT \"v=spf1 redirect=e.example ip4:192.0.2.1\"\n"
     "e TXT \"v=spf1 -all\"",
     "pass 0/0 by ip4:192.0.2.1"},
    {.name = "all beside redirect",
     "d TXT \"v=spf1 redirect=e.example ?all\"\ne TXT \"v=spf1 -all\"",
     "neutral 0/0 by ?all"},
    {.name = "redirect to nothing",
     "d TXT \"v=spf1 redirect=e.example\"",
     "permerror 1/1 !include-none redirect=e.example of d.example+7: TXT e.example: NXDOMAIN"},
    {.name = "redirect to a record where nothing matches",
     "d TXT \"v=spf1 redirect=e.example\"\ne TXT \"v=spf1\"",
     "neutral 1/0"},
    {.name = "redirect in a circle",
     "d TXT \"v=spf1 redirect=e.example\"\ne TXT \"v=spf1 redirect=d.example\"",
     "permerror 2/0 !include-loop redirect=d.example of e.example+7 via redirect=e.example > "
     "redirect=d.example: d.example is already being evaluated"},
    {.name = "d is the redirect's domain",
     "d TXT \"v=spf1 redirect=e.example\"\n"
     "e TXT \"v=spf1 exists:%{d}.l.example\"\ne.example.l A 127.0.0.2",
     "pass 2/0 by redirect=e.example > exists:%{d}.l.example"},

    /* limits (4.6.4) */
    {.name = "ten look-ups",
     "d TXT \"v=spf1 " FIVE("a mx ") "-all\"\nd A 192.0.2.2\nd MX 0 d",
     "fail 10/0 by -all"},
    {.name = "eleven look-ups",
     "d TXT \"v=spf1 " FIVE("a mx ") "a -all\"\nd A 192.0.2.2\nd MX 0 d",
     "permerror 11/0 !lookup-limit a of d.example+32: look-up 11, 10 are allowed"},
    {.name = "look-ups are counted through includes",
     "d TXT \"v=spf1 include:e.example include:e.example -all\"\n"
     "e TXT \"v=spf1 a a a a a -all\"\ne A 192.0.2.2",
     "permerror 11/0 !lookup-limit a of e.example+13 via include:e.example > a: look-up 11, 10 are "
     "allowed"},
    {.name = "the match before the limit counts",
     "d TXT \"v=spf1 " FIVE("a mx ") "ip4:192.0.2.1 a -all\"\nd A 192.0.2.2\nd MX 0 d",
     "pass 10/0 by ip4:192.0.2.1"},
    {.name = "ip4, ip6, all and exp cost nothing",
     "d TXT \"v=spf1 " FIVE("a a ") FIVE("ip4:192.0.2.3 ip6:::1 ") "exp=w.example -all\"\n"
                                                                   "d A 192.0.2.2\nw TXT \"no\"",
     "fail 10/0 by -all says no"},
    {.name = "redirect is the eleventh",
     "d TXT \"v=spf1 " FIVE("a a ") "redirect=e.example\"\nd A 192.0.2.2\ne TXT \"v=spf1\"",
     "permerror 11/0 !lookup-limit redirect=e.example of d.example+27: look-up 11, 10 are allowed"},
    {.name = "two voids", "d TXT \"v=spf1 a:x.example exists:y.example -all\"", "fail 2/2 by -all"},
    {.name = "three voids",
     "d TXT \"v=spf1 a:x.example exists:y.example mx:z.example -all\"",
     "permerror 3/3 !void-limit mx:z.example of d.example+36: void look-up 3, 2 are allowed: MX "
     "z.example"},
    {.name = "ten names of an mx",
     "d TXT \"v=spf1 mx -all\"\n" FIVE(
         "") "d MX 0 m0\nd MX 1 m1\nd MX 2 m2\nd MX 3 m3\nd MX 4 m4\n"
             "d MX 5 m5\nd MX 6 m6\nd MX 7 m7\nd MX 8 m8\nd MX 9 m9\n"
             "m0 A 192.0.2.9\nm1 A 192.0.2.9\nm2 A 192.0.2.9\nm3 A 192.0.2.9\nm4 A 192.0.2.9\n"
             "m5 A 192.0.2.9\nm6 A 192.0.2.9\nm7 A 192.0.2.9\nm8 A 192.0.2.9\nm9 A 192.0.2.1",
     "pass 1/0 by mx"},
    {.name = "eleven names of an mx",
     "d TXT \"v=spf1 mx -all\"\nd MX 0 m\nd MX 1 m1\nd MX 2 m2\nd MX 3 m3\nd MX 4 m4\nd MX 5 m5\n"
     "d MX 6 m6\nd MX 7 m7\nd MX 8 m8\nd MX 9 m9\nd MX 10 m10\nm A 192.0.2.1",
     "permerror 1/0 !mx-limit mx of d.example+7: MX d.example: 11 names, 10 are allowed"},

    /* explanations (6.2) */
    {.name = "explanation",
     "d TXT \"v=spf1 -all exp=w.example\"\nw TXT \"%{i} is not %{o}'s (%{p}, %{r})\"",
     "fail 0/0 by -all says 192.0.2.1 is not d.example's (unknown, unknown)"},
    {.name = "p is the client's name",
     "d TXT \"v=spf1 exp=w.example -all\"\nw TXT \"%{p}\"\n1.2.0.192.in-addr.arpa. PTR x.other\n"
     "1.2.0.192.in-addr.arpa. PTR y.d\nx.other A 192.0.2.1\ny.d A 192.0.2.1",
     "fail 0/0 by -all says y.d.example"},
    {.name = "only fail is explained",
     "d TXT \"v=spf1 ~all exp=w.example\"\nw TXT \"no\"",
     "softfail 0/0 by ~all"},
    {.name = "no explanation there, and no void",
     "d TXT \"v=spf1 a -all exp=w.example\"",
     "fail 1/1 by -all"},
    {.name = "two explanations",
     "d TXT \"v=spf1 -all exp=w.example\"\nw TXT \"no\"\nw TXT \"nono\"",
     "fail 0/0 by -all"},
    {.name = "explanation with a mistake",
     "d TXT \"v=spf1 -all exp=w.example\"\nw TXT \"%{q}\"",
     "fail 0/0 by -all"},
    {.name = "explanation beyond ASCII",
     "d TXT \"v=spf1 -all exp=w.example\"\nw TXT \"\\233\"",
     "fail 0/0 by -all"},
    {.name = "explanation that fails in DNS",
     "d TXT \"v=spf1 -all exp=w.example\"\n$FAIL w TXT timeout",
     "fail 0/0 by -all"},
    {.name = "an include does not explain",
     "d TXT \"v=spf1 -include:e.example exp=w.example\"\ne TXT \"v=spf1 all exp=v.example\"\n"
     "w TXT \"w\"\nv TXT \"v\"",
     "fail 1/0 by -include:e.example > all says w"},
    {.name = "a redirect does, and only it",
     "d TXT \"v=spf1 redirect=e.example exp=w.example\"\ne TXT \"v=spf1 -all exp=%{d}.v.example\"\n"
     "w TXT \"w\"\ne.example.v TXT \"v\"",
     "fail 1/0 by redirect=e.example > -all says v"},

    /* names from macros (7) */
    {.name = "name over 253 octets is shortened",
     "d TXT \"v=spf1 exists:%{l}." LABEL63 "." LABEL63 ".example -all\"\n" LABEL63 "." LABEL63
     "." LABEL63 " A 127.0.0.2",
     "pass 1/0 by exists:%{l}." LABEL63 "." LABEL63 ".example",
     .from = LABEL63 "." LABEL63 "." LABEL63 "@d.example"},
    {.name = "a name that cannot be asked for does not match",
     "d TXT \"v=spf1 a:%{l}.example -all\"",
     "fail 1/0 by -all",
     .from = "a..b@d.example"},
    {.name = "include of a name that cannot be asked for",
     "d TXT \"v=spf1 include:%{l}.example -all\"",
     "permerror 1/0 !include-none include:%{l}.example of d.example+7: (nothing): not a domain "
     "name "
     "that can be checked",
     .from = "a..b@d.example"},
    {.name = "h is the HELO name",
     "d TXT \"v=spf1 exists:%{h} -all\"\nh A 127.0.0.2",
     "pass 1/0 by exists:%{h}"},
    {.name = "a record of many short terms is read to its end",
     "d TXT \"v=spf1 " FIVE(FIVE("x= ")) "include:e.example -all\"\n"
                                         "e TXT \"v=spf1 " FIVE(FIVE("y= ")) "ip4:192.0.2.1\"",
     "pass 1/0 by include:e.example > ip4:192.0.2.1"},
};

static void print_problem(GString *out, const MwSpf *spf)
{
    g_string_append_printf(out, " !%s %s of %s", mw_spf_problem_name(spf->problem),
                           spf->problem_term != NULL ? spf->problem_term : "-",
                           spf->problem_domain);
    if (spf->problem_offset > 0)
        g_string_append_printf(out, "+%zu", spf->problem_offset);
    if (spf->problem_path != NULL && g_strcmp0(spf->problem_path, spf->problem_term) != 0)
        g_string_append_printf(out, " via %s", spf->problem_path);
    g_string_append_printf(out, ": %s", spf->problem_text);
}

static char *print_spf(const MwSpf *spf)
{
    GString *out = g_string_new(mw_spf_result_name(spf->result));
    g_string_append_printf(out, " %u/%u", spf->lookups, spf->void_lookups);
    if (spf->matched != NULL)
        g_string_append_printf(out, " by %s", spf->matched);
    if (spf->problem != MW_SPF_PROBLEM_NONE)
        print_problem(out, spf);
    if (spf->explanation != NULL)
        g_string_append_printf(out, " says %s", spf->explanation);
    if (g_strcmp0(spf->identity, "mailfrom") != 0)
        g_string_append_printf(out, " %s %s", spf->identity, spf->domain);
    return g_string_free(out, FALSE);
}

static MwDns *dns_of(const char *zone)
{
    g_autofree char *text = g_strdup_printf("$ORIGIN example.\n$TTL 300\n%s\n", zone);
    g_autoptr(GError) error = NULL;
    MwDns *dns = mw_dns_file_new_from_text(text, "test", &error);
    if (dns == NULL)
        fail_msg("%s", error->message);
    return dns;
}

/* Evaluates, with the tree and without: result, counts and questions must be the same. */
static void check(void **state)
{
    const struct spf_case *c = *state;
    g_autoptr(MwDns) dns = dns_of(c->zone);
    MwSpfQuestion question = {
        .mail_from = c->from != NULL ? c->from : "a@d.example",
        .helo = c->helo != NULL ? c->helo : "h.example",
        .now = 1700000000,
    };
    assert_true(mw_ip_parse(mw_span(c->ip != NULL ? c->ip : "192.0.2.1"), &question.ip));
    guint questions[2];
    for (unsigned tree = 0; tree <= 1; tree++) {
        g_autoptr(MwDnsSession) session = mw_dns_session_new(dns, 0);
        question.want_tree = tree == 1;
        g_autoptr(MwSpf) spf = mw_spf_evaluate(session, &question);
        g_autofree char *printed = print_spf(spf);
        assert_string_equal(printed, c->printed);
        assert_int_equal(spf->engine_native, spf->result);
        questions[tree] = mw_dns_session_answers(session)->len;
        if (spf->problem != MW_SPF_PROBLEM_LOOKUP_LIMIT)
            assert_int_equal(questions[tree], questions[0]);
    }
}

MW_TABLE_MAIN("spf", cases, check)
