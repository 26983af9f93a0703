#pragma once

#include <glib.h>
#include <stdbool.h>

#include "src/evaluate/psl.h"

/* Who runs a host: an administrative domain (ADMD) has one name, "microsoft" for the known large
 * receivers, else its registrable domain ("example.com" of "mx1.example.com"). `psl` may be NULL.
 */

typedef struct {
    const char *name;     /* "microsoft" */
    const char *receiver; /* what MwRecorded.receiver says: "exchange-online" */
    bool many_ids;        /* stamps one field per check, each with the name of its checker */
    bool reorders;        /* stores its fields below all Received, forged ones removed */
    bool names_border;    /* only hosts of the border table take mail over from outside */
} MwAdmdProfile;

/* The name for a host or authserv-id; NULL for what names nobody: an address, a single label,
 * *.internal, *.local and the like. The caller's. */
char *mw_admd_of(MwPsl *psl, const char *host);

/* Do both hosts belong to one ADMD? Most pairs do not, which costs no look into the public suffix
 * list. Either may be NULL: false. */
bool mw_admd_is_same(MwPsl *psl, const char *host, const char *other);

/* "example.com" of "mx.example.com"; the whole of a single label. A view into `name`. */
const char *mw_admd_last_two_labels(const char *name);

/* NULL when it is no known large receiver. */
const MwAdmdProfile *mw_admd_profile(const char *admd);

/* Is this one of the hosts where the known receiver takes mail over from outside? */
bool mw_admd_is_border_host(const char *host);

/* Consumer mail of Microsoft ("hotmail.com"), for telling outlook.com from Exchange Online. */
bool mw_admd_is_consumer_domain(const char *domain);
