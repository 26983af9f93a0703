#include "src/input/input.h"

#include "src/input/classify.h"
#include "src/input/formats.h"
#include "src/input/load.h"
#include "src/input/maildir.h"

static const struct {
    bool (*is)(MwSpan text);
    void (*read)(MwReader *reader, MwPiece *piece);
} formats[] = {
    /* in this order: the last takes all */
    {mw_compound_is, mw_compound_read}, {mw_archive_is, mw_archive_read},
    {mw_foreign_is, mw_foreign_read},   {mw_utf16_is, mw_utf16_read},
    {mw_mbox_is, mw_mbox_read},         {mw_emlx_is, mw_emlx_read},
    {mw_base64_is, mw_base64_read},     {mw_text_is, mw_text_read},
};

/* What --input says, of the outermost piece alone: what is inside is detected. NULL: text. */
static void (*const forced[])(MwReader *reader, MwPiece *piece) = {
    [MW_INPUT_OUTLOOK_MSG] = mw_compound_read,
    [MW_INPUT_MBOX] = mw_mbox_read,
    [MW_INPUT_ARCHIVE] = mw_archive_read,
    [MW_INPUT_EMLX] = mw_emlx_read,
};
_Static_assert(G_N_ELEMENTS(forced) == MW_INPUT_KIND_N, "forced[] lacks its tail");

static void read_detected(MwReader *reader, MwPiece *piece)
{
    MwSpan text = mw_piece_text(piece);
    if (mw_classify_begins_with_field(text)) {
        mw_text_read(reader, piece);
        return;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(formats); i++)
        if (formats[i].is(text)) {
            formats[i].read(reader, piece);
            return;
        }
}

void mw_reader_read(MwReader *reader, MwPiece *piece)
{
    if (mw_span_trim(mw_piece_text(piece)).len == 0) {
        mw_reader_refuse(reader, piece, MW_INPUT_ERROR_NOT_MAIL, "is empty");
        return;
    }
    if (reader->depth >= MW_READER_DEPTH_MAX) {
        mw_reader_refuse(reader, piece, MW_INPUT_ERROR_LIMIT,
                         "too many envelopes inside each other");
        return;
    }
    reader->depth++;
    if (reader->depth == 1 && reader->options->force_kind && forced[reader->options->kind] != NULL)
        forced[reader->options->kind](reader, piece);
    else
        read_detected(reader, piece);
    reader->depth--;
}

/* false: the callee wants no more. */
static bool read_bytes(GBytes *bytes, const char *source, bool maildir,
                       const MwInputOptions *options, MwItemFunc func, void *user_data)
{
    MwReader reader = {.options = options, .func = func, .user_data = user_data};
    unsigned index = 0;
    g_autoptr(MwPiece) piece = mw_piece_new(bytes, source, &index);
    piece->has_container = maildir;
    piece->container = MW_INPUT_MAILDIR;
    mw_reader_read(&reader, piece);
    return !reader.stopped;
}

void mw_input_read_bytes(GBytes *bytes, const char *source, const MwInputOptions *options,
                         MwItemFunc func, void *user_data)
{
    read_bytes(bytes, source, false, options, func, user_data);
}

static bool read_file(const char *path, bool maildir, const MwInputOptions *options,
                      MwItemFunc func, void *user_data)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = mw_load(path, &error);
    if (bytes == NULL)
        return func(path, 1, NULL, error, user_data);
    return read_bytes(bytes, path, maildir, options, func, user_data);
}

void mw_input_read(const char *path, const MwInputOptions *options, MwItemFunc func,
                   void *user_data)
{
    if (!mw_maildir_is(path)) {
        read_file(path, mw_maildir_holds(path), options, func, user_data);
        return;
    }
    g_autoptr(GPtrArray) files = mw_maildir_list(path);
    for (guint i = 0; i < files->len; i++)
        if (!read_file(files->pdata[i], true, options, func, user_data))
            return;
}
