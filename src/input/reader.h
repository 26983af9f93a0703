#pragma once

#include "src/input/input.h"

/* What the readers of src/input share: octets on their way to become items. Private to src/input.
 *
 * A piece is some octets and all that is known of how they were got. Readers of containers make
 * pieces of what they hold and give them back to mw_reader_read; a piece that is a message ends in
 * mw_reader_emit. */

typedef struct {
    const MwInputOptions *options;
    MwItemFunc func;
    void *user_data;
    bool stopped;      /* the callee wants no more */
    unsigned depth;    /* containers and encodings inside each other */
    unsigned archives; /* of these, archives */
    guint64 packed;    /* bytes of the outermost archive */
    guint64 unpacked;  /* bytes that came out of it */
    unsigned entries;  /* its members seen */
    unsigned found;    /* items and errors handed over */
    unsigned skipped;  /* members of archives that are no mail */
} MwReader;

enum { MW_READER_DEPTH_MAX = 8 };

typedef struct {
    GBytes *bytes;
    GBytes *given; /* the octets as given: what sha256 and size speak of */
    const char *source;
    unsigned *index;    /* counts the items of this source */
    bool has_container; /* `container` names the kind, whatever is inside */
    MwInputKind container;
    GPtrArray *repairs; /* char* */
    const char *carrier;
    MwInputState state;
    bool truncated;
} MwPiece;

/* A piece of the same source and history, for other octets: what is in an envelope, decoded. */
MwPiece *mw_piece_inside(const MwPiece *outer, GBytes *bytes);

/* A piece of another source: the member of an archive. */
MwPiece *mw_piece_new(GBytes *bytes, const char *source, unsigned *index);
void mw_piece_free(MwPiece *piece);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwPiece, mw_piece_free)

G_GNUC_PRINTF(2, 3) void mw_piece_repair(MwPiece *piece, const char *format, ...);
MwSpan mw_piece_text(const MwPiece *piece);

/* Detects what the piece is, and hands over every message in it. */
void mw_reader_read(MwReader *reader, MwPiece *piece);

/* Hands over one item; `message`, made from the piece's octets, is taken. */
void mw_reader_emit(MwReader *reader, const MwPiece *piece, MwInputKind kind, MwMessage *message);

/* Hands over the text of a bounce that came without its message. */
void mw_reader_emit_text(MwReader *reader, const MwPiece *piece);

/* Hands over the reason why there is no item. The error is taken. */
void mw_reader_fail(MwReader *reader, const MwPiece *piece, GError *error);
G_GNUC_PRINTF(4, 5)
void mw_reader_refuse(MwReader *reader, const MwPiece *piece, MwInputError code, const char *format,
                      ...);
