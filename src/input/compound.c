#include "src/input/formats.h"

#include "src/input/compound_check.h"
#include "src/input/libgsf.h"

/* Outlook's .msg: a compound file whose streams are MAPI properties (MS-OXMSG). Of a mail that came
 * from the Internet, property 0x007D holds the header block as it came; its body is Outlook's own,
 * so nothing can be said of the body that was signed. */

enum { PROPERTY_MAX = 16 * 1024 * 1024, ATTACHMENTS_MAX = 1000, EMBEDDED_MAX = 4 };

typedef GsfInfile Infile;
typedef GsfInput Input;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Infile, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Input, g_object_unref)

bool mw_compound_is(MwSpan text)
{
    return text.len >= 8 && memcmp(text.data, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8) == 0;
}

static bool is_folder(Input *input)
{
    return G_TYPE_CHECK_INSTANCE_TYPE(input, mw_libgsf()->infile_get_type());
}

/* The octets of a stream; NULL when it is absent, empty or too large. */
static GBytes *read_stream(Infile *folder, const char *name)
{
    g_autoptr(Input) stream = mw_libgsf()->infile_child_by_name(folder, name);
    gsf_off_t size = stream != NULL ? mw_libgsf()->input_size(stream) : 0;
    if (size <= 0 || size > PROPERTY_MAX)
        return NULL;
    g_autofree guint8 *data = g_malloc((gsize)size);
    if (mw_libgsf()->input_read(stream, (size_t)size, data) == NULL)
        return NULL;
    return g_bytes_new_take(g_steal_pointer(&data), (gsize)size);
}

/* A text property: Unicode (001F) or in the code page of the sender (001E). */
static GBytes *read_text(Infile *folder, const char *id)
{
    g_autofree char *wide = g_strdup_printf("__substg1.0_%s001F", id);
    g_autofree char *narrow = g_strdup_printf("__substg1.0_%s001E", id);
    g_autoptr(GBytes) bytes = read_stream(folder, wide);
    if (bytes == NULL)
        return read_stream(folder, narrow);
    gsize size;
    const char *data = g_bytes_get_data(bytes, &size);
    gsize written = 0;
    char *text = g_convert_with_fallback(data, (gssize)(size & ~(gsize)1), "UTF-8", "UTF-16LE", "?",
                                         NULL, &written, NULL);
    return text != NULL ? g_bytes_new_take(text, written) : NULL;
}

static void refuse_internal(MwReader *reader, const MwPiece *piece)
{
    mw_reader_refuse(reader, piece, MW_INPUT_ERROR_NOT_MAIL,
                     "an Outlook message without Internet headers (property 0x007D): internal or "
                     "sent mail, or a draft; ask the server instead, with Get-MessageTrace");
}

static void emit_headers(MwReader *reader, const MwPiece *piece, GBytes *headers)
{
    g_autoptr(MwPiece) inside = mw_piece_inside(piece, headers);
    inside->state.headers_only = true;
    g_autoptr(MwMessage) message = mw_message_parse(headers);
    if (message->headers->len == 0)
        refuse_internal(reader, piece);
    else
        mw_reader_emit(reader, inside, MW_INPUT_OUTLOOK_MSG, g_steal_pointer(&message));
}

static char *describe_carrier(Infile *folder)
{
    g_autoptr(GBytes) subject = read_text(folder, "0037");
    g_autoptr(GBytes) sender = read_text(folder, "0C1A");
    GString *out = g_string_new("Outlook message");
    if (subject != NULL)
        g_string_append_printf(out, " \"%.*s\"", (int)MIN(g_bytes_get_size(subject), 200),
                               (const char *)g_bytes_get_data(subject, NULL));
    if (sender != NULL)
        g_string_append_printf(out, " from %.*s", (int)MIN(g_bytes_get_size(sender), 200),
                               (const char *)g_bytes_get_data(sender, NULL));
    return g_string_free(out, FALSE);
}

static unsigned read_folder(MwReader *reader, MwPiece *piece, Infile *folder, unsigned depth);

/* An attachment: a message embedded as a folder, or a file named .eml or .msg. */
static unsigned read_attachment(MwReader *reader, const MwPiece *piece, Infile *attachment,
                                unsigned depth)
{
    g_autoptr(Input) embedded =
        mw_libgsf()->infile_child_by_name(attachment, "__substg1.0_3701000D");
    if (embedded != NULL && is_folder(embedded)) {
        g_autoptr(MwPiece) inside = mw_piece_inside(piece, piece->bytes);
        return depth < EMBEDDED_MAX ? read_folder(reader, inside, (Infile *)embedded, depth + 1)
                                    : 0;
    }
    g_autoptr(GBytes) name = read_text(attachment, "3707");
    g_autoptr(GBytes) data = read_stream(attachment, "__substg1.0_37010102");
    if (name == NULL || data == NULL)
        return 0;
    gsize len;
    const char *text = g_bytes_get_data(name, &len);
    g_autofree char *lower = g_ascii_strdown(text, (gssize)len);
    if (!g_str_has_suffix(lower, ".eml") && !g_str_has_suffix(lower, ".msg"))
        return 0;
    unsigned before = reader->found;
    g_autoptr(MwPiece) inside = mw_piece_inside(piece, data);
    mw_reader_read(reader, inside);
    return reader->found - before;
}

static unsigned read_attachments(MwReader *reader, const MwPiece *piece, Infile *folder,
                                 unsigned depth)
{
    g_autofree char *carrier = describe_carrier(folder);
    g_autoptr(MwPiece) carried = mw_piece_inside(piece, piece->bytes);
    carried->carrier = carrier;
    unsigned found = 0;
    int count = MIN(mw_libgsf()->infile_num_children(folder), ATTACHMENTS_MAX);
    for (int i = 0; i < count && !reader->stopped; i++) {
        const char *name = mw_libgsf()->infile_name_by_index(folder, i);
        if (name == NULL || !g_str_has_prefix(name, "__attach_version1.0_"))
            continue;
        g_autoptr(Input) child = mw_libgsf()->infile_child_by_index(folder, i);
        if (child != NULL && is_folder(child))
            found += read_attachment(reader, carried, (Infile *)child, depth);
    }
    return found;
}

static unsigned read_folder(MwReader *reader, MwPiece *piece, Infile *folder, unsigned depth)
{
    unsigned found = reader->options->outer ? 0 : read_attachments(reader, piece, folder, depth);
    if (found > 0)
        return found;
    g_autoptr(GBytes) headers = read_text(folder, "007D");
    if (headers == NULL)
        refuse_internal(reader, piece);
    else
        emit_headers(reader, piece, headers);
    return 1;
}

void mw_compound_read(MwReader *reader, MwPiece *piece)
{
    if (mw_libgsf() == NULL) {
        mw_reader_refuse(reader, piece, MW_INPUT_ERROR_UNREADABLE,
                         "an Outlook message: " MAILWHY_LIBGSF " is not installed");
        return;
    }
    MwSpan text = mw_piece_text(piece);
    g_autoptr(Input) input =
        mw_libgsf()->input_memory_new((const guint8 *)text.data, (gsf_off_t)text.len, FALSE);
    g_autoptr(Infile) file =
        mw_compound_is_sound(text) ? mw_libgsf()->infile_msole_new(input, NULL) : NULL;
    if (file == NULL) {
        mw_reader_refuse(reader, piece, MW_INPUT_ERROR_NOT_MAIL, "damaged Outlook message");
        return;
    }
    g_autoptr(GBytes) properties = read_stream(file, "__properties_version1.0");
    if (properties == NULL) {
        mw_reader_refuse(reader, piece, MW_INPUT_ERROR_NOT_MAIL,
                         "not mail: a compound file, but no Outlook message");
        return;
    }
    read_folder(reader, piece, file, 0);
}
