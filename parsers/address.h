#pragma once

#include <glib.h>

#include "parsers/span.h"

/* Addresses of From, Sender, Return-Path and the like (RFC 5322, 3.4 and 4.4), read tolerantly:
 * comments, quoted strings, groups, routes, several addresses, unclosed brackets. */

typedef struct {
    char *address; /* "local@domain", white space and comments removed, quotes kept */
    char *domain;  /* normal form (A-labels, lower case); NULL: unusable, or an address literal */
    char *display; /* the words before it, raw (encoded words not decoded); NULL: none */
} MwAddress;

enum { MW_ADDRESS_MAX = 1000 };

/* The addresses of a list, in order, the first thousand: MwAddress*[], the caller's. Empty when
 * there is none; "<>" gives none. */
GPtrArray *mw_address_parse(MwSpan value);

/* The first of them, without its domain and display; NULL. The caller's. */
char *mw_address_first(MwSpan value);

/* The path of Return-Path or MAIL FROM: "<a@b>", "a@b", "<>". Returns "" for the null path, NULL
 * when nothing usable is there; the caller's. */
char *mw_address_path(MwSpan value);

/* The normal domain of "local@domain" or of "@domain"; NULL. The caller's. */
char *mw_address_domain(const char *address);
