#pragma once

#include "src/message/message.h"

/* What GMime knows about a message, for display and for looking inside it. The octets of a part
 * are views into the message, never a copy that GMime wrote: signatures depend on them. */

/* A field value for display: unfolded, encoded words decoded (RFC 2047), valid UTF-8, NUL shown as
 * U+FFFD, cut to 64 KiB. Still untrusted text: escape it. Never NULL; the caller's. */
char *mw_mime_decode(MwSpan value);

typedef struct {
    char *display; /* decoded; NULL when there is none */
    char *address; /* "local@domain" as written */
} MwMailbox;

/* The mailboxes in the first 4 KiB of an address list, groups opened. MwMailbox*, the caller's. */
GPtrArray *mw_mime_mailboxes(MwSpan value);

/* A node of the MIME tree. */
typedef struct {
    char *type;        /* lower case: "multipart/report"; the default of RFC 2045, 5.2 if absent */
    char *filename;    /* of the disposition, else the type's name; decoded; NULL */
    char *encoding;    /* lower case: "base64"; NULL when absent */
    char *boundary;    /* of a multipart; NULL */
    char *report_type; /* of a multipart/report, lower case; NULL */
    MwMessage *head;   /* its own header fields; views into the message's octets */
    MwSpan body;       /* as transferred, without the line end before the delimiter */
    unsigned line;     /* of its first line, in the message */
    unsigned depth;    /* 0 is the message itself */
    unsigned parent;   /* index of the multipart it lies in; 0 for the message itself */
    bool closed;       /* a multipart: was its closing delimiter there? */
} MwPart;

enum { MW_MIME_DEPTH_MAX = 100, MW_MIME_PARTS_MAX = 10000 };

/* The message and all parts below it, in document order. A message/rfc822 part is a leaf. Levels
 * below 100 and parts above 10000 are left closed. One pass over the body. MwPart*, the caller's;
 * they must not outlive the message. */
GPtrArray *mw_mime_parts(const MwMessage *message);

/* Could a part be of interest at all (a mail or report inside, a winmail.dat)? A pass over the
 * lines that is cheap enough for every message of a scan; false is certain. */
bool mw_mime_has_nested(const MwMessage *message);

/* The body of a part with its base64 or quoted-printable undone; the caller's. */
GBytes *mw_mime_content(const MwPart *part);

void mw_mailbox_free(MwMailbox *mailbox);
void mw_part_free(MwPart *part);
