#include "src/input/input.h"

#include "src/input/classify.h"
#include "src/input/load.h"
#include "src/input/reader.h"

/* A text that begins with header fields. */
static void read_message(MwReader *reader, MwPiece *piece)
{
    g_autoptr(MwMessage) message = mw_message_parse(piece->bytes);
    MwHealth health = mw_classify_health(message);
    if (health.known == 0) {
        mw_reader_refuse(reader, piece, MW_INPUT_ERROR_NOT_MAIL, "not mail: no header field in it");
        return;
    }
    MwInputKind kind = MW_INPUT_MESSAGE;
    if (mw_classify_headers_only(message)) {
        kind = MW_INPUT_HEADERS;
        piece->state.headers_only = true;
    }
    mw_reader_emit(reader, piece, kind, g_steal_pointer(&message));
}

void mw_reader_read(MwReader *reader, MwPiece *piece)
{
    if (mw_span_trim(mw_piece_text(piece)).len == 0) {
        mw_reader_refuse(reader, piece, MW_INPUT_ERROR_NOT_MAIL, "is empty");
        return;
    }
    read_message(reader, piece);
}

void mw_input_read_bytes(GBytes *bytes, const char *source, const MwInputOptions *options,
                         MwItemFunc func, void *user_data)
{
    MwReader reader = {.options = options, .func = func, .user_data = user_data};
    unsigned index = 0;
    g_autoptr(MwPiece) piece = mw_piece_new(bytes, source, &index);
    mw_reader_read(&reader, piece);
}

void mw_input_read(const char *path, const MwInputOptions *options, MwItemFunc func,
                   void *user_data)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = mw_load(path, &error);
    if (bytes == NULL)
        func(path, 1, NULL, error, user_data);
    else
        mw_input_read_bytes(bytes, path, options, func, user_data);
}
