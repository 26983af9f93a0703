#pragma once

#include "src/evaluate/spf_check.h"

/* libspf2 as a second engine, on the same question and the same answers: sets
 * out->engine_libspf2 (behind a strict parse and limits that it lacks: comparable with ours) and
 * out->engine_libspf2_uncorrected (what a receiver built on it sees). Both run behind the guard
 * against what is known to break it; what the guard refuses stays -1. */
void mw_spf_libspf2_check(MwSpfCheck *check);
