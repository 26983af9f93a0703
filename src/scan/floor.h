#pragma once

#include "src/dns/dns.h"

/* The least that anyone who verifies must do: read the file, SHA-256 over the body of a
 * signed message (once, even when its signatures canonicalize it differently), and one public-key
 * verification for each signature (DKIM-Signature, ARC-Message-Signature, ARC-Seal). Keys are
 * decoded beforehand, once each; nothing is canonicalized, nothing is looked up. */
typedef struct MwFloor MwFloor;

/* Finds the signatures of the files and their keys. `paths`: char*. */
MwFloor *mw_floor_prepare(const GPtrArray *paths, MwDns *dns);
void mw_floor_free(MwFloor *floor);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwFloor, mw_floor_free)

/* Does that work for all files; returns the number of verifications. */
guint64 mw_floor_run(MwFloor *floor);
