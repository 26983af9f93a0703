#include "tests/table.h"

#include "src/evaluate/arc.h"
#include "src/evaluate/body_digest.h"
#include "src/evaluate/header_index.h"
#include "tests/sign/sign.h"

/* Chains are sealed here by hop1.example, hop2.example, ...; then something is changed. `expect` is
 * what print() makes: result, instances, oldest-pass, failure, then seal/message-signature of each
 * set with the reasons of those that fail. */

typedef struct {
    unsigned after;        /* hops sealed before the change; 0: all */
    const char *from, *to; /* the first `from`, made `to`; "^" is the top of the message, "$" its
                              end */
} Edit;

struct arc_case {
    const char *name;
    unsigned hops;
    MwTestArc what; /* of the last hop: cv, canon, headers, extra, ... */
    const char *last_key;
    Edit edits[2];
    const char *zone_from, *zone_to; /* the same in the zone */
    MwDkimOptions options;
    const char *expect;
};

static const char message[] = "From: Ann <ann@news.example.com>\r\n"
                              "To: Bob <bob@example.org>\r\n"
                              "Subject: hello\r\n"
                              "Date: Sat, 21 Nov 2026 10:00:00 +0000\r\n"
                              "Message-ID: <1@example.com>\r\n"
                              "\r\n"
                              "A body.\r\n";

#define DEAR                                                                                       \
    {                                                                                              \
        0, "Subject: hello", "Subject: dear"                                                       \
    }
#define BODY                                                                                       \
    {                                                                                              \
        0, "A body.", "Another."                                                                   \
    }
#define KEY_NAME "s1._domainkey.hop1.example."

static struct arc_case cases[] = {
    /* RFC 8617, 5.2: none and pass */
    {.name = "no ARC", .hops = 0, .expect = "none 0 0"},
    {.name = "one hop", .hops = 1, .expect = "pass 1 0 1:pass/pass"},
    {.name = "three hops", .hops = 3, .expect = "pass 3 0 1:pass/pass 2:pass/pass 3:pass/pass"},
    {.name = "Ed25519",
     .hops = 2,
     .last_key = "ed25519",
     .expect = "pass 2 0 1:pass/pass 2:pass/pass"},
    {.name = "folding and case of names may change",
     .hops = 1,
     .edits = {{0, "ARC-Seal: i=1;", "arc-seal :\r\n  i=1;"},
               {0, "Subject: hello", "SUBJECT:\r\n hello "}},
     .expect = "pass 1 0 1:pass/pass"},
    {.name = "another order of the sets",
     .hops = 1,
     .edits = {{0, "^", "Received: by hop9.example\r\n"}},
     .expect = "pass 1 0 1:pass/pass"},
    /* RFC 8617, 4.2.1: how many sets */
    {.name = "50 hops", .hops = 50, .expect = "pass 50 0"},
    {.name = "51 hops", .hops = 51, .expect = "fail 50 0 structure@0"},
    {.name = "instance 0",
     .hops = 1,
     .edits = {{0, "ARC-Seal: i=1;", "ARC-Seal: i=0;"}},
     .expect = "fail 1 0 structure@0 1:not-checked/not-checked"},
    {.name = "leading zero",
     .hops = 1,
     .edits = {{0, "ARC-Message-Signature: i=1;", "ARC-Message-Signature: i=01;"}},
     .expect = "fail 1 0 structure@0 1:not-checked/not-checked"},
    /* RFC 8617, 5.2 step 2, and 5.1.2: cv=fail */
    {.name = "the last sealer says cv=fail",
     .hops = 2,
     .what = {.cv = "fail"},
     .expect = "fail 2 0 cv@2 1:pass/pass 2:pass/pass"},
    {.name = "cv=fail counts before a broken structure",
     .hops = 2,
     .what = {.cv = "fail"},
     .edits = {{0, "ARC-Seal: i=1;", "X-Seal: i=1;"}},
     .expect = "fail 2 0 cv@2 1:not-checked/not-checked 2:not-checked/not-checked"},
    {.name = "a seal with cv=fail covers its own set only",
     .hops = 2,
     .what = {.cv = "fail"},
     .edits = {{0, "ARC-Authentication-Results: i=1; ", "ARC-Authentication-Results: i=1; x"}},
     .expect = "fail 2 0 cv@2 1:fail(signature)/pass 2:pass/pass"},
    /* RFC 8617, 5.2 step 3: one of each */
    {.name = "seal missing",
     .hops = 1,
     .edits = {{0, "ARC-Seal: i=1;", "X-Seal: i=1;"}},
     .expect = "fail 1 0 structure@1 1:not-checked/not-checked"},
    {.name = "message signature missing",
     .hops = 2,
     .edits = {{0, "ARC-Message-Signature: i=1;", "X-Message-Signature: i=1;"}},
     .expect = "fail 2 0 structure@1 1:not-checked/not-checked 2:not-checked/not-checked"},
    {.name = "results missing",
     .hops = 1,
     .edits = {{0, "ARC-Authentication-Results: i=1;", "X-Authentication-Results: i=1;"}},
     .expect = "fail 1 0 structure@1 1:not-checked/not-checked"},
    {.name = "a field twice",
     .hops = 1,
     .edits = {{0, "^", "ARC-Authentication-Results: i=1; mx.example; none\r\n"}},
     .expect = "fail 1 0 structure@1 1:not-checked/not-checked"},
    {.name = "a whole set missing",
     .hops = 1,
     .what = {.instance = 2},
     .expect = "fail 2 0 structure@1 2:not-checked/not-checked"},
    /* RFC 8617, 5.2 step 3: cv */
    {.name = "first cv=pass",
     .hops = 1,
     .what = {.cv = "pass"},
     .expect = "fail 1 0 cv@1 1:pass/pass"},
    {.name = "second cv=none",
     .hops = 2,
     .what = {.cv = "none"},
     .expect = "fail 2 0 cv@2 1:pass/pass 2:pass/pass"},
    {.name = "cv in capitals",
     .hops = 1,
     .what = {.cv = "NONE"},
     .expect = "fail 1 0 cv@1 1:fail(syntax)/pass"},
    /* RFC 8617, 5.2 steps 4 and 5 */
    {.name = "header changed after the last hop",
     .hops = 2,
     .edits = {DEAR},
     .expect = "fail 2 0 message-signature@2 1:pass/fail(signature) 2:pass/fail(signature)"},
    {.name = "body changed after the last hop",
     .hops = 1,
     .edits = {BODY},
     .expect = "fail 1 0 message-signature@1 1:pass/fail(body-hash)"},
    {.name = "header changed between the hops",
     .hops = 2,
     .edits = {{1, "Subject: hello", "Subject: [list] hello"}},
     .expect = "pass 2 2 1:pass/fail(signature) 2:pass/pass"},
    {.name = "body changed between the second and third",
     .hops = 4,
     .edits = {{2, "$", "-- \r\nfooter\r\n"}},
     .expect = "pass 4 3 1:pass/fail(body-hash) 2:pass/fail(body-hash) 3:pass/pass 4:pass/pass"},
    {.name = "body length",
     .hops = 1,
     .what = {.signature = {.length = MW_TEST_LENGTH_ALL}},
     .edits = {{0, "$", "-- \r\nfooter\r\n"}},
     .expect = "pass 1 0 1:pass/pass"},
    {.name = "simple/simple",
     .hops = 2,
     .what = {.signature = {.canon = "simple/simple"}},
     .expect = "pass 2 0 1:pass/pass 2:pass/pass"},
    {.name = "expired message signature",
     .hops = 1,
     .what = {.signature = {.expires = 1000}},
     .options = {.now = 1001},
     .expect = "fail 1 0 message-signature@1 1:pass/fail(expired)"},
    {.name = "not yet expired",
     .hops = 1,
     .what = {.signature = {.expires = 1000}},
     .options = {.now = 999},
     .expect = "pass 1 0 1:pass/pass"},
    /* RFC 8617, 5.2 step 6, and 5.1.1: seals */
    {.name = "the first hop's claims were changed",
     .hops = 3,
     .edits = {{0, "spf=pass smtp.mailfrom=bounce@example.com",
                "spf=pass smtp.mailfrom=ann@example.com"}},
     .expect = "fail 3 0 seal@3 1:fail(signature)/pass 2:fail(signature)/pass"
               " 3:fail(signature)/pass"},
    {.name = "a message signature below was changed",
     .hops = 2,
     .edits = {{0, "ARC-Message-Signature: i=1; a=rsa-sha256;",
                "ARC-Message-Signature: i=1; a=rsa-sha256; zz=1;"}},
     .expect = "fail 2 0 seal@2 1:fail(signature)/fail(signature) 2:fail(signature)/pass"},
    {.name = "the domain of a seal was changed",
     .hops = 2,
     .edits = {{0, "cv=none; d=hop1.example", "cv=none; d=hop2.example"}},
     .expect = "fail 2 0 seal@2 1:fail(key-missing)/pass 2:fail(signature)/pass"},
    /* RFC 8617, 5.2.1: DNS */
    {.name = "the key's DNS fails",
     .hops = 1,
     .zone_from = KEY_NAME,
     .zone_to = "$FAIL " KEY_NAME " TXT servfail\nx.example. ",
     .expect = "fail 1 0 message-signature@1 dns 1:fail(key-dns-failure)/fail(key-dns-failure)"},
    {.name = "DNS of an older hop fails",
     .hops = 2,
     .zone_from = KEY_NAME,
     .zone_to = "$FAIL " KEY_NAME " TXT timeout\nx.example. ",
     .expect = "fail 2 0 seal@1 dns 1:fail(key-dns-failure)/fail(key-dns-failure) 2:pass/pass"},
    {.name = "no key",
     .hops = 1,
     .zone_from = KEY_NAME,
     .zone_to = "x.example.",
     .expect = "fail 1 0 message-signature@1 1:fail(key-missing)/fail(key-missing)"},
    {.name = "revoked key",
     .hops = 1,
     .zone_from = "; p=",
     .zone_to = "; p=\"\n; ",
     .expect = "fail 1 0 message-signature@1 1:fail(key-revoked)/fail(key-revoked)"},
    /* RFC 8617, 4.1.3: no h= in a seal */
    {.name = "h= in a seal",
     .hops = 1,
     .edits = {{0, "cv=none;", "cv=none; h=from;"}},
     .expect = "fail 1 0 seal@1 1:fail(syntax)/pass"},
    /* RFC 8617, 4.1.2: i, v, c, and tags unknown */
    {.name = "c= missing, simple meant",
     .hops = 1,
     .what = {.signature = {.canon = ""}},
     .expect = "pass 1 0 1:pass/pass"},
    {.name = "c= missing, relaxed would be needed",
     .hops = 1,
     .what = {.signature = {.canon = ""}},
     .edits = {{0, "Subject: hello", "Subject:  hello"}},
     .expect = "fail 1 0 message-signature@1 1:pass/fail(signature)"},
    {.name = "v= is ignored",
     .hops = 1,
     .what = {.signature = {.extra = "v=1"}},
     .expect = "pass 1 0 1:pass/pass"},
    {.name = "unknown tags",
     .hops = 1,
     .what = {.signature = {.extra = "dara=example.net; darn=example.com"}},
     .expect = "pass 1 0 1:pass/pass"},
    {.name = "unknown tags stay signed",
     .hops = 1,
     .what = {.signature = {.extra = "dara=example.net"}},
     .edits = {{0, "dara=example.net", "dara=example.org"}},
     .expect = "fail 1 0 message-signature@1 1:fail(signature)/fail(signature)"},
    /* RFC 8617, 4.1.2: fields not to be signed */
    {.name = "Authentication-Results signed",
     .hops = 1,
     .what = {.signature = {.headers = "From:To:Authentication-Results"}},
     .expect = "pass 1 0 1:pass/pass"
               " [h= of ARC-Message-Signature names Authentication-Results (RFC 8617, 4.1.2)]"},
    {.name = "earlier message signatures signed",
     .hops = 2,
     .what = {.signature = {.headers = "From:ARC-Message-Signature"}},
     .expect = "pass 2 0 1:pass/pass 2:pass/pass"
               " [h= of ARC-Message-Signature names ARC-Message-Signature (RFC 8617, 4.1.2)]"},
    {.name = "a signature named by its own h=",
     .hops = 1,
     .what = {.signature = {.headers = "From:ARC-Message-Signature:ARC-Message-Signature"}},
     .expect = "pass 1 0 1:pass/pass"
               " [h= of ARC-Message-Signature names ARC-Message-Signature (RFC 8617, 4.1.2)]"
               " [h= of ARC-Message-Signature names ARC-Message-Signature (RFC 8617, 4.1.2)]"},
    {.name = "seals signed",
     .hops = 1,
     .what = {.signature = {.headers = "From:ARC-Seal"}},
     .expect = "fail 1 0 message-signature@1 1:pass/fail(syntax)"
               " [h= of ARC-Message-Signature names ARC-Seal (RFC 8617, 4.1.2)]"},
    /* RFC 8617, 4.1.1: i= comes first */
    {.name = "i= behind",
     .hops = 1,
     .edits = {{0, "ARC-Seal: i=1; a=rsa-sha256;", "ARC-Seal: a=rsa-sha256; i=1;"}},
     .expect = "fail 1 0 seal@1 1:fail(signature)/pass"
               " [ARC-Seal: i= is not the first tag (RFC 8617, 4.1)]"},
    {.name = "i= of the results behind",
     .hops = 1,
     .edits = {{0, "ARC-Authentication-Results: i=1; hop1.example;",
                "ARC-Authentication-Results: hop1.example; i=1;"}},
     .expect = "fail 1 0 structure@0 1:not-checked/not-checked"},
    /* RFC 8617, 5.2, with RFC 8301: keys and algorithms */
    {.name = "SHA-1",
     .hops = 1,
     .what = {.signature = {.algorithm = "rsa-sha1"}},
     .expect = "fail 1 0 message-signature@1 1:fail(algorithm)/fail(algorithm)"},
    {.name = "weak key",
     .hops = 1,
     .last_key = "rsa768",
     .expect = "fail 1 0 message-signature@1 1:fail(key-weak)/fail(key-weak)"},
    {.name = "1024 bits", .hops = 1, .last_key = "rsa1024", .expect = "pass 1 0 1:pass/pass"},
    {.name = "key for another algorithm",
     .hops = 1,
     .zone_from = "k=rsa",
     .zone_to = "k=ed25519",
     .expect = "fail 1 0 message-signature@1 1:fail(key-type)/fail(key-type)"},
    {.name = "damaged key",
     .hops = 1,
     .zone_from = "; p=",
     .zone_to = "; p=*",
     .expect = "fail 1 0 message-signature@1 1:fail(key-syntax)/fail(key-syntax)"},
    {.name = "a second record beside the key",
     .hops = 1,
     .zone_from = "$TTL 300\n",
     .zone_to = "$TTL 300\n" KEY_NAME " TXT \"v=spf1 -all\"\n",
     .expect = "pass 1 0 1:pass/pass"},
    {.name = "a key that is not for mail",
     .hops = 1,
     .zone_from = "k=rsa",
     .zone_to = "k=rsa\\; s=tlsrpt",
     .expect = "fail 1 0 message-signature@1 1:fail(key-type)/fail(key-type)"},
    /* input without body, or repaired */
    {.name = "headers only",
     .hops = 1,
     .options = {.headers_only = true},
     .expect = "not-evaluated 1 0 1:pass/not-checked"},
    {.name = "headers only, a field changed",
     .hops = 1,
     .edits = {DEAR},
     .options = {.headers_only = true},
     .expect = "fail 1 0 message-signature@1 1:pass/fail(signature)"},
    {.name = "headers only, claims changed",
     .hops = 1,
     .edits = {{0, "dkim=pass", "dkim=fail"}},
     .options = {.headers_only = true},
     .expect = "fail 1 0 seal@1 1:fail(signature)/not-checked"},
    {.name = "repaired fields, a mismatch proves nothing",
     .hops = 1,
     .edits = {DEAR},
     .options = {.headers_touched = true},
     .expect = "not-evaluated 1 0 1:pass/not-checked"},
    {.name = "repaired fields, a match proves all",
     .hops = 1,
     .options = {.headers_touched = true},
     .expect = "pass 1 0 1:pass/pass"},
    {.name = "repaired body",
     .hops = 1,
     .edits = {BODY},
     .options = {.body_touched = true},
     .expect = "not-evaluated 1 0 1:pass/not-checked"},
    {.name = "no DNS at all",
     .hops = 1,
     .zone_from = "",
     .expect = "not-evaluated 1 0 1:not-checked/not-checked"},
    {.name = "bare line feeds",
     .hops = 2,
     .edits = {{0, "\n", NULL}},
     .expect = "pass 2 0 1:pass/pass 2:pass/pass"},
    {.name = "bare carriage returns",
     .hops = 2,
     .edits = {{0, "\r", NULL}},
     .expect = "pass 2 0 1:pass/pass 2:pass/pass"},
};

/* ---- building ---- */

static MwTestKey *key_of(const struct arc_case *c, unsigned hop)
{
    g_autoptr(GError) error = NULL;
    const char *name = hop == c->hops && c->last_key != NULL ? c->last_key
                       : hop % 2 == 0                        ? "rsa2048b"
                                                             : "rsa2048a";
    MwTestKey *key = mw_test_key_load(name, &error);
    assert_null(error);
    return key;
}

static void replace_first(GString *text, const char *from, const char *to)
{
    if (strcmp(from, "^") == 0) {
        g_string_prepend(text, to);
    } else if (strcmp(from, "$") == 0) {
        g_string_append(text, to);
    } else if (to == NULL) { /* other line ends */
        assert_int_not_equal(g_string_replace(text, "\r\n", from, 0), 0);
    } else {
        assert_int_equal(g_string_replace(text, from, to, 1), 1);
    }
}

static void edit(GString *text, const struct arc_case *c, unsigned after)
{
    for (size_t i = 0; i < G_N_ELEMENTS(c->edits); i++)
        if (c->edits[i].from != NULL &&
            (c->edits[i].after == after || (c->edits[i].after == 0 && after == c->hops)))
            replace_first(text, c->edits[i].from, c->edits[i].to);
}

static void seal_once(const struct arc_case *c, GString *text, GString *zone, unsigned hop)
{
    g_autoptr(MwTestKey) key = key_of(c, hop);
    g_autofree char *domain = g_strdup_printf("hop%u.example", hop);
    g_autofree char *selector = g_strdup_printf("s%u", hop);
    MwTestArc what = hop == c->hops ? c->what : (MwTestArc){0};
    what.signature.domain = domain;
    what.signature.selector = selector;
    what.signature.key = key;
    if (what.signature.length == 0)
        what.signature.length = MW_TEST_LENGTH_NONE;
    if (what.instance == 0)
        what.instance = hop;
    if (hop == 1)
        what.results =
            "spf=pass smtp.mailfrom=bounce@example.com; dkim=fail header.d=example.net;"
            "\r\n\tdkim=pass header.i=@example.com; dmarc=pass header.from=news.example.com";
    g_autofree char *set = mw_test_sign_arc(mw_span_make(text->str, text->len), &what);
    g_string_prepend(text, set);
    g_autofree char *name = g_strdup_printf("s%u._domainkey.hop%u.example", hop, hop);
    g_autofree char *record = mw_test_key_record(key);
    g_autofree char *line = mw_test_zone_txt(name, record);
    g_string_append(zone, line);
}

static MwDns *open_zone(const struct arc_case *c, GString *zone)
{
    g_autoptr(GError) error = NULL;
    if (c->zone_from != NULL && *c->zone_from == '\0')
        return mw_dns_none_new();
    if (c->zone_from != NULL)
        assert_int_equal(g_string_replace(zone, c->zone_from, c->zone_to, 1), 1);
    MwDns *dns = mw_dns_file_new_from_text(zone->str, "zone", &error);
    assert_null(error);
    return dns;
}

/* ---- printing ---- */

static void print_half(GString *out, char before, const char *verdict, const char *reason)
{
    g_string_append_printf(out, "%c%s", before, verdict);
    if (reason != NULL)
        g_string_append_printf(out, "(%s)", reason);
}

static char *print(const MwArc *arc)
{
    GString *out = g_string_new(NULL);
    g_string_printf(out, "%s %u %u", mw_arc_result_name(arc->result), arc->instances,
                    arc->oldest_pass);
    if (arc->failure != NULL)
        g_string_append_printf(out, " %s@%u%s", arc->failure, arc->failure_instance,
                               arc->dns_failed ? " dns" : "");
    for (guint i = 0; i < arc->sets->len && arc->instances < 50; i++) {
        const MwArcSet *set = g_ptr_array_index(arc->sets, i);
        g_string_append_printf(out, " %u", set->instance);
        print_half(out, ':', set->seal, set->seal_reason);
        print_half(out, '/', set->message_signature, set->message_signature_reason);
        for (guint k = 0; set->notes != NULL && k < set->notes->len; k++)
            g_string_append_printf(out, " [%s]", (char *)g_ptr_array_index(set->notes, k));
    }
    return g_string_free(out, FALSE);
}

static void check(void **state)
{
    const struct arc_case *c = *state;
    g_autoptr(GString) text = g_string_new(message), zone = g_string_new("$TTL 300\n");
    for (unsigned hop = 1; hop <= c->hops; hop++) {
        seal_once(c, text, zone, hop);
        edit(text, c, hop);
    }
    g_autoptr(GBytes) bytes = g_bytes_new(text->str, text->len);
    g_autoptr(MwMessage) parsed = mw_message_parse(bytes);
    g_autoptr(MwDns) dns = open_zone(c, zone);
    g_autoptr(MwDnsSession) session = mw_dns_session_new(dns, 0);
    g_autoptr(MwBodyDigests) body = mw_body_digests_new(parsed);
    g_autoptr(MwHeaderIndex) index = mw_header_index_new(parsed);
    MwDkimOptions options = c->options;
    options.body = body; /* shared with DKIM, as when a message is evaluated */
    options.index = index;
    g_autoptr(MwArc) arc = mw_arc_validate(parsed, session, &options);
    g_autofree char *printed = print(arc);
    assert_string_equal(printed, c->expect);
    assert_int_equal(arc->failure != NULL, arc->result == MW_ARC_FAIL);
    assert_int_equal(arc->failure_text != NULL, arc->failure != NULL);
}

MW_TABLE_MAIN("arc", cases, check)
