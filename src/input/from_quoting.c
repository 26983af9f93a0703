#include "src/input/from_quoting.h"

#include <string.h>

#include "parsers/dkim_signature.h"
#include "src/evaluate/body_digest.h"

enum { SIGNATURES_MAX = 10 };

static bool is_same(const MwBodyDigest *digest, GBytes *claimed)
{
    gsize len;
    const void *data = g_bytes_get_data(claimed, &len);
    return len == mw_hash_length(digest->hash) && memcmp(data, digest->digest, len) == 0;
}

/* Has one of the signatures the hash of this body? */
static bool is_signed_body(GBytes *bytes)
{
    g_autoptr(MwMessage) message = mw_message_parse(bytes);
    g_autoptr(MwBodyDigests) digests = mw_body_digests_new(message);
    const MwHeader *field;
    for (unsigned i = 0;
         i < SIGNATURES_MAX && (field = mw_message_header(message, "DKIM-Signature", i)) != NULL;
         i++) {
        g_autoptr(MwDkimSignature) signature =
            mw_dkim_signature_parse(field->value, MW_DKIM_FIELD_SIGNATURE);
        if (signature->error_text != NULL || signature->body_hash == NULL)
            continue;
        MwHash hash =
            signature->algorithm == MW_DKIM_ALGORITHM_RSA_SHA1 ? MW_HASH_SHA1 : MW_HASH_SHA256;
        if (is_same(
                mw_body_digests_get(digests, signature->body_canon, hash, signature->body_length),
                signature->body_hash))
            return true;
    }
    return false;
}

/* The number of ">" before "From " at the start of this line; 0 when it is no such line. */
static size_t quotes_at(MwSpan text, size_t at)
{
    size_t quotes = 0;
    while (at + quotes < text.len && text.data[at + quotes] == '>')
        quotes++;
    return at + quotes + 5 <= text.len && memcmp(text.data + at + quotes, "From ", 5) == 0 ? quotes
                                                                                           : 0;
}

/* The octets from `body` on with one ">" less on each line that has 1 to `deepest` of them. */
static GBytes *unquote(MwSpan text, size_t body, size_t deepest, unsigned *ret_lines)
{
    GByteArray *out = g_byte_array_sized_new((guint)text.len);
    unsigned lines = 0;
    g_byte_array_append(out, (const guint8 *)text.data, (guint)body);
    for (size_t at = body; at < text.len;) {
        size_t end = MIN(mw_span_find(text, '\n', at) + 1, text.len);
        size_t quotes = quotes_at(text, at);
        bool undo = quotes > 0 && quotes <= deepest;
        g_byte_array_append(out, (const guint8 *)text.data + at + undo, (guint)(end - at - undo));
        lines += undo;
        at = end;
    }
    *ret_lines = lines;
    return g_byte_array_free_to_bytes(out);
}

static bool has_quoted_line(MwSpan body)
{
    return memmem(body.data, body.len, "\n>From ", 7) != NULL ||
           memmem(body.data, body.len, "\n>>From ", 8) != NULL || quotes_at(body, 0) > 0;
}

GBytes *mw_from_quoting_undo(GBytes *stored, unsigned *ret_lines)
{
    static const size_t depths[] = {SIZE_MAX, 1}; /* mboxrd, mboxo */
    g_autoptr(MwMessage) message = mw_message_parse(stored);
    if (message->body.len == 0 || mw_message_count(message, "DKIM-Signature") == 0 ||
        !has_quoted_line(message->body) || is_signed_body(stored))
        return NULL;
    gsize size;
    const char *data = g_bytes_get_data(stored, &size);
    size_t body = (size_t)(message->body.data - data);
    for (size_t i = 0; i < G_N_ELEMENTS(depths); i++) {
        g_autoptr(GBytes) bytes = unquote(mw_span_make(data, size), body, depths[i], ret_lines);
        if (is_signed_body(bytes))
            return g_steal_pointer(&bytes);
    }
    return NULL;
}
