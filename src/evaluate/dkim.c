#include "src/evaluate/dkim.h"

#include "src/evaluate/dkim_opendkim.h"
#include "src/evaluate/forensics.h"

enum { SIGNATURES_MAX = 100 }; /* a limit of the product */

static void free_check(gpointer check)
{
    mw_dkim_check_free(check);
}

static GPtrArray *parse_signatures(const MwDkimShared *shared)
{
    GPtrArray *checks = g_ptr_array_new_with_free_func(free_check);
    const GArray *headers = shared->message->headers;
    for (guint i = 0; i < headers->len && checks->len < SIGNATURES_MAX; i++) {
        const MwHeader *header = &g_array_index(headers, MwHeader, i);
        if (mw_span_is_nocase(header->name, "DKIM-Signature"))
            g_ptr_array_add(checks, mw_dkim_check_new(shared, header));
    }
    return checks;
}

static bool needs_body(const MwDkimCheck *check)
{
    return check->is_usable && !check->shared->options->headers_only;
}

/* All hashes are asked for before the first is made: one pass over the body makes them. */
static void announce_bodies(const GPtrArray *checks, MwBodyDigests *body)
{
    for (guint i = 0; i < checks->len; i++) {
        const MwDkimCheck *check = g_ptr_array_index(checks, i);
        const MwDkimSignature *s = check->signature;
        if (needs_body(check))
            mw_body_digests_want(body, s->body_canon, check->hash, s->body_length);
    }
}

static void verify_one(MwDkimCheck *check)
{
    const MwDkimSignature *s = check->signature;
    if (needs_body(check))
        check->body =
            mw_body_digests_get(check->shared->body, s->body_canon, check->hash, s->body_length);
    if (check->is_usable) {
        mw_dkim_check_time(check);
        mw_dkim_check_key(check);
    }
    mw_dkim_check_conclude(check);
}

/* Would a second opinion be one? Not where the failure is not about the signature, and not where
 * the change that explains it is proved. */
static bool is_open_to_doubt(const MwDkim *dkim)
{
    switch (dkim->failure) {
    case MW_DKIM_FAILURE_NONE:
    case MW_DKIM_FAILURE_KEY_MISSING:
    case MW_DKIM_FAILURE_KEY_REVOKED:
    case MW_DKIM_FAILURE_KEY_DNS_FAILURE:
    case MW_DKIM_FAILURE_EXPIRED:
    case MW_DKIM_FAILURE_FUTURE:
    case MW_DKIM_FAILURE_ALGORITHM:
    case MW_DKIM_FAILURE_NOT_EVALUATED:
        return false;
    case MW_DKIM_FAILURE_BODY_HASH:
        return dkim->body_change == NULL;
    case MW_DKIM_FAILURE_SIGNATURE:
        return dkim->header_change == NULL;
    case MW_DKIM_FAILURE_KEY_SYNTAX:
    case MW_DKIM_FAILURE_KEY_WEAK:
    case MW_DKIM_FAILURE_KEY_TYPE:
    case MW_DKIM_FAILURE_SYNTAX:
    case MW_DKIM_FAILURE_DOMAIN_MISMATCH:
        return true;
    }
    return true;
}

static bool signs_signatures(const MwDkimCheck *check)
{
    for (guint i = 0; i < check->fields->len; i++) {
        const MwHeader *field = g_ptr_array_index(check->fields, i);
        if (field != NULL && mw_span_is_nocase(field->name, "DKIM-Signature"))
            return true;
    }
    return false;
}

/* The second engine sees the signatures that it is to judge; all, when one of them signs others. */
static void cross_check(const GPtrArray *checks, const MwDkimOptions *options)
{
    bool needs_all = options->cross_check;
    g_autoptr(GPtrArray) doubtful = g_ptr_array_new();
    for (guint i = 0; i < checks->len && options->cross_check_failures; i++) {
        MwDkimCheck *check = g_ptr_array_index(checks, i);
        if (!is_open_to_doubt(check->result))
            continue;
        g_ptr_array_add(doubtful, check);
        needs_all |= signs_signatures(check);
    }
    mw_opendkim_verify(needs_all ? checks : doubtful, NULL);
}

/* Where each message gets both engines there is time for a thorough look, too. */
static void find_changes(const GPtrArray *checks, const MwDkimShared *shared)
{
    MwForensicBudget budget = mw_forensic_budget(shared->message, shared->options->cross_check);
    mw_forensics(checks, &budget);
}

static void verify_natively(const GPtrArray *checks, const MwDkimShared *shared)
{
    announce_bodies(checks, shared->body);
    for (guint i = 0; i < checks->len; i++)
        verify_one(g_ptr_array_index(checks, i));
    if (shared->options->forensics)
        find_changes(checks, shared);
    cross_check(checks, shared->options);
}

static void verify_by_opendkim(const GPtrArray *checks)
{
    for (guint i = 0; i < checks->len; i++) {
        MwDkimCheck *check = g_ptr_array_index(checks, i);
        if (check->is_usable)
            mw_dkim_check_time(check);
    }
    mw_opendkim_verify(checks, NULL);
    for (guint i = 0; i < checks->len; i++) {
        const MwDkimCheck *check = g_ptr_array_index(checks, i);
        MwDkim *dkim = check->result;
        dkim->result = dkim->engine_libopendkim >= 0 ? (MwDkimResult)dkim->engine_libopendkim
                                                     : MW_DKIM_NOT_EVALUATED;
        if (dkim->result == MW_DKIM_PASS)
            dkim->failure = MW_DKIM_FAILURE_NONE;
        else if (dkim->failure == MW_DKIM_FAILURE_NONE)
            dkim->failure = MW_DKIM_FAILURE_SIGNATURE;
    }
}

static GPtrArray *verify_all(MwDkimShared *shared)
{
    g_autoptr(GPtrArray) checks = parse_signatures(shared);
    GPtrArray *results = g_ptr_array_new_with_free_func((GDestroyNotify)mw_dkim_free);
    if (shared->options->only_libopendkim)
        verify_by_opendkim(checks);
    else
        verify_natively(checks, shared);
    for (guint i = 0; i < checks->len; i++) {
        MwDkimCheck *check = g_ptr_array_index(checks, i);
        g_ptr_array_add(results, g_steal_pointer(&check->result));
    }
    return results;
}

GPtrArray *mw_dkim_verify(const MwMessage *message, MwDnsSession *dns, const MwDkimOptions *options)
{
    g_autoptr(MwMessage) repaired = mw_canon_from_cr(message);
    const MwMessage *judged = repaired != NULL ? repaired : message;
    bool is_same = repaired == NULL; /* the message that the shared ones are of */
    g_autoptr(MwHeaderIndex) index =
        is_same && options->index != NULL ? NULL : mw_header_index_new(judged);
    g_autoptr(MwBodyDigests) body =
        is_same && options->body != NULL ? NULL : mw_body_digests_new(judged);
    g_autoptr(GString) text = g_string_sized_new(4096);
    MwDkimShared shared = {.message = judged,
                           .dns = dns,
                           .options = options,
                           .index = index != NULL ? index : options->index,
                           .body = body != NULL ? body : options->body,
                           .text = text};
    return verify_all(&shared);
}
