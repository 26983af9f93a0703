#pragma once

#include <glib.h>
#include <stdbool.h>

#include "parsers/span.h"

/* A message as octets: its header fields in order, and its body as one view. Nothing is decoded,
 * nothing copied; every view points into `bytes`. Structure and display are src/message/mime.h. */

typedef struct {
    MwSpan raw;     /* the whole field with its folding, without the final line end */
    MwSpan name;    /* without white space before the colon */
    MwSpan value;   /* after the colon, folding and blanks kept */
    unsigned index; /* 1 is the topmost field */
    unsigned line;  /* 1 is the first line of the input */
    unsigned next;  /* of the list in MwMessage.by_name that it is in: an index; 0: the last */
} MwHeader;

typedef enum {
    MW_LINE_END_NONE,
    MW_LINE_END_CRLF,
    MW_LINE_END_LF,
    MW_LINE_END_CR,
    MW_LINE_END_MIXED
} MwLineEnd;

enum { MW_MESSAGE_LISTS = 64 };

typedef struct {
    GBytes *bytes;        /* reference: the mapping or buffer everything points into */
    GArray *headers;      /* MwHeader, top to bottom */
    MwSpan body;          /* after the empty line; empty when there is none */
    bool has_body;        /* was there an empty line? false: headers only */
    MwLineEnd line_end;   /* of the header block */
    unsigned first_line;  /* line number of the first field: > 1 when junk was skipped */
    unsigned junk_before; /* lines skipped before the first field, empty ones not counted */
    unsigned junk_inside; /* and after it */
    GPtrArray *notes;     /* char*: what was odd about the structure, limits reached */

    /* For mw_message_header: where each list of fields whose names look alike begins; 0: empty. */
    unsigned by_name[MW_MESSAGE_LISTS];
} MwMessage;

/* A line that is neither a field nor a continuation is noted and skipped at the start (mbox "From "
 * lines too) and ends the header block elsewhere only when it is empty. The limits in message.c
 * apply. Never NULL; a text without any field gives an empty list. Takes a reference to `bytes`. */
MwMessage *mw_message_parse(GBytes *bytes);
void mw_message_free(MwMessage *message);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwMessage, mw_message_free)

/* The n-th field (0 is the topmost) of that name, ASCII case ignored; NULL when there is none. */
const MwHeader *mw_message_header(const MwMessage *message, const char *name, unsigned n);
unsigned mw_message_count(const MwMessage *message, const char *name);
