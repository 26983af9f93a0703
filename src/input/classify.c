#include "src/input/classify.h"

enum { FIELD_NAME_MAX = 80 }; /* no known name is longer */

/* Sorted; lower case. Fields of a family (x-, arc-, list-, ...) are in `families`. */
static const char *const known_fields[] = {
    "accept-language",
    "apparently-to",
    "authentication-results",
    "auto-submitted",
    "autocrypt",
    "bcc",
    "bounces-to",
    "cc",
    "comments",
    "date",
    "delivered-to",
    "deferred-delivery",
    "delivery-date",
    "disposition-notification-to",
    "dkim-signature",
    "domainkey-signature",
    "encrypted",
    "envelope-to",
    "errors-to",
    "expires",
    "feedback-id",
    "from",
    "importance",
    "in-reply-to",
    "keywords",
    "lines",
    "mail-followup-to",
    "mailing-list",
    "message-id",
    "mime-version",
    "msip_labels",
    "newsgroups",
    "organization",
    "original-recipient",
    "path",
    "precedence",
    "priority",
    "received",
    "received-spf",
    "references",
    "reply-to",
    "reporting-mta",
    "require-recipient-valid-since",
    "return-path",
    "return-receipt-to",
    "sender",
    "sensitivity",
    "spamdiagnosticoutput",
    "status",
    "subject",
    "supersedes",
    "thread-index",
    "thread-topic",
    "tls-required",
    "to",
    "user-agent",
};

static const char *const families[] = {
    "x-",    "arc-", "list-",     "content-",  "resent-", "authentication-results",
    "bimi-", "dkim", "ironport-", "original-", "msip_",   "message-instance",
};

bool mw_classify_known_field(MwSpan name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(families); i++)
        if (mw_span_starts_with_nocase(name, families[i]))
            return true;
    for (size_t i = 0; i < G_N_ELEMENTS(known_fields); i++)
        if (mw_span_is_nocase(name, known_fields[i]))
            return true;
    return false;
}

unsigned mw_classify_known(const MwMessage *message)
{
    unsigned known = 0;
    for (guint i = 0; i < message->headers->len && known < MW_CLASSIFY_ENOUGH; i++)
        known += mw_classify_known_field(g_array_index(message->headers, MwHeader, i).name);
    return known;
}

bool mw_classify_begins_with_field(MwSpan text)
{
    size_t colon = mw_span_find(mw_span_slice(text, 0, FIELD_NAME_MAX), ':', 0);
    return colon < MIN(text.len, FIELD_NAME_MAX) &&
           mw_classify_known_field(mw_span_slice(text, 0, colon));
}

/* Only boundary lines, fields, and empty lines? */
static bool is_part_headers(MwSpan body)
{
    bool boundary = false;
    for (size_t at = 0; at < body.len;) {
        size_t end = mw_span_find(body, '\n', at);
        MwSpan line = mw_span_trim(mw_span_slice(body, at, end));
        if (line.len >= 2 && line.data[0] == '-' && line.data[1] == '-')
            boundary = true;
        else if (line.len > 0 && body.data[at] != ' ' && body.data[at] != '\t') {
            size_t colon = mw_span_find(line, ':', 0);
            if (!boundary || colon == line.len || !mw_span_starts_with_nocase(line, "Content-") ||
                mw_span_find(mw_span_slice(line, 0, colon), ' ', 0) < colon)
                return false;
        }
        at = end + 1;
    }
    return boundary;
}

/* SHA-256 and SHA-1 of no body at all, simple and relaxed (RFC 6376, 3.4.3 and 3.4.4). */
static const char *const empty_hashes[] = {
    "frcCV1k9oG9oKj3dpUqdJg1PxRT2RSN/XKdLCPjaYaY=",
    "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
    "uoq1oCgLlTqpdDX/iUbLy7J1Wic=",
    "2jmj7l5rSw0yVb/vlWAYkK/YBwk=",
};

static bool has_empty_hash(MwSpan signature)
{
    for (size_t i = 0; i < G_N_ELEMENTS(empty_hashes); i++)
        if (mw_span_find_nocase(signature, empty_hashes[i]) < signature.len)
            return true;
    return false;
}

/* Does a signature cover a body that is not empty? */
static bool is_body_missing(const MwMessage *message)
{
    const MwHeader *signature;
    for (unsigned i = 0; (signature = mw_message_header(message, "DKIM-Signature", i)) != NULL; i++)
        if (has_empty_hash(signature->value))
            return false;
    return mw_message_count(message, "DKIM-Signature") > 0;
}

bool mw_classify_headers_only(const MwMessage *message)
{
    if (!message->has_body)
        return true;
    if (mw_span_trim(message->body).len == 0)
        return is_body_missing(message);
    return is_part_headers(message->body);
}
