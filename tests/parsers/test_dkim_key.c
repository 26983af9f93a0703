#include "parsers/dkim_key.h"

#include "tests/table.h"

/* An RSA-1024 key of our own: the SubjectPublicKeyInfo, and in it the bare RSAPublicKey. */
#define RSA_HEAD                                                                                   \
    "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQCjVx7rLXVHZDdsAI3UWah6DBn4bfCeuA1sx1ZbXZaHzgfw3kYjfv"
#define RSA_TAIL                                                                                   \
    "HDEfcAxO8jtGHen/ERZN0vC1S0h7FJUgKg1UfyfQ1DE5wXRf4j/5FRQnIQXO8cPuiHt4c2RxyeMoilpRPfu1NqM/"     \
    "P58jpnUAhosxVwPiyk8b98P5o4r1VvqwIDAQAB"
#define RSA_KEY RSA_HEAD RSA_TAIL
#define RSA_BARE                                                                                   \
    "MIGJAoGBAKNXHustdUdkN2wAjdRZqHoMGfht8J64DWzHVltdlofOB/DeRiN+"                                 \
    "8cMR9wDE7yO0Yd6f8RFk3S8LVLSHsUlSAqDVR/J9DUMTnBdF/iP/kVFCchBc7xw+6Ie3hzZHHJ4yiKWlE9+7U2oz8/"   \
    "nyOmdQCGizFXA+LKTxv3w/mjivVW+rAgMBAAE="
/* As much of an RSA-2048 key as fits in 255 octets. */
#define RSA_2048_CUT                                                                               \
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAspSvzhFqK9ggZSpJwfuO7jvfUM3bLVylEkl+"             \
    "6Wb26c3ROhCUREFoCowTxBHokNHtpJs2OyRyCQlu+4mDCXlryJd5xGltK1HDdQ6eSY5cqPvBnZYJY/Wx"             \
    "TBhce0E1A1+j3j6I7xzQEfHfu0F9xxLR73+Mo3NZHs+i0czS18dC+PZzTWbajQV5etw6fJsHDRVwd"
#define ED25519_KEY "F9GUzN5V49bWm5oF7QhEFRVTELAWP5fFTj2nGMdIFZo="

/* `flags`: 1 sha1, 2 sha256, e email, y testing, s strict. */
struct key_case {
    const char *name, *record, *fault;
    unsigned bits;
    const char *flags, *tag;
};

static struct key_case cases[] = {
    {"RSA key", "v=DKIM1; k=rsa; p=" RSA_KEY, "ok", 1024, "12e", NULL},
    {"p alone", "p=" RSA_KEY, "ok", 1024, "12e", NULL},
    {"bare RSAPublicKey", "v=DKIM1; p=" RSA_BARE, "ok", 1024, "12e", NULL},
    {"Ed25519 key", "v=DKIM1; k=ed25519; p=" ED25519_KEY, "ok", 256, "12e", NULL},
    {"blanks inside p", "p=" RSA_HEAD " \t" RSA_TAIL, "ok", 1024, "12e", NULL},
    {"hash list", "h=sha256; p=" RSA_KEY, "ok", 1024, "2e", NULL},
    {"hash list with unknown words", "h=md5 : sha1; p=" RSA_KEY, "ok", 1024, "1e", NULL},
    {"other service", "s=tlsrpt; p=" RSA_KEY, "ok", 1024, "12", NULL},
    {"any service", "s=foo:*; p=" RSA_KEY, "ok", 1024, "12e", NULL},
    {"flags", "t=y:s; p=" RSA_KEY, "ok", 1024, "12eys", NULL},
    {"unknown tags are ignored", "v=DKIM1; g=*; xy=1; p=" RSA_KEY, "ok", 1024, "12e", NULL},
    {"quotes in a note are no damage", "n=\"ours\"; p=" RSA_KEY, "ok", 1024, "12e", NULL},
    {"revoked", "v=DKIM1; p=", "revoked", 0, "12e", "p"},
    {"revoked with a space", "v=DKIM1; p= ;", "revoked", 0, "12e", "p"},
    {"no p", "v=DKIM1; k=rsa", "no-p", 0, "12e", "p"},
    {"p without equals sign", "v=DKIM1; p", "syntax", 0, "12e", NULL},
    {"quotes around the strings", "v=DKIM1; p=" RSA_HEAD "\" \"" RSA_TAIL, "quotes", 0, "12e", "p"},
    {"quoted whole", "\"v=DKIM1; p=" RSA_KEY "\"", "quotes", 1024, "12e", NULL},
    {"escaped semicolon", "v=DKIM1\\; k=rsa\\; p=" RSA_KEY, "escaped-semicolon", 0, "12e", "v"},
    {"semicolon forgotten behind k", "v=DKIM1; k=rsa p=" RSA_KEY, "missing-semicolon", 0, "12e",
     "k"},
    {"semicolon forgotten behind v", "v=DKIM1 k=rsa; p=" RSA_KEY, "missing-semicolon", 1024, "12e",
     "v"},
    {"PEM lines", "v=DKIM1; p=-----BEGIN PUBLIC KEY-----" RSA_KEY "-----END PUBLIC KEY-----", "pem",
     0, "12e", "p"},
    {"private key file", "v=DKIM1; p=-----BEGIN RSA PRIVATE KEY-----AAAA", "private-key", 0, "12e",
     "p"},
    {"private key octets", "p=MAYCAQACAQM=", "private-key", 0, "12e", "p"},
    {"first half only", "v=DKIM1; p=" RSA_HEAD, "half-key", 0, "12e", "p"},
    {"half a base64 group", "v=DKIM1; p=" RSA_HEAD "HDE", "half-key", 0, "12e", "p"},
    {"one digit over", "v=DKIM1; p=" RSA_HEAD "HDEfc", "half-key", 0, "12e", "p"},
    {"cut at 255", "v=DKIM1; k=rsa; p=" RSA_2048_CUT, "truncated", 0, "12e", "p"},
    {"not base64", "p=abc$def", "not-base64", 0, "12e", "p"},
    {"text instead of a key", "p=aGVsbG8=", "not-a-key", 0, "12e", "p"},
    {"octets behind the modulus", "p=MAoCAgD/AgEDBAEA", "not-a-key", 0, "12e", "p"},
    {"short Ed25519 key", "k=ed25519; p=F9GUzN5V49bW", "half-key", 256, "12e", "p"},
    {"Ed25519 key in its wrapping",
     "k=ed25519; p=MCowBQYDK2VwAyEAF9GUzN5V49bWm5oF7QhEFRVTELAWP5fFTj2nGMdIFZo=", "not-a-key", 256,
     "12e", "p"},
    {"Ed25519 key said to be RSA", "k=rsa; p=" ED25519_KEY, "not-a-key", 0, "12e", "p"},
    {"unknown key type", "k=dsa; p=" RSA_KEY, "unknown-type", 0, "12e", "k"},
    {"unknown version", "v=DKIM2; p=" RSA_KEY, "bad-version", 1024, "12e", "v"},
    {"version in lower case", "v=dkim1; p=" RSA_KEY, "bad-version", 1024, "12e", "v"},
    {"version not first", "k=rsa; v=DKIM1; p=" RSA_KEY, "bad-version", 1024, "12e", "v"},
    {"tag twice", "v=DKIM1; k=rsa; k=rsa; p=" RSA_KEY, "syntax", 1024, "12e", NULL},
    {"SPF record at the name", "v=spf1 include:example.net -all", "other-record", 0, "12e", "v"},
    {"verification text at the name", "example-site-verification=abc", "other-record", 0, "12e",
     NULL},
    {"empty text", "", "other-record", 0, "12e", "p"},
};

static void check(void **state)
{
    const struct key_case *c = *state;
    MwSpan record = mw_test_exact(c->record);
    g_autoptr(MwDkimKey) key = mw_dkim_key_parse(record);
    char flags[8];
    g_snprintf(flags, sizeof flags, "%s%s%s%s%s", key->allows_sha1 ? "1" : "",
               key->allows_sha256 ? "2" : "", key->allows_email ? "e" : "", key->testing ? "y" : "",
               key->strict ? "s" : "");
    assert_string_equal(mw_dkim_key_fault_name(key->fault), c->fault);
    assert_int_equal(key->bits, c->bits);
    assert_string_equal(flags, c->flags);
    if (c->tag == NULL)
        assert_null(key->tag);
    else
        assert_string_equal(key->tag, c->tag);
    assert_true((key->fault == MW_DKIM_KEY_OK) == (key->fault_text == NULL));
    g_free((void *)(uintptr_t)record.data);
}

MW_TABLE_MAIN("dkim_key", cases, check)
