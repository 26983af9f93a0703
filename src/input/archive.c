#include "src/input/formats.h"

#include "src/input/libarchive.h"

/* zip and tar, compressed or not, and one compressed file. Read from memory, one member at a time;
 * no member is ever written anywhere. */

enum {
    NESTING_MAX = 3,
    ENTRIES_MAX = 100000,
    CHUNK = 64 * 1024,
    RATIO_MAX = 250, /* mail packs 3 to 20 times; deflate can do 1032 */
};
static const guint64 unpacked_free = 64 * 1024 * 1024; /* below, the ratio is not looked at */
static const guint64 unpacked_max = (guint64)16 * 1024 * 1024 * 1024;
static const guint64 member_max = (guint64)2 * 1024 * 1024 * 1024; /* a limit of the product */

typedef struct archive Archive;

static void free_archive(Archive *archive)
{
    mw_libarchive()->read_free(archive);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Archive, free_archive)

bool mw_archive_is(MwSpan text)
{
    static const struct {
        const char *magic;
        size_t len, at;
    } magics[] = {
        {"PK\3\4", 4, 0},
        {"PK\5\6", 4, 0},
        {"\x1f\x8b\x08", 3, 0},
        {"BZh", 3, 0},
        {"\xfd"
         "7zXZ\0",
         6, 0},
        {"\x28\xb5\x2f\xfd", 4, 0},
        {"ustar", 5, 257},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(magics); i++)
        if (text.len >= magics[i].at + magics[i].len &&
            memcmp(text.data + magics[i].at, magics[i].magic, magics[i].len) == 0)
            return true;
    return false;
}

static Archive *open_archive(const MwReader *reader, MwSpan text)
{
    const MwLibarchive *library = mw_libarchive();
    g_autoptr(Archive) archive = library->read_new();
    library->read_support_filter_gzip(archive);
    library->read_support_filter_bzip2(archive);
    library->read_support_filter_xz(archive);
    library->read_support_filter_zstd(archive);
    library->read_support_format_zip(archive);
    library->read_support_format_tar(archive);
    library->read_support_format_raw(archive);
    if (reader->options->zip_password != NULL)
        library->read_add_passphrase(archive, reader->options->zip_password);
    if (library->read_open_memory(archive, text.data, text.len) != ARCHIVE_OK)
        return NULL;
    return g_steal_pointer(&archive);
}

/* Why the archive as a whole must not be read further; NULL: it may. */
static const char *limit_reached(const MwReader *reader, guint64 packed)
{
    if (reader->entries > ENTRIES_MAX)
        return "more than 100000 members in the archive";
    if (reader->unpacked > unpacked_max)
        return "the archive unpacks to more than 16 GiB";
    if (reader->unpacked > unpacked_free && reader->unpacked / RATIO_MAX > packed)
        return "the archive unpacks to more than 250 times its size: it looks like a bomb";
    return NULL;
}

static bool refuse_member(MwReader *reader, const MwPiece *member, Archive *archive)
{
    const char *text = mw_libarchive()->error_string(archive);
    bool password = mw_libarchive()->read_has_encrypted_entries(archive) > 0;
    if (password && reader->options->zip_password == NULL)
        mw_reader_refuse(reader, member, MW_INPUT_ERROR_ENCRYPTED,
                         "encrypted zip: give its password with --zip-password-file, or unpack "
                         "it first");
    else if (password)
        mw_reader_refuse(reader, member, MW_INPUT_ERROR_ENCRYPTED,
                         "the password does not open this zip");
    else
        mw_reader_refuse(reader, member, MW_INPUT_ERROR_UNREADABLE, "damaged archive: %s",
                         text != NULL ? text : "no reason given");
    return false;
}

/* The octets of the member; NULL after telling why not. `ret_go_on`: may others be read? */
static GBytes *read_member(MwReader *reader, const MwPiece *member, Archive *archive,
                           bool *ret_go_on)
{
    g_autoptr(GByteArray) data = g_byte_array_new();
    guint64 packed = reader->packed;
    for (;;) {
        guint used = data->len;
        g_byte_array_set_size(data, used + CHUNK);
        la_ssize_t got = mw_libarchive()->read_data(archive, data->data + used, CHUNK);
        g_byte_array_set_size(data, used + (got > 0 ? (guint)got : 0));
        if (got == 0)
            return g_byte_array_free_to_bytes(g_steal_pointer(&data));
        if (got < 0) {
            *ret_go_on = refuse_member(reader, member, archive);
            return NULL;
        }
        reader->unpacked += (guint64)got;
        const char *limit =
            data->len > member_max ? "larger than 2 GiB" : limit_reached(reader, packed);
        if (limit != NULL) {
            mw_reader_refuse(reader, member, MW_INPUT_ERROR_LIMIT, "%s", limit);
            *ret_go_on = false;
            return NULL;
        }
    }
}

static char *member_source(const MwPiece *piece, struct archive_entry *entry, bool raw)
{
    const char *name = mw_libarchive()->entry_pathname_utf8(entry);
    if (name == NULL)
        name = mw_libarchive()->entry_pathname(entry);
    if (raw || name == NULL)
        return g_strdup(piece->source);
    g_autofree char *valid = g_utf8_make_valid(name, -1);
    return g_strdup_printf("%s!%s", piece->source, valid);
}

static bool is_noise(const char *source)
{
    return strstr(source, "__MACOSX/") != NULL || g_str_has_suffix(source, "/.DS_Store");
}

/* One member: read, and given to the reader under its own source. */
static bool take_member(MwReader *reader, const MwPiece *piece, Archive *archive,
                        struct archive_entry *entry)
{
    bool raw = mw_libarchive()->format(archive) == ARCHIVE_FORMAT_RAW, go_on = true;
    g_autofree char *source = member_source(piece, entry, raw);
    if ((!raw && mw_libarchive()->entry_filetype(entry) != AE_IFREG) || is_noise(source))
        return true;
    unsigned index = 0;
    g_autoptr(GBytes) nothing = g_bytes_new_static("", 0);
    g_autoptr(MwPiece) stub = mw_piece_new(nothing, source, raw ? piece->index : &index);
    g_autoptr(GBytes) bytes = read_member(reader, stub, archive, &go_on);
    if (bytes == NULL || g_bytes_get_size(bytes) == 0)
        return go_on;
    g_autoptr(MwPiece) member = mw_piece_new(bytes, source, stub->index);
    member->has_container = true;
    member->container = piece->has_container ? piece->container : MW_INPUT_ARCHIVE;
    mw_reader_read(reader, member);
    return true;
}

static void read_members(MwReader *reader, const MwPiece *piece, Archive *archive)
{
    struct archive_entry *entry;
    bool go_on = true;
    while (go_on && !reader->stopped) {
        int status = mw_libarchive()->read_next_header(archive, &entry);
        if (status == ARCHIVE_EOF)
            return;
        if (status < ARCHIVE_WARN) {
            refuse_member(reader, piece, archive);
            return;
        }
        reader->entries++;
        const char *limit = limit_reached(reader, reader->packed);
        if (limit != NULL) {
            mw_reader_refuse(reader, piece, MW_INPUT_ERROR_LIMIT, "%s", limit);
            return;
        }
        go_on = take_member(reader, piece, archive, entry);
    }
}

void mw_archive_read(MwReader *reader, MwPiece *piece)
{
    MwSpan text = mw_piece_text(piece);
    if (reader->archives >= NESTING_MAX) {
        mw_reader_refuse(reader, piece, MW_INPUT_ERROR_LIMIT,
                         "archives inside archives, more than 3 deep");
        return;
    }
    if (mw_libarchive() == NULL) {
        mw_reader_refuse(reader, piece, MW_INPUT_ERROR_UNREADABLE,
                         "an archive: " MAILWHY_LIBARCHIVE " is not installed");
        return;
    }
    g_autoptr(Archive) archive = open_archive(reader, text);
    if (archive == NULL) {
        mw_reader_refuse(reader, piece, MW_INPUT_ERROR_UNREADABLE, "damaged archive");
        return;
    }
    if (reader->archives == 0)
        reader->packed = text.len;
    unsigned found = reader->found, outer_skipped = reader->skipped;
    reader->skipped = 0;
    reader->archives++;
    read_members(reader, piece, archive);
    reader->archives--;
    if (reader->found == found)
        mw_reader_refuse(reader, piece, MW_INPUT_ERROR_NOT_MAIL,
                         "no mail in this archive (%u other files)", reader->skipped);
    reader->skipped += outer_skipped;
}
