#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "parsers/dkim_signature.h"

/* An ARC-Seal (RFC 8617, 4.1.3), as written. All that can be read is there even when the whole
 * cannot be used. */
typedef struct {
    GArray *tags; /* MwTag[], of mw_tag_list_read */
    /* The first fault; error_text NULL: there is none, all below is set. */
    char error_tag[16]; /* name of the tag at fault; "" when it is the list as a whole */
    char *error_text;   /* one technical line: "byte 17: cv= is not none, pass or fail" */

    unsigned instance;
    MwDkimAlgorithm algorithm;
    MwSpan algorithm_text;
    MwSpan cv;               /* as written; empty when absent */
    char *domain, *selector; /* normal form; NULL when absent or no name */
    size_t signature_begin;  /* bytes of the parsed text that hashing leaves out: b= with all */
    size_t signature_end;    /* white space around it. Equal: there is none */
    GBytes *signature;       /* decoded; NULL when damaged */
    int64_t timestamp;       /* t=; -1: absent */
} MwArcSeal;

/* `value`: the field after its colon; all spans point into it. Never NULL. */
MwArcSeal *mw_arc_seal_parse(MwSpan value);
void mw_arc_seal_free(MwArcSeal *seal);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwArcSeal, mw_arc_seal_free)
