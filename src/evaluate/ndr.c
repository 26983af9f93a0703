#include "src/evaluate/ndr.h"

#include "parsers/delivery_status.h"
#include "parsers/smtp_reply.h"
#include "src/evaluate/ndr_receiver.h"
#include "src/evaluate/ndr_text.h"
#include "src/message/mime.h"

/* The pieces of a bounce, found in one walk over its parts. Owned but for the parts. */
typedef struct {
    GBytes *delivery_status;
    GBytes *plain, *html; /* the first of each */
    GBytes *original;
    bool original_headers_only;
    unsigned status_line, text_line;
} Pieces;

static void clear_pieces(Pieces *pieces)
{
    g_clear_pointer(&pieces->delivery_status, g_bytes_unref);
    g_clear_pointer(&pieces->plain, g_bytes_unref);
    g_clear_pointer(&pieces->html, g_bytes_unref);
    g_clear_pointer(&pieces->original, g_bytes_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Pieces, clear_pieces)

static MwSpan bytes_span(GBytes *bytes)
{
    gsize len = 0;
    const char *data = bytes != NULL ? g_bytes_get_data(bytes, &len) : NULL;
    return mw_span_make(data, len);
}

/* The content of a part with LF where old files have bare CR. */
static GBytes *text_content(const MwPart *part)
{
    g_autoptr(GBytes) bytes = mw_mime_content(part);
    MwSpan text = bytes_span(bytes);
    if (mw_span_find(text, '\n', 0) < text.len || mw_span_find(text, '\r', 0) == text.len)
        return g_steal_pointer(&bytes);
    char *copy = mw_span_dup(text);
    for (size_t i = 0; i < text.len; i++)
        if (copy[i] == '\r')
            copy[i] = '\n';
    return g_bytes_new_take(copy, text.len);
}

static bool is_type(const MwPart *part, const char *const *types)
{
    return g_strv_contains(types, part->type);
}

static void take_part(Pieces *pieces, const MwPart *part)
{
    static const char *const status[] = {"message/delivery-status",
                                         "message/global-delivery-status", NULL};
    static const char *const whole[] = {"message/rfc822", "message/global", NULL};
    static const char *const headers[] = {"text/rfc822-headers", "message/rfc822-headers",
                                          "message/global-headers", NULL};
    if (is_type(part, status) && pieces->delivery_status == NULL) {
        pieces->delivery_status = text_content(part);
        pieces->status_line = part->line;
    } else if (strcmp(part->type, "text/plain") == 0 && pieces->plain == NULL) {
        pieces->plain = text_content(part);
        pieces->text_line = part->line;
    } else if (strcmp(part->type, "text/html") == 0 && pieces->html == NULL) {
        pieces->html = text_content(part);
    } else if (is_type(part, whole) && pieces->original == NULL) {
        pieces->original = mw_mime_content(part);
    } else if (is_type(part, headers) && pieces->original == NULL) {
        pieces->original = mw_mime_content(part);
        pieces->original_headers_only = true;
    }
}

static bool field_has(const MwMessage *message, const char *name, const char *const *words)
{
    const MwHeader *header = mw_message_header(message, name, 0);
    return header != NULL && mw_span_has_any_nocase(header->value, words);
}

/* How much the header says for a bounce. */
typedef enum {
    BOUNCE_NO,
    BOUNCE_MAYBE,  /* sender or subject: only a delivery-status part makes it one */
    BOUNCE_LIKELY, /* sender and subject: a reply in the prose is enough */
    BOUNCE_REPORT, /* multipart/report */
} BounceSigns;

static BounceSigns bounce_signs(const MwMessage *message)
{
    static const char *const types[] = {"multipart/report", NULL};
    static const char *const senders[] = {"mailer-daemon",     "postmaster",  "mail delivery",
                                          "microsoftexchange", "mdaemon",     "mailerdaemon",
                                          "maildelivery",      "mail-daemon", NULL};
    static const char *const subjects[] = {"undeliver",
                                           "delivery status",
                                           "delivery failure",
                                           "failure notice",
                                           "returned mail",
                                           "delivery has failed",
                                           "mail delivery failed",
                                           "could not be delivered",
                                           "delivery failed",
                                           "delivery notification",
                                           "mail system error",
                                           "non remis",
                                           "unzustellbar",
                                           "rejected",
                                           "warning: message",
                                           "returning message",
                                           "mail failure",
                                           NULL};
    static const char *const null_path[] = {"<>", NULL};
    if (field_has(message, "Content-Type", types))
        return BOUNCE_REPORT;
    bool marked = mw_message_header(message, "X-Failed-Recipients", 0) != NULL;
    bool sender = marked || field_has(message, "From", senders) ||
                  field_has(message, "From", null_path) ||
                  field_has(message, "Return-Path", null_path);
    bool subject = marked || field_has(message, "Subject", subjects);
    return sender && subject ? BOUNCE_LIKELY : sender || subject ? BOUNCE_MAYBE : BOUNCE_NO;
}

static void set_copy(char **place, MwSpan value)
{
    value = mw_span_trim(value);
    if (*place == NULL && value.len > 0)
        *place = mw_span_dup_unfolded(value);
}

static void take_reply(MwNdr *ndr, const MwSmtpReply *reply)
{
    ndr->smtp_code = reply->code;
    ndr->text = g_strdup(reply->text);
    MwSpan text = mw_span(reply->text);
    ndr->spf = mw_smtp_reply_word(text, "Spf");
    ndr->dkim = mw_smtp_reply_word(text, "Dkim");
    ndr->dmarc = mw_smtp_reply_word(text, "DMARC");
}

/* "X.0.0" says nothing: the text may say more. */
static bool is_empty_status(const char *status)
{
    return status == NULL || g_str_has_suffix(status, ".0.0");
}

static void choose_status(MwNdr *ndr, const char *dsn_status, const MwSmtpReply *reply)
{
    const char *in_text = reply != NULL ? reply->status : NULL;
    const char *remote = reply != NULL ? reply->remote_status : NULL;
    const char *chosen = is_empty_status(dsn_status) && in_text != NULL ? in_text : dsn_status;
    ndr->status = g_strdup(chosen);
    if (remote == NULL && in_text != NULL && g_strcmp0(in_text, chosen) != 0)
        remote = in_text;
    if (g_strcmp0(remote, chosen) != 0)
        ndr->remote_status = g_strdup(remote);
}

/* The answer in the prose: what Exchange wrote for administrators, else the first reply. */
static MwSmtpReply *reply_in_text(MwNdr *ndr, MwSpan text)
{
    const MwNdrDiagnostics found = mw_ndr_diagnostics_find(text);
    set_copy(&ndr->reporting_mta, found.generating_server);
    set_copy(&ndr->recipient, found.recipient);
    MwSpan original = mw_span_trim(found.original_headers);
    if (original.len == 0)
        original = mw_ndr_original_find(text);
    if (original.len > 0 && ndr->original == NULL) {
        ndr->original = g_bytes_new(original.data, original.len);
        ndr->original_headers_only = true; /* a body in prose is cut or re-coded */
    }
    if (original.len > 0)
        text = mw_span_slice(text, 0, (size_t)(original.data - text.data));
    MwSmtpReply *reply = found.reply.len > 0 ? mw_smtp_reply_find(found.reply) : NULL;
    return reply != NULL ? reply : mw_smtp_reply_find(text);
}

static char *prose_of(const Pieces *pieces)
{
    if (pieces->plain != NULL)
        return mw_span_dup(bytes_span(pieces->plain));
    return pieces->html != NULL ? mw_ndr_html_to_text(bytes_span(pieces->html)) : NULL;
}

static void read_delivery_status(MwNdr *ndr, const MwDeliveryStatus *status)
{
    const MwDsnRecipient *main = mw_delivery_status_main(status);
    ndr->reporting_mta = g_strdup(status->reporting_mta);
    if (main == NULL)
        return;
    ndr->recipient = g_strdup(main->recipient);
    ndr->remote_mta = g_strdup(main->remote_mta);
}

/* `failed`: the X-Failed-Recipients field, which makes it a bounce even when no code is given. */
static MwNdr *read_pieces(Pieces *pieces, const MwHeader *failed)
{
    g_autoptr(MwNdr) ndr = g_new0(MwNdr, 1);
    ndr->original = g_steal_pointer(&pieces->original);
    ndr->original_headers_only = pieces->original_headers_only;
    g_autoptr(MwDeliveryStatus) status =
        mw_delivery_status_parse(bytes_span(pieces->delivery_status));
    read_delivery_status(ndr, status);
    const MwDsnRecipient *main = mw_delivery_status_main(status);
    g_autoptr(MwSmtpReply) reply = main != NULL ? mw_smtp_reply_find(main->diagnostic) : NULL;
    ndr->line = pieces->status_line;

    g_autofree char *prose = prose_of(pieces);
    g_autoptr(MwSmtpReply) in_text = prose != NULL ? reply_in_text(ndr, mw_span(prose)) : NULL;
    if (reply == NULL) {
        reply = g_steal_pointer(&in_text);
        ndr->line = pieces->text_line;
    }
    if (reply == NULL && main == NULL && failed == NULL)
        return NULL;
    if (failed != NULL)
        set_copy(&ndr->recipient, failed->value);
    if (reply != NULL)
        take_reply(ndr, reply);
    choose_status(ndr, main != NULL ? main->status : NULL, reply);
    ndr->receiver = g_strdup(mw_ndr_receiver(ndr));
    return g_steal_pointer(&ndr);
}

MwNdr *mw_ndr_read(const MwMessage *message)
{
    BounceSigns signs = bounce_signs(message);
    if (signs == BOUNCE_NO || (signs == BOUNCE_MAYBE && !mw_mime_has_nested(message)))
        return NULL;
    g_autoptr(GPtrArray) parts = mw_mime_parts(message);
    g_auto(Pieces) pieces = {0};
    for (guint i = 0; i < parts->len; i++)
        take_part(&pieces, g_ptr_array_index(parts, i));
    if (signs == BOUNCE_MAYBE && pieces.delivery_status == NULL)
        return NULL;
    return read_pieces(&pieces, mw_message_header(message, "X-Failed-Recipients", 0));
}

MwNdr *mw_ndr_read_text(MwSpan text)
{
    g_autoptr(MwNdr) ndr = g_new0(MwNdr, 1);
    g_autofree char *plain = mw_span_dup(text);
    g_autoptr(MwSmtpReply) reply = reply_in_text(ndr, mw_span(plain));
    if (reply == NULL)
        return NULL;
    take_reply(ndr, reply);
    choose_status(ndr, NULL, reply);
    ndr->receiver = g_strdup(mw_ndr_receiver(ndr));
    ndr->line = 1;
    return g_steal_pointer(&ndr);
}

void mw_ndr_free(MwNdr *ndr)
{
    if (ndr == NULL)
        return;
    char *owned[] = {ndr->status,        ndr->remote_status, ndr->text,      ndr->receiver,
                     ndr->reporting_mta, ndr->remote_mta,    ndr->recipient, ndr->spf,
                     ndr->dkim,          ndr->dmarc};
    for (size_t i = 0; i < G_N_ELEMENTS(owned); i++)
        g_free(owned[i]);
    g_clear_pointer(&ndr->original, g_bytes_unref);
    g_free(ndr);
}
