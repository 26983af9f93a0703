#pragma once

#include "src/render/redact_report.h"
#include "src/scan/answers.h"
#include "src/scan/record.h"
#include "src/scan/scan.h"

/* From an item to its record and line: the work of one thread on one message. */

/* What the reader found: a message, or why there is none. */
typedef struct {
    char *source;
    unsigned index;
    MwItem *item; /* NULL: unreadable */
    char *error;
} MwScanItem;

typedef struct {
    MwScanRecord *record;
    GString *line; /* of the output; empty for text */
} MwScanResult;

typedef struct {
    const MwSession *session;
    MwScanShape shape;
    MwRenderOptions render;
    MwAnswers *answers;   /* NULL: not wanted */
    MwRedactor *redactor; /* one thread only; NULL: not wanted */
} MwScanJudge;

/* Takes ownership of `item` (which may be NULL). */
MwScanItem *mw_scan_item_new(const char *source, unsigned index, MwItem *item, const GError *error);
void mw_scan_item_free(MwScanItem *item);
/* Takes ownership of `item`. */
MwScanResult *mw_scan_judge(const MwScanJudge *judge, MwScanItem *item);
void mw_scan_result_free(MwScanResult *result);
