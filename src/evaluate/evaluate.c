#include "src/evaluate/evaluation.h"

#include "src/evaluate/author.h"
#include "src/evaluate/body_digest.h"
#include "src/evaluate/header_index.h"

#include "parsers/domain.h"

static MwNdr *read_bounce(const MwMessage *message, MwSpan ndr_text, const MwInputState *input)
{
    if (ndr_text.len > 0)
        return mw_ndr_read_text(ndr_text);
    return input->no_bounce ? NULL : mw_ndr_read(message);
}

/* The octets that are judged: of a bounce, the original that came along. Where none did, nothing is
 * judged: the bounce itself is not what was refused. With `outer` it is what is asked about. */
static const MwMessage *choose_message(MwEvaluation *evaluation, const MwMessage *message,
                                       MwSpan ndr_text, bool outer)
{
    if (evaluation->ndr == NULL || (outer && ndr_text.len == 0))
        return message;
    g_autoptr(GBytes) nothing = g_bytes_new_static("", 0);
    GBytes *original = evaluation->ndr->original;
    evaluation->original = mw_message_parse(original != NULL ? original : nothing);
    return evaluation->original;
}

static bool is_bounce_alone(const MwEvaluation *evaluation)
{
    return evaluation->original != NULL && evaluation->ndr->original == NULL;
}

static void read_claims(MwEvaluation *evaluation, MwPsl *psl, const MwTrustOptions *trust)
{
    const MwMessage *message = evaluation->message;
    evaluation->path = mw_path_read(message, psl);
    evaluation->recorded = mw_recorded_read(message, evaluation->path, trust);
    evaluation->microsoft = mw_microsoft_read(message);
    evaluation->envelope = mw_envelope_infer(message, evaluation->recorded, evaluation->path,
                                             evaluation->microsoft, trust);
    evaluation->dkim2_present = mw_message_header(message, "DKIM2-Signature", 0) != NULL ||
                                mw_message_header(message, "Message-Instance", 0) != NULL;
}

/* The time for x=: what the user says, else when the receiver took the message, else now. */
static int64_t choose_clock(const MwEvaluation *evaluation, const MwEvaluateOptions *options)
{
    if (options->has_at)
        return options->at;
    return evaluation->path->received_at >= 0 ? evaluation->path->received_at : options->now;
}

/* The domain of an address as SPF and DMARC see it; NULL for the null reverse-path. */
static char *domain_of(const char *address)
{
    const char *at = address != NULL ? strrchr(address, '@') : NULL;
    return at != NULL ? mw_domain_normalize(mw_span(at + 1)) : NULL;
}

static MwSpf *evaluate_spf(const MwEvaluation *evaluation, bool has_dns,
                           const MwEvaluateOptions *options)
{
    const MwEnvelope *envelope = evaluation->envelope;
    const char *mail_from = envelope->mail_from.value;
    const char *helo = envelope->helo.value;
    if (!has_dns || envelope->ip.family == 0 || (mail_from == NULL && helo == NULL)) {
        g_autofree char *domain = domain_of(mail_from);
        return mw_spf_not_evaluated(domain);
    }
    const MwSpfQuestion question = {
        .ip = envelope->ip,
        .helo = helo,
        .mail_from = mail_from,
        .want_tree = !options->brief,
        .tree_past_limit = options->no_spf_costs,
        .cross_check = options->cross_check == MW_CROSS_CHECK_ALWAYS,
        .now = evaluation->clock,
    };
    return mw_spf_evaluate(evaluation->dns, &question);
}

static MwDkimOptions dkim_options(const MwEvaluation *evaluation, const MwInputState *input,
                                  const MwEvaluateOptions *options)
{
    const MwNdr *ndr = evaluation->ndr;
    bool returned_headers = evaluation->original != NULL && ndr->original_headers_only;
    return (MwDkimOptions){
        .now = evaluation->clock,
        .headers_only = input->headers_only || returned_headers || !evaluation->message->has_body,
        .headers_touched = input->headers_touched,
        .body_touched = input->body_touched,
        .cross_check = options->cross_check == MW_CROSS_CHECK_ALWAYS,
        .cross_check_failures = options->cross_check == MW_CROSS_CHECK_FAILURES,
        .forensics = !options->brief,
        .only_libopendkim = options->only_libopendkim,
    };
}

/* RFC 9989, 4.4.2: the HELO identity gives DMARC nothing, except in place of a null reverse-path.
 * Where SPF could not be evaluated, it might have passed: for MAIL FROM's domain if that is known,
 * else for the author's. */
static void add_spf_identifier(GArray *identifiers, const MwEvaluation *evaluation)
{
    const MwSpf *spf = evaluation->spf;
    bool not_evaluated = spf->result == MW_SPF_NOT_EVALUATED;
    if (!not_evaluated && g_strcmp0(spf->identity, "helo") == 0)
        return;
    const char *domain =
        spf->domain != NULL || !not_evaluated ? spf->domain : evaluation->from_domain;
    if (domain == NULL)
        return;
    const MwDmarcIdentifier identifier = {
        .domain = g_strdup(domain),
        .passed = spf->result == MW_SPF_PASS,
        .unknown = not_evaluated || spf->result == MW_SPF_TEMPERROR,
    };
    g_array_append_val(identifiers, identifier);
}

static void add_dkim_identifiers(GArray *identifiers, const GPtrArray *signatures)
{
    for (guint i = 0; i < signatures->len; i++) {
        const MwDkim *dkim = g_ptr_array_index(signatures, i);
        if (dkim->domain == NULL)
            continue;
        const MwDmarcIdentifier identifier = {
            .domain = g_strdup(dkim->domain),
            .passed = dkim->result == MW_DKIM_PASS,
            .unknown = dkim->result == MW_DKIM_TEMPERROR || dkim->result == MW_DKIM_NOT_EVALUATED,
            .is_dkim = true,
        };
        g_array_append_val(identifiers, identifier);
    }
}

static void clear_identifier(void *item)
{
    MwDmarcIdentifier *identifier = item;
    g_free(identifier->domain);
    g_free(identifier->organizational_domain);
}

/* DKIM's `aligned` is the identifier's, which DMARC found in the same order. */
static void copy_alignment(const MwEvaluation *evaluation)
{
    const GArray *identifiers = evaluation->dmarc->verdict->identifiers;
    guint next = 0;
    for (guint i = 0; identifiers != NULL && i < evaluation->dkim->len; i++) {
        MwDkim *dkim = g_ptr_array_index(evaluation->dkim, i);
        if (dkim->domain == NULL)
            continue;
        while (next < identifiers->len &&
               !g_array_index(identifiers, MwDmarcIdentifier, next).is_dkim)
            next++;
        if (next < identifiers->len)
            dkim->aligned = g_array_index(identifiers, MwDmarcIdentifier, next++).aligned;
    }
}

/* A verdict that hangs on something that could not be checked for want of input, not of DNS, is
 * no temporary error. */
static bool hangs_on_input(const MwEvaluation *evaluation)
{
    if (evaluation->dmarc->dns_failure != MW_DNS_OK || evaluation->spf->result == MW_SPF_TEMPERROR)
        return false;
    for (guint i = 0; i < evaluation->dkim->len; i++) {
        const MwDkim *dkim = g_ptr_array_index(evaluation->dkim, i);
        if (dkim->result == MW_DKIM_TEMPERROR)
            return false;
    }
    return true;
}

static void evaluate_dmarc(MwEvaluation *evaluation, MwPsl *psl, const MwEvaluateOptions *options)
{
    g_autoptr(GArray) identifiers = g_array_new(false, false, sizeof(MwDmarcIdentifier));
    g_array_set_clear_func(identifiers, clear_identifier);
    add_spf_identifier(identifiers, evaluation);
    add_dkim_identifiers(identifiers, evaluation->dkim);
    const MwDmarcQuestion question = {
        .author_domain = evaluation->from_domain,
        .from_domains = evaluation->from_domains,
        .spec = options->dmarc_spec,
        .identifiers = identifiers,
        .check_report_addresses = !options->brief,
        .psl = psl,
    };
    evaluation->dmarc = mw_dmarc_evaluate(evaluation->dns, &question);
    MwDmarcVerdict *verdict = evaluation->dmarc->verdict;
    if (verdict->result == MW_DMARC_TEMPERROR && hangs_on_input(evaluation))
        verdict->result = MW_DMARC_NOT_EVALUATED;
    copy_alignment(evaluation);
}

/* without an original there is nothing that could have a result. */
static void leave_without_results(MwEvaluation *evaluation)
{
    evaluation->spf->result = MW_SPF_NONE;
    evaluation->dmarc->verdict->result = MW_DMARC_NONE;
}

MwEvaluation *mw_evaluate(const MwMessage *message, MwSpan ndr_text, const MwInputState *input,
                          const MwShared *shared, const MwEvaluateOptions *options)
{
    MwEvaluation *evaluation = g_new0(MwEvaluation, 1);
    evaluation->ndr = read_bounce(message, ndr_text, input);
    evaluation->message = choose_message(evaluation, message, ndr_text, options->outer);
    read_claims(evaluation, shared->psl, &options->trust);
    mw_author_read(evaluation);
    evaluation->clock = choose_clock(evaluation, options);
    evaluation->dns = mw_dns_session_new(shared->dns, options->time_limit_ms);

    bool has_dns = strcmp(mw_dns_mode(shared->dns), "none") != 0;
    MwDkimOptions dkim = dkim_options(evaluation, input, options);
    g_autoptr(MwBodyDigests) body = mw_body_digests_new(evaluation->message);
    g_autoptr(MwHeaderIndex) index = mw_header_index_new(evaluation->message);
    dkim.body = body;
    dkim.index = index;
    dkim.claims = evaluation->recorded->fields;
    evaluation->spf = evaluate_spf(evaluation, has_dns, options);
    evaluation->dkim = mw_dkim_verify(evaluation->message, evaluation->dns, &dkim);
    evaluation->arc = mw_arc_validate(evaluation->message, evaluation->dns, &dkim);
    mw_arc_read_first(evaluation->arc, evaluation->from_domain, shared->psl);
    evaluate_dmarc(evaluation, shared->psl, options);
    if (is_bounce_alone(evaluation))
        leave_without_results(evaluation);
    evaluation->dns_alive = mw_dns_session_is_alive(evaluation->dns);
    return evaluation;
}

void mw_evaluation_free(MwEvaluation *evaluation)
{
    if (evaluation == NULL)
        return;
    char *owned[] = {evaluation->from, evaluation->from_domain, evaluation->subject,
                     evaluation->date, evaluation->message_id,  evaluation->recipient_domain};
    for (size_t i = 0; i < G_N_ELEMENTS(owned); i++)
        g_free(owned[i]);
    mw_envelope_free(evaluation->envelope);
    mw_recorded_free(evaluation->recorded);
    mw_microsoft_free(evaluation->microsoft);
    mw_path_free(evaluation->path);
    mw_spf_free(evaluation->spf);
    g_clear_pointer(&evaluation->dkim, g_ptr_array_unref);
    mw_dmarc_free(evaluation->dmarc);
    mw_arc_free(evaluation->arc);
    mw_ndr_free(evaluation->ndr);
    mw_message_free(evaluation->original);
    mw_dns_session_free(evaluation->dns);
    g_free(evaluation);
}
