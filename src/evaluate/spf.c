#include "src/evaluate/spf.h"

#include "parsers/domain.h"
#include "src/evaluate/spf_check.h"
#include "src/evaluate/spf_libspf2.h"

static bool is_ascii(const char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text >= 0x80)
            return false;
    return true;
}

/* As written when it is ASCII, else in A-labels (RFC 8616, 4): macros keep the case. */
static char *macro_name(const char *name)
{
    if (name == NULL || is_ascii(name))
        return g_strdup(name);
    char *normal = mw_domain_normalize(mw_span(name));
    return normal != NULL ? normal : g_strdup(name);
}

/* "<a@b>" is "a@b": options and fields are pasted with the brackets. */
static MwSpan without_brackets(const char *address)
{
    MwSpan span = mw_span_trim(mw_span(address));
    if (span.len >= 2 && span.data[0] == '<' && span.data[span.len - 1] == '>')
        span = mw_span_slice(span, 1, span.len - 1);
    return span;
}

/* The sender, split at its last "@"; no local part is "postmaster" (RFC 7208, 4.3). */
static void set_sender(MwSpfCheck *check, MwSpan address)
{
    size_t at = address.len;
    while (at > 0 && address.data[at - 1] != '@')
        at--;
    MwSpan local = at > 0 ? mw_span_slice(address, 0, at - 1) : mw_span("");
    g_autofree char *domain = mw_span_dup(mw_span_slice(address, at, address.len));
    check->local_part = local.len > 0 ? mw_span_dup(local) : g_strdup("postmaster");
    check->sender_domain = macro_name(domain);
    check->sender = g_strconcat(check->local_part, "@", check->sender_domain, NULL);
    check->local_is_ascii = is_ascii(check->local_part);
}

/* Which identity is checked (RFC 7208, 2.3 and 2.4). False: neither is known. */
static bool set_identity(MwSpfCheck *check, const MwSpfQuestion *question)
{
    const char *from = question->mail_from;
    MwSpan address = from != NULL ? without_brackets(from) : mw_span("");
    if (address.len > 0) {
        check->out->identity = g_strdup("mailfrom");
    } else {
        check->out->identity = g_strdup(from != NULL ? "mailfrom-from-helo" : "helo");
        address = mw_span(question->helo);
    }
    if (address.len == 0)
        return false;
    set_sender(check, address);
    check->name = mw_domain_normalize(mw_span(check->sender_domain));
    check->out->domain = g_strdup(check->name != NULL ? check->name : check->sender_domain);
    check->helo = macro_name(question->helo);
    return true;
}

static void set_values(MwSpfCheck *check, const MwSpfQuestion *question)
{
    check->values = (MwSpfMacroValues){
        .sender = check->sender,
        .local_part = check->local_part,
        .sender_domain = check->sender_domain,
        .domain = check->out->domain,
        .helo = check->helo,
        .receiver = question->receiver,
        .ip = question->ip,
        .now = question->now,
        .client_name = mw_spf_check_client_name,
        .client_name_data = check,
    };
}

static void clear_check(MwSpfCheck *check)
{
    g_ptr_array_unref(check->records);
    g_free(check->sender);
    g_free(check->local_part);
    g_free(check->sender_domain);
    g_free(check->helo);
    g_free(check->name);
    g_free(check->exp_domain);
}

/* The chain of terms down to the one that matched; NULL when none did. */
static char *matched_path(const MwSpfCheck *check)
{
    unsigned count = 0;
    while (count < MW_SPF_DEPTH_MAX && check->decided[count] != NULL)
        count++;
    if (count == 0 || check->decided[count - 1]->kind == MW_SPF_TERM_REDIRECT)
        return NULL;
    return mw_spf_join_path(check->decided, count);
}

static void run(MwSpfCheck *check)
{
    MwSpf *out = check->out;
    g_auto(MwSpfFound) found = mw_spf_find(check->dns, check->name, check->records);
    if (!mw_spf_note_found(out, &found))
        return;
    out->result = mw_spf_check_run(check, &found, check->want_tree ? out->tree : NULL);
    if (out->result == MW_SPF_PERMERROR || out->result == MW_SPF_TEMPERROR) {
        if (check->want_tree && out->problem == MW_SPF_PROBLEM_LOOKUP_LIMIT)
            out->total_lookups = out->lookups + check->walked;
        return;
    }
    out->matched = matched_path(check);
    if (out->result == MW_SPF_FAIL)
        out->explanation = mw_spf_check_explain(check);
}

static MwSpf *evaluate(MwDnsSession *dns, const MwSpfQuestion *question, bool want_tree)
{
    MwSpfCheck check = {
        .dns = dns,
        .out = mw_spf_not_evaluated(NULL),
        .want_tree = want_tree,
        .void_limit = question->void_limit > 0 ? question->void_limit : MW_SPF_VOID_LIMIT,
        .records = mw_spf_records_new(),
    };
    if (set_identity(&check, question) && question->ip.family != 0) {
        set_values(&check, question);
        run(&check);
        if (check.out->result != MW_SPF_NOT_EVALUATED) {
            check.out->engine_native = (int)check.out->result;
            if (question->cross_check)
                mw_spf_libspf2_check(&check);
        }
    }
    clear_check(&check);
    return check.out;
}

/* Records past the limit are rare: they are evaluated again, by the same answers. */
MwSpf *mw_spf_evaluate(MwDnsSession *dns, const MwSpfQuestion *question)
{
    MwSpf *spf = evaluate(dns, question, question->want_tree && !question->tree_past_limit);
    if (!question->want_tree || !question->tree_past_limit ||
        spf->problem != MW_SPF_PROBLEM_LOOKUP_LIMIT)
        return spf;
    mw_spf_free(spf);
    return evaluate(dns, question, true);
}
