#pragma once

#include <glib.h>

/* Pseudonyms for a result that is to be shown to others. One redactor gives one real name one
 * pseudonym, always: domains keep who is below whom (so alignment still reads right), addresses
 * go to the documentation ranges (RFC 5737, 3849), local parts, host labels, long base64 and
 * GUIDs are replaced, names of the big providers stay, since the advice depends on them.
 *
 * Pseudonyms are numbered in the order of first use: two runs over the same input are equal, and
 * nothing can be computed back. Not for several threads. */
typedef struct MwRedactor MwRedactor;

MwRedactor *mw_redactor_new(void);
void mw_redactor_free(MwRedactor *redactor);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwRedactor, mw_redactor_free)

/* From now on this very text is replaced wherever it occurs (a subject, a name). Texts under four
 * bytes are ignored: they would match anywhere. */
void mw_redactor_hide(MwRedactor *redactor, const char *text, const char *by);

/* Forgets the texts hidden so far: they belong to one message. */
void mw_redactor_forget_hidden(MwRedactor *redactor);

/* The text with everything in it replaced that has a pseudonym. NULL gives NULL. The caller's. */
char *mw_redact_text(MwRedactor *redactor, const char *raw);

/* A domain or host name, in lower case and without final dot; the caller's. A name that is no
 * domain (one label, an unknown top level) comes back as it is. */
char *mw_redact_domain(MwRedactor *redactor, const char *name);

/* An address in text form, the caller's; NULL when it is none. */
char *mw_redact_ip(MwRedactor *redactor, const char *text);

/* One label that names something of the owner: a DKIM selector, a host. */
char *mw_redact_label(MwRedactor *redactor, const char *label);
