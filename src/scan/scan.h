#pragma once

#include "src/console.h"
#include "src/exit_status.h"
#include "src/session.h"

/* A batch: every input of the command line judged, by several threads, and written
 * in the order of the inputs. */

typedef struct {
    MwExitStatus status;
    int signal; /* SIGINT or SIGTERM ended it early; 0 */
} MwScanOutcome;

/* What is different in a batch: second engines run on failures only unless the user
 * says otherwise, and what no line of output will show is not computed. A copy that owns nothing;
 * `options` must outlive it. */
MwOptions mw_scan_options(const MwOptions *options);

/* From here on SIGINT and SIGTERM wait until mw_scan_run looks for them. To be called before any
 * thread is started, that of a live DNS source too: one that does not hold them would end the
 * program. mw_scan_run lets them go in its end. */
void mw_scan_hold_signals(void);

MwScanOutcome mw_scan_run(const MwSession *session, const MwConsole *console);

/* What the options ask for: lines of full results, brief ones, CSV or the page at the end. */
typedef enum { MW_SCAN_TEXT, MW_SCAN_NDJSON, MW_SCAN_BRIEF, MW_SCAN_CSV } MwScanShape;
enum { MW_SCAN_SHAPE_N = MW_SCAN_CSV + 1 };
MW_DECLARE_ENUM_NAMES(MwScanShape, mw_scan_shape)

MwScanShape mw_scan_shape_of(const MwOptions *options);
