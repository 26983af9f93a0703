#pragma once

#include <glib.h>
#include <stdbool.h>

#include "src/message/message.h"

/* Text as people paste it, made readable again step by step, in the order of paste.c. Each step
 * changes the text only where it finds its own kind of damage, and says so.
 * Private to src/input. */

typedef struct {
    GString *text;                      /* line ends are LF after the first step */
    GPtrArray *repairs;                 /* char* */
    unsigned effects;                   /* MwPasteEffect bits so far */
    bool is_bounce;                     /* the text of a bounce, no header block */
    bool headers_touched, body_touched; /* set at the end */
} MwPaste;

typedef enum {
    MW_PASTE_OUTSIDE = 0, /* only what stood around the mail */
    MW_PASTE_BLANKS = 1,  /* white space of the header */
    MW_PASTE_CONTENT = 2, /* other octets of the header */
    MW_PASTE_BODY = 4,    /* octets of the body, when there is one */
} MwPasteEffect;

MwPaste *mw_paste_new(MwSpan text);
void mw_paste_free(MwPaste *paste);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwPaste, mw_paste_free)

/* Runs all steps. */
void mw_paste_repair(MwPaste *paste);

/* Does a well-formed header block show signs of damage all the same (entities, odd blanks, ...)? */
bool mw_paste_has_marks(const MwMessage *message);

/* Does a header block go on after the empty line (doubled line ends)? */
bool mw_paste_goes_on(MwSpan body);

/* The steps, in order. */
void mw_paste_encoding(MwPaste *paste);
void mw_paste_json(MwPaste *paste);
void mw_paste_entities(MwPaste *paste);
void mw_paste_links(MwPaste *paste);
void mw_paste_blanks(MwPaste *paste);
void mw_paste_syslog(MwPaste *paste);
void mw_paste_prefix(MwPaste *paste);
void mw_paste_tables(MwPaste *paste);
void mw_paste_preamble(MwPaste *paste);
void mw_paste_doubled(MwPaste *paste);
void mw_paste_names(MwPaste *paste);
void mw_paste_auth_results(MwPaste *paste);
void mw_paste_bounce(MwPaste *paste);
void mw_paste_folding(MwPaste *paste);

/* For the steps. */

G_GNUC_PRINTF(3, 4)
void mw_paste_note(MwPaste *paste, unsigned effects, const char *format, ...);

/* Puts `text` (taken) in the place of the present one. */
void mw_paste_replace(MwPaste *paste, GString *text);

/* A copy of the text with each occurrence of `old` replaced; NULL when there is none. */
GString *mw_paste_substitute(const MwPaste *paste, const char *old, const char *by);

typedef struct {
    MwSpan text;
    size_t at;
} MwLines;
MwLines mw_paste_lines(const MwPaste *paste);
bool mw_lines_next(MwLines *lines, MwSpan *ret_line);

/* "Name: value" at column 0, the name a header name in form; false: something else. */
bool mw_paste_field(MwSpan line, MwSpan *ret_name, MwSpan *ret_value);
bool mw_paste_known_field(MwSpan line); /* and known */
