#pragma once

#include "parsers/arc_seal.h"
#include "parsers/arc_set.h"
#include "src/evaluate/arc.h"
#include "src/evaluate/body_digest.h"
#include "src/evaluate/header_index.h"

/* What the checks of one message share. */
typedef struct {
    const MwMessage *message;
    MwDnsSession *dns;
    const MwDkimOptions *options;
    MwHeaderIndex *index;
    MwBodyDigests *digests;
    GString *text; /* the octets that a signature covers; used again and again */
} MwArcContext;

typedef enum { MW_ARC_CHECK_PASS, MW_ARC_CHECK_FAIL, MW_ARC_CHECK_NOT } MwArcVerdict;

/* The outcome for one seal or message signature. */
typedef struct {
    MwArcVerdict verdict;
    MwDkimFailure failure; /* NONE when it passes */
    char *text;            /* one technical line; NULL */
} MwArcCheck;

void mw_arc_check_clear(MwArcCheck *check);

/* Does the key of that selector sign the digest by `signature`? */
MwArcCheck mw_arc_check_key(const MwArcContext *context, const char *domain, const char *selector,
                            MwDkimAlgorithm algorithm, const uint8_t digest[static MW_HASH_MAX],
                            GBytes *signature);

/* The ARC-Message-Signature; a missing c= is tried as simple/simple (RFC 6376, 3.5), then as
 * relaxed/relaxed, as most sealers mean it: `ret_relaxed` tells that only that held. */
MwArcCheck mw_arc_check_signature(const MwArcContext *context, const MwHeader *header,
                                  const MwDkimSignature *signature, bool *ret_relaxed);

/* The ARC-Seal. `covered`: the hash state over all sets below, to which this one is added for those
 * above unless it is the last. `fields`: of this set, by MwArcFieldKind. */
MwArcCheck mw_arc_check_seal(const MwArcContext *context, MwHashState *covered,
                             const MwHeader *const fields[static MW_ARC_FIELD_N],
                             const MwArcSeal *seal, bool is_last);

/* Fills the results of a set from its ARC-Authentication-Results. `claims`: fields read already. */
void mw_arc_read_claims(MwArcSet *set, const MwHeader *header, const GPtrArray *claims);
