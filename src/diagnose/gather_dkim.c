#include "parsers/domain.h"
#include "src/diagnose/gather.h"

enum { PLAIN_UDP = 512, /* bytes */ RSA_MIN = 1024, RSA_ADVISED = 2048 };

/* What receivers write beside a failure, and the failure it names (what Microsoft, Gmail and
 * authentication milters say). In this order. */
static const struct {
    const char *text, *failure;
} reasons[] = {
    {"body hash", "body-hash"},
    {"bodyhash", "body-hash"},
    {"body has been altered", "body-hash"},
    {"no key", "key-missing"},
    {"key not found", "key-missing"},
    {"key query timeout", "key-dns-failure"},
    {"dns timeout", "key-dns-failure"},
    {"key retrieval failed", "key-dns-failure"},
    {"key revoked", "key-revoked"},
    {"expired", "expired"},
    {"exipred", "expired"}, /* as Microsoft spells it */
    {"syntax error", "syntax"},
    {"public key size", "key-weak"},
    {"hash algorithm", "algorithm"},
    {"invalid key", "key-syntax"},
    {"invalid public key", "key-syntax"},
    {"key too small", "key-weak"},
    {"bad version", "syntax"},
    {"did not verify", "signature"},
    {"bad signature", "signature"},
    {"verification failed", "signature"},
};

static const char *failure_of_words(const MwAuthResult *recorded)
{
    const char *texts[] = {recorded->comment, recorded->reason};
    for (unsigned i = 0; i < G_N_ELEMENTS(reasons); i++)
        for (unsigned j = 0; j < G_N_ELEMENTS(texts); j++)
            if (texts[j] != NULL &&
                mw_span_find_nocase(mw_span(texts[j]), reasons[i].text) < strlen(texts[j]))
                return reasons[i].failure;
    return g_strcmp0(recorded->result, "timeout") == 0 ? "key-dns-failure" : "unknown";
}

static const char *word_of(const MwAuthResult *recorded)
{
    if (recorded == NULL)
        return NULL;
    if (g_str_equal(recorded->result, "timeout"))
        return "temperror";
    return g_str_equal(recorded->result, "hardfail") ? "fail" : recorded->result;
}

/* Why the result that counts is no pass: the receiver's words where they are definite, else what
 * shows now. */
static const char *judge_failure(const MwAuthResult *recorded, const MwDkim *now,
                                 const char *result)
{
    if (g_str_equal(result, "pass"))
        return "none";
    const char *said = recorded != NULL ? failure_of_words(recorded) : "unknown";
    const char *seen = now != NULL ? mw_dkim_failure_name(now->failure) : "none";
    /* "no key" is also what a receiver says of a key that it cannot use. */
    if (g_str_equal(said, "key-missing") && now != NULL &&
        (now->failure == MW_DKIM_FAILURE_KEY_REVOKED ||
         now->failure == MW_DKIM_FAILURE_KEY_SYNTAX || now->failure == MW_DKIM_FAILURE_KEY_TYPE))
        return seen;
    if (recorded != NULL && !g_str_equal(said, "unknown") && !g_str_equal(said, "signature"))
        return said;
    if (seen != NULL && !g_str_equal(seen, "none") && !g_str_equal(seen, "not-evaluated"))
        return seen;
    return recorded == NULL && seen != NULL ? seen : said;
}

static void gather_results(const MwGather *gather, MwSubject *subject, const MwDkim *now,
                           const MwAuthResult *recorded)
{
    MwFacts *facts = gather->facts;
    g_autofree char *recorded_where = mw_gather_where(gather, recorded);
    g_autofree char *now_where =
        now != NULL
            ? mw_gather_place(gather, "DKIM-Signature[%u], line %u", now->header_index, now->line)
            : NULL;
    const char *word = word_of(recorded);
    const char *verified = now != NULL ? mw_dkim_result_name(now->result) : "not-evaluated";
    const char *result = mw_gather_judge(MW_FACT_DKIM_RECORDED, word, verified);
    mw_gather_word(gather, subject, MW_FACT_DKIM_RECORDED, word, "not-recorded", recorded_where);
    mw_gather_word(gather, subject, MW_FACT_DKIM_NOW, verified, "not-evaluated", now_where);
    mw_gather_word(gather, subject, MW_FACT_DKIM_RESULT, result, "not-evaluated",
                   recorded != NULL ? recorded_where : now_where);
    if (mw_gather_wants(gather, MW_FACT_DKIM_FAILURE))
        mw_gather_word(gather, subject, MW_FACT_DKIM_FAILURE, judge_failure(recorded, now, result),
                       "unknown", recorded_where);
    if (now != NULL) {
        const char *failure = mw_dkim_failure_name(now->failure);
        mw_gather_word(gather, subject, MW_FACT_DKIM_FAILURE_NOW, failure, "none", now_where);
    }
    if (recorded != NULL)
        mw_facts_add(facts, subject, MW_FACT_DKIM_REASON,
                     recorded->comment != NULL ? recorded->comment : recorded->reason,
                     recorded_where);
}

static void gather_key(const MwGather *gather, MwSubject *subject, const MwDkim *now)
{
    MwFacts *facts = gather->facts;
    g_autofree char *answer = mw_gather_answer(gather, now->key_name, MW_DNS_TXT);
    mw_facts_add(facts, subject, MW_FACT_DKIM_KEY_NAME, now->key_name, answer);
    mw_facts_add(facts, subject, MW_FACT_DKIM_KEY_RECORD, now->key_record, answer);
    bool asked = now->key_status != MW_DNS_FAILED || now->key_dns_failure != MW_DNS_NOT_ASKED;
    const char *status[] = {"found", "nxdomain", "nodata", "failed"};
    mw_facts_add(facts, subject, MW_FACT_DKIM_KEY_STATUS,
                 asked ? status[now->key_status] : "not-asked", answer);
    if (now->key_status == MW_DNS_FAILED)
        mw_gather_word(gather, subject, MW_FACT_DKIM_KEY_DNS_FAILURE,
                       mw_dns_failure_name(now->key_dns_failure), NULL, answer);
    mw_facts_add_bool(facts, subject, MW_FACT_DKIM_KEY_LARGE,
                      now->key_record != NULL && strlen(now->key_record) > PLAIN_UDP);
    if (now->key_bits > 0)
        mw_facts_add_number(facts, subject, MW_FACT_DKIM_KEY_BITS, now->key_bits, answer);
    bool rsa = now->algorithm != NULL && g_ascii_strncasecmp(now->algorithm, "rsa", 3) == 0;
    const char *size = now->key_bits == 0                     ? "unknown"
                       : !rsa || now->key_bits >= RSA_ADVISED ? "enough"
                       : now->key_bits < RSA_MIN              ? "under-1024"
                                                              : "under-2048";
    mw_facts_add(facts, subject, MW_FACT_DKIM_KEY_SIZE, size, answer);
    mw_gather_word(gather, subject, MW_FACT_DKIM_KEY_DAMAGE, now->key_damage,
                   now->key_damage != NULL ? "other" : "none", answer);
    mw_facts_add_bool(facts, subject, MW_FACT_DKIM_KEY_TESTING, now->key_testing);
    mw_facts_add(facts, subject, MW_FACT_DKIM_KEY_PROOF,
                 now->key_made_signature ? "made-signature"
                 : now->key_is_other     ? "other-key"
                                         : "none",
                 NULL);
}

/* A quotation within a sentence: line ends and runs of blanks become one blank. */
static void add_on_one_line(MwFacts *facts, MwSubject *subject, MwFact fact, const char *text,
                            const char *where)
{
    if (!mw_facts_wants(facts, fact))
        return;
    g_autofree char *line = mw_text_on_one_line(text);
    mw_facts_add(facts, subject, fact, line, where);
}

static void gather_changes(const MwGather *gather, MwSubject *subject, const MwDkim *now)
{
    MwFacts *facts = gather->facts;
    const MwChange *body = now->body_change, *header = now->header_change;
    g_autofree char *body_where = body != NULL && body->line > 0
                                      ? mw_gather_place(gather, "body, line %u", body->line)
                                      : NULL;
    mw_gather_word(gather, subject, MW_FACT_DKIM_BODY_CHANGE, body != NULL ? body->kind : "none",
                   "other", body_where);
    mw_gather_word(gather, subject, MW_FACT_DKIM_HEADER_CHANGE,
                   header != NULL            ? header->kind
                   : now->key_made_signature ? "other"
                                             : "none",
                   "other", NULL);
    if (body != NULL)
        add_on_one_line(facts, subject, MW_FACT_DKIM_BODY_CHANGE_TEXT, body->text, body_where);
    if (header != NULL) {
        mw_facts_add(facts, subject, MW_FACT_DKIM_HEADER_CHANGE_FIELD, header->field, NULL);
        add_on_one_line(facts, subject, MW_FACT_DKIM_HEADER_CHANGE_TEXT, header->text,
                        header->field);
    }
}

static bool is_microsoft_selector(const char *selector)
{
    return selector != NULL && (g_ascii_strcasecmp(selector, "selector1") == 0 ||
                                g_ascii_strcasecmp(selector, "selector2") == 0);
}

static void gather_expiry(const MwGather *gather, MwSubject *subject, const MwDkim *now,
                          const char *where)
{
    if (now->expires < 0 || !mw_gather_wants(gather, MW_FACT_DKIM_EXPIRES))
        return;
    g_autoptr(GDateTime) expires = g_date_time_new_from_unix_utc(now->expires);
    g_autofree char *time =
        expires != NULL ? g_date_time_format(expires, "%Y-%m-%dT%H:%M:%SZ") : NULL;
    mw_facts_add(gather->facts, subject, MW_FACT_DKIM_EXPIRES, time, where);
}

static void gather_signature(const MwGather *gather, MwSubject *subject, const MwDkim *now)
{
    MwFacts *facts = gather->facts;
    g_autofree char *where =
        mw_gather_place(gather, "DKIM-Signature[%u], line %u", now->header_index, now->line);
    mw_facts_add(facts, subject, MW_FACT_DKIM_SELECTOR, now->selector, where);
    mw_facts_add(facts, subject, MW_FACT_DKIM_IDENTITY, now->identity, where);
    mw_facts_add(facts, subject, MW_FACT_DKIM_ALGORITHM, now->algorithm, where);
    mw_facts_add(facts, subject, MW_FACT_DKIM_CANONICALIZATION, now->canonicalization, where);
    mw_facts_add(facts, subject, MW_FACT_DKIM_SIGNED_HEADERS, now->signed_headers, where);
    mw_facts_add(facts, subject, MW_FACT_DKIM_FAILURE_TEXT, now->failure_text, where);
    mw_facts_add(facts, subject, MW_FACT_DKIM_FAILURE_TAG, now->failure_tag, where);
    gather_expiry(gather, subject, now, where);
    mw_facts_add(facts, subject, MW_FACT_DKIM_BODY_HASH, mw_body_hash_name(now->body_hash), where);
    mw_facts_add(facts, subject, MW_FACT_DKIM_HEADER_SIGNATURE,
                 mw_header_signature_name(now->header_signature), where);
    mw_facts_add_bool(facts, subject, MW_FACT_DKIM_SHA1,
                      g_strcmp0(now->algorithm, "rsa-sha1") == 0);
    mw_facts_add_bool(facts, subject, MW_FACT_DKIM_PARTIAL, now->unsigned_body > 0);
    if (now->unsigned_body > 0)
        mw_facts_add_number(facts, subject, MW_FACT_DKIM_UNSIGNED_BODY, now->unsigned_body, where);
    mw_facts_add_bool(facts, subject, MW_FACT_DKIM_FROM_SIGNED,
                      now->from_is_signed || now->signed_headers == NULL);
    mw_facts_add_bool(facts, subject, MW_FACT_DKIM_MICROSOFT, is_microsoft_selector(now->selector));
    if (now->engine_libopendkim >= 0 && now->engine_native >= 0)
        mw_facts_add(facts, subject, MW_FACT_DKIM_ENGINES,
                     now->engine_libopendkim == now->engine_native ? "agree" : "differ", where);
    mw_facts_add(facts, subject, MW_FACT_DKIM_ENGINE_NOTE, now->engine_note, where);
}

/* Recorded pass, but the key of then is gone or another one is there. */
static bool key_changed(const MwDkim *now, const MwAuthResult *recorded)
{
    if (recorded == NULL || now == NULL || !g_str_equal(recorded->result, "pass"))
        return false;
    return now->failure == MW_DKIM_FAILURE_KEY_MISSING ||
           now->failure == MW_DKIM_FAILURE_KEY_REVOKED ||
           now->failure == MW_DKIM_FAILURE_KEY_SYNTAX ||
           (now->failure == MW_DKIM_FAILURE_SIGNATURE && now->key_is_other);
}

static MwSubject *add_subject(const MwGather *gather, const MwDkim *now,
                              const MwAuthResult *recorded)
{
    MwSubject *subject = mw_facts_add_subject(gather->facts, MW_SCOPE_DKIM_SIGNATURE);
    const char *domain = now != NULL ? now->domain : NULL;
    if (domain == NULL && recorded != NULL)
        domain = mw_auth_result_property(recorded, "header.d");
    g_autofree char *normal = domain != NULL ? mw_domain_normalize(mw_span(domain)) : NULL;
    mw_facts_add(gather->facts, subject, MW_FACT_DKIM_DOMAIN, normal, NULL);
    mw_facts_add(gather->facts, subject, MW_FACT_DKIM_ALIGNED,
                 mw_gather_aligned(gather, normal, true), NULL);
    gather_results(gather, subject, now, recorded);
    mw_facts_add_bool(gather->facts, subject, MW_FACT_DKIM_KEY_CHANGED, key_changed(now, recorded));
    if (now == NULL) {
        mw_facts_add(gather->facts, subject, MW_FACT_DKIM_SELECTOR,
                     mw_auth_result_property(recorded, "header.s"), NULL);
        return subject;
    }
    gather_signature(gather, subject, now);
    gather_key(gather, subject, now);
    gather_changes(gather, subject, now);
    return subject;
}

/* Does the recorded result speak of this signature? Receivers give the domain, most the selector
 * or the start of b= too (RFC 6008). */
static bool is_about(const MwAuthResult *recorded, const MwDkim *now)
{
    const char *domain = mw_auth_result_property(recorded, "header.d");
    const char *identity = mw_auth_result_property(recorded, "header.i");
    const char *selector = mw_auth_result_property(recorded, "header.s");
    const char *prefix = mw_auth_result_property(recorded, "header.b");
    const char *at = identity != NULL ? strrchr(identity, '@') : NULL;
    if (domain == NULL && at != NULL)
        domain = at + 1;
    if (domain == NULL || now->domain == NULL || g_ascii_strcasecmp(domain, now->domain) != 0)
        return false;
    if (selector != NULL && now->selector != NULL &&
        g_ascii_strcasecmp(selector, now->selector) != 0)
        return false;
    return prefix == NULL || g_str_has_prefix(now->signature_prefix, prefix) ||
           g_str_has_prefix(prefix, now->signature_prefix);
}

/* Takes the first recorded result about the signature off the list. */
static const MwAuthResult *take_recorded(GPtrArray *list, const MwDkim *now)
{
    for (unsigned i = 0; i < list->len; i++)
        if (is_about(g_ptr_array_index(list, i), now))
            return g_ptr_array_steal_index(list, i);
    /* A signature too broken to have a domain: the only result there is. */
    return now->domain == NULL && list->len == 1 ? g_ptr_array_steal_index(list, 0) : NULL;
}

static void add_subjects(const MwGather *gather)
{
    const MwEvaluation *e = gather->evaluation;
    g_autoptr(GPtrArray) left = g_ptr_array_new();
    for (unsigned i = 0; e->recorded->trusted && i < e->recorded->dkim->len; i++) {
        const MwAuthResult *result = g_ptr_array_index(e->recorded->dkim, i);
        if (!g_str_equal(result->result, "none"))
            g_ptr_array_add(left, g_ptr_array_index(e->recorded->dkim, i));
    }
    for (unsigned i = 0; i < e->dkim->len; i++) {
        const MwDkim *now = g_ptr_array_index(e->dkim, i);
        add_subject(gather, now, take_recorded(left, now));
    }
    /* Results about signatures that are not in the input: a pasted field, a stripped header. */
    for (unsigned i = 0; i < left->len; i++)
        add_subject(gather, NULL, g_ptr_array_index(left, i));
}

/* How good a result is, from 0. */
static unsigned worth(const char *result)
{
    static const char *const best_first[] = {"pass",    "temperror", "fail",          "permerror",
                                             "neutral", "policy",    "not-evaluated", "none"};
    unsigned i = 0;
    while (i < G_N_ELEMENTS(best_first) - 1 && !g_str_equal(best_first[i], result))
        i++;
    return G_N_ELEMENTS(best_first) - 1 - i;
}

/* The better of two results. */
static const char *better(const char *a, const char *b)
{
    return worth(a) >= worth(b) ? a : b;
}

static const char *text_of(const MwGather *gather, const MwSubject *subject, MwFact fact)
{
    const MwFactValue *value = mw_facts_get(gather->facts, subject, fact);
    return value != NULL ? value->text : NULL;
}

typedef struct {
    const char *best;          /* of all */
    const MwSubject *author;   /* the best of the aligned ones */
    const MwSubject *stranger; /* one that passes, not aligned */
} Summary;

static Summary summarize(const MwGather *gather)
{
    Summary sum = {"none", NULL, NULL};
    for (const MwSubject *one = mw_facts_first(gather->facts, MW_SCOPE_DKIM_SIGNATURE); one != NULL;
         one = one->next) {
        const char *result = text_of(gather, one, MW_FACT_DKIM_RESULT);
        sum.best = better(sum.best, result);
        if (mw_facts_is(gather->facts, one, MW_FACT_DKIM_ALIGNED, "yes")) {
            const char *so_far =
                sum.author != NULL ? text_of(gather, sum.author, MW_FACT_DKIM_RESULT) : "none";
            if (better(so_far, result) != so_far)
                sum.author = one;
        } else if (sum.stranger == NULL && g_str_equal(result, "pass")) {
            sum.stranger = one;
        }
    }
    return sum;
}

/* A failing signature is worth a word when nothing better stands in for it. */
static void mark_those_that_matter(const MwGather *gather, const Summary *sum, bool author_passes)
{
    for (MwSubject *one = mw_facts_first(gather->facts, MW_SCOPE_DKIM_SIGNATURE); one != NULL;
         one = one->next) {
        bool aligned = mw_facts_is(gather->facts, one, MW_FACT_DKIM_ALIGNED, "yes");
        bool matters =
            !author_passes && (aligned || (sum->author == NULL && sum->stranger == NULL));
        mw_facts_add_bool(gather->facts, one, MW_FACT_DKIM_MATTERS, matters);
    }
}

static const char *author_word(const MwGather *gather, const Summary *sum)
{
    if (sum->author == NULL)
        return gather->evaluation->from_domain != NULL ? "none" : "unknown";
    const char *result = text_of(gather, sum->author, MW_FACT_DKIM_RESULT);
    if (g_str_equal(result, "pass") || g_str_equal(result, "temperror"))
        return result;
    return g_str_equal(result, "not-evaluated") ? "unknown" : "fail";
}

/* A fact of the message that says the same as one of its signatures (NULL: none). */
static void repeat(const MwGather *gather, MwFact fact, const MwSubject *subject, MwFact of)
{
    if (subject != NULL && mw_gather_wants(gather, fact))
        mw_gather_add(gather, fact, text_of(gather, subject, of), NULL);
}

static void gather_summary(const MwGather *gather)
{
    unsigned count = mw_facts_subjects(gather->facts, MW_SCOPE_DKIM_SIGNATURE);
    Summary sum = summarize(gather);
    mw_gather_add(gather, MW_FACT_SIGNATURES_COUNT,
                  count == 0   ? "none"
                  : count == 1 ? "one"
                               : "several",
                  NULL);
    mw_gather_add(gather, MW_FACT_SIGNATURES_RESULT, sum.best, NULL);
    const char *author = author_word(gather, &sum);
    mw_gather_add(gather, MW_FACT_SIGNATURES_AUTHOR, author, NULL);
    mark_those_that_matter(gather, &sum, g_str_equal(author, "pass"));
    repeat(gather, MW_FACT_SIGNATURES_AUTHOR_FAILURE, sum.author, MW_FACT_DKIM_FAILURE);
    repeat(gather, MW_FACT_SIGNATURES_AUTHOR_DOMAIN, sum.author, MW_FACT_DKIM_DOMAIN);
    repeat(gather, MW_FACT_SIGNATURES_AUTHOR_SELECTOR, sum.author, MW_FACT_DKIM_SELECTOR);
    const char *stranger =
        sum.stranger != NULL ? text_of(gather, sum.stranger, MW_FACT_DKIM_DOMAIN) : NULL;
    mw_gather_add(gather, MW_FACT_SIGNATURES_PASSING_DOMAIN, stranger, NULL);
    mw_gather_yes_no(gather, MW_FACT_SIGNATURES_DEFAULT_DOMAIN,
                     stranger != NULL && g_str_has_suffix(stranger, ".onmicrosoft.com"));
}

void mw_gather_dkim(const MwGather *gather)
{
    add_subjects(gather);
    gather_summary(gather);
}
