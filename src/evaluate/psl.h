#pragma once

#include <glib.h>

/* The public suffix list that libpsl was built with, and what it said before: messages of one
 * receiver ask for the same few names again and again. Shared by threads without a lock. It keeps
 * the first names it is asked for, some thousands, for good; the others cost a look-up each time.
 */
typedef struct MwPsl MwPsl;

MwPsl *mw_psl_new(void);
void mw_psl_free(MwPsl *psl);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwPsl, mw_psl_free)

/* Of a normal name; `psl` may be NULL: nothing is kept then. Views into `name`. */

/* The registrable domain, "example.com" of "www.example.com"; NULL: the name is a public suffix. */
const char *mw_psl_domain(MwPsl *psl, const char *name);

/* The organizational domain as receivers with the list see it (RFC 7489, 3.2): the same, but the
 * name itself when it is a public suffix. */
const char *mw_psl_organization(MwPsl *psl, const char *name);
