#pragma once

#include "src/evaluate/spf_check.h"

/* Terms seen without a client: for the tree of an evaluation that has ended, and for mw_spf_walk.
 */

/* Nodes for the terms from number `from` on, redirect last. When the look-up limit was passed they
 * are walked, to show the whole cost; otherwise nothing is asked. All are "not-reached". */
void mw_spf_walk_rest(MwSpfCheck *check, const char *domain, const MwSpfRecord *record, guint from,
                      GPtrArray *nodes);

/* What stands below the term that was one look-up too many. */
void mw_spf_walk_over(MwSpfCheck *check, const MwSpfTerm *term, MwSpfNode *node);

/* A node for exp= or an unknown modifier. */
void mw_spf_walk_modifier(const char *domain, const MwSpfTerm *term, GPtrArray *nodes);
