#pragma once

#include "src/diagnose/diagnosis.h"
#include "src/exit_status.h"
#include "src/render/render.h"

/* What one message, or one input that could not be read, leaves behind: the columns of --brief
 * and CSV, and what the summary counts. It also goes into the log of --resume. */

typedef enum {
    MW_COLUMN_SOURCE,
    MW_COLUMN_INDEX,
    MW_COLUMN_SHA256,
    MW_COLUMN_VERDICT,
    MW_COLUMN_PRIMARY,
    MW_COLUMN_FROM_DOMAIN,
    MW_COLUMN_CLIENT_IP,
    MW_COLUMN_SPF,
    MW_COLUMN_DKIM,
    MW_COLUMN_DMARC,
    MW_COLUMN_ARC,
    MW_COLUMN_COMPAUTH,
    MW_COLUMN_REASON,
} MwColumn;
enum { MW_COLUMN_N = MW_COLUMN_REASON + 1 };
MW_DECLARE_ENUM_NAMES(MwColumn, mw_column)

typedef struct {
    MwArena *arena;                   /* of the record and its texts */
    const char *columns[MW_COLUMN_N]; /* raw text; NULL: nothing to say */
    const char *error;                /* could not be read: why; else NULL */
    const char *title;                /* of the primary finding; NULL */
    MwActor actor;                    /* of it */
    MwExitStatus status;
    guint queries;       /* DNS questions */
    GPtrArray *failures; /* char*: "timeout TXT example.com", at most 4; NULL when none */
    guint failure_count; /* all of them */
} MwScanRecord;

MwScanRecord *mw_scan_record_new(const MwReport *report, MwExitStatus status);
MwScanRecord *mw_scan_record_new_error(const char *source, guint index, const char *error);
/* To be filled in; texts are copied by the second (NULL stays NULL). */
MwScanRecord *mw_scan_record_new_empty(void);
const char *mw_scan_record_text(MwScanRecord *record, const char *text);
void mw_scan_record_free(MwScanRecord *record);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwScanRecord, mw_scan_record_free)

/* One line of text without line end, and back; NULL when it is none. */
char *mw_scan_record_to_line(const MwScanRecord *record);
MwScanRecord *mw_scan_record_from_line(const char *line);
