#pragma once

#include "src/input/reader.h"

/* One reader per format. `is` looks at the first octets only and is cheap; `read` takes a piece
 * for which `is` held (or that the user called so) and gives all it finds to the reader. */

bool mw_compound_is(MwSpan text); /* compound file: Outlook's .msg */
void mw_compound_read(MwReader *reader, MwPiece *piece);

bool mw_archive_is(MwSpan text); /* zip, tar, and either or one file compressed */
void mw_archive_read(MwReader *reader, MwPiece *piece);

bool mw_foreign_is(MwSpan text); /* winmail.dat, PDF, ...: recognized to be named */
void mw_foreign_read(MwReader *reader, MwPiece *piece);

bool mw_utf16_is(MwSpan text);
void mw_utf16_read(MwReader *reader, MwPiece *piece);

bool mw_emlx_is(MwSpan text);
void mw_emlx_read(MwReader *reader, MwPiece *piece);

bool mw_mbox_is(MwSpan text);
void mw_mbox_read(MwReader *reader, MwPiece *piece);

bool mw_base64_is(MwSpan text);
void mw_base64_read(MwReader *reader, MwPiece *piece);

bool mw_text_is(MwSpan text); /* all the rest */
void mw_text_read(MwReader *reader, MwPiece *piece);

/* A well-formed message: the mails it carries when there are any, else itself. `message` is made
 * from the piece's octets, and taken. */
void mw_carrier_read(MwReader *reader, MwPiece *piece, MwMessage *message);
