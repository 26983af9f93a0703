#pragma once

#include <glib.h>
#include <stdbool.h>

#include "parsers/enum_name.h"
#include "src/evaluate/evaluation.h"

/* A path or standard input becomes messages: octets, and what was done to get them. */

typedef enum {
    MW_INPUT_ERROR_UNREADABLE, /* no such file, a directory, no permission */
    MW_INPUT_ERROR_NOT_MAIL,   /* empty, binary, no header field */
    MW_INPUT_ERROR_LIMIT,      /* larger than we are willing to read */
    MW_INPUT_ERROR_ENCRYPTED,  /* a zip that needs a password */
} MwInputError;
#define MW_INPUT_ERROR mw_input_error_quark()
GQuark mw_input_error_quark(void);

/* The kinds of src/render/schema.md, in that spelling. */
typedef enum {
    MW_INPUT_MESSAGE,
    MW_INPUT_HEADERS,
    MW_INPUT_AUTH_RESULTS,
    MW_INPUT_NDR,
    MW_INPUT_OUTLOOK_MSG,
    MW_INPUT_MBOX,
    MW_INPUT_MAILDIR,
    MW_INPUT_ARCHIVE,
    MW_INPUT_EMLX,
} MwInputKind;
enum { MW_INPUT_KIND_N = MW_INPUT_EMLX + 1 };
MW_DECLARE_ENUM_NAMES(MwInputKind, mw_input_kind)

/* One message, ready to be judged. */
typedef struct {
    char *source;   /* "mail.eml", "-", "box.mbox", "quarantine.zip!a.eml" */
    unsigned index; /* within the source, 1-based */
    char *sha256;   /* of the octets as given, hex; NULL when it is not wanted */
    MwInputKind kind;
    guint64 bytes;      /* of the octets as given */
    GPtrArray *repairs; /* char*: each repair, in plain technical words; empty mostly */
    bool truncated;
    char *carrier; /* the mail that carried this one, "phish report from a@example.org"; NULL */
    MwMessage *message;
    MwSpan ndr_text; /* kind ndr without a message: the pasted text (and `message` has no field) */
    MwInputState state;
} MwItem;

void mw_item_free(MwItem *item);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwItem, mw_item_free)

typedef struct {
    bool force_kind; /* --input */
    MwInputKind kind;
    bool no_sha256;           /* leave MwItem.sha256 NULL: it costs a pass over the octets */
    bool outer;               /* judge the carrier, not what it carries */
    const char *zip_password; /* from --zip-password-file; NULL */
} MwInputOptions;

/* Called once per message, in order; takes ownership of `item` on success. On an unreadable input
 * `item` is NULL and `error` says why (one line, without the source). Returns false to stop. */
typedef bool (*MwItemFunc)(const char *source, unsigned index, MwItem *item, const GError *error,
                           void *user_data);

/* Reads one path ("-" is standard input) and hands over every message in it. Large files are
 * mapped. */
void mw_input_read(const char *path, const MwInputOptions *options, MwItemFunc func,
                   void *user_data);

/* The same from memory. */
void mw_input_read_bytes(GBytes *bytes, const char *source, const MwInputOptions *options,
                         MwItemFunc func, void *user_data);
