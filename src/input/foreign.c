#include "src/input/formats.h"

/* Formats that are no mail, or mail that we do not unpack: told by their first octets, so that the
 * answer names them. */
static const struct {
    const char *magic;
    size_t len;
    const char *text;
} foreign[] = {
    {"\x78\x9f\x3e\x22", 4,
     "winmail.dat (TNEF): Outlook's own packaging, never signed as such; give the mail it came in"},
    {"7z\xbc\xaf\x27\x1c", 6, "a 7z archive: unpack it first"},
    {"Rar!\x1a\x07", 6, "a rar archive: unpack it first"},
    {"!BDN", 4, "an Outlook data file (.pst, .ost): export the mail as .msg or .eml"},
    {"%PDF-", 5, "not mail: a PDF file"},
    {"\x89PNG", 4, "not mail: a picture"},
    {"\xff\xd8\xff", 3, "not mail: a picture"},
    {"GIF8", 4, "not mail: a picture"},
    {"\x7f"
     "ELF",
     4, "not mail: a program"},
    {"MZ", 2, "not mail: a program"},
    {"SQLite format 3", 15, "not mail: a database"},
};

static const char *name_of(MwSpan text)
{
    for (size_t i = 0; i < G_N_ELEMENTS(foreign); i++)
        if (text.len >= foreign[i].len && memcmp(text.data, foreign[i].magic, foreign[i].len) == 0)
            return foreign[i].text;
    return NULL;
}

bool mw_foreign_is(MwSpan text)
{
    /* "MZ" alone could begin a word. */
    if (text.len > 2 && memcmp(text.data, "MZ", 2) == 0)
        return memchr(text.data, '\0', MIN(text.len, 64)) != NULL;
    return name_of(text) != NULL;
}

void mw_foreign_read(MwReader *reader, MwPiece *piece)
{
    mw_reader_refuse(reader, piece, MW_INPUT_ERROR_NOT_MAIL, "%s", name_of(mw_piece_text(piece)));
}
