#include "tests/sign/sign.h"

#include <string.h>

#include "tests/sign/canon.h"

static const char default_headers[] = "From:To:Subject:Date:Message-ID";

static const char *algorithm_of(const MwTestSignature *what)
{
    if (what->algorithm != NULL)
        return what->algorithm;
    return mw_test_key_is_rsa(what->key) ? "rsa-sha256" : "ed25519-sha256";
}

static const char *hash_of(const MwTestSignature *what)
{
    return g_str_has_suffix(algorithm_of(what), "sha1") ? "sha1" : "sha256";
}

/* c=: "relaxed/simple"; one half alone is the header's, the body's is then simple. */
static bool header_is_relaxed(const MwTestSignature *what)
{
    return what->canon == NULL || g_str_has_prefix(what->canon, "relaxed");
}

static bool body_is_relaxed(const MwTestSignature *what)
{
    return what->canon == NULL || g_str_has_suffix(what->canon, "/relaxed");
}

static char *digest_base64(const char *hash, const char *data, size_t len)
{
    bool sha1 = strcmp(hash, "sha1") == 0;
    g_autoptr(GChecksum) sum = g_checksum_new(sha1 ? G_CHECKSUM_SHA1 : G_CHECKSUM_SHA256);
    g_checksum_update(sum, (const guint8 *)data, (gssize)len);
    guint8 digest[32];
    gsize digest_len = sizeof digest;
    g_checksum_get_digest(sum, digest, &digest_len);
    return g_base64_encode(digest, digest_len);
}

/* The fields that h= names: of equal ones the lowest first (RFC 6376, 5.4.2). */
static GPtrArray *select_fields(const MwTestParts *parts, const char *headers)
{
    GPtrArray *chosen = g_ptr_array_new();
    g_auto(GStrv) names = g_strsplit(headers, ":", -1);
    g_autofree bool *used = g_new0(bool, parts->fields->len + 1);
    for (char **name = names; *name != NULL; name++) {
        for (guint i = parts->fields->len; i-- > 0;) {
            MwSpan *field = &g_array_index(parts->fields, MwSpan, i);
            if (!used[i] && mw_test_field_is(*field, g_strstrip(*name))) {
                used[i] = true;
                g_ptr_array_add(chosen, field);
                break;
            }
        }
    }
    return chosen;
}

static void append_b(GString *field, const char *signature)
{
    for (size_t i = 0; signature[i] != '\0'; i++) {
        if (i > 0 && i % 72 == 0)
            g_string_append(field, "\r\n\t");
        g_string_append_c(field, signature[i]);
    }
    g_string_append(field, "\r\n");
}

/* z= in DKIM-Quoted-Printable (RFC 6376, 2.11). */
static void append_copied(GString *out, const GPtrArray *fields)
{
    g_string_append(out, "\r\n\tz=");
    for (guint i = 0; i < fields->len; i++) {
        const MwSpan *field = g_ptr_array_index(fields, i);
        if (i > 0)
            g_string_append(out, "\r\n\t |");
        MwSpan text = mw_span_trim(*field);
        for (size_t k = 0; k < text.len; k++) {
            guchar c = (guchar)text.data[k];
            if (c <= 0x20 || c >= 0x7f || c == ';' || c == '=' || c == '|')
                g_string_append_printf(out, "=%02X", c);
            else
                g_string_append_c(out, (char)c);
        }
    }
    g_string_append_c(out, ';');
}

static GString *signed_body(const MwTestSignature *what, MwSpan body)
{
    GString *canonical = mw_test_canon_body(body, body_is_relaxed(what));
    if (what->length >= 0 && (gsize)what->length < canonical->len)
        g_string_truncate(canonical, (gsize)what->length);
    return canonical;
}

static void append_options(GString *field, const MwTestSignature *what, gsize body_len)
{
    if (what->identity != NULL)
        g_string_append_printf(field, " i=%s;", what->identity);
    if (what->length != MW_TEST_LENGTH_NONE)
        g_string_append_printf(field, " l=%" G_GSIZE_FORMAT ";", body_len);
    if (what->time != 0)
        g_string_append_printf(field, " t=%" G_GINT64_FORMAT ";", what->time);
    if (what->expires != 0)
        g_string_append_printf(field, " x=%" G_GINT64_FORMAT ";", what->expires);
    if (what->extra != NULL)
        g_string_append_printf(field, " %s;", what->extra);
}

/* A DKIM-Signature or ARC-Message-Signature; `start` is the field up to its first tags. */
static char *sign(MwSpan message, const MwTestSignature *what, const char *start)
{
    MwTestParts parts;
    mw_test_parts_init(&parts, message);
    const char *headers = what->headers != NULL ? what->headers : default_headers;
    g_autoptr(GPtrArray) chosen = select_fields(&parts, headers);
    g_autoptr(GString) body = signed_body(what, parts.body);
    g_autofree char *bh = digest_base64(hash_of(what), body->str, body->len);

    g_autoptr(GString) field = g_string_new(start);
    g_string_append_printf(field, " a=%s;", algorithm_of(what));
    if (what->canon == NULL || what->canon[0] != '\0')
        g_string_append_printf(field, " c=%s;",
                               what->canon != NULL ? what->canon : "relaxed/relaxed");
    g_string_append_printf(field, " d=%s; s=%s;\r\n\t", what->domain, what->selector);
    append_options(field, what, body->len);
    g_string_append_printf(field, " h=%s;\r\n\tbh=%s;", headers, bh);
    if (what->copied)
        append_copied(field, chosen);
    g_string_append(field, "\r\n\tb=");

    g_autoptr(GString) data = g_string_new(NULL);
    for (guint i = 0; i < chosen->len; i++)
        mw_test_canon_header(data, *(MwSpan *)g_ptr_array_index(chosen, i),
                             header_is_relaxed(what));
    mw_test_canon_header(data, mw_span_make(field->str, field->len), header_is_relaxed(what));
    g_string_truncate(data, data->len - 2); /* no CRLF after the signature itself (3.7) */
    g_autofree char *b = mw_test_key_sign(what->key, hash_of(what), data);
    append_b(field, b);
    mw_test_parts_clear(&parts);
    return g_string_free(g_steal_pointer(&field), false);
}

char *mw_test_sign_dkim(MwSpan message, const MwTestSignature *what)
{
    return sign(message, what, "DKIM-Signature: v=1;");
}

/* The i= of an ARC field, 0 when it has none. */
static unsigned instance_of(MwSpan field)
{
    g_autofree char *value = mw_span_dup_unfolded(mw_test_field_value(field));
    g_auto(GStrv) tags = g_strsplit(value, ";", -1);
    for (char **tag = tags; *tag != NULL; tag++)
        if (g_str_has_prefix(g_strstrip(*tag), "i="))
            return (unsigned)g_ascii_strtoull(*tag + 2, NULL, 10);
    return 0;
}

static const MwSpan *find_arc(const MwTestParts *parts, const char *name, unsigned instance)
{
    for (guint i = 0; i < parts->fields->len; i++) {
        const MwSpan *field = &g_array_index(parts->fields, MwSpan, i);
        if (mw_test_field_is(*field, name) && instance_of(*field) == instance)
            return field;
    }
    return NULL;
}

static unsigned next_instance(const MwTestParts *parts)
{
    unsigned instance = 1;
    while (find_arc(parts, "ARC-Seal", instance) != NULL)
        instance++;
    return instance;
}

/* The seal covers every set, oldest first: results, message signature, seal (RFC 8617, 5.1.1);
 * with cv=fail its own set alone (5.1.2). */
static GString *seal_input(const MwTestParts *parts, unsigned instance, bool own_only)
{
    static const char *const order[] = {"ARC-Authentication-Results", "ARC-Message-Signature",
                                        "ARC-Seal"};
    GString *data = g_string_new(NULL);
    for (unsigned set = own_only ? instance : 1; set <= instance; set++)
        for (unsigned k = 0; k < G_N_ELEMENTS(order); k++) {
            const MwSpan *field = find_arc(parts, order[k], set);
            if (field != NULL)
                mw_test_canon_header(data, *field, true);
        }
    g_string_truncate(data, data->len - 2);
    return data;
}

static char *seal(const MwTestArc *what, unsigned instance, const char *set, MwSpan message)
{
    const MwTestSignature *signature = &what->signature;
    const char *cv = what->cv != NULL ? what->cv : instance == 1 ? "none" : "pass";
    g_autoptr(GString) field = g_string_new(NULL);
    g_string_printf(field, "ARC-Seal: i=%u; a=%s;", instance, algorithm_of(signature));
    if (signature->time != 0)
        g_string_append_printf(field, " t=%" G_GINT64_FORMAT ";", signature->time);
    g_string_append_printf(field, " cv=%s; d=%s; s=%s;\r\n\tb=", cv, signature->domain,
                           signature->selector);
    g_autoptr(GString) whole = g_string_new(field->str);
    g_string_append(whole, "\r\n");
    g_string_append(whole, set);
    g_string_append_len(whole, message.data, (gssize)message.len);
    MwTestParts parts;
    mw_test_parts_init(&parts, mw_span_make(whole->str, whole->len));
    g_autoptr(GString) data = seal_input(&parts, instance, strcmp(cv, "fail") == 0);
    mw_test_parts_clear(&parts);
    g_autofree char *b = mw_test_key_sign(signature->key, hash_of(signature), data);
    append_b(field, b);
    return g_string_free(g_steal_pointer(&field), false);
}

char *mw_test_sign_arc(MwSpan message, const MwTestArc *what)
{
    MwTestParts parts;
    mw_test_parts_init(&parts, message);
    unsigned instance = what->instance != 0 ? what->instance : next_instance(&parts);
    mw_test_parts_clear(&parts);
    g_autofree char *start = g_strdup_printf("ARC-Message-Signature: i=%u;", instance);
    g_autofree char *ams = sign(message, &what->signature, start);
    g_autofree char *set =
        g_strdup_printf("%sARC-Authentication-Results: i=%u; %s;\r\n\t%s\r\n", ams, instance,
                        what->authserv_id != NULL ? what->authserv_id : what->signature.domain,
                        what->results != NULL ? what->results : "none");
    g_autofree char *as = seal(what, instance, set, message);
    return g_strconcat(as, set, NULL);
}

GString *mw_test_to_crlf(MwSpan text)
{
    GString *out = g_string_sized_new(text.len + text.len / 32 + 2);
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] == '\r' && i + 1 < text.len && text.data[i + 1] == '\n')
            i++;
        if (text.data[i] == '\r' || text.data[i] == '\n')
            g_string_append(out, "\r\n");
        else
            g_string_append_c(out, text.data[i]);
    }
    return out;
}
