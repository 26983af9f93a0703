#pragma once

#include <glib.h>

#include "src/evaluate/canon.h"
#include "src/evaluate/hash.h"

/* The hashes of a message's body that its signatures ask for, DKIM and ARC alike. All that are
 * wanted are computed by one pass over the mapped body, in memory of fixed size. */

typedef struct {
    MwCanon canon;
    MwHash hash;
    int64_t limit; /* l=: octets of the canonical body that count; -1: all */
    uint8_t digest[MW_HASH_MAX];
    int64_t length; /* octets of the whole canonical body; below `limit`: l= is too large */
} MwBodyDigest;

typedef struct MwBodyDigests MwBodyDigests;

/* `message` must outlive it, and not be one that mw_canon_from_cr would replace. */
MwBodyDigests *mw_body_digests_new(const MwMessage *message);
void mw_body_digests_free(MwBodyDigests *digests);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwBodyDigests, mw_body_digests_free)

/* Says that this hash will be asked for, so that the next pass computes it too. */
void mw_body_digests_want(MwBodyDigests *digests, MwCanon canon, MwHash hash, int64_t limit);

/* The hash; a pass is made when it, or another that is wanted, is not there yet. The pointer is
 * good until the next call of this module. */
const MwBodyDigest *mw_body_digests_get(MwBodyDigests *digests, MwCanon canon, MwHash hash,
                                        int64_t limit);
