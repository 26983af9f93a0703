#include "src/input/reader.h"

#include <openssl/evp.h>

MwPiece *mw_piece_new(GBytes *bytes, const char *source, unsigned *index)
{
    MwPiece *piece = g_new0(MwPiece, 1);
    piece->bytes = g_bytes_ref(bytes);
    piece->given = g_bytes_ref(bytes);
    piece->source = source;
    piece->index = index;
    piece->repairs = g_ptr_array_new_with_free_func(g_free);
    return piece;
}

static void *copy_text(const void *text, void *unused)
{
    (void)unused;
    return g_strdup(text);
}

MwPiece *mw_piece_inside(const MwPiece *outer, GBytes *bytes)
{
    MwPiece *piece = g_memdup2(outer, sizeof *outer);
    piece->bytes = g_bytes_ref(bytes);
    piece->given = g_bytes_ref(outer->given);
    piece->state.no_bounce = false; /* that was said of the outer octets */
    piece->repairs = g_ptr_array_copy(outer->repairs, copy_text, NULL);
    g_ptr_array_set_free_func(piece->repairs, g_free);
    return piece;
}

void mw_piece_free(MwPiece *piece)
{
    if (piece == NULL)
        return;
    g_bytes_unref(piece->bytes);
    g_bytes_unref(piece->given);
    g_ptr_array_unref(piece->repairs);
    g_free(piece);
}

void mw_piece_repair(MwPiece *piece, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_ptr_array_add(piece->repairs, g_strdup_vprintf(format, args));
    va_end(args);
}

MwSpan mw_piece_text(const MwPiece *piece)
{
    gsize size;
    const char *data = g_bytes_get_data(piece->bytes, &size);
    return mw_span_make(data, size);
}

/* OpenSSL uses the CPU's SHA instructions where GChecksum does not: a scan hashes every message. */
static char *sha256_hex(GBytes *bytes)
{
    static const char digits[] = "0123456789abcdef";
    gsize size;
    const void *data = g_bytes_get_data(bytes, &size);
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned len = 0;
    if (EVP_Digest(data, size, digest, &len, EVP_sha256(), NULL) != 1)
        len = 0;
    char *hex = g_malloc(2 * (size_t)len + 1);
    for (unsigned i = 0; i < len; i++) {
        hex[2 * i] = digits[digest[i] >> 4];
        hex[2 * i + 1] = digits[digest[i] & 15];
    }
    hex[2 * (size_t)len] = '\0';
    return hex;
}

static MwItem *new_item(const MwReader *reader, const MwPiece *piece, MwInputKind kind,
                        MwMessage *message)
{
    MwItem *item = g_new0(MwItem, 1);
    item->source = g_strdup(piece->source);
    item->index = ++*piece->index;
    item->sha256 = reader->options->no_sha256 ? NULL : sha256_hex(piece->given);
    item->bytes = g_bytes_get_size(piece->given);
    item->kind = piece->has_container ? piece->container : kind;
    item->repairs = g_ptr_array_copy(piece->repairs, copy_text, NULL);
    g_ptr_array_set_free_func(item->repairs, g_free);
    item->truncated = piece->truncated;
    item->carrier = g_strdup(piece->carrier);
    item->message = message;
    item->state = piece->state;
    return item;
}

static void hand_over(MwReader *reader, const MwPiece *piece, MwItem *item)
{
    reader->found++;
    if (!reader->func(piece->source, item->index, item, NULL, reader->user_data))
        reader->stopped = true;
}

void mw_reader_emit(MwReader *reader, const MwPiece *piece, MwInputKind kind, MwMessage *message)
{
    MwItem *item = new_item(reader, piece, kind, message);
    for (guint i = 0; i < message->notes->len; i++)
        g_ptr_array_add(item->repairs, g_strdup(message->notes->pdata[i]));
    hand_over(reader, piece, item);
}

void mw_reader_emit_text(MwReader *reader, const MwPiece *piece)
{
    g_autoptr(GBytes) nothing = g_bytes_new_static("", 0);
    MwMessage *message = mw_message_parse(nothing);
    g_bytes_unref(message->bytes);
    message->bytes = g_bytes_ref(piece->bytes);
    MwItem *item = new_item(reader, piece, MW_INPUT_NDR, message);
    item->ndr_text = mw_piece_text(piece);
    hand_over(reader, piece, item);
}

/* What lies beside the mail in an archive is no failure: a picture, a list. */
static bool is_bystander(const MwReader *reader, const MwPiece *piece, const GError *error)
{
    static const char *const mail_names[] = {".eml", ".msg", ".mbox", ".emlx"};
    if (reader->archives == 0 || !g_error_matches(error, MW_INPUT_ERROR, MW_INPUT_ERROR_NOT_MAIL))
        return false;
    g_autofree char *source = g_ascii_strdown(piece->source, -1);
    for (size_t i = 0; i < G_N_ELEMENTS(mail_names); i++)
        if (g_str_has_suffix(source, mail_names[i]))
            return false;
    return true;
}

void mw_reader_fail(MwReader *reader, const MwPiece *piece, GError *error)
{
    if (is_bystander(reader, piece, error)) {
        reader->skipped++;
        g_error_free(error);
        return;
    }
    reader->found++;
    if (!reader->func(piece->source, ++*piece->index, NULL, error, reader->user_data))
        reader->stopped = true;
    g_error_free(error);
}

void mw_reader_refuse(MwReader *reader, const MwPiece *piece, MwInputError code, const char *format,
                      ...)
{
    va_list args;
    va_start(args, format);
    mw_reader_fail(reader, piece, g_error_new_valist(MW_INPUT_ERROR, (int)code, format, args));
    va_end(args);
}
