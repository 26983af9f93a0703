#pragma once

#include <glib.h>
#include <jansson.h>

#include "src/dns/dns.h"

/* Access to the folder of public test suites. */

enum { MW_CORPORA_SKIP = 77 }; /* what a program returns when the folder is absent */

/* The folder: MAILWHY_CORPORA, else ../shared/corpora beside the sources. NULL, after saying so on
 * standard output, when it is not there. */
const char *mw_corpora_folder(void);

/* The rows of a .jsonl file: json_t*, owned. Ends the program when it cannot be read. */
GPtrArray *mw_corpora_rows(const char *file);

/* The DNS of a row's zone_ref. The caller's; ends the program when it cannot be read. */
MwDns *mw_corpora_zone(const char *zone_ref);

/* The same from the records of a zone (or of a row's own list). */
MwDns *mw_corpora_zone_from(const json_t *records);

/* A string of a row; NULL when it is absent or null. */
const char *mw_corpora_text(const json_t *row, const char *key);

/* Is `text` one of the strings of row[key]? */
bool mw_corpora_lists(const json_t *row, const char *key, const char *text);
