#pragma once

#include "src/evaluate/dkim_check.h"

/* The second engine: libopendkim, on the same octets and the same DNS answers. A
 * message can make the library read and write where it must not; so it is never called but behind
 * these guards:
 * 1. a field that no h= can name comes first: the selection of signed fields writes one place
 *    behind its list when h= has names left after the last field of the message;
 * 2. mw_opendkim_admits decides which signature fields it may see: it reads outside of an i= that
 *    is long or ends within an escape, and treats NUL as an end;
 * 3. DKIM_LIBFLAGS_FIXCRLF and dkim_chunk are not used: it gets finished CRLF lines;
 * 4. dkim_ohdrs (z= over 32 KB) and dkim_sig_gethashes (asserts) are not used. */

/* How the library gets its memory; tests end each block at an unreadable page. */
typedef struct {
    void *(*allocate)(void *closure, size_t bytes);
    void (*release)(void *closure, void *block);
} MwForeignMemory;

/* May the library see this DKIM-Signature field? */
bool mw_opendkim_admits(const MwHeader *header);

/* Sets engine_libopendkim of every signature it could judge, given the native verdicts, and
 * engine_note where the two differ and the reason is known. `checks`: MwDkimCheck*, all of the
 * message. `memory`: NULL for malloc. */
void mw_opendkim_verify(const GPtrArray *checks, const MwForeignMemory *memory);

/* Why the library is known to differ here: the limitation, one technical line; NULL: not known. */
const char *mw_opendkim_limitation(const MwDkimCheck *check);
