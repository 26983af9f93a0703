#pragma once

#include <glib.h>
#include <stdbool.h>

#include "parsers/span.h"

/* A tag-list (RFC 6376, 3.2): "v=1; a=rsa-sha256; ...", as in DKIM-Signature, the ARC fields, DKIM
 * keys and (more loosely) DMARC records. Bytes from 0x80 up are taken as UTF-8 (RFC 8616). */

typedef enum {
    MW_TAG_OK,
    MW_TAG_EMPTY,     /* nothing between two semicolons */
    MW_TAG_NO_EQUALS, /* a word without "=" */
    MW_TAG_BAD_NAME,  /* a name is a letter, then letters, digits and "_" */
    MW_TAG_BAD_VALUE, /* a control character inside */
} MwTagFault;

typedef struct {
    MwSpan name;         /* as written: case counts (3.2) */
    MwSpan value;        /* outer white space gone, folding kept; a view into the parsed text */
    size_t offset;       /* of the name, bytes into the text */
    size_t value_offset; /* of the value */
    size_t fault_offset; /* of the first byte that does not belong; of the name when all is well */
    MwTagFault fault;
    bool duplicate; /* an earlier tag has this name */
} MwTag;

enum { MW_TAG_LIST_MAX = 1000 };

/* Reads what can be read, in the order written: MwTag[], the caller's, never NULL. A tag with a
 * fault has whatever name and value could be told apart. The end of the text, one semicolon and
 * white space before it included, is no tag. At most MW_TAG_LIST_MAX tags. */
GArray *mw_tag_list_read(MwSpan text);

/* The strict form: no fault, no name twice. An empty text is an empty list. NULL with
 * MW_PARSE_ERROR_SYNTAX, _DUPLICATE or _LIMIT, naming the byte offset, otherwise. */
GArray *mw_tag_list_parse(MwSpan text, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The first tag in a list from mw_tag_list_read that the strict form refuses; NULL: none. */
const MwTag *mw_tag_list_first_fault(const GArray *tags);

/* One technical line: "byte 17: no \"=\" in \"oops\""; the caller's. NULL: there is no fault. */
char *mw_tag_describe_fault(const MwTag *tag);

/* The first tag of that name, which is not empty; NULL when absent. */
const MwTag *mw_tag_list_find(const GArray *tags, const char *name);

/* The same without reading the rest of the list: the value, and how many tags come before. */
bool mw_tag_list_peek(MwSpan text, const char *name, MwSpan *ret_value, unsigned *ret_place);
