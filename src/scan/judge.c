#include "src/scan/judge.h"

#include "src/scan/columns.h"

MwScanItem *mw_scan_item_new(const char *source, unsigned index, MwItem *item, const GError *error)
{
    MwScanItem *scan_item = g_new0(MwScanItem, 1);
    scan_item->source = g_strdup(source);
    scan_item->index = index;
    scan_item->item = item;
    scan_item->error = item == NULL ? g_strdup(error->message) : NULL;
    return scan_item;
}

void mw_scan_item_free(MwScanItem *item)
{
    if (item == NULL)
        return;
    g_free(item->source);
    g_free(item->error);
    mw_item_free(item->item);
    g_free(item);
}

void mw_scan_result_free(MwScanResult *result)
{
    if (result == NULL)
        return;
    mw_scan_record_free(result->record);
    g_string_free(result->line, true);
    g_free(result);
}

static void append_line(const MwScanJudge *judge, const MwReport *report, MwScanResult *result)
{
    switch (judge->shape) {
    case MW_SCAN_TEXT:
        break;
    case MW_SCAN_NDJSON:
        mw_render_json(result->line, report, &judge->render, false);
        break;
    case MW_SCAN_BRIEF:
        mw_brief_append(result->line, result->record);
        break;
    case MW_SCAN_CSV:
        mw_csv_append(result->line, result->record);
        break;
    }
}

static void append_error(const MwScanJudge *judge, const MwScanItem *item, MwScanResult *result)
{
    if (judge->shape == MW_SCAN_CSV)
        mw_csv_append(result->line, result->record);
    else if (judge->shape != MW_SCAN_TEXT)
        mw_render_json_error(result->line, item->source, item->index, item->error);
}

MwScanResult *mw_scan_judge(const MwScanJudge *judge, MwScanItem *item)
{
    MwScanResult *result = g_new0(MwScanResult, 1);
    result->line = g_string_new(NULL);
    if (item->item == NULL) {
        result->record = mw_scan_record_new_error(item->source, item->index, item->error);
        append_error(judge, item, result);
    } else {
        g_autoptr(MwReport) report =
            mw_session_report(judge->session, g_steal_pointer(&item->item));
        MwExitStatus status = mw_session_status(judge->session, report);
        if (judge->answers != NULL)
            mw_answers_add(judge->answers, report->evaluation->dns);
        if (judge->redactor != NULL)
            mw_redact_report(judge->redactor, report);
        result->record = mw_scan_record_new(report, status);
        append_line(judge, report, result);
    }
    mw_scan_item_free(item);
    return result;
}
