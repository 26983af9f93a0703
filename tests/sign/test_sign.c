#include "tests/table.h"

#include <sys/types.h>

#include <opendkim/dkim.h>

#include "tests/sign/canon.h"
#include "tests/sign/sign.h"

/* What the signing library signs, libopendkim verifies. */

static const char plain[] = "From: Ann <ann@example.com>\r\n"
                            "To: Bob <bob@example.org>\r\n"
                            "Subject:  two   blanks\r\n and a fold \r\n"
                            "Date: Sat, 21 Nov 2026 10:00:00 +0000\r\n"
                            "Message-ID: <1@example.com>\r\n"
                            "\r\n"
                            "first  line \r\n\r\n \tsecond\r\n\r\n\r\n";

static const char empty_body[] = "From: ann@example.com\r\nTo: bob@example.org\r\n\r\n";

struct sign_case {
    const char *name, *key;
    MwTestSignature what; /* key is filled in */
    const char *message;
    const char *from, *to; /* a change after signing; NULL */
    bool passes;
};

static struct sign_case cases[] = {
    {"relaxed/relaxed", "rsa2048a", {.length = -1}, plain, NULL, NULL, true},
    {"simple/simple",
     "rsa2048b",
     {.length = -1, .canon = "simple/simple"},
     plain,
     NULL,
     NULL,
     true},
    {"relaxed/simple",
     "rsa2048a",
     {.length = -1, .canon = "relaxed/simple"},
     plain,
     NULL,
     NULL,
     true},
    {"simple/relaxed",
     "rsa2048a",
     {.length = -1, .canon = "simple/relaxed"},
     plain,
     NULL,
     NULL,
     true},
    {"relaxed alone", "rsa2048a", {.length = -1, .canon = "relaxed"}, plain, NULL, NULL, true},
    {"no c=", "rsa1024", {.length = -1, .canon = ""}, plain, NULL, NULL, true},
    {"ed25519", "ed25519", {.length = -1}, plain, NULL, NULL, true},
    {"rsa-sha1", "rsa1024", {.length = -1, .algorithm = "rsa-sha1"}, plain, NULL, NULL, true},
    {"RSA key of a seed", "rsa of a seed", {.length = -1}, plain, NULL, NULL, true},
    {"Ed25519 key of a seed", "ed25519 of a seed", {.length = -1}, plain, NULL, NULL, true},
    {"oversigned From",
     "rsa2048a",
     {.length = -1, .headers = "From:From:To:Subject"},
     plain,
     NULL,
     NULL,
     true},
    {"z=, i=, t=",
     "rsa2048a",
     {.length = -1, .copied = true, .identity = "ann@example.com", .time = 1700000000},
     plain,
     NULL,
     NULL,
     true},
    {"empty body, relaxed", "rsa2048a", {.length = -1}, empty_body, NULL, NULL, true},
    {"empty body, simple",
     "rsa2048a",
     {.length = -1, .canon = "simple/simple"},
     empty_body,
     NULL,
     NULL,
     true},
    {"l= covers a part, the rest may change",
     "rsa2048a",
     {.length = 11},
     plain,
     "second",
     "changed",
     true},
    {"l= of the whole body, a footer appended",
     "rsa2048a",
     {.length = -2},
     plain,
     "second\r\n\r\n\r\n",
     "second\r\nfooter\r\n",
     true},
    {"body changed", "rsa2048a", {.length = -1}, plain, "second", "changed", false},
    {"signed header changed", "rsa2048a", {.length = -1}, plain, "two", "one", false},
    {"unsigned header changed",
     "rsa2048a",
     {.length = -1, .headers = "From"},
     plain,
     "two",
     "one",
     true},
};

static const struct sign_case *current;

static MwTestKey *load_key(const char *name)
{
    if (strcmp(name, "rsa of a seed") == 0)
        return mw_test_key_new_rsa("a seed");
    if (strcmp(name, "ed25519 of a seed") == 0)
        return mw_test_key_new_ed25519("a seed");
    return mw_test_key_load(name, NULL);
}

static DKIM_CBSTAT give_key(DKIM *dkim, DKIM_SIGINFO *sig, u_char *buf, size_t len)
{
    (void)sig;
    g_assert(strcmp(dkim_get_user_context(dkim), "test") == 0);
    g_autoptr(MwTestKey) key = load_key(current->key);
    g_autofree char *record = mw_test_key_record(key);
    g_strlcpy((char *)buf, record, len);
    return DKIM_CBSTAT_CONTINUE;
}

static DKIM_STAT verify(GString *message)
{
    static char context[] = "test";
    DKIM_LIB *lib = dkim_init(NULL, NULL);
    dkim_set_key_lookup(lib, give_key);
    DKIM_STAT status;
    DKIM *dkim = dkim_verify(lib, (const unsigned char *)"test", NULL, &status);
    dkim_set_user_context(dkim, context);
    MwTestParts parts;
    mw_test_parts_init(&parts, mw_span_make(message->str, message->len));
    for (guint i = 0; i < parts.fields->len; i++) {
        MwSpan field = g_array_index(parts.fields, MwSpan, i);
        g_autofree char *copy = mw_span_dup(mw_span_slice(field, 0, field.len - 2));
        dkim_header(dkim, (u_char *)copy, field.len - 2);
    }
    g_autofree char *body = mw_span_dup(parts.body);
    dkim_eoh(dkim);
    if (parts.body.len > 0)
        dkim_body(dkim, (u_char *)body, parts.body.len);
    status = dkim_eom(dkim, NULL);
    mw_test_parts_clear(&parts);
    dkim_free(dkim);
    dkim_close(lib);
    return status;
}

static void check(void **state)
{
    struct sign_case *c = *state;
    current = c;
    g_autoptr(MwTestKey) key = load_key(c->key);
    assert_non_null(key);
    c->what.domain = "example.com";
    c->what.selector = "s1";
    c->what.key = key;
    g_autofree char *field = mw_test_sign_dkim(mw_span(c->message), &c->what);
    g_autoptr(GString) message = g_string_new(field);
    g_string_append(message, c->message);
    if (c->from != NULL)
        assert_int_equal(g_string_replace(message, c->from, c->to, 1), 1);
    assert_int_equal(verify(message) == DKIM_STAT_OK, c->passes);
}

MW_TABLE_MAIN("sign", cases, check)
