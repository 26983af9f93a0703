#include "src/render/redact_report.h"

/* Which texts of a record name somebody: tables of offsets, one per record. What is not listed is
 * a word of a protocol, a number or our own. */

#define TEXTS(Type, ...) static const size_t Type##_texts[] = {__VA_ARGS__}
#define AT(Type, field)  offsetof(Type, field)

TEXTS(MwItem, AT(MwItem, carrier));
TEXTS(MwEvaluation, AT(MwEvaluation, from), AT(MwEvaluation, from_domain),
      AT(MwEvaluation, subject), AT(MwEvaluation, message_id), AT(MwEvaluation, recipient_domain));
TEXTS(MwPath, AT(MwPath, forwarder), AT(MwPath, forward_evidence), AT(MwPath, list_id),
      AT(MwPath, gateway_name), AT(MwPath, sender));
TEXTS(MwClaimField, AT(MwClaimField, forged_reason));
TEXTS(MwRecorded, AT(MwRecorded, authserv_id), AT(MwRecorded, trust_text),
      AT(MwRecorded, arc_comment), AT(MwRecorded, header_from), AT(MwRecorded, spf_domain));
TEXTS(MwEnvelopeItem, AT(MwEnvelopeItem, value), AT(MwEnvelopeItem, source));
TEXTS(MwSpf, AT(MwSpf, domain), AT(MwSpf, matched), AT(MwSpf, explanation), AT(MwSpf, record),
      AT(MwSpf, problem_term), AT(MwSpf, problem_domain), AT(MwSpf, problem_text));
TEXTS(MwSpfNode, AT(MwSpfNode, term), AT(MwSpfNode, domain), AT(MwSpfNode, target),
      AT(MwSpfNode, record));
TEXTS(MwDkim, AT(MwDkim, failure_text), AT(MwDkim, domain), AT(MwDkim, identity),
      AT(MwDkim, key_name), AT(MwDkim, key_record));
TEXTS(MwChange, AT(MwChange, text));
TEXTS(MwDmarc, AT(MwDmarc, domain), AT(MwDmarc, dns_failed_name), AT(MwDmarc, several_at),
      AT(MwDmarc, invalid_text), AT(MwDmarc, invalid_record), AT(MwDmarc, invalid_at));
TEXTS(MwDmarcVerdict, AT(MwDmarcVerdict, organizational_domain), AT(MwDmarcVerdict, record_domain),
      AT(MwDmarcVerdict, record));
TEXTS(MwDmarcIdentifier, AT(MwDmarcIdentifier, domain),
      AT(MwDmarcIdentifier, organizational_domain));
TEXTS(MwDmarcReportAddress, AT(MwDmarcReportAddress, uri), AT(MwDmarcReportAddress, host),
      AT(MwDmarcReportAddress, query), AT(MwDmarcReportAddress, replacement));
TEXTS(MwArc, AT(MwArc, failure_text));
TEXTS(MwArcSet, AT(MwArcSet, domain), AT(MwArcSet, signature_domain));
TEXTS(MwNdr, AT(MwNdr, text), AT(MwNdr, reporting_mta), AT(MwNdr, remote_mta),
      AT(MwNdr, recipient));
TEXTS(MwFinding, AT(MwFinding, title), AT(MwFinding, cause));
TEXTS(MwEvidence, AT(MwEvidence, value), AT(MwEvidence, where));

static void redact_one(MwRedactor *redactor, char **text)
{
    char *redacted = mw_redact_text(redactor, *text);
    g_free(*text);
    *text = redacted;
}

/* The same of a text that lives in an arena. */
static void redact_in(MwRedactor *redactor, MwArena *arena, const char **text)
{
    g_autofree char *redacted = mw_redact_text(redactor, *text);
    if (redacted != NULL)
        *text = mw_arena_text(arena, redacted, strlen(redacted));
}

static void redact_pairs(MwRedactor *redactor, MwPairs *pairs)
{
    for (MwPair *pair = pairs != NULL ? pairs->first : NULL; pair != NULL; pair = pair->next)
        redact_in(redactor, pairs->arena, &pair->value);
}

static void redact_at(MwRedactor *redactor, void *record, const size_t *texts, size_t count)
{
    for (size_t i = 0; record != NULL && i < count; i++)
        redact_one(redactor, (char **)(void *)((char *)record + texts[i]));
}

#define REDACT(redactor, Type, record)                                                             \
    redact_at(redactor, record, Type##_texts, G_N_ELEMENTS(Type##_texts))

#define REDACT_ALL(redactor, Type, array)                                                          \
    for (guint i_ = 0; (array) != NULL && i_ < (array)->len; i_++)                                 \
    REDACT(redactor, Type, (array)->pdata[i_])

static void redact_texts(MwRedactor *redactor, GPtrArray *texts)
{
    for (guint i = 0; texts != NULL && i < texts->len; i++)
        redact_one(redactor, (char **)&texts->pdata[i]);
}

static void redact_label(MwRedactor *redactor, char **label)
{
    char *redacted = mw_redact_label(redactor, *label);
    g_free(*label);
    *label = redacted;
}

/* What was changed is quoted as it is, and in sentences on one line: both are hidden. */
static void hide_change(MwRedactor *redactor, const MwChange *change, const char *by)
{
    if (change == NULL || change->text == NULL)
        return;
    g_autofree char *line = mw_text_on_one_line(change->text);
    g_autofree char *valid = g_utf8_make_valid(line, -1);
    mw_redactor_hide(redactor, change->text, by);
    mw_redactor_hide(redactor, line, by);
    mw_redactor_hide(redactor, valid, by);
}

/* Subjects and names are not found by their form: they are hidden as a whole. */
static void hide_texts(MwRedactor *redactor, const MwReport *report)
{
    const MwEvaluation *evaluation = report->evaluation;
    mw_redactor_forget_hidden(redactor);
    mw_redactor_hide(redactor, evaluation->subject, "[subject]");
    mw_redactor_hide(redactor, evaluation->message_id, "<[message-id]>");
    for (guint i = 0; i < evaluation->dkim->len; i++) {
        const MwDkim *dkim = evaluation->dkim->pdata[i];
        hide_change(redactor, dkim->body_change, "[text of the body]");
        hide_change(redactor, dkim->header_change, "[text of the header]");
    }
    const char *quote = report->item->carrier != NULL ? strchr(report->item->carrier, '"') : NULL;
    const char *end = quote != NULL ? strrchr(quote + 1, '"') : NULL;
    if (end != NULL) {
        g_autofree char *subject = g_strndup(quote + 1, (gsize)(end - quote - 1));
        mw_redactor_hide(redactor, subject, "[subject of the carrier]");
    }
}

static void redact_property(MwRedactor *redactor, MwArena *arena, MwAuthProperty *property)
{
    if (!g_str_equal(property->key, "header.s")) {
        redact_in(redactor, arena, &property->value);
        return;
    }
    g_autofree char *redacted = mw_redact_label(redactor, property->value);
    property->value = mw_arena_text(arena, redacted, strlen(redacted));
}

static void redact_results(MwRedactor *redactor, MwAuthResults *results)
{
    if (results == NULL)
        return;
    redact_in(redactor, results->arena, &results->authserv_id);
    for (guint i = 0; i < results->results->len; i++) {
        MwAuthResult *result = results->results->pdata[i];
        redact_in(redactor, results->arena, &result->reason);
        redact_in(redactor, results->arena, &result->comment);
        for (MwAuthProperty *p = result->properties; p != NULL; p = p->next)
            redact_property(redactor, results->arena, p);
    }
}

static void redact_recorded(MwRedactor *redactor, MwEvaluation *evaluation)
{
    MwRecorded *recorded = evaluation->recorded;
    for (guint i = 0; i < recorded->fields->len; i++) {
        MwClaimField *field = recorded->fields->pdata[i];
        REDACT(redactor, MwClaimField, field);
        redact_results(redactor, field->results);
    }
    REDACT(redactor, MwRecorded, recorded);
    if (evaluation->microsoft == NULL)
        return;
    redact_pairs(redactor, evaluation->microsoft->forefront);
    redact_pairs(redactor, evaluation->microsoft->antispam);
    redact_pairs(redactor, evaluation->microsoft->other);
}

static void redact_hops(MwRedactor *redactor, MwPath *path)
{
    for (guint i = 0; i < path->hops->len; i++) {
        MwHop *hop = path->hops->pdata[i];
        const char **texts[] = {&hop->from, &hop->from_host, &hop->by,           &hop->for_,
                                &hop->id,   &hop->ip,        &hop->envelope_from};
        for (size_t k = 0; k < G_N_ELEMENTS(texts); k++)
            redact_in(redactor, path->arena, texts[k]);
    }
}

static void redact_envelope(MwRedactor *redactor, MwEvaluation *evaluation)
{
    REDACT(redactor, MwEnvelopeItem, &evaluation->envelope->client_ip);
    REDACT(redactor, MwEnvelopeItem, &evaluation->envelope->helo);
    REDACT(redactor, MwEnvelopeItem, &evaluation->envelope->mail_from);
    redact_texts(redactor, evaluation->envelope->conflicts);
    REDACT(redactor, MwPath, evaluation->path);
    redact_hops(redactor, evaluation->path);
}

/* Includes nest no deeper than the look-up limit lets them. */
static void redact_tree(MwRedactor *redactor, GPtrArray *nodes)
{
    for (guint i = 0; nodes != NULL && i < nodes->len; i++) {
        MwSpfNode *node = nodes->pdata[i];
        REDACT(redactor, MwSpfNode, node);
        redact_tree(redactor, node->children);
    }
}

static void redact_spf(MwRedactor *redactor, MwSpf *spf)
{
    REDACT(redactor, MwSpf, spf);
    redact_texts(redactor, spf->records);
    redact_texts(redactor, spf->void_names);
    redact_tree(redactor, spf->tree);
}

static void redact_dkim(MwRedactor *redactor, GPtrArray *signatures)
{
    for (guint i = 0; i < signatures->len; i++) {
        MwDkim *dkim = signatures->pdata[i];
        REDACT(redactor, MwDkim, dkim);
        redact_label(redactor, &dkim->selector);
        REDACT(redactor, MwChange, dkim->header_change);
        if (dkim->body_change != NULL && dkim->body_change->text != NULL) {
            g_free(dkim->body_change->text);
            dkim->body_change->text = g_strdup_printf("[%zu octets]", dkim->body_change->length);
        }
    }
}

static void redact_verdict(MwRedactor *redactor, MwDmarcVerdict *verdict)
{
    REDACT(redactor, MwDmarcVerdict, verdict);
    for (guint i = 0;
         verdict != NULL && verdict->identifiers != NULL && i < verdict->identifiers->len; i++)
        REDACT(redactor, MwDmarcIdentifier,
               &g_array_index(verdict->identifiers, MwDmarcIdentifier, i));
}

static void redact_dmarc(MwRedactor *redactor, MwDmarc *dmarc)
{
    REDACT(redactor, MwDmarc, dmarc);
    redact_verdict(redactor, dmarc->verdict);
    redact_verdict(redactor, dmarc->other);
    redact_texts(redactor, dmarc->walk);
    redact_texts(redactor, dmarc->record_notes);
    REDACT_ALL(redactor, MwDmarcReportAddress, dmarc->report_addresses);
}

static void redact_arc(MwRedactor *redactor, MwArc *arc)
{
    REDACT(redactor, MwArc, arc);
    for (guint i = 0; i < arc->sets->len; i++) {
        MwArcSet *set = arc->sets->pdata[i];
        REDACT(redactor, MwArcSet, set);
        redact_label(redactor, &set->selector);
        redact_label(redactor, &set->signature_selector);
        redact_results(redactor, set->own_results); /* others are in `recorded` */
        redact_texts(redactor, set->notes);
    }
}

static void redact_diagnosis(MwRedactor *redactor, MwDiagnosis *diagnosis)
{
    for (guint i = 0; i < diagnosis->findings->len; i++) {
        MwFinding *finding = diagnosis->findings->pdata[i];
        REDACT(redactor, MwFinding, finding);
        redact_texts(redactor, finding->fix);
        REDACT_ALL(redactor, MwEvidence, finding->evidence);
    }
}

/* A path tells of its owner; the kind of file is enough. */
static void redact_source(MwItem *item)
{
    const char *dot = strrchr(item->source, '.');
    bool plain = dot != NULL && strlen(dot) <= 6 && strchr(dot, '/') == NULL;
    char *source = g_str_equal(item->source, "-") ? g_strdup("-")
                                                  : g_strdup_printf("input%s", plain ? dot : "");
    g_free(item->source);
    item->source = source;
}

void mw_redact_report(MwRedactor *redactor, MwReport *report)
{
    MwEvaluation *evaluation = report->evaluation;
    hide_texts(redactor, report);
    REDACT(redactor, MwEvaluation, evaluation);
    redact_envelope(redactor, evaluation);
    redact_recorded(redactor, evaluation);
    redact_spf(redactor, evaluation->spf);
    redact_dkim(redactor, evaluation->dkim);
    redact_dmarc(redactor, evaluation->dmarc);
    redact_arc(redactor, evaluation->arc);
    REDACT(redactor, MwNdr, evaluation->ndr);
    redact_diagnosis(redactor, report->diagnosis);
    REDACT(redactor, MwItem, report->item);
    redact_texts(redactor, report->item->repairs);
    redact_source(report->item);
    report->redactor = redactor;
}
