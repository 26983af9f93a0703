#include "parsers/dkim_key.h"

#include "parsers/base64.h"

enum { ED25519_OCTETS = 32, STRING_MAX = 255 };

static const char *const mw_dkim_key_fault_names[] = {
    [MW_DKIM_KEY_OK] = "ok",
    [MW_DKIM_KEY_REVOKED] = "revoked",
    [MW_DKIM_KEY_QUOTES] = "quotes",
    [MW_DKIM_KEY_ESCAPED_SEMICOLON] = "escaped-semicolon",
    [MW_DKIM_KEY_PEM] = "pem",
    [MW_DKIM_KEY_PRIVATE] = "private-key",
    [MW_DKIM_KEY_TRUNCATED] = "truncated",
    [MW_DKIM_KEY_HALF] = "half-key",
    [MW_DKIM_KEY_NOT_BASE64] = "not-base64",
    [MW_DKIM_KEY_NOT_A_KEY] = "not-a-key",
    [MW_DKIM_KEY_NO_P] = "no-p",
    [MW_DKIM_KEY_MISSING_SEMICOLON] = "missing-semicolon",
    [MW_DKIM_KEY_SYNTAX] = "syntax",
    [MW_DKIM_KEY_BAD_VERSION] = "bad-version",
    [MW_DKIM_KEY_OTHER_RECORD] = "other-record",
    [MW_DKIM_KEY_UNKNOWN_TYPE] = "unknown-type",
};
MW_DEFINE_ENUM_NAMES(MwDkimKeyFault, mw_dkim_key_fault, MW_DKIM_KEY_FAULT_N)

/* Keeps the first fault only; takes `text`. */
static void set_fault(MwDkimKey *key, MwDkimKeyFault fault, const char *tag, char *text)
{
    if (key->fault != MW_DKIM_KEY_OK) {
        g_free(text);
        return;
    }
    key->fault = fault;
    key->tag = tag;
    key->fault_text = text;
}

/* Is one of the words of a colon-separated list `a`, or `b` (NULL: none)? */
static bool list_has(MwSpan list, const char *a, const char *b)
{
    for (size_t at = 0; at <= list.len;) {
        size_t end = mw_span_find(list, ':', at);
        MwSpan word = mw_span_trim(mw_span_slice(list, at, end));
        if (mw_span_is_nocase(word, a) || (b != NULL && mw_span_is_nocase(word, b)))
            return true;
        at = end + 1;
    }
    return false;
}

static void read_flags(MwDkimKey *key)
{
    const MwTag *hashes = mw_tag_list_find(key->tags, "h");
    const MwTag *services = mw_tag_list_find(key->tags, "s");
    const MwTag *flags = mw_tag_list_find(key->tags, "t");
    key->allows_sha1 = hashes == NULL || list_has(hashes->value, "sha1", NULL);
    key->allows_sha256 = hashes == NULL || list_has(hashes->value, "sha256", NULL);
    key->allows_email = services == NULL || list_has(services->value, "email", "*");
    key->testing = flags != NULL && list_has(flags->value, "y", NULL);
    key->strict = flags != NULL && list_has(flags->value, "s", NULL);
}

static void read_type(MwDkimKey *key)
{
    const MwTag *tag = mw_tag_list_find(key->tags, "k");
    if (tag == NULL || mw_span_is_nocase(tag->value, "rsa")) {
        key->type = MW_DKIM_KEY_RSA;
    } else if (mw_span_is_nocase(tag->value, "ed25519")) {
        key->type = MW_DKIM_KEY_ED25519;
    } else {
        key->type = MW_DKIM_KEY_OTHER;
        set_fault(key, MW_DKIM_KEY_UNKNOWN_TYPE, "k", g_strdup("k= names an unknown key type"));
    }
    if (tag != NULL)
        key->type_text = tag->value;
}

/* RFC 6376, 3.6.1: v= may be absent; where it is there it comes first and says DKIM1. */
static void read_version(MwDkimKey *key)
{
    const MwTag *tag = mw_tag_list_find(key->tags, "v");
    if (tag == NULL)
        return;
    if (!mw_span_is(tag->value, "DKIM1"))
        set_fault(key, MW_DKIM_KEY_BAD_VERSION, "v", g_strdup("v= is not DKIM1"));
    else if (tag != &g_array_index(key->tags, MwTag, 0))
        set_fault(key, MW_DKIM_KEY_BAD_VERSION, "v", g_strdup("v= is not the first tag"));
}

static MwSpan octets_of(const MwDkimKey *key)
{
    gsize len = 0;
    const char *data = g_bytes_get_data(key->octets, &len);
    return mw_span_make(data, len);
}

static void judge_rsa(MwDkimKey *key, bool is_cut, size_t record_len)
{
    MwRsaShape shape = mw_rsa_key_find(octets_of(key), &key->rsa, &key->bits);
    if (shape == MW_RSA_OK && !is_cut)
        return;
    gsize len = g_bytes_get_size(key->octets);
    if (shape == MW_RSA_CUT && record_len == STRING_MAX)
        set_fault(key, MW_DKIM_KEY_TRUNCATED, "p",
                  g_strdup_printf("record is cut at 255 octets, %zu octets into the key", len));
    else if (shape == MW_RSA_CUT)
        set_fault(key, MW_DKIM_KEY_HALF, "p", g_strdup_printf("key ends after %zu octets", len));
    else if (shape == MW_RSA_PRIVATE)
        set_fault(key, MW_DKIM_KEY_PRIVATE, "p", g_strdup("p= holds a private key"));
    else
        set_fault(key, MW_DKIM_KEY_NOT_A_KEY, "p", g_strdup("p= is no RSA public key"));
}

static void judge_ed25519(MwDkimKey *key)
{
    gsize len = g_bytes_get_size(key->octets);
    key->bits = 256;
    if (len < ED25519_OCTETS)
        set_fault(key, MW_DKIM_KEY_HALF, "p",
                  g_strdup_printf("Ed25519 key has %zu octets, not 32", len));
    else if (len > ED25519_OCTETS)
        set_fault(
            key, MW_DKIM_KEY_NOT_A_KEY, "p",
            g_strdup_printf("Ed25519 key has %zu octets, not the bare 32 (RFC 8463, 4.2)", len));
}

/* Base64 cut in the middle of a quantum leaves one digit that means nothing. */
static GBytes *decode_cut(MwSpan text)
{
    return text.len > 0 ? mw_base64_decode(mw_span_slice(text, 0, text.len - 1), NULL) : NULL;
}

static void read_octets(MwDkimKey *key, size_t record_len)
{
    const MwTag *tag = mw_tag_list_find(key->tags, "p");
    if (tag == NULL || tag->fault == MW_TAG_NO_EQUALS) {
        set_fault(key, MW_DKIM_KEY_NO_P, "p", g_strdup("p= is missing"));
        return;
    }
    if (tag->value.len == 0) {
        set_fault(key, MW_DKIM_KEY_REVOKED, "p", g_strdup("p= is empty: the key is revoked"));
        return;
    }
    g_autoptr(GError) error = NULL;
    key->octets = mw_base64_decode(tag->value, &error);
    bool is_cut = key->octets == NULL;
    if (is_cut)
        key->octets = decode_cut(tag->value);
    if (key->octets == NULL) {
        set_fault(key, MW_DKIM_KEY_NOT_BASE64, "p", g_strdup_printf("p=: %s", error->message));
        return;
    }
    if (key->type == MW_DKIM_KEY_RSA)
        judge_rsa(key, is_cut, record_len);
    else if (key->type == MW_DKIM_KEY_ED25519)
        judge_ed25519(key);
}

static void judge_list(MwDkimKey *key)
{
    const MwTag *bad = mw_tag_list_first_fault(key->tags);
    if (bad != NULL)
        set_fault(key, MW_DKIM_KEY_SYNTAX, NULL, mw_tag_describe_fault(bad));
}

static bool looks_like_key(const MwDkimKey *key, MwSpan record)
{
    return mw_tag_list_find(key->tags, "p") != NULL || mw_tag_list_find(key->tags, "k") != NULL ||
           mw_span_find_nocase(record, "dkim1") < record.len ||
           mw_span_find_nocase(record, "p=") < record.len;
}

/* "v=DKIM1 k=rsa p=...", "k=rsa p=...": a tag inside the value of v= or k=. */
static bool lacks_semicolon(const MwDkimKey *key)
{
    const MwTag *v = mw_tag_list_find(key->tags, "v"), *k = mw_tag_list_find(key->tags, "k");
    return (v != NULL && mw_span_find(v->value, '=', 0) < v->value.len) ||
           (k != NULL && mw_span_find(k->value, '=', 0) < k->value.len);
}

/* For a record that cannot be used: the mistake of those who published it, where it shows. */
static void name_damage(MwDkimKey *key, MwSpan record)
{
    static const struct {
        const char *sign;
        MwDkimKeyFault fault;
        const char *text;
    } marks[] = {
        {"PRIVATE KEY-", MW_DKIM_KEY_PRIVATE, "holds the lines of a private key file"},
        {"-----BEGIN", MW_DKIM_KEY_PEM, "holds the first line of a PEM file"},
        {"-----END", MW_DKIM_KEY_PEM, "holds the last line of a PEM file"},
        {"\\;", MW_DKIM_KEY_ESCAPED_SEMICOLON, "holds a literal backslash before a semicolon"},
        {"\"", MW_DKIM_KEY_QUOTES, "holds literal quotation marks"},
    };
    MwDkimKeyFault fault = key->fault;
    const char *text = NULL;
    bool is_key = looks_like_key(key, record);
    for (size_t i = 0; is_key && i < G_N_ELEMENTS(marks) && text == NULL; i++)
        if (mw_span_find_nocase(record, marks[i].sign) < record.len) {
            fault = marks[i].fault;
            text = marks[i].text;
        }
    if (!is_key) {
        fault = MW_DKIM_KEY_OTHER_RECORD;
        text = "is no key record";
    } else if (text == NULL && lacks_semicolon(key)) {
        fault = MW_DKIM_KEY_MISSING_SEMICOLON;
        text = "lacks a semicolon between two tags";
    }
    if (text == NULL)
        return;
    g_autofree char *old = key->fault_text;
    key->fault = fault;
    key->fault_text = g_strdup_printf("record %s (%s)", text, old);
}

MwDkimKey *mw_dkim_key_parse(MwSpan record)
{
    MwDkimKey *key = g_new0(MwDkimKey, 1);
    key->tags = mw_tag_list_read(record);
    judge_list(key);
    read_version(key);
    read_type(key);
    read_flags(key);
    read_octets(key, record.len);
    if (key->fault != MW_DKIM_KEY_OK && key->fault != MW_DKIM_KEY_REVOKED)
        name_damage(key, record);
    return key;
}

void mw_dkim_key_free(MwDkimKey *key)
{
    if (key == NULL)
        return;
    g_clear_pointer(&key->tags, g_array_unref);
    g_free(key->fault_text);
    g_clear_pointer(&key->octets, g_bytes_unref);
    g_free(key);
}
