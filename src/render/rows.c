#include "src/render/rows.h"

#include "src/render/labels.h"

void mw_result_row_free(MwResultRow *row)
{
    if (row == NULL)
        return;
    g_free(row->then);
    g_free(row->now);
    g_free(row);
}

void mw_labelled_row_free(MwLabelledRow *row)
{
    if (row == NULL)
        return;
    g_free(row->value);
    g_free(row);
}

static void add_result(GPtrArray *rows, const char *name, const char *then, const char *now)
{
    MwResultRow *row = g_new(MwResultRow, 1);
    *row = (MwResultRow){name, g_strdup(then), g_strdup(now)};
    g_ptr_array_add(rows, row);
}

static char *join(const char *result, const char *detail)
{
    if (result == NULL)
        return NULL;
    return detail != NULL && *detail != '\0' ? g_strdup_printf("%s  %s", result, detail)
                                             : g_strdup(result);
}

static void add_spf(GPtrArray *rows, const MwEvaluation *evaluation)
{
    const MwSpf *spf = evaluation->spf;
    g_autofree char *then = join(evaluation->recorded->spf, evaluation->recorded->spf_domain);
    g_autofree char *detail = spf->matched != NULL && spf->domain != NULL
                                  ? g_strdup_printf("%s  %s", spf->domain, spf->matched)
                                  : g_strdup(spf->domain);
    g_autofree char *now = join(mw_spf_result_name(spf->result), detail);
    add_result(rows, "SPF", then, now);
}

static char *recorded_dkim(const MwRecorded *recorded, guint i)
{
    if (i >= recorded->dkim->len)
        return NULL;
    const MwAuthResult *result = g_ptr_array_index(recorded->dkim, i);
    const char *domain = mw_auth_result_property(result, "header.d");
    if (domain == NULL)
        domain = mw_auth_result_property(result, "header.i");
    return join(result->result, domain);
}

static char *computed_dkim(const GPtrArray *signatures, guint i)
{
    if (i >= signatures->len)
        return NULL;
    const MwDkim *dkim = g_ptr_array_index(signatures, i);
    g_autofree char *who = g_strdup_printf("%s/%s", dkim->domain != NULL ? dkim->domain : "?",
                                           dkim->selector != NULL ? dkim->selector : "?");
    g_autofree char *detail =
        dkim->failure != MW_DKIM_FAILURE_NONE
            ? g_strdup_printf("%s  %s", who, mw_dkim_failure_name(dkim->failure))
            : g_strdup(who);
    return join(mw_dkim_result_name(dkim->result), detail);
}

/* The n-th recorded result need not be of the n-th signature (the domains say which): the rows
 * only stand side by side. */
static void add_dkim(GPtrArray *rows, const MwEvaluation *evaluation)
{
    guint count = MAX(MAX(evaluation->recorded->dkim->len, evaluation->dkim->len), 1);
    for (guint i = 0; i < count; i++) {
        g_autofree char *then = recorded_dkim(evaluation->recorded, i);
        g_autofree char *now = evaluation->dkim->len == 0 && i == 0
                                   ? g_strdup("none")
                                   : computed_dkim(evaluation->dkim, i);
        add_result(rows, i == 0 ? "DKIM" : "", then, now);
    }
}

static void add_dmarc(GPtrArray *rows, const MwEvaluation *evaluation)
{
    const MwRecorded *recorded = evaluation->recorded;
    const MwDmarcVerdict *verdict = evaluation->dmarc->verdict;
    g_autofree char *action = recorded->dmarc_action != NULL
                                  ? g_strdup_printf("action=%s", recorded->dmarc_action)
                                  : NULL;
    g_autofree char *then = join(recorded->dmarc, action);
    g_autofree char *policy = verdict->policy != NULL
                                  ? g_strdup_printf("%s  %s=%s", evaluation->dmarc->domain,
                                                    verdict->policy_tag, verdict->policy)
                                  : g_strdup(evaluation->dmarc->domain);
    g_autofree char *now = join(mw_dmarc_result_name(verdict->result), policy);
    add_result(rows, "DMARC", then, now);
}

static void add_arc(GPtrArray *rows, const MwEvaluation *evaluation)
{
    const MwArc *arc = evaluation->arc;
    if (arc->instances == 0 && evaluation->recorded->arc == NULL)
        return;
    g_autofree char *detail = arc->instances > 0 ? g_strdup_printf("i=%u", arc->instances) : NULL;
    g_autofree char *now = join(mw_arc_result_name(arc->result), detail);
    add_result(rows, "ARC", evaluation->recorded->arc, now);
}

GPtrArray *mw_rows_results(const MwReport *report)
{
    const MwEvaluation *evaluation = report->evaluation;
    const MwRecorded *recorded = evaluation->recorded;
    GPtrArray *rows = g_ptr_array_new_with_free_func((GDestroyNotify)mw_result_row_free);
    add_spf(rows, evaluation);
    add_dkim(rows, evaluation);
    add_dmarc(rows, evaluation);
    add_arc(rows, evaluation);
    if (recorded->compauth != NULL) {
        g_autofree char *reason =
            recorded->reason != NULL ? g_strdup_printf("reason=%s", recorded->reason) : NULL;
        g_autofree char *then = join(recorded->compauth, reason);
        add_result(rows, "compauth", then, NULL);
    }
    return rows;
}

static void add_line(GPtrArray *rows, const char *label, const char *value)
{
    if (value == NULL)
        return;
    MwLabelledRow *row = g_new(MwLabelledRow, 1);
    *row = (MwLabelledRow){label, g_strdup(value)};
    g_ptr_array_add(rows, row);
}

static void add_envelope(GPtrArray *rows, const char *label, const MwEnvelopeItem *item,
                         const char *lang)
{
    if (item->value == NULL)
        return;
    const char *value = *item->value != '\0' ? item->value : "<>";
    g_autofree char *line =
        g_strdup_printf("%s  (%s; %s)", value, item->source,
                        mw_label(item->trusted ? MW_LABEL_TRUSTED : MW_LABEL_NOT_TRUSTED, lang));
    add_line(rows, label, line);
}

static void add_list(GPtrArray *rows, const char *label, const GPtrArray *texts)
{
    for (guint i = 0; texts != NULL && i < texts->len; i++)
        add_line(rows, i == 0 ? label : "", g_ptr_array_index(texts, i));
}

GPtrArray *mw_rows_message(const MwReport *report, const char *lang)
{
    const MwEvaluation *evaluation = report->evaluation;
    const MwEnvelope *envelope = evaluation->envelope;
    GPtrArray *rows = g_ptr_array_new_with_free_func((GDestroyNotify)mw_labelled_row_free);
    add_line(rows, mw_label(MW_LABEL_INPUT, lang), report->item->source);
    add_line(rows, mw_label(MW_LABEL_CARRIER, lang), report->item->carrier);
    add_list(rows, mw_label(MW_LABEL_REPAIRS, lang), report->item->repairs);
    add_line(rows, mw_label(MW_LABEL_FROM, lang), evaluation->from);
    add_line(rows, mw_label(MW_LABEL_SUBJECT, lang), evaluation->subject);
    add_line(rows, mw_label(MW_LABEL_DATE, lang), evaluation->date);
    add_envelope(rows, mw_label(MW_LABEL_CLIENT, lang), &envelope->client_ip, lang);
    add_envelope(rows, mw_label(MW_LABEL_MAIL_FROM, lang), &envelope->mail_from, lang);
    add_envelope(rows, mw_label(MW_LABEL_HELO, lang), &envelope->helo, lang);
    add_line(rows, mw_label(MW_LABEL_TRUST, lang), evaluation->recorded->trust_text);
    /* Those of the input itself are among the repairs. */
    if (evaluation->message != NULL && evaluation->message != report->item->message)
        add_list(rows, mw_label(MW_LABEL_NOTES, lang), evaluation->message->notes);
    return rows;
}

bool mw_prose_next(const char **text, MwSpan *ret_part, bool *ret_is_code)
{
    const char *at = *text;
    if (at == NULL || *at == '\0')
        return false;
    const char *tick = strchr(at, '`');
    const char *end = tick == at ? strchr(at + 1, '`') : tick;
    *ret_is_code = tick == at && end != NULL;
    if (*ret_is_code) {
        *ret_part = mw_span_make(at + 1, (size_t)(end - at) - 1);
        *text = end + 1;
        return true;
    }
    /* a lone backtick is a character like any other */
    size_t len = tick != NULL && tick != at ? (size_t)(tick - at) : strlen(at);
    *ret_part = mw_span_make(at, len);
    *text = at + len;
    return true;
}
