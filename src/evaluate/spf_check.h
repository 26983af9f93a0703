#pragma once

#include "parsers/spf_record.h"
#include "src/evaluate/spf.h"

/* What the files of the SPF evaluator share. Nobody else includes this. */

enum {
    MW_SPF_LOOKUP_LIMIT = 10,  /* terms (RFC 7208, 4.6.4) */
    MW_SPF_VOID_LIMIT = 2,     /* look-ups */
    MW_SPF_ADDRESS_LIMIT = 10, /* names of one mx or ptr */
    /* Each level but the first costs a look-up, and the eleventh ends the check. */
    MW_SPF_DEPTH_MAX = MW_SPF_LOOKUP_LIMIT + 2,
};

/* ---- the record of a name ---- */

typedef struct {
    const MwSpfRecord *record; /* NULL: there is none, or more than one */
    MwSpfProblem problem;      /* why it is NULL */
    const MwDnsAnswer *answer; /* of the TXT question; NULL when the name cannot be asked for */
    const MwDnsRecord *txt;    /* the one it was read from */
    GPtrArray *texts;          /* char*: all of them, when there are several; owned */
} MwSpfFound;

void mw_spf_found_clear(MwSpfFound *found);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(MwSpfFound, mw_spf_found_clear)

/* A list that owns parsed records: those too large to be kept with their answers. */
GPtrArray *mw_spf_records_new(void);

/* Asks for the record of `name` (normal form or NULL) and parses it. It lives as long as the
 * session and `records`. */
MwSpfFound mw_spf_find(MwDnsSession *dns, const char *name, GPtrArray *records);

/* "TXT example.net: NXDOMAIN", "no v=spf1 record at example.net"; the caller's. */
char *mw_spf_found_describe(const MwSpfFound *found, const char *name);

/* Takes over record, TTL and record list; where there is no record, result and problem. Returns
 * whether there is one. */
bool mw_spf_note_found(MwSpf *out, const MwSpfFound *found);

/* Did the question find nothing at all (a void look-up)? */
bool mw_spf_is_void(const MwDnsAnswer *answer);

/* ---- one check_host() ---- */

/* A record in evaluation: the first, or one reached by include or redirect. */
typedef struct {
    const char *domain;
    const MwSpfRecord *record;
    const MwSpfTerm *term; /* the one at work */
    bool passes;           /* a + match here makes the whole check pass */
    bool own;              /* the first record or its redirect target: the domain's own words */
} MwSpfFrame;

typedef struct {
    MwDnsSession *dns;
    MwSpf *out;
    MwSpfMacroValues values; /* values.domain follows the frames */
    bool local_is_ascii;
    bool want_tree;
    unsigned void_limit;
    MwSpfFrame frames[MW_SPF_DEPTH_MAX];
    unsigned depth;                             /* frames in use */
    const MwSpfTerm *decided[MW_SPF_DEPTH_MAX]; /* the terms that matched, by depth */
    const MwSpfTerm *exp;                       /* of the record that spoke last by itself */
    char *exp_domain;
    MwSpfResult error; /* of the term that returned MW_SPF_ERROR */
    unsigned walked;   /* look-ups beyond out->lookups, of the walk past the limit */
    unsigned walked_nodes;
    GPtrArray *records;
    char *sender, *local_part, *sender_domain, *helo;
    char *name; /* normal form of the domain checked; NULL: it is no name */
} MwSpfCheck;

typedef enum { MW_SPF_NO_MATCH, MW_SPF_MATCH, MW_SPF_ERROR } MwSpfMatch;

/* Evaluates the record of values.domain. `nodes` gets the tree; NULL: none is wanted. */
MwSpfResult mw_spf_check_run(MwSpfCheck *check, const MwSpfFound *found, GPtrArray *nodes);

/* Does a mechanism other than include match? `target` is its expanded name or NULL. */
MwSpfMatch mw_spf_mechanism_match(MwSpfCheck *check, const MwSpfTerm *term, const char *target);

/* The name a term speaks of: the caller's. NULL: not a name, or none to be had (RFC 8616, 4). */
char *mw_spf_check_target(const MwSpfCheck *check, const MwSpfTerm *term);

/* Counts a void look-up; false when it is one too many (the problem is then noted). */
bool mw_spf_check_void(MwSpfCheck *check, const MwDnsAnswer *answer);

/* Notes the problem and its place, once; `text` is taken. Returns MW_SPF_ERROR. */
MwSpfMatch mw_spf_check_fail(MwSpfCheck *check, MwSpfProblem problem, char *text);
MwSpfMatch mw_spf_check_fail_dns(MwSpfCheck *check, const MwDnsAnswer *answer);

/* The validated name of the client for the p macro (RFC 7208, 7.3); `data` is the check. */
const char *mw_spf_check_client_name(void *data, const char *domain);

/* The text that exp= leads to; NULL when there is none to be had (RFC 7208, 6.2). */
char *mw_spf_check_explain(const MwSpfCheck *check);

/* ---- hints and nodes ---- */

/* What one record says about itself: +all, ptr, the qualifier of all. */
void mw_spf_note_hints(MwSpf *out, const MwSpfRecord *record, bool passes, bool own);

MwSpfNode *mw_spf_node_new(GPtrArray *nodes, const char *domain, const MwSpfTerm *term);
void mw_spf_node_set_outcome(MwSpfNode *node, const char *outcome); /* NULL node: nothing */

/* "a > b > c" of the texts of terms; the caller's. */
char *mw_spf_join_path(const MwSpfTerm *const *terms, unsigned count);
