#pragma once

#include <glib.h>
#include <stdbool.h>

#include "parsers/dmarc_uri.h"
#include "parsers/enum_name.h"
#include "parsers/span.h"

/* A DMARC Policy Record (RFC 9989, 4.7 and 4.8). What is wrong behind the version tag never makes
 * the record disappear: it is ignored, or replaced by the default, and listed in `faults`. */

typedef enum {
    MW_DMARC_POLICY_NONE,
    MW_DMARC_POLICY_QUARANTINE,
    MW_DMARC_POLICY_REJECT
} MwDmarcPolicy;
enum { MW_DMARC_POLICY_N = MW_DMARC_POLICY_REJECT + 1 };
MW_DECLARE_ENUM_NAMES(MwDmarcPolicy, mw_dmarc_policy)

typedef enum { MW_DMARC_PSD_U, MW_DMARC_PSD_Y, MW_DMARC_PSD_N } MwDmarcPsd;
enum { MW_DMARC_PSD_COUNT = MW_DMARC_PSD_N + 1 };
MW_DECLARE_ENUM_NAMES(MwDmarcPsd, mw_dmarc_psd)

/* p, sp or np. `policy` means something only when it is valid. */
typedef struct {
    bool present, valid;
    MwDmarcPolicy policy;
} MwDmarcPolicyTag;

typedef struct {
    size_t offset;    /* of the faulty part, bytes into the record */
    char *tag;        /* lower case; NULL when the part is no tag at all */
    const char *what; /* technical: "not a tag=value pair", "missing semicolon before rua=", ... */
    bool syntax;      /* not tag=value; else a tag whose value cannot be used */
} MwDmarcFault;

typedef struct {
    MwDmarcPolicyTag p, sp, np;
    bool strict_dkim, strict_spf; /* adkim=s, aspf=s */
    MwDmarcPsd psd;
    bool testing;        /* t=y */
    GPtrArray *rua;      /* MwDmarcUri*, in order; those that are no URI are faults */
    GPtrArray *ruf;      /* the same */
    bool has_rua;        /* is there a rua tag at all? */
    char *fo;            /* as written; NULL */
    char *pct;           /* as written; NULL */
    GPtrArray *historic; /* char*: those of pct, rf, ri that are there, in order */
    bool p_is_late;      /* p does not follow v: older receivers refuse that (RFC 7489, 6.3) */
    char *duplicate;     /* the first tag given twice (no tag-list by RFC 6376, 3.2); NULL */
    GPtrArray *faults;   /* MwDmarcFault*, in order */
} MwDmarcRecord;

/* Is the first tag `v`, with the value DMARC1 exactly? Only that makes a DMARC record. */
bool mw_dmarc_record_is_dmarc(MwSpan text);

/* Meant as a DMARC record, but not one: "v=dmarc1", a quote or another tag before v, no semicolon
 * behind DMARC1, a policy without v. Returns one technical line, or NULL when it is a DMARC record
 * or has nothing to do with it. `ret_offset` is the byte at fault. */
const char *mw_dmarc_record_lookalike(MwSpan text, size_t *ret_offset);

/* NULL, with MW_PARSE_ERROR_VALUE, only when the text is not a DMARC record. */
MwDmarcRecord *mw_dmarc_record_parse(MwSpan text, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mw_dmarc_record_free(MwDmarcRecord *record);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwDmarcRecord, mw_dmarc_record_free)

/* Every part is a tag=value pair, none twice: what a record that confirms report addresses must be
 * (RFC 9990, "Verifying External Destinations"). */
bool mw_dmarc_record_is_clean(const MwDmarcRecord *record);

/* The first of p, sp, np that cannot be used as a policy (RFC 9989, 4.10.1); NULL when there is
 * none. RFC 7489 knows no np. */
const char *mw_dmarc_record_spoiled_by(const MwDmarcRecord *record, bool np_counts);

/* The first fault of that tag; NULL. */
const MwDmarcFault *mw_dmarc_record_fault(const MwDmarcRecord *record, const char *tag);
