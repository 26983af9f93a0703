#pragma once

#include <glib.h>
#include <stdint.h>

#include "parsers/ip.h"
#include "parsers/span.h"

/* Macro strings of SPF (RFC 7208, 7): names such as "%{ir}.%{v}._spf.%{d2}", and explanations. */

/* One piece: literal text, or a macro letter with its transformers. */
typedef struct {
    char letter;        /* lower case: s l o d i p h c r t v; 0: literal */
    bool escape;        /* upper case letter: URL-escaped */
    bool reverse;       /* the r transformer */
    uint8_t delimiters; /* bit n: the n-th of ".-+,/_="; "." alone when none is written */
    unsigned keep;      /* number of right-hand parts, at most 128; 0: all */
    MwSpan text;        /* of a literal: a view into the parsed text, or a constant */
} MwSpfMacroPart;

/* A parsed macro string; parts are views into the text it was parsed from. */
typedef struct {
    GArray *parts;        /* MwSpfMacroPart; NULL when the whole is one literal */
    MwSpan text;          /* as written */
    unsigned letters;     /* bit (letter - 'a') is set for each macro letter used */
    bool ends_with_macro; /* the last thing written begins with "%" */
} MwSpfMacro;

typedef enum {
    MW_SPF_MACRO_NAME, /* no blanks; c, r and t are refused (RFC 7208, 7.2) */
    MW_SPF_MACRO_TEXT, /* an explanation: blanks and every letter */
    MW_SPF_MACRO_ANY,  /* the value of an unknown modifier: no blanks, every letter */
} MwSpfMacroUse;

/* What the letters stand for. NULL texts expand to nothing. */
typedef struct MwSpfMacroValues MwSpfMacroValues;
struct MwSpfMacroValues {
    const char *sender, *local_part, *sender_domain; /* s, l, o */
    const char *domain;                              /* d: the domain being checked */
    const char *helo, *receiver;                     /* h, r; NULL receiver: "unknown" */
    MwIp ip;                                         /* i, c, v */
    int64_t now;                                     /* t: Unix time */
    /* p: the validated name, asked for only when a p is met; NULL or returning NULL: "unknown" */
    const char *(*client_name)(void *data, const char *domain);
    void *client_name_data;
};

/* Parses. On failure returns false, *ret untouched, *error_offset and *error_text (static, one
 * line) telling where and why. On success free with mw_spf_macro_clear. */
bool mw_spf_macro_parse(MwSpan text, MwSpfMacroUse use, MwSpfMacro *ret, size_t *error_offset,
                        const char **error_text);
void mw_spf_macro_clear(MwSpfMacro *macro);

/* Does it use one of these lower case letters? */
bool mw_spf_macro_uses(const MwSpfMacro *macro, const char *letters);

/* Expands; the caller's. */
char *mw_spf_macro_expand(const MwSpfMacro *macro, const MwSpfMacroValues *values);

/* Expands to a name: without the final dot, and whole labels dropped from the left until it has at
 * most 253 octets (RFC 7208, 7.3). It may still be no name at all: empty labels, blanks. */
char *mw_spf_macro_expand_name(const MwSpfMacro *macro, const MwSpfMacroValues *values);
