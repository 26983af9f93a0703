#pragma once

#include "src/evaluate/recorded.h"

/* Private to src/evaluate: the second half of mw_path_read, what the fields say about those who
 * handled the message. Hops and border are known. */
void mw_path_read_marks(const MwMessage *message, MwPath *path);

/* Forwarders that the ARC sets name; called once all claims are read (MwClaimField*). */
void mw_path_read_arc(const MwMessage *message, MwPath *path, const GPtrArray *fields);

/* The address of a field, NULL when there is none; the caller's. `n`: 0 is the topmost. */
char *mw_path_address(const MwMessage *message, const char *field, unsigned n);

/* The part after the last '@', a view; NULL when there is none. */
const char *mw_path_host_of(const char *address);

/* The first mark of a forwarder stands. */
void mw_path_set_forwarded(MwPath *path, const MwHeader *header, const char *what,
                           const char *forwarder);
