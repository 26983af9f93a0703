#pragma once

#include <glib.h>

#include "parsers/ip.h"
#include "parsers/span.h"
#include "parsers/spf_macro.h"

/* An SPF record (RFC 7208, 4.6 and 12), read strictly, but to its end: the terms behind a mistake
 * are there to be shown. */

typedef enum {
    MW_SPF_TERM_BAD, /* cannot be read; see the error of the record for the first one */
    MW_SPF_TERM_ALL,
    MW_SPF_TERM_INCLUDE,
    MW_SPF_TERM_A,
    MW_SPF_TERM_MX,
    MW_SPF_TERM_PTR,
    MW_SPF_TERM_IP4,
    MW_SPF_TERM_IP6,
    MW_SPF_TERM_EXISTS,
    MW_SPF_TERM_REDIRECT,
    MW_SPF_TERM_EXP,
    MW_SPF_TERM_MODIFIER, /* unknown: ignored (RFC 7208, 6) */
} MwSpfTermKind;

typedef struct {
    MwSpfTermKind kind;
    char qualifier;      /* + - ~ ?; + when none is written; 0 for modifiers */
    MwSpan text;         /* as written, qualifier included */
    size_t offset;       /* of text in the record, bytes */
    bool has_domain;     /* a domain-spec is written */
    MwSpfMacro domain;   /* the domain-spec, or the value of a modifier */
    char *literal_name;  /* normal form, when the domain-spec has no macros and is a name */
    MwIp network;        /* ip4, ip6; family 6 even for a mapped address: it matches nothing */
    unsigned char bits4; /* prefix lengths of ip4, ip6, a and mx; 32 and 128 when not written */
    unsigned char bits6;
} MwSpfTerm;

/* Immutable once parsed, reference counted, shareable between threads. It owns its text. */
typedef struct {
    MwSpan text;
    GArray *terms;             /* MwSpfTerm, in order */
    const MwSpfTerm *all;      /* the first; NULL */
    const MwSpfTerm *redirect; /* NULL */
    const MwSpfTerm *exp;      /* NULL */
    const char *error;         /* static, one line; NULL: the record is valid */
    size_t error_offset;       /* bytes into the record */
    const MwSpfTerm *error_term;
} MwSpfRecord;

/* Is this TXT an SPF record at all: "v=spf1", any case, then a blank or the end (RFC 7208, 4.5)? */
bool mw_spf_record_is_spf(MwSpan text);

/* Reads a text for which mw_spf_record_is_spf holds (an error otherwise). Never NULL. */
MwSpfRecord *mw_spf_record_parse(MwSpan text);

MwSpfRecord *mw_spf_record_ref(const MwSpfRecord *record);
void mw_spf_record_unref(MwSpfRecord *record);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwSpfRecord, mw_spf_record_unref)

/* Does evaluating this term count against the limit of ten (RFC 7208, 4.6.4)? */
bool mw_spf_term_is_lookup(const MwSpfTerm *term);

/* A term that can match: not a modifier, not BAD. */
bool mw_spf_term_is_mechanism(const MwSpfTerm *term);
