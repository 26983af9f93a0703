#pragma once

#include "src/evaluate/body_digest.h"
#include "src/evaluate/dkim.h"
#include "src/evaluate/header_index.h"
#include "src/evaluate/public_key.h"

/* One signature on its way to its MwDkim; inside of src/evaluate/dkim*.c and forensics*.c. */

/* What all signatures of a message share. */
typedef struct {
    const MwMessage *message;
    MwDnsSession *dns;
    const MwDkimOptions *options;
    MwHeaderIndex *index;
    MwBodyDigests *body;
    GString *text; /* the octets that a header signature covers; used again and again */
} MwDkimShared;

typedef struct {
    const MwDkimShared *shared;
    const MwHeader *header; /* the DKIM-Signature field */
    MwDkimSignature *signature;
    bool is_usable;           /* is the field as such good for a verification? */
    MwHash hash;              /* that of a= */
    GPtrArray *fields;        /* const MwHeader*: what h= selects; NULL where nothing is left */
    MwPublicKey *key;         /* the record that decided; NULL: there is none. The answer's */
    MwVerification verified;  /* what came out of b= with it */
    const MwBodyDigest *body; /* NULL: not computed. Good until the next body pass */
    MwDkim *result;
} MwDkimCheck;

/* Says why it failed, once: later calls change nothing. `tag` may be NULL; takes `text`. */
void mw_dkim_check_fail(MwDkimCheck *check, MwDkimResult result, MwDkimFailure failure,
                        const char *tag, char *text);

/* Parses the field and fills in what it says by itself. */
MwDkimCheck *mw_dkim_check_new(const MwDkimShared *shared, const MwHeader *header);
void mw_dkim_check_free(MwDkimCheck *check); /* the result, too, unless it was taken */

/* Writes the octets that the signature covers to `out`, which it empties first. */
void mw_dkim_check_signed_text(const MwDkimCheck *check, GString *out);

/* Finds the key in DNS and verifies b=: dkim_key_lookup.c. */
void mw_dkim_check_key(MwDkimCheck *check);

/* Judges t= and x=. The rest is done all the same: it may say more. In dkim_verdict.c. */
void mw_dkim_check_time(MwDkimCheck *check);

/* The final word, all facts being there: dkim_verdict.c. */
void mw_dkim_check_conclude(MwDkimCheck *check);
