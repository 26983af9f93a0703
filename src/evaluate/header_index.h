#pragma once

#include <glib.h>

#include "src/message/message.h"

/* The fields of a message by name, for choosing what a signature covers (RFC 6376, 5.4.2). One
 * index serves all signatures of a message; it must not outlive the message. It is made when it is
 * first asked. */
typedef struct MwHeaderIndex MwHeaderIndex;

MwHeaderIndex *mw_header_index_new(const MwMessage *message);
void mw_header_index_free(MwHeaderIndex *index);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwHeaderIndex, mw_header_index_free)

/* For each name of h= (MwSpan[]) the lowest field of that name that is not taken yet; NULL where
 * none is left: such a name contributes nothing. const MwHeader*, the caller's list.
 * `ret_extra`: fields of a signed name that stay unsigned because h= names it too seldom. */
GPtrArray *mw_header_index_select(MwHeaderIndex *index, const GArray *names, unsigned *ret_extra);
