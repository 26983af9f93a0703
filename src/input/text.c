#include "src/input/formats.h"

#include "src/input/classify.h"
#include "src/input/cut.h"
#include "src/input/lossy.h"
#include "src/input/paste.h"

/* Everything that is text: a message as it came, or something pasted that has to be put right
 * first. */

static const guint64 message_max = (guint64)2 * 1024 * 1024 * 1024; /* a limit of the product */
enum { PASTE_MAX = 16 * 1024 * 1024, JUNK_IN_MESSAGE = 3 };

bool mw_text_is(MwSpan text)
{
    (void)text;
    return true;
}

static void emit_headers(MwReader *reader, MwPiece *piece, MwInputKind kind, MwMessage *message)
{
    piece->state.headers_only = true;
    if (!message->has_body && mw_cut_in_last_field(message)) {
        const MwHeader *last =
            &g_array_index(message->headers, MwHeader, message->headers->len - 1);
        piece->truncated = true;
        mw_piece_repair(piece, "cut off in the last field, line %u", last->line);
    }
    mw_reader_emit(reader, piece, kind, message);
}

static void read_whole(MwReader *reader, MwPiece *piece, MwMessage *message)
{
    bool forced = reader->options->force_kind;
    MwInputKind wanted = reader->options->kind;
    bool headers_only = forced && wanted == MW_INPUT_HEADERS;
    if (!forced || wanted == MW_INPUT_AUTH_RESULTS)
        headers_only = mw_classify_headers_only(message);
    if (headers_only || piece->state.headers_only) {
        emit_headers(reader, piece, MW_INPUT_HEADERS, message);
        return;
    }
    if (mw_lossy_export(message)) {
        piece->state.body_touched = true;
        mw_piece_repair(piece, "8-bit octets were replaced by \"?\" before we got them: exported "
                               "through a decoding as ASCII; the body cannot be checked");
    }
    mw_carrier_read(reader, piece, message);
}

static bool has_control(MwSpan line)
{
    for (size_t i = 0; i < line.len; i++)
        if ((unsigned char)line.data[i] < '\t')
            return true;
    return false;
}

/* Nothing in it needs repair. Two or three odd lines in the header of a message with a body are
 * its own oddities, not a damaged paste. */
static bool is_sound(const MwMessage *message, MwSpan text)
{
    unsigned known = mw_classify_known(message);
    if (known == 0 || (message->junk_before > 0 &&
                       has_control(mw_span_slice(text, 0, mw_span_find(text, '\n', 0)))))
        return false;
    unsigned junk = message->junk_before + message->junk_inside;
    if (mw_classify_headers_only(message))
        return junk == 0 && !mw_paste_has_marks(message);
    return junk < JUNK_IN_MESSAGE && (known > 1 || !mw_paste_goes_on(message->body));
}

/* Only the one field: its value was what the user wanted to give. */
static bool is_auth_results(const MwMessage *message)
{
    return message->headers->len == 1 && !message->has_body &&
           (mw_message_header(message, "Authentication-Results", 0) != NULL ||
            mw_message_header(message, "ARC-Authentication-Results", 0) != NULL);
}

static void read_repaired(MwReader *reader, MwPiece *piece)
{
    g_autoptr(MwMessage) message = mw_message_parse(piece->bytes);
    if (is_auth_results(message)) {
        emit_headers(reader, piece, MW_INPUT_AUTH_RESULTS, g_steal_pointer(&message));
    } else if (mw_classify_known(message) > 0) {
        piece->state.headers_only |= mw_span_trim(message->body).len == 0;
        read_whole(reader, piece, g_steal_pointer(&message));
    } else {
        mw_reader_refuse(reader, piece, MW_INPUT_ERROR_NOT_MAIL, "not mail: no header field in it");
    }
}

static void read_paste(MwReader *reader, MwPiece *piece)
{
    if (mw_piece_text(piece).len > PASTE_MAX) {
        mw_reader_refuse(reader, piece, MW_INPUT_ERROR_NOT_MAIL, "not mail: no header field in it");
        return;
    }
    g_autoptr(MwPaste) paste = mw_paste_new(mw_piece_text(piece));
    mw_paste_repair(paste);
    g_autoptr(GBytes) bytes = g_bytes_new(paste->text->str, paste->text->len);
    g_autoptr(MwPiece) inside = mw_piece_inside(piece, bytes);
    g_ptr_array_extend_and_steal(inside->repairs, g_steal_pointer(&paste->repairs));
    inside->state.headers_touched |= paste->headers_touched;
    inside->state.body_touched |= paste->body_touched;
    if (paste->is_bounce || (reader->options->force_kind && reader->options->kind == MW_INPUT_NDR))
        mw_reader_emit_text(reader, inside);
    else
        read_repaired(reader, inside);
}

void mw_text_read(MwReader *reader, MwPiece *piece)
{
    bool as_is = reader->options->force_kind && reader->options->kind == MW_INPUT_MESSAGE;
    if (mw_piece_text(piece).len > message_max) {
        mw_reader_refuse(reader, piece, MW_INPUT_ERROR_LIMIT, "larger than 2 GiB");
        return;
    }
    g_autoptr(MwMessage) message = mw_message_parse(piece->bytes);
    if (as_is ? message->headers->len > 0
              : is_sound(message, mw_piece_text(piece)) && !is_auth_results(message))
        read_whole(reader, piece, g_steal_pointer(&message));
    else
        read_paste(reader, piece);
}
