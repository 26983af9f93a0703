#include "parsers/dkim_signature.h"

#include "tests/table.h"

#define REST "s=s1; h=from:to; bh=AAAA; b=BBBB"
#define BASE "v=1; a=rsa-sha256; d=example.com; " REST

/* `error`: the start of the fault's text, NULL: none; `tag`: the tag at fault.
 * `print`: algorithm, canonicalization, d, identity domain, number of h= names, t, x, l. */
struct signature_case {
    const char *name, *input, *error, *tag, *print;
    MwDkimField kind;
};

static struct signature_case cases[] = {
    {"least", BASE, NULL, "", "rsa-sha256 s/s example.com example.com 2 -1 -1 -1", 0},
    {"all tags",
     "v=1; a=ed25519-sha256; c=relaxed/relaxed; d=Example.COM; i=me@Mail.Example.com; q=dns/txt; "
     "t=10; x=20; l=30; z=From:a|To:b; " REST,
     NULL, "", "ed25519-sha256 r/r example.com mail.example.com 2 10 20 30", 0},
    {"relaxed header only", BASE "; c=relaxed", NULL, "",
     "rsa-sha256 r/s example.com example.com 2 -1 -1 -1", 0},
    {"simple header, relaxed body", BASE "; c=simple/relaxed", NULL, "",
     "rsa-sha256 s/r example.com example.com 2 -1 -1 -1", 0},
    {"folded everywhere",
     " v=1;\r\n\ta = rsa-sha256 ;\r\n d=example.com; s=s1; h=from :\r\n to; bh=AA\r\n\tAA; "
     "b=BB\r\n BB",
     NULL, "", "rsa-sha256 s/s example.com example.com 2 -1 -1 -1", 0},
    {"unknown tags are ignored", "xb=1; " BASE "; y=", NULL, "",
     "rsa-sha256 s/s example.com example.com 2 -1 -1 -1", 0},
    {"quoted at sign in the identity", BASE "; i=\"a@b\"@example.com", NULL, "",
     "rsa-sha256 s/s example.com example.com 2 -1 -1 -1", 0},
    {"identity in quoted-printable", BASE "; i=\"a=3Bb\"=40example=2Ecom", NULL, "",
     "rsa-sha256 s/s example.com example.com 2 -1 -1 -1", 0},
    {"half an escape in the identity", BASE "; i=a=4@example.com", NULL, "",
     "rsa-sha256 s/s example.com example.com 2 -1 -1 -1", 0},
    {"one known query method is enough", BASE "; q=http:dns/txt", NULL, "",
     "rsa-sha256 s/s example.com example.com 2 -1 -1 -1", 0},
    {"endless expiry", BASE "; x=99999999999999999999999999", NULL, "",
     "rsa-sha256 s/s example.com example.com 2 -1 9223372036854775807 -1", 0},
    {"algorithm that is not known is no fault of the field", "v=1; a=foo-bar; d=example.com; " REST,
     NULL, "", "? s/s example.com example.com 2 -1 -1 -1", 0},
    {"internationalized domain",
     "v=1; a=rsa-sha256; d=b\xc3\xbc"
     "cher.example; " REST,
     NULL, "", "rsa-sha256 s/s xn--bcher-kva.example xn--bcher-kva.example 2 -1 -1 -1", 0},
    {"no equals sign", BASE "; oops", "byte 68: no", "oops", NULL, 0},
    {"tag twice", BASE "; a=rsa-sha256", "byte 68: tag", "a", NULL, 0},
    {"version missing", "a=rsa-sha256; d=example.com; " REST, "v= is missing", "v", NULL, 0},
    {"version 2", "v=2; a=rsa-sha256; d=example.com; " REST, "byte 2: v=", "v", NULL, 0},
    {"version 1.0", "v=1.0; a=rsa-sha256; d=example.com; " REST, "byte 2: v=", "v", NULL, 0},
    {"algorithm missing", "v=1; d=example.com; " REST, "a= is missing", "a", NULL, 0},
    {"domain missing", "v=1; a=rsa-sha256; " REST, "d= is missing", "d", NULL, 0},
    {"selector missing", "v=1; a=rsa-sha256; d=example.com; h=from; bh=A; b=B", "s= is missing",
     "s", NULL, 0},
    {"header list missing", "v=1; a=rsa-sha256; d=example.com; s=s; bh=AAAA; b=BBBB",
     "h= is missing", "h", NULL, 0},
    {"body hash missing", "v=1; a=rsa-sha256; d=example.com; s=s; h=from; b=BBBB", "bh= is missing",
     "bh", NULL, 0},
    {"signature missing", "v=1; a=rsa-sha256; d=example.com; s=s; h=from; bh=AAAA", "b= is missing",
     "b", NULL, 0},
    {"signature empty", "v=1; a=rsa-sha256; d=example.com; s=s; h=from; bh=AAAA; b=",
     "byte 58: b= is empty", "b", NULL, 0},
    {"signature not base64", "v=1; a=rsa-sha256; d=example.com; s=s; h=from; bh=AAAA; b=!",
     "byte 58: b= is not base64", "b", NULL, 0},
    {"header list empty", "v=1; a=rsa-sha256; d=example.com; s=s; h=; bh=AAAA; b=BBBB",
     "h= does not name From", "h", NULL, 0},
    {"header list with a hole",
     "v=1; a=rsa-sha256; d=example.com; s=s; h=from::to; bh=AAAA; b=BBBB", "byte 41: h= holds", "h",
     NULL, 0},
    {"From not signed", "v=1; a=rsa-sha256; d=example.com; s=s; h=to; bh=AAAA; b=BBBB",
     "h= does not name From", "h", NULL, 0},
    {"domain is no name", "v=1; a=rsa-sha256; d=exa mple; " REST, "byte 21: d=", "d", NULL, 0},
    {"identity elsewhere", BASE "; i=@example.net", "i= is not within", "i", NULL, 0},
    {"identity ends like the domain", BASE "; i=@badexample.com", "i= is not within", "i", NULL, 0},
    {"identity without domain", BASE "; i=me@", "byte 70: i= has no", "i", NULL, 0},
    {"identity without at sign", BASE "; i=example.com", "byte 70: i= has no", "i", NULL, 0},
    {"canonicalization not known", BASE "; c=relaxed/nofws", "byte 70: c=", "c", NULL, 0},
    {"canonicalization of the body empty", BASE "; c=relaxed/", "byte 70: c=", "c", NULL, 0},
    {"query method not known", BASE "; q=http", "byte 70: q=", "q", NULL, 0},
    {"time negative", BASE "; t=-1", "byte 70: t=", "t", NULL, 0},
    {"expiry not a number", BASE "; x=never", "byte 70: x=", "x", NULL, 0},
    {"expires before it is made", BASE "; t=10; x=10", "x= is not after", "x", NULL, 0},
    {"length not a number", BASE "; l=all", "byte 70: l=", "l", NULL, 0},
    {"ARC: instance, no version, relaxed", "i=50; a=rsa-sha256; d=example.com; " REST, NULL, "",
     "rsa-sha256 r/r example.com example.com 2 -1 -1 -1", MW_DKIM_FIELD_ARC_MESSAGE},
    {"ARC: empty header list", "i=1; a=rsa-sha256; d=example.com; s=s; h=; bh=AAAA; b=BBBB", NULL,
     "", "rsa-sha256 r/r example.com example.com 0 -1 -1 -1", MW_DKIM_FIELD_ARC_MESSAGE},
    {"ARC: instance missing", "a=rsa-sha256; d=example.com; " REST, "i= is missing", "i", NULL,
     MW_DKIM_FIELD_ARC_MESSAGE},
    {"ARC: instance 51", "i=51; a=rsa-sha256; d=example.com; " REST, "byte 2: i=", "i", NULL,
     MW_DKIM_FIELD_ARC_MESSAGE},
    {"ARC: instance with a leading zero", "i=01; a=rsa-sha256; d=example.com; " REST,
     "byte 2: i=", "i", NULL, MW_DKIM_FIELD_ARC_MESSAGE},
};

static char *print(const MwDkimSignature *s)
{
    static const char *const algorithms[] = {"?", "rsa-sha1", "rsa-sha256", "ed25519-sha256"};
    return g_strdup_printf(
        "%s %c/%c %s %s %u %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT,
        algorithms[s->algorithm], "sr"[s->header_canon], "sr"[s->body_canon], s -> domain,
        s -> identity_domain, s -> headers -> len, s -> timestamp, s -> expires, s -> body_length);
}

static void check(void **state)
{
    const struct signature_case *c = *state;
    MwSpan input = mw_test_exact(c->input);
    g_autoptr(MwDkimSignature) s = mw_dkim_signature_parse(input, c->kind);
    assert_string_equal(s->error_tag, c->tag);
    if (c->error != NULL) {
        assert_non_null(s->error_text);
        assert_true(g_str_has_prefix(s->error_text, c->error));
    } else {
        assert_null(s->error_text);
        g_autofree char *text = print(s);
        assert_string_equal(text, c->print);
    }
    g_free((void *)(uintptr_t)input.data);
}

MW_TABLE_MAIN("dkim_signature", cases, check)
