#include "src/scan/record.h"

#include <string.h>

#include "parsers/decimal.h"

enum { MAX_FAILURES = 4 };

static const char *const mw_column_names[] = {
    [MW_COLUMN_SOURCE] = "source",
    [MW_COLUMN_INDEX] = "index",
    [MW_COLUMN_SHA256] = "sha256",
    [MW_COLUMN_VERDICT] = "verdict",
    [MW_COLUMN_PRIMARY] = "primary",
    [MW_COLUMN_FROM_DOMAIN] = "from_domain",
    [MW_COLUMN_CLIENT_IP] = "client_ip",
    [MW_COLUMN_SPF] = "spf",
    [MW_COLUMN_DKIM] = "dkim",
    [MW_COLUMN_DMARC] = "dmarc",
    [MW_COLUMN_ARC] = "arc",
    [MW_COLUMN_COMPAUTH] = "compauth",
    [MW_COLUMN_REASON] = "reason",
};
MW_DEFINE_ENUM_NAMES(MwColumn, mw_column, MW_COLUMN_N)

/* Of several signatures: pass when one passes, else what the topmost gave. */
static const char *dkim_word(const GPtrArray *signatures)
{
    for (guint i = 0; i < signatures->len; i++) {
        const MwDkim *dkim = g_ptr_array_index(signatures, i);
        if (dkim->result == MW_DKIM_PASS)
            return mw_dkim_result_name(MW_DKIM_PASS);
    }
    const MwDkim *first = signatures->len > 0 ? g_ptr_array_index(signatures, 0) : NULL;
    return mw_dkim_result_name(first != NULL ? first->result : MW_DKIM_NONE);
}

static void note_dns(MwScanRecord *record, const MwDnsSession *session)
{
    const GPtrArray *answers = mw_dns_session_answers(session);
    record->queries = answers->len;
    for (guint i = 0; i < answers->len; i++) {
        const MwDnsAnswer *answer = g_ptr_array_index(answers, i);
        if (answer->status != MW_DNS_FAILED || answer->failure == MW_DNS_NOT_ASKED)
            continue;
        if (record->failures == NULL)
            record->failures = g_ptr_array_new_with_free_func(g_free);
        if (record->failures->len < MAX_FAILURES)
            g_ptr_array_add(record->failures,
                            g_strdup_printf("%s %s %s", mw_dns_failure_name(answer->failure),
                                            mw_dns_type_name(answer->type), answer->name));
        record->failure_count++;
    }
}

MwScanRecord *mw_scan_record_new_empty(void)
{
    MwArena *arena = mw_arena_new();
    MwScanRecord *record = mw_arena_take(arena, sizeof *record);
    record->arena = arena;
    return record;
}

const char *mw_scan_record_text(MwScanRecord *record, const char *text)
{
    return text != NULL ? mw_arena_text(record->arena, text, strlen(text)) : NULL;
}

static const char *number_text(MwScanRecord *record, unsigned number)
{
    char text[MW_DECIMAL_MAX];
    return mw_scan_record_text(record, mw_decimal_format(number, text));
}

static void set_columns(MwScanRecord *record, const MwReport *report, const MwFinding *primary)
{
    const MwEvaluation *evaluation = report->evaluation;
    const MwRecorded *recorded = evaluation->recorded;
    const char *const values[MW_COLUMN_N] = {
        [MW_COLUMN_SOURCE] = report->item->source,
        [MW_COLUMN_SHA256] = report->item->sha256,
        [MW_COLUMN_VERDICT] = mw_verdict_name(report->diagnosis->verdict),
        [MW_COLUMN_PRIMARY] = primary != NULL ? primary->id : NULL,
        [MW_COLUMN_FROM_DOMAIN] = evaluation->from_domain,
        [MW_COLUMN_CLIENT_IP] = evaluation->envelope->client_ip.value,
        [MW_COLUMN_SPF] = mw_spf_result_name(evaluation->spf->result),
        [MW_COLUMN_DKIM] = dkim_word(evaluation->dkim),
        [MW_COLUMN_DMARC] = mw_dmarc_result_name(evaluation->dmarc->verdict->result),
        [MW_COLUMN_ARC] = mw_arc_result_name(evaluation->arc->result),
        [MW_COLUMN_COMPAUTH] = recorded->compauth,
        [MW_COLUMN_REASON] = recorded->reason,
    };
    for (unsigned i = 0; i < MW_COLUMN_N; i++)
        record->columns[i] = mw_scan_record_text(record, values[i]);
    record->columns[MW_COLUMN_INDEX] = number_text(record, report->item->index);
}

MwScanRecord *mw_scan_record_new(const MwReport *report, MwExitStatus status)
{
    MwScanRecord *record = mw_scan_record_new_empty();
    const MwFinding *primary = mw_diagnosis_primary(report->diagnosis);
    set_columns(record, report, primary);
    record->title = primary != NULL ? mw_scan_record_text(record, primary->title) : NULL;
    record->actor = primary != NULL ? primary->actor : MW_ACTOR_NOBODY;
    record->status = status;
    note_dns(record, report->evaluation->dns);
    return record;
}

MwScanRecord *mw_scan_record_new_error(const char *source, guint index, const char *error)
{
    MwScanRecord *record = mw_scan_record_new_empty();
    record->columns[MW_COLUMN_SOURCE] = mw_scan_record_text(record, source);
    record->columns[MW_COLUMN_INDEX] = number_text(record, index);
    record->error = mw_scan_record_text(record, error);
    record->actor = MW_ACTOR_NOBODY;
    record->status = MW_EXIT_UNREADABLE;
    return record;
}

void mw_scan_record_free(MwScanRecord *record)
{
    if (record == NULL)
        return;
    if (record->failures != NULL)
        g_ptr_array_unref(record->failures);
    mw_arena_free(record->arena);
}
