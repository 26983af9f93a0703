#include "src/render/text_results.h"

#include "src/render/escape.h"
#include "src/render/labels.h"
#include "src/render/wrap.h"

enum { NAME_COLUMN = 12, THEN_COLUMN = 30 };

/* Both columns are raw. */
static void put_row(GString *out, const char *name, const char *then, const char *now)
{
    g_autofree char *left = mw_escape_dup(then != NULL ? then : "-");
    g_autofree char *right = mw_escape_dup(now != NULL ? now : "-");
    g_string_append(out, "  ");
    mw_pad_append(out, name, NAME_COLUMN);
    mw_pad_append(out, left, THEN_COLUMN);
    g_string_append_printf(out, "%s\n", right);
}

static char *join(const char *result, const char *detail)
{
    if (result == NULL)
        return NULL;
    return detail != NULL && *detail != '\0' ? g_strdup_printf("%s  %s", result, detail)
                                             : g_strdup(result);
}

static void put_spf(GString *out, const MwEvaluation *evaluation)
{
    const MwSpf *spf = evaluation->spf;
    g_autofree char *then = join(evaluation->recorded->spf, evaluation->recorded->spf_domain);
    g_autofree char *detail = spf->matched != NULL && spf->domain != NULL
                                  ? g_strdup_printf("%s  %s", spf->domain, spf->matched)
                                  : g_strdup(spf->domain);
    g_autofree char *now = join(mw_spf_result_name(spf->result), detail);
    put_row(out, "SPF", then, now);
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
static void put_dkim(GString *out, const MwEvaluation *evaluation)
{
    guint rows = MAX(MAX(evaluation->recorded->dkim->len, evaluation->dkim->len), 1);
    for (guint i = 0; i < rows; i++) {
        g_autofree char *then = recorded_dkim(evaluation->recorded, i);
        g_autofree char *now = evaluation->dkim->len == 0 && i == 0
                                   ? g_strdup("none")
                                   : computed_dkim(evaluation->dkim, i);
        put_row(out, i == 0 ? "DKIM" : "", then, now);
    }
}

static void put_dmarc(GString *out, const MwEvaluation *evaluation)
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
    put_row(out, "DMARC", then, now);
}

static void put_arc(GString *out, const MwEvaluation *evaluation)
{
    const MwArc *arc = evaluation->arc;
    if (arc->instances == 0 && evaluation->recorded->arc == NULL)
        return;
    g_autofree char *detail = arc->instances > 0 ? g_strdup_printf("i=%u", arc->instances) : NULL;
    g_autofree char *now = join(mw_arc_result_name(arc->result), detail);
    put_row(out, "ARC", evaluation->recorded->arc, now);
}

void mw_text_results_append(GString *out, const MwReport *report, const char *lang)
{
    const MwEvaluation *evaluation = report->evaluation;
    const MwRecorded *recorded = evaluation->recorded;
    put_row(out, "", mw_label(MW_LABEL_RECORDED, lang), mw_label(MW_LABEL_RECOMPUTED, lang));
    put_spf(out, evaluation);
    put_dkim(out, evaluation);
    put_dmarc(out, evaluation);
    put_arc(out, evaluation);
    if (recorded->compauth != NULL) {
        g_autofree char *reason =
            recorded->reason != NULL ? g_strdup_printf("reason=%s", recorded->reason) : NULL;
        g_autofree char *then = join(recorded->compauth, reason);
        put_row(out, "compauth", then, NULL);
    }
}

static void put_line(GString *out, const char *label, const char *raw)
{
    if (raw == NULL)
        return;
    g_autofree char *text = mw_escape_dup(raw);
    g_string_append(out, "  ");
    mw_pad_append(out, label, NAME_COLUMN);
    g_string_append_printf(out, "%s\n", text);
}

static void put_envelope(GString *out, const char *label, const MwEnvelopeItem *item,
                         const char *lang)
{
    if (item->value == NULL)
        return;
    const char *value = *item->value != '\0' ? item->value : "<>";
    g_autofree char *line =
        g_strdup_printf("%s  (%s; %s)", value, item->source,
                        mw_label(item->trusted ? MW_LABEL_TRUSTED : MW_LABEL_NOT_TRUSTED, lang));
    put_line(out, label, line);
}

static void put_list(GString *out, const char *label, const GPtrArray *texts)
{
    for (guint i = 0; texts != NULL && i < texts->len; i++)
        put_line(out, i == 0 ? label : "", g_ptr_array_index(texts, i));
}

void mw_text_message_append(GString *out, const MwReport *report, const char *lang)
{
    const MwEvaluation *evaluation = report->evaluation;
    const MwEnvelope *envelope = evaluation->envelope;
    put_line(out, mw_label(MW_LABEL_INPUT, lang), report->item->source);
    put_line(out, mw_label(MW_LABEL_CARRIER, lang), report->item->carrier);
    put_list(out, mw_label(MW_LABEL_REPAIRS, lang), report->item->repairs);
    put_line(out, mw_label(MW_LABEL_FROM, lang), evaluation->from);
    put_line(out, mw_label(MW_LABEL_SUBJECT, lang), evaluation->subject);
    put_line(out, mw_label(MW_LABEL_DATE, lang), evaluation->date);
    put_envelope(out, mw_label(MW_LABEL_CLIENT, lang), &envelope->client_ip, lang);
    put_envelope(out, mw_label(MW_LABEL_MAIL_FROM, lang), &envelope->mail_from, lang);
    put_envelope(out, mw_label(MW_LABEL_HELO, lang), &envelope->helo, lang);
    put_line(out, mw_label(MW_LABEL_TRUST, lang), evaluation->recorded->trust_text);
    put_list(out, mw_label(MW_LABEL_NOTES, lang), evaluation->message->notes);
}
