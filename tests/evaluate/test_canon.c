#include "src/evaluate/body_digest.h"
#include "tests/sign/canon.h"
#include "tests/table.h"

/* A field, or a body: what it is in canonical form. The bodies are compared by their hashes. */
struct canon_case {
    const char *name, *input, *simple, *relaxed;
    bool is_body;
};

static struct canon_case cases[] = {
    /* RFC 6376, 3.4.5 */
    {"RFC example: field A", "A: X\r\n", "A: X\r\n", "a:X\r\n", false},
    {"RFC example: field B", "B : Y\t\r\n\tZ  \r\n", "B : Y\t\r\n\tZ  \r\n", "b:Y Z\r\n", false},
    {"RFC example: body", " C \r\nD \t E\r\n\r\n\r\n", " C \r\nD \t E\r\n", " C\r\nD E\r\n", true},
    {"empty field", "Subject:\r\n", "Subject:\r\n", "subject:\r\n", false},
    {"field of blanks", "Subject: \t \r\n", "Subject: \t \r\n", "subject:\r\n", false},
    {"colon in the value", "X: a : b\r\n", "X: a : b\r\n", "x:a : b\r\n", false},
    {"folds of LF", "X: a\n b\n\tc\n", "X: a\r\n b\r\n\tc\r\n", "x:a b c\r\n", false},
    {"fold in the middle of blanks", "X: a \r\n \t b\r\n", "X: a \r\n \t b\r\n", "x:a b\r\n",
     false},
    {"lone CR stays", "X: a\rb \r\r\n", "X: a\rb \r\r\n", "x:a\rb \r\r\n", false},
    {"vertical tab stays", "X: a \v b\r\n", "X: a \v b\r\n", "x:a \v b\r\n", false},
    {"blanks across the 32nd octet", "X:1234567890123456789012345678901  \t3\r\n",
     "X:1234567890123456789012345678901  \t3\r\n", "x:1234567890123456789012345678901 3\r\n",
     false},
    {"one blank as the 32nd octet", "X:1234567890123456789012345678901 3\r\n",
     "X:1234567890123456789012345678901 3\r\n", "x:1234567890123456789012345678901 3\r\n", false},
    {"fold behind the 32nd octet", "X:12345678901234567890123456789012\r\n 3\r\n",
     "X:12345678901234567890123456789012\r\n 3\r\n", "x:12345678901234567890123456789012 3\r\n",
     false},
    {"blank and fold across the 32nd octet", "X:1234567890123456789012345678901 \r\n 3\r\n",
     "X:1234567890123456789012345678901 \r\n 3\r\n", "x:1234567890123456789012345678901 3\r\n",
     false},
    {"65 octets", "X:12345678901234567890123456789012345678901234567890123456789012345\r\n",
     "X:12345678901234567890123456789012345678901234567890123456789012345\r\n",
     "x:12345678901234567890123456789012345678901234567890123456789012345\r\n", false},
    {"empty body", "", "\r\n", "", true},
    {"body of one empty line", "\r\n", "\r\n", "", true},
    {"body of empty lines", "\r\n\r\n\r\n", "\r\n", "", true},
    {"body of blank lines", " \r\n\t\r\n", " \r\n\t\r\n", "", true},
    {"no line end at the end", "a", "a\r\n", "a\r\n", true},
    {"empty lines inside", "a\r\n\r\n\r\nb\r\n", "a\r\n\r\n\r\nb\r\n", "a\r\n\r\n\r\nb\r\n", true},
    {"blank lines inside", "a\r\n \r\nb\r\n", "a\r\n \r\nb\r\n", "a\r\n\r\nb\r\n", true},
    {"empty and blank lines inside", "a\r\n\r\n \r\n\r\nb\r\n", "a\r\n\r\n \r\n\r\nb\r\n",
     "a\r\n\r\n\r\n\r\nb\r\n", true},
    {"empty lines at the end", "a\r\n\r\n\r\n", "a\r\n", "a\r\n", true},
    {"blank line at the end", "a\r\n \r\n", "a\r\n \r\n", "a\r\n", true},
    {"blank without line end at the end", "a\r\n ", "a\r\n \r\n", "a\r\n", true},
    {"lines of LF", "a\n\nb \n\n", "a\r\n\r\nb \r\n", "a\r\n\r\nb\r\n", true},
    {"mixed lines", "a\n\r\n\nb\r\n\n", "a\r\n\r\n\r\nb\r\n", "a\r\n\r\n\r\nb\r\n", true},
    {"trailing blanks", "a \t\r\n b\r\n", "a \t\r\n b\r\n", "a\r\n b\r\n", true},
    {"leading blanks become one", " \t a\r\n", " \t a\r\n", " a\r\n", true},
    {"tab becomes a blank", "a\tb\r\n", "a\tb\r\n", "a b\r\n", true},
    {"blanks across the eighth octet", "1234567  9abcdefg  h\r\n", "1234567  9abcdefg  h\r\n",
     "1234567 9abcdefg h\r\n", true},
    {"lone CR in the body", "a\rb\r\r\n", "a\rb\r\r\n", "a\rb\r\r\n", true},
    {"CR and the end", "a\r", "a\r\r\n", "a\r\r\n", true},
};

static void check_digest(MwSpan body, MwCanon canon, MwHash hash, MwSpan expected)
{
    const MwMessage message = {.body = body};
    uint8_t digest[MW_HASH_MAX];
    g_autoptr(MwBodyDigests) digests = mw_body_digests_new(&message);
    mw_body_digests_want(digests, MW_CANON_SIMPLE, MW_HASH_SHA1, -1);
    const MwBodyDigest *got = mw_body_digests_get(digests, canon, hash, -1);
    mw_hash(hash, expected, digest);
    assert_int_equal(got->length, expected.len);
    assert_memory_equal(got->digest, digest, sizeof digest);
    for (size_t limit = 0; limit <= expected.len; limit += expected.len / 7 + 1)
        mw_body_digests_want(digests, canon, hash, (int64_t)limit);
    for (size_t limit = 0; limit <= expected.len; limit += expected.len / 7 + 1) {
        got = mw_body_digests_get(digests, canon, hash, (int64_t)limit);
        mw_hash(hash, mw_span_slice(expected, 0, limit), digest);
        assert_memory_equal(got->digest, digest, sizeof digest);
    }
    got = mw_body_digests_get(digests, canon, hash, (int64_t)expected.len + 1);
    assert_true(got->length < got->limit);
}

static void check_hash(MwBodyDigests *digests, MwCanon canon, MwSpan expected)
{
    uint8_t digest[MW_HASH_MAX];
    const MwBodyDigest *got = mw_body_digests_get(digests, canon, MW_HASH_SHA256, -1);
    mw_hash(MW_HASH_SHA256, expected, digest);
    assert_int_equal(got->length, expected.len);
    assert_memory_equal(got->digest, digest, sizeof digest);
}

/* One pass for both canonicalizations, which share what they have in common. */
static void check_both(MwSpan body, MwSpan simple, MwSpan relaxed)
{
    const MwMessage message = {.body = body};
    g_autoptr(MwBodyDigests) digests = mw_body_digests_new(&message);
    mw_body_digests_want(digests, MW_CANON_SIMPLE, MW_HASH_SHA256, -1);
    check_hash(digests, MW_CANON_RELAXED, relaxed);
    check_hash(digests, MW_CANON_SIMPLE, simple);
}

static void check_field(MwSpan input, MwCanon canon, const char *expected)
{
    g_autoptr(GBytes) bytes = g_bytes_new_static(input.data, input.len);
    g_autoptr(MwMessage) message = mw_message_parse(bytes);
    g_autoptr(GString) text = g_string_new(NULL);
    assert_int_equal(message->headers->len, 1);
    mw_canon_append_header(text, &g_array_index(message->headers, MwHeader, 0), canon);
    assert_string_equal(text->str, expected);
}

static void check(void **state)
{
    const struct canon_case *c = *state;
    MwSpan input = mw_test_exact(c->input);
    if (c->is_body) {
        check_digest(input, MW_CANON_SIMPLE, MW_HASH_SHA256, mw_span(c->simple));
        check_digest(input, MW_CANON_RELAXED, MW_HASH_SHA256, mw_span(c->relaxed));
        check_digest(input, MW_CANON_RELAXED, MW_HASH_SHA1, mw_span(c->relaxed));
        check_both(input, mw_span(c->simple), mw_span(c->relaxed));
    } else {
        check_field(input, MW_CANON_SIMPLE, c->simple);
        check_field(input, MW_CANON_RELAXED, c->relaxed);
    }
    g_free((void *)(uintptr_t)input.data);
}

/* `crlf`: the same with CRLF at the end of each line, which the other implementation needs. */
static void check_bodies(MwSpan body, MwSpan crlf)
{
    g_autoptr(GString) simple = mw_test_canon_body(crlf, false);
    g_autoptr(GString) relaxed = mw_test_canon_body(crlf, true);
    MwSpan forms[] = {mw_span_make(simple->str, simple->len),
                      mw_span_make(relaxed->str, relaxed->len)};
    check_digest(body, MW_CANON_SIMPLE, MW_HASH_SHA256, forms[0]);
    check_digest(body, MW_CANON_RELAXED, MW_HASH_SHA256, forms[1]);
    check_both(body, forms[0], forms[1]);
}

/* Against the other implementation, over bodies of all the octets that matter. */
static void check_random(void **state)
{
    (void)state;
    static const char *const words[] = {
        "\r\n", "\r\n", " ", "  ", "\t", "a", "bcd", "\r", "12345678901234567890"};
    g_autoptr(GRand) dice = g_rand_new_with_seed(1);
    for (unsigned round = 0; round < 3000; round++) {
        g_autoptr(GString) body = g_string_new(NULL);
        for (int words_left = g_rand_int_range(dice, 0, 60); words_left > 0; words_left--)
            g_string_append(body, words[g_rand_int_range(dice, 0, G_N_ELEMENTS(words))]);
        g_string_append(body, "\r\n");
        MwSpan input = mw_span_make(body->str, body->len);
        check_bodies(input, input);
    }
}

static GString *give_lf_its_cr(MwSpan text)
{
    GString *out = g_string_new(NULL);
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] == '\n' && (i == 0 || text.data[i - 1] != '\r'))
            g_string_append_c(out, '\r');
        g_string_append_c(out, text.data[i]);
    }
    return out;
}

/* Long bodies that are canonical for the most part, so that whole blocks are passed on; LF or CRLF,
 * with an odd line now and then. */
static void check_blocks(void **state)
{
    (void)state;
    static const char *const odd[] = {"\r\n",  "\n",       "\r\n\r\n", "a  b\r\n", "a \r\n",
                                      "\ta\n", "a\rb\r\n", " \r\n",    "a \rb\n"};
    g_autoptr(GRand) dice = g_rand_new_with_seed(2);
    for (unsigned round = 0; round < 600; round++) {
        g_autoptr(GString) body = g_string_new(NULL);
        const char *line_end = round % 2 == 0 ? "\r\n" : "\n";
        for (int lines = g_rand_int_range(dice, 10, 120); lines > 0; lines--) {
            for (int words = g_rand_int_range(dice, 0, 14); words > 0; words--)
                g_string_append(body, words > 1 ? "words " : "word");
            g_string_append(body, line_end);
            if (g_rand_int_range(dice, 0, 20) == 0)
                g_string_append(body, odd[g_rand_int_range(dice, 0, G_N_ELEMENTS(odd))]);
        }
        MwSpan input = mw_span_make(body->str, body->len);
        g_autoptr(GString) with_cr = give_lf_its_cr(input);
        check_bodies(input, mw_span_make(with_cr->str, with_cr->len));
    }
}

/* Larger than the buffer, so that the pass takes its long way. */
static void check_large(void **state)
{
    (void)state;
    g_autoptr(GString) body = g_string_new(NULL), relaxed = g_string_new(NULL);
    for (unsigned i = 0; i < 20000; i++) {
        g_string_append_printf(body, "line  %u%s", i, i % 3 == 0 ? "\n" : " \r\n");
        g_string_append_printf(relaxed, "line %u\r\n", i);
    }
    check_digest(mw_span_make(body->str, body->len), MW_CANON_RELAXED, MW_HASH_SHA256,
                 mw_span_make(relaxed->str, relaxed->len));
}

static void check_cr(void **state)
{
    (void)state;
    g_autoptr(GBytes) bytes = g_bytes_new_static("A: x\r\rbody\r", 11);
    g_autoptr(MwMessage) message = mw_message_parse(bytes);
    g_autoptr(MwMessage) repaired = mw_canon_from_cr(message);
    assert_non_null(repaired);
    assert_true(mw_span_is(repaired->body, "body\n"));
    assert_null(mw_canon_from_cr(repaired));
}

/* The b= of the field itself is left out, whatever stands around it. */
static void check_signature(void **state)
{
    (void)state;
    static const char text[] = "DKIM-Signature: v=1; b= AA\r\n AA ;\r\n h=from";
    MwSpan value = mw_span(text + strlen("DKIM-Signature:"));
    const MwHeader header = {mw_span(text), mw_span("DKIM-Signature"), value, 1, 1, 0};
    g_autoptr(MwDkimSignature) s = mw_dkim_signature_parse(value, MW_DKIM_FIELD_SIGNATURE);
    g_autoptr(GString) simple = g_string_new(NULL), relaxed = g_string_new(NULL);
    mw_canon_append_signature(simple, &header, MW_CANON_SIMPLE, s);
    mw_canon_append_signature(relaxed, &header, MW_CANON_RELAXED, s);
    assert_string_equal(simple->str, "DKIM-Signature: v=1; b=;\r\n h=from");
    assert_string_equal(relaxed->str, "dkim-signature:v=1; b=; h=from");
}

int main(void)
{
    const struct CMUnitTest others[] = {
        cmocka_unit_test(check_random),    cmocka_unit_test(check_blocks),
        cmocka_unit_test(check_large),     cmocka_unit_test(check_cr),
        cmocka_unit_test(check_signature),
    };
    struct CMUnitTest rows[G_N_ELEMENTS(cases)];
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        rows[i] = (struct CMUnitTest){cases[i].name, check, NULL, NULL, &cases[i]};
    int failed = cmocka_run_group_tests_name("canon", rows, NULL, NULL);
    return failed + cmocka_run_group_tests_name("canon, more", others, NULL, NULL);
}
