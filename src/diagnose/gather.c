#include "src/diagnose/gather.h"

void mw_gather_add(const MwGather *gather, MwFact fact, const char *text, const char *where)
{
    mw_facts_add(gather->facts, NULL, fact, text, where);
}

void mw_gather_yes_no(const MwGather *gather, MwFact fact, bool value)
{
    mw_facts_add_bool(gather->facts, NULL, fact, value);
}

bool mw_gather_wants(const MwGather *gather, MwFact fact)
{
    return mw_facts_wants(gather->facts, fact);
}

bool mw_gather_is(const MwGather *gather, MwFact fact, const char *text)
{
    return mw_facts_is(gather->facts, NULL, fact, text);
}

void mw_gather_word(const MwGather *gather, MwSubject *subject, MwFact fact, const char *word,
                    const char *other, const char *where)
{
    if (!mw_gather_wants(gather, fact))
        return;
    if (word == NULL || !mw_fact_allows(fact, word))
        word = other;
    mw_facts_add(gather->facts, subject, fact, word, where);
}

const char *mw_gather_judge(MwFact fact, const char *recorded, const char *now)
{
    return recorded != NULL && mw_fact_allows(fact, recorded) ? recorded : now;
}

char *mw_gather_place(const MwGather *gather, const char *format, ...)
{
    if (!mw_facts_wants_places(gather->facts))
        return NULL;
    va_list arguments;
    va_start(arguments, format);
    char *place = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    return place;
}

static char *field_where(const MwGather *gather, const MwClaimField *field)
{
    return mw_gather_place(gather, "%s[%u], line %u", field->header, field->header_index,
                           field->line);
}

char *mw_gather_where(const MwGather *gather, const MwAuthResult *result)
{
    const GPtrArray *fields = gather->evaluation->recorded->fields;
    if (!mw_facts_wants_places(gather->facts))
        return NULL;
    for (unsigned i = 0; result != NULL && i < fields->len; i++) {
        const MwClaimField *field = g_ptr_array_index(fields, i);
        const GPtrArray *results = field->results->results;
        for (unsigned j = 0; j < results->len; j++)
            if (g_ptr_array_index(results, j) == result)
                return field_where(gather, field);
    }
    return NULL;
}

char *mw_gather_where_method(const MwGather *gather, const char *method)
{
    const GPtrArray *fields = gather->evaluation->recorded->fields;
    if (!mw_facts_wants_places(gather->facts))
        return NULL;
    for (unsigned i = 0; i < fields->len; i++) {
        const MwClaimField *field = g_ptr_array_index(fields, i);
        for (unsigned j = 0; field->trusted && j < field->results->results->len; j++) {
            const MwAuthResult *result = g_ptr_array_index(field->results->results, j);
            if (g_strcmp0(result->method, method) == 0)
                return field_where(gather, field);
        }
    }
    return NULL;
}

bool mw_gather_same_organization(const char *a, const char *b)
{
    if (a == NULL || b == NULL)
        return false;
    if (g_str_equal(a, b))
        return true;
    const char *of_a = mw_psl_domain(NULL, a);
    const char *of_b = mw_psl_domain(NULL, b);
    return of_a != NULL && g_strcmp0(of_a, of_b) == 0;
}

const char *mw_gather_aligned(const MwGather *gather, const char *domain, bool is_dkim)
{
    const MwDmarc *dmarc = gather->evaluation->dmarc;
    const char *author = gather->evaluation->from_domain;
    if (author == NULL || domain == NULL)
        return "unknown";
    for (unsigned i = 0; i < dmarc->verdict->identifiers->len; i++) {
        const MwDmarcIdentifier *one =
            &g_array_index(dmarc->verdict->identifiers, MwDmarcIdentifier, i);
        if (one->is_dkim == is_dkim && g_strcmp0(one->domain, domain) == 0)
            return one->aligned ? "yes" : one->alignment_unknown ? "unknown" : "no";
    }
    /* A recorded identifier that was not evaluated: RFC 9989, 4.4, by the public suffix list. */
    bool strict = is_dkim ? dmarc->strict_dkim : dmarc->strict_spf;
    bool aligned =
        strict ? g_str_equal(author, domain) : mw_gather_same_organization(author, domain);
    return aligned ? "yes" : "no";
}

char *mw_gather_answer(const MwGather *gather, const char *name, MwDnsType type)
{
    const MwDnsSession *session = gather->evaluation->dns;
    if (session == NULL || name == NULL || !mw_facts_wants_places(gather->facts))
        return NULL;
    const GPtrArray *answers = mw_dns_session_answers(session);
    for (unsigned i = 0; i < answers->len; i++) {
        const MwDnsAnswer *answer = g_ptr_array_index(answers, i);
        if (answer->type == type && g_str_equal(answer->name, name))
            return mw_dns_answer_describe(answer);
    }
    return NULL;
}

static bool dns_is_off(const MwEvaluation *evaluation)
{
    if (evaluation->dns == NULL)
        return true;
    const GPtrArray *answers = mw_dns_session_answers(evaluation->dns);
    for (unsigned i = 0; i < answers->len; i++) {
        const MwDnsAnswer *answer = g_ptr_array_index(answers, i);
        if (answer->failure != MW_DNS_NOT_ASKED)
            return false;
    }
    return answers->len > 0;
}

static void gather_message(const MwGather *gather)
{
    const MwEvaluation *e = gather->evaluation;
    mw_gather_word(gather, NULL, MW_FACT_INPUT_KIND, mw_input_kind_name(gather->item->kind),
                   "message", NULL);
    mw_gather_yes_no(gather, MW_FACT_INPUT_BODY,
                     e->message != NULL && e->message->has_body &&
                         !gather->item->state.headers_only);
    mw_gather_add(gather, MW_FACT_FROM_DOMAINS,
                  e->from_domains > 1      ? "several"
                  : e->from_domain != NULL ? "one"
                                           : "none",
                  NULL);
    mw_gather_add(gather, MW_FACT_FROM_ADDRESS, e->from, "From");
    mw_gather_add(gather, MW_FACT_FROM_DOMAIN, e->from_domain, "From");
    mw_gather_add(gather, MW_FACT_FROM_ORGANIZATION, e->dmarc->verdict->organizational_domain,
                  NULL);
    mw_gather_add(gather, MW_FACT_MESSAGE_ID, e->message_id, NULL);
    mw_gather_add(gather, MW_FACT_MESSAGE_RECIPIENT_DOMAIN, e->recipient_domain, NULL);
    mw_gather_word(gather, NULL, MW_FACT_RECEIVER_KIND, e->recorded->receiver, "unknown", NULL);
}

/* Microsoft's allow entries take IPv4 networks of 24 bits. */
static void gather_network(const MwGather *gather, const MwIp *ip)
{
    if (ip->family != 4 || !mw_gather_wants(gather, MW_FACT_ENVELOPE_NETWORK))
        return;
    char text[sizeof "255.255.255.0/24"];
    g_snprintf(text, sizeof text, "%u.%u.%u.0/24", ip->bytes[0], ip->bytes[1], ip->bytes[2]);
    mw_gather_add(gather, MW_FACT_ENVELOPE_NETWORK, text, NULL);
}

static void gather_reverse_name(const MwGather *gather, const MwIp *ip)
{
    if (ip->family == 0 || !mw_gather_wants(gather, MW_FACT_ENVELOPE_REVERSE_NAME))
        return;
    g_autofree char *reverse = mw_ip_reverse_name(ip);
    mw_gather_add(gather, MW_FACT_ENVELOPE_REVERSE_NAME, reverse, NULL);
}

static void gather_envelope(const MwGather *gather)
{
    const MwEnvelope *envelope = gather->evaluation->envelope;
    mw_gather_add(gather, MW_FACT_ENVELOPE_CLIENT_IP, envelope->client_ip.value,
                  envelope->client_ip.source);
    gather_network(gather, &envelope->ip);
    gather_reverse_name(gather, &envelope->ip);
    mw_gather_add(gather, MW_FACT_ENVELOPE_HELO, envelope->helo.value, envelope->helo.source);
    const char *mail_from = envelope->mail_from.value;
    mw_gather_add(gather, MW_FACT_ENVELOPE_MAIL_FROM,
                  mail_from != NULL && *mail_from == '\0' ? "<>" : mail_from,
                  envelope->mail_from.source);
    const char *at = mail_from != NULL ? strrchr(mail_from, '@') : NULL;
    mw_gather_add(gather, MW_FACT_ENVELOPE_MAIL_FROM_DOMAIN, at != NULL ? at + 1 : mail_from, NULL);
    mw_gather_yes_no(gather, MW_FACT_ENVELOPE_KNOWN,
                     envelope->ip.family != 0 &&
                         (mail_from != NULL || envelope->helo.value != NULL));
    mw_gather_yes_no(gather, MW_FACT_ENVELOPE_IP_IS_GATEWAY, envelope->ip_is_gateway);
}

static void gather_forged(const MwGather *gather)
{
    const GPtrArray *fields = gather->evaluation->recorded->fields;
    bool forged = mw_gather_is(gather, MW_FACT_RECORDED_CONTRADICTION, "yes");
    if (forged) {
        g_autofree char *where = mw_gather_where_method(gather, "dmarc");
        mw_gather_add(gather, MW_FACT_RECORDED_FORGED_TEXT,
                      "dmarc=fail beside a pass for the From domain", where);
    }
    for (unsigned i = 0; i < fields->len; i++) {
        const MwClaimField *field = g_ptr_array_index(fields, i);
        if (!field->forged)
            continue;
        forged = true;
        g_autofree char *where = field_where(gather, field);
        mw_gather_add(gather, MW_FACT_RECORDED_FORGED_TEXT,
                      field->forged_reason != NULL ? field->forged_reason : field->header, where);
    }
    mw_gather_yes_no(gather, MW_FACT_RECORDED_FORGED, forged);
}

static void gather_recorded(const MwGather *gather)
{
    const MwEvaluation *e = gather->evaluation;
    const MwRecorded *recorded = e->recorded;
    bool present = recorded->trusted &&
                   (recorded->spf != NULL || recorded->dmarc != NULL || recorded->dkim->len > 0);
    /* A signature, or an envelope that the user gave, is something to judge. */
    bool nothing = (recorded->no_delivery_evidence || (e->path->internal && !present)) &&
                   e->envelope->client_ip.value == NULL && e->dkim->len == 0 && e->ndr == NULL;
    mw_gather_yes_no(gather, MW_FACT_RECORDED_TRUSTED, recorded->trusted);
    mw_gather_yes_no(gather, MW_FACT_RECORDED_PRESENT, present);
    mw_gather_yes_no(gather, MW_FACT_RECORDED_EVIDENCE, !nothing);
    mw_gather_add(gather, MW_FACT_RECORDED_AUTHSERV_ID, recorded->authserv_id, NULL);
    mw_gather_add(gather, MW_FACT_RECORDED_TRUST, recorded->trust_text, NULL);
    bool off = dns_is_off(e);
    bool silent = !off && !e->dns_alive;
    mw_gather_add(gather, MW_FACT_DNS_STATE, off ? "off" : silent ? "silent" : "alive", NULL);
    mw_gather_yes_no(gather, MW_FACT_DNS_DECIDES, (silent || off) && !present && !nothing);
    mw_gather_yes_no(gather, MW_FACT_DNS_MISSING, silent || (off && !present && !nothing));
}

void mw_gather_ask(MwFactSet *asked)
{
    static const MwFact read_later[] = {
        MW_FACT_RECORDED_CONTRADICTION,
        MW_FACT_SPF_RESULT,
        MW_FACT_SPF_DOMAIN,
        MW_FACT_SPF_ALIGNED,
        MW_FACT_SIGNATURES_RESULT,
        MW_FACT_SIGNATURES_AUTHOR,
        MW_FACT_SIGNATURES_AUTHOR_DOMAIN,
        MW_FACT_SIGNATURES_PASSING_DOMAIN,
        MW_FACT_DKIM_RESULT,
        MW_FACT_DKIM_ALIGNED,
        MW_FACT_DKIM_DOMAIN,
        MW_FACT_DMARC_RESULT,
        MW_FACT_DMARC_RECORDED,
        MW_FACT_DMARC_ENFORCED,
        MW_FACT_DMARC_SPF_ALIGNED,
        MW_FACT_DMARC_DKIM_ALIGNED,
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(read_later); i++)
        mw_fact_set_add(asked, read_later[i]);
    if (mw_fact_set_has(asked, MW_FACT_SIGNATURES_AUTHOR_FAILURE))
        mw_fact_set_add(asked, MW_FACT_DKIM_FAILURE);
    if (mw_fact_set_has(asked, MW_FACT_SIGNATURES_AUTHOR_SELECTOR))
        mw_fact_set_add(asked, MW_FACT_DKIM_SELECTOR);
}

MwFacts *mw_gather(const MwItem *item, const MwEvaluation *evaluation, const MwRuleset *rules,
                   MwLang lang, const MwFactSet *asked)
{
    MwFacts *facts = asked != NULL ? mw_facts_new_for(asked) : mw_facts_new();
    MwGather gather = {item, evaluation, rules, lang, facts};
    gather_message(&gather);
    gather_envelope(&gather);
    gather_recorded(&gather);
    mw_gather_spf(&gather);
    mw_gather_dkim(&gather);
    mw_gather_dmarc(&gather);
    gather_forged(&gather);
    mw_gather_arc(&gather);
    mw_gather_path(&gather);
    mw_gather_microsoft(&gather);
    mw_gather_ndr(&gather);
    return facts;
}
