#pragma once

#include <glib.h>

/* An mbox writer puts ">" before body lines that begin with "From " (mboxo, mboxcl), or with any
 * number of ">" and "From " (mboxrd). Whether a reader must undo it cannot be seen, except by a
 * signature: its body hash tells which octets were signed.
 *
 * The message as it was signed, when that differs from what is stored; NULL when it does not, or
 * when no signature proves it. `ret_lines`: how many lines were changed. */
GBytes *mw_from_quoting_undo(GBytes *stored, unsigned *ret_lines);
