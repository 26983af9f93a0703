#pragma once

/* libspf2 wants these first. */
#include <sys/types.h>
#include <netinet/in.h>
#include <arpa/nameser.h>
#include <netdb.h>
#include <spf2/spf.h>

#include "src/evaluate/spf_check.h"

/* libspf2 1.2.10 as a second engine, on the same question and the same answers.
 *
 * Corrected, it sees records that passed our strict parse, rewritten to what it can do, and its
 * hooks count look-ups and voids: its verdict is then comparable with ours, though matching,
 * includes and most macros are its own work. Uncorrected it does as in any receiver built on it.
 * Both stand behind the guard: the library has memory errors that a record can trigger
 * (CVE-2023-42118 is open in Debian 12), so what could reach them is never shown to it. */

enum {
    MW_SPF2_COMPILED_MAX = 480, /* bytes; buffers inside the library have 511 */
    MW_SPF2_QUESTIONS_MAX = 200,
};

/* One run; the library's DNS layer carries it as its hook. */
typedef struct {
    SPF_dns_server_t layer;
    MwSpfCheck *check;
    bool corrected;
    bool started; /* the first record was asked for */
    bool refused; /* the guard stepped in: there is no verdict */
    int forced;   /* a verdict that the hooks reached, -1: none */
    unsigned lookups, voids, questions;
    char kind;          /* of the term at work (corrected), as in the marks */
    GPtrArray *parts;   /* char*: rewritten records, in pieces small enough for the library */
    GPtrArray *names;   /* char*: names too long to be spelled in a piece */
    GPtrArray *records; /* MwSpfRecord* */
} MwSpf2Run;

/* Sets out->engine_libspf2 and out->engine_libspf2_uncorrected; -1: refused by the guard. */
void mw_spf_libspf2_check(MwSpfCheck *check);

/* The DNS layer of a run. */
void mw_spf2_layer_init(MwSpf2Run *run);

/* May this record be compiled by the library? */
bool mw_spf2_guard_record(MwSpan text);

/* May this text be the sender or the HELO name? */
bool mw_spf2_guard_name(const char *text);

/* The record as the library understands it, appended to run->parts in one or more pieces that
 * redirect to each other; the number of the first piece. In front of each term that costs a
 * look-up stands a mark, "?exists:" and a name that mw_spf2_is_mark knows. */
guint mw_spf2_rewrite(MwSpf2Run *run, const MwSpfRecord *record, const char *domain);

/* A mark: the kind of the term behind it ('a' a, 'm' mx, 'p' ptr, 'e' exists, 'i' include and
 * redirect; 'A' and 'M' with a prefix length of zero); 0: a name like any other. */
char mw_spf2_is_mark(const char *name);

/* The number of the piece that this name stands for; -1: a name like any other. */
int mw_spf2_is_part(const char *name);

/* The same for a number in run->names. */
int mw_spf2_is_number(const char *name);
