#include "src/input/formats.h"

#include "src/evaluate/ndr.h"
#include "src/input/classify.h"
#include "src/message/mime.h"

/* A mail that carries others: a phishing report, a forward as attachment. The inner ones are
 * judged, at every level; the carrier is mentioned. A bounce or a receipt is no carrier: its inner
 * message is the evidence, not the question. */

enum { INNER_MAX = 1000 };

static bool has_suffix_nocase(const char *text, const char *suffix)
{
    size_t len = strlen(text), tail = strlen(suffix);
    return len >= tail && g_ascii_strcasecmp(text + len - tail, suffix) == 0;
}

static bool is_receipt(const MwPart *part)
{
    return part->report_type != NULL && g_str_has_suffix(part->report_type, "-notification");
}

/* A bounce is what has a delivery status among its parts, whatever its type says (RFC 3462). */
static bool is_bounce(const GPtrArray *parts, unsigned index)
{
    for (guint i = index + 1; i < parts->len; i++) {
        const MwPart *part = parts->pdata[i];
        if (part->parent == index && (g_str_equal(part->type, "message/delivery-status") ||
                                      g_str_equal(part->type, "message/global-delivery-status")))
            return true;
    }
    return false;
}

/* Bounces of older mail servers say so in their text alone. */
static bool is_plain_bounce(MwPiece *piece, const MwMessage *message)
{
    g_autoptr(MwNdr) bounce = mw_ndr_read(message);
    piece->state.no_bounce = bounce == NULL;
    return bounce != NULL;
}

static bool is_mail(const MwPart *part)
{
    static const char *const types[] = {"message/rfc822", "message/global", "message/news",
                                        "application/vnd.ms-outlook"};
    for (size_t i = 0; i < G_N_ELEMENTS(types); i++)
        if (g_str_equal(part->type, types[i]))
            return true;
    return part->filename != NULL &&
           (has_suffix_nocase(part->filename, ".eml") || has_suffix_nocase(part->filename, ".msg"));
}

static bool is_tnef(const MwPart *part)
{
    return g_str_equal(part->type, "application/ms-tnef") ||
           g_str_equal(part->type, "application/vnd.ms-tnef") ||
           (part->filename != NULL && g_ascii_strcasecmp(part->filename, "winmail.dat") == 0);
}

static char *describe(const MwMessage *message)
{
    const MwHeader *subject = mw_message_header(message, "Subject", 0);
    const MwHeader *from = mw_message_header(message, "From", 0);
    g_autofree char *text = mw_mime_decode(subject != NULL ? subject->value : mw_span(NULL));
    g_autofree char *cut = g_utf8_substring(text, 0, MIN(g_utf8_strlen(text, -1), 100));
    g_autoptr(GPtrArray) mailboxes = mw_mime_mailboxes(from != NULL ? from->value : mw_span(NULL));
    const char *address = mailboxes->len > 0 ? ((MwMailbox *)mailboxes->pdata[0])->address : "?";
    return g_strdup_printf("\"%s\" from %s", cut, address);
}

/* The message itself, with what its parts tell of it. */
static void emit(MwReader *reader, MwPiece *piece, MwMessage *message, const GPtrArray *parts)
{
    bool bounce = is_bounce(parts, 0) || !piece->state.no_bounce;
    for (guint i = 0; i < parts->len; i++) {
        const MwPart *part = parts->pdata[i];
        if (is_tnef(part))
            mw_piece_repair(piece,
                            "line %u: winmail.dat (TNEF) is left packed: Outlook's own format, "
                            "the headers outside of it are judged",
                            part->line);
    }
    mw_reader_emit(reader, piece, bounce ? MW_INPUT_NDR : MW_INPUT_MESSAGE, message);
}

static GBytes *inner_octets(const MwPiece *piece, const MwPart *part)
{
    if (part->encoding != NULL &&
        (g_str_equal(part->encoding, "base64") || g_str_equal(part->encoding, "quoted-printable")))
        return mw_mime_content(part); /* forbidden for message/rfc822, but done */
    const char *data = g_bytes_get_data(piece->bytes, NULL);
    return part->body.len > 0 ? g_bytes_new_from_bytes(
                                    piece->bytes, (gsize)(part->body.data - data), part->body.len)
                              : g_bytes_new_static("", 0);
}

/* Does it hold a mail at all? A broken attachment must not hide its carrier. */
static bool holds_mail(GBytes *octets)
{
    gsize size;
    const char *data = g_bytes_get_data(octets, &size);
    if (mw_compound_is(mw_span_make(data, size)) || mw_utf16_is(mw_span_make(data, size)))
        return true;
    g_autoptr(MwMessage) message = mw_message_parse(octets);
    return mw_classify_known(message) > 0;
}

static unsigned read_inner(MwReader *reader, const MwPiece *piece, const GPtrArray *parts)
{
    g_autofree char *carrier = describe(((MwPart *)parts->pdata[0])->head);
    unsigned found = 0;
    for (guint i = 0; i < parts->len && found < INNER_MAX && !reader->stopped; i++) {
        const MwPart *part = parts->pdata[i];
        if (!is_mail(part) ||
            (i > 0 && (is_receipt(parts->pdata[part->parent]) || is_bounce(parts, part->parent))))
            continue;
        g_autoptr(GBytes) octets = inner_octets(piece, part);
        if (!holds_mail(octets))
            continue;
        found++;
        g_autoptr(MwPiece) inner = mw_piece_inside(piece, octets);
        inner->carrier = carrier;
        mw_reader_read(reader, inner);
    }
    return found;
}

void mw_carrier_read(MwReader *reader, MwPiece *piece, MwMessage *message)
{
    bool plain_bounce = is_plain_bounce(piece, message);
    if (!mw_mime_has_nested(message)) {
        mw_reader_emit(reader, piece, plain_bounce ? MW_INPUT_NDR : MW_INPUT_MESSAGE, message);
        return;
    }
    g_autoptr(GPtrArray) parts = mw_mime_parts(message);
    if (reader->options->outer || plain_bounce) {
        emit(reader, piece, message, parts);
    } else if (piece->carrier != NULL) {
        /* An inner message is judged itself too: what it carries may be the lure. */
        emit(reader, piece, message, parts);
        read_inner(reader, piece, parts);
    } else if (read_inner(reader, piece, parts) > 0) {
        mw_message_free(message);
    } else {
        emit(reader, piece, message, parts);
    }
}
