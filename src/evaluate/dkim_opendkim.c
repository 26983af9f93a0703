#include "src/evaluate/dkim_opendkim.h"

#include <opendkim/dkim.h>

enum {
    BODY_CHUNK = 64 * 1024,
    IDENTITY_MAX = 250,
    CLOCK_DRIFT_S = 1000000000,
    WORK_MAX = 10000000
};

/* One run of the library over a message. */
typedef struct {
    const GPtrArray *checks;
    MwDnsSession *dns;
    DKIM_LIB *lib;
    DKIM *dkim;
    GArray *handles; /* guint: the place in `checks` of the library's n-th signature */
    GArray *refused; /* gboolean: per check, the library called the field a syntax error */
    GString *buffer;
    uint64_t work; /* spent so far, in comparisons of two names */
} Run;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DKIM_LIB, dkim_close)

/* ---- guard 2 ---- */

static bool has_whole_escapes(MwSpan value)
{
    for (size_t i = 0; i < value.len; i++)
        if (value.data[i] == '=' && (i + 2 >= value.len || !g_ascii_isxdigit(value.data[i + 1]) ||
                                     !g_ascii_isxdigit(value.data[i + 2])))
            return false;
    return true;
}

static bool has_paired_quotes(MwSpan value)
{
    bool quoted = false;
    for (size_t i = 0; i < value.len; i++) {
        if (value.data[i] == '\\' && ++i == value.len)
            return false;
        if (value.data[i] == '"')
            quoted = !quoted;
    }
    return !quoted;
}

/* The library skips blanks inside a name, so all spellings of "i" count, not the first only. */
static bool is_identity(MwSpan name)
{
    g_autofree char *text = mw_span_dup_unfolded(name);
    return mw_span_is_nocase(mw_span_trim(mw_span(text)), "i");
}

bool mw_opendkim_admits(const MwHeader *header)
{
    if (header->raw.len == 0 || memchr(header->raw.data, '\0', header->raw.len) != NULL)
        return false;
    g_autoptr(GArray) tags = mw_tag_list_read(header->value);
    for (guint i = 0; i < tags->len; i++) {
        const MwTag *tag = &g_array_index(tags, MwTag, i);
        if (is_identity(tag->name) &&
            (tag->value.len == 0 || tag->value.len > IDENTITY_MAX ||
             !has_whole_escapes(tag->value) || !has_paired_quotes(tag->value)))
            return false;
    }
    return tags->len < MW_TAG_LIST_MAX;
}

/* ---- hooks ---- */

/* The key, from our session: it was asked for already. Returning DEFAULT would make the library
 * ask by itself. */
static DKIM_CBSTAT look_up_key(DKIM *dkim, DKIM_SIGINFO *sig, unsigned char *buf, size_t len)
{
    const Run *run = dkim_get_user_context(dkim);
    const char *selector = (const char *)dkim_sig_getselector(sig);
    const char *domain = (const char *)dkim_sig_getdomain(sig);
    if (selector == NULL || domain == NULL || len == 0)
        return DKIM_CBSTAT_NOTFOUND;
    g_autofree char *name = g_strdup_printf("%s._domainkey.%s", selector, domain);
    const MwDnsAnswer *answer = mw_dns_ask(run->dns, name, MW_DNS_TXT);
    if (answer->status == MW_DNS_FAILED && answer->failure != MW_DNS_BAD_NAME) {
        dkim_sig_seterror(sig, DKIM_SIGERROR_KEYFAIL);
        return DKIM_CBSTAT_ERROR;
    }
    if (answer->status != MW_DNS_FOUND)
        return DKIM_CBSTAT_NOTFOUND;
    MwSpan text = mw_dns_record_text(g_ptr_array_index(answer->records, 0));
    text = mw_span_slice(text, 0, len - 1);
    if (text.len > 0)
        memcpy(buf, text.data, text.len);
    buf[text.len] = '\0';
    return DKIM_CBSTAT_CONTINUE;
}

static int refuse_query(void *dns, int type, unsigned char *query, unsigned char *buf, size_t len,
                        void **handle)
{
    (void)dns, (void)type, (void)query, (void)buf, (void)len, (void)handle;
    return -1;
}

static int refuse_cancel(void *dns, void *handle)
{
    (void)dns, (void)handle;
    return 0;
}

static int refuse_wait(void *dns, void *handle, struct timeval *timeout, size_t *bytes, int *error,
                       int *dnssec)
{
    (void)dns, (void)handle, (void)timeout, (void)bytes, (void)error, (void)dnssec;
    return -1;
}

static int refuse_init(void **service)
{
    *service = NULL;
    return 0;
}

/* ---- the run ---- */

static DKIM_LIB *open_library(const MwForeignMemory *memory)
{
    DKIM_LIB *lib =
        memory != NULL ? dkim_init(memory->allocate, memory->release) : dkim_init(NULL, NULL);
    if (lib == NULL)
        return NULL;
    /* t= and x= are judged by our clock. A t= below the drift counts as one of the future. */
    unsigned flags = DKIM_LIBFLAGS_DELAYSIGPROC | DKIM_LIBFLAGS_BADSIGHANDLES;
    uint64_t drift = CLOCK_DRIFT_S;
    dkim_options(lib, DKIM_OP_SETOPT, DKIM_OPTS_FLAGS, &flags, sizeof flags);
    dkim_options(lib, DKIM_OP_SETOPT, DKIM_OPTS_CLOCKDRIFT, &drift, sizeof drift);
    dkim_set_key_lookup(lib, look_up_key);
    dkim_dns_set_query_start(lib, refuse_query);
    dkim_dns_set_query_cancel(lib, refuse_cancel);
    dkim_dns_set_query_waitreply(lib, refuse_wait);
    dkim_dns_set_init(lib, refuse_init);
    dkim_dns_set_close(lib, NULL);
    return lib;
}

/* The library's parameters lack const; it does not write to them. */
static unsigned char *unconst(const char *data)
{
    return (unsigned char *)(uintptr_t)data;
}

static void append_crlf_lines(GString *out, MwSpan text)
{
    MwLine line;
    for (size_t at = 0; mw_canon_next_line(text, &at, &line);) {
        g_string_append_len(out, line.text.data, (gssize)line.text.len);
        if (line.end_len > 0)
            g_string_append(out, "\r\n");
    }
}

static DKIM_STAT feed_header(Run *run, const MwHeader *header)
{
    g_string_truncate(run->buffer, 0);
    append_crlf_lines(run->buffer, header->raw);
    return dkim_header(run->dkim, unconst(run->buffer->str), run->buffer->len);
}

static int find_check(const Run *run, const MwHeader *header)
{
    for (guint i = 0; i < run->checks->len; i++) {
        const MwDkimCheck *check = g_ptr_array_index(run->checks, i);
        if (check->header == header)
            return (int)i;
    }
    return -1;
}

/* The library compares every name in h= with every field, and reads the body octet by octet for
 * each l=: no message may make that expensive. */
static bool is_affordable(Run *run, const MwHeader *header, const MwMessage *message)
{
    uint64_t names = 1;
    for (size_t i = 0; i < header->raw.len; i++)
        names += header->raw.data[i] == ':';
    uint64_t work = names * message->headers->len + message->body.len / 4;
    if (work > WORK_MAX - run->work)
        return false;
    run->work += work;
    return true;
}

/* Guard 1 first, then the fields; of the signatures those that guard 2 admits. */
static void feed_headers(Run *run, const MwMessage *message)
{
    static const char pad[] = "x pad:x";
    dkim_header(run->dkim, unconst(pad), strlen(pad));
    for (guint i = 0; i < message->headers->len; i++) {
        const MwHeader *header = &g_array_index(message->headers, MwHeader, i);
        if (!mw_span_is_nocase(header->name, "DKIM-Signature")) {
            feed_header(run, header);
            continue;
        }
        int at = find_check(run, header);
        if (at < 0 || !mw_opendkim_admits(header) || !is_affordable(run, header, message))
            continue;
        guint place = (guint)at;
        if (feed_header(run, header) == DKIM_STAT_SYNTAX)
            g_array_index(run->refused, gboolean, place) = TRUE;
        g_array_append_val(run->handles, place);
    }
}

/* A last line without end gets one, as it had when it came by SMTP: the library needs it. */
static void feed_body(Run *run, MwSpan body)
{
    MwLine line;
    GString *out = g_string_truncate(run->buffer, 0);
    for (size_t at = 0; mw_canon_next_line(body, &at, &line);) {
        if (out->len > 0 && out->len + line.text.len > BODY_CHUNK) {
            dkim_body(run->dkim, unconst(out->str), out->len);
            g_string_truncate(out, 0);
        }
        g_string_append_len(out, line.text.data, (gssize)line.text.len);
        g_string_append(out, "\r\n");
    }
    if (out->len > 0)
        dkim_body(run->dkim, unconst(out->str), out->len);
}

/* What stands behind DKIM_SIGFLAG_PASSED, which speaks of the header alone, or behind an error. */
static MwDkimResult mathematics_of(const MwDkimCheck *check, DKIM_SIGINFO *sig)
{
    unsigned flags = dkim_sig_getflags(sig);
    int error = dkim_sig_geterror(sig);
    bool is_test = (flags & DKIM_SIGFLAG_TESTKEY) != 0;
    bool passed = (flags & DKIM_SIGFLAG_PASSED) != 0;
    if (passed && check->shared->options->headers_only)
        return MW_DKIM_NOT_EVALUATED;
    if (passed && error == DKIM_SIGERROR_OK && dkim_sig_getbh(sig) == DKIM_SIGBH_MATCH)
        return MW_DKIM_PASS;
    if (error == DKIM_SIGERROR_OK || error == DKIM_SIGERROR_BADSIG)
        return is_test ? MW_DKIM_NEUTRAL : MW_DKIM_FAIL;
    return MW_DKIM_PERMERROR;
}

static MwDkimResult verdict_of(const MwDkimCheck *check, DKIM_SIGINFO *sig, bool refused)
{
    const MwDkim *native = check->result;
    int error = dkim_sig_geterror(sig);
    bool is_late =
        native->failure == MW_DKIM_FAILURE_EXPIRED || native->failure == MW_DKIM_FAILURE_FUTURE;
    bool is_sha1 = check->signature->algorithm ==
                   MW_DKIM_ALGORITHM_RSA_SHA1; /* valid to the library, RFC 8301 */
    if (refused)                               /* such a field still gets a handle, and can pass */
        return MW_DKIM_PERMERROR;
    if (error == DKIM_SIGERROR_KEYFAIL)
        return native->key_dns_failure == MW_DNS_NOT_ASKED ? MW_DKIM_NOT_EVALUATED
                                                           : MW_DKIM_TEMPERROR;
    if (error == DKIM_SIGERROR_INVALID_A)
        return MW_DKIM_NOT_EVALUATED;
    if (is_late)
        return native->result;
    if (is_sha1)
        return MW_DKIM_PERMERROR;
    return mathematics_of(check, sig);
}

/* The library's signatures, in the order of `handles`; NULL where they do not fit these. */
static DKIM_SIGINFO **list_signatures(const Run *run)
{
    DKIM_SIGINFO **sigs = NULL;
    int count = 0;
    if (dkim_getsiglist(run->dkim, &sigs, &count) != DKIM_STAT_OK ||
        (guint)count != run->handles->len)
        return NULL;
    return sigs;
}

/* Judges the headers. Only where a signature holds, or wants so many octets of the body that there
 * may be fewer (l=), must the library see the body: it takes its time for that. */
static bool needs_body(Run *run, DKIM_SIGINFO **sigs)
{
    bool needs = false;
    for (guint i = 0; i < run->handles->len; i++) {
        guint place = g_array_index(run->handles, guint, i);
        const MwDkimCheck *check = g_ptr_array_index(run->checks, place);
        if (g_array_index(run->refused, gboolean, place))
            continue;
        if (dkim_sig_geterror(sigs[i]) == DKIM_SIGERROR_UNKNOWN)
            dkim_sig_process(run->dkim, sigs[i]);
        needs |= check->signature->body_length >= 0 ||
                 (dkim_sig_getflags(sigs[i]) & DKIM_SIGFLAG_PASSED) != 0;
    }
    return needs;
}

static void collect(Run *run, DKIM_SIGINFO **sigs)
{
    for (guint i = 0; i < run->handles->len; i++) {
        guint place = g_array_index(run->handles, guint, i);
        MwDkimCheck *check = g_ptr_array_index(run->checks, place);
        bool refused = g_array_index(run->refused, gboolean, place);
        int error = dkim_sig_geterror(sigs[i]);
        if (!refused && (error == DKIM_SIGERROR_OK || error == DKIM_SIGERROR_UNKNOWN) &&
            dkim_sig_getbh(sigs[i]) == DKIM_SIGBH_UNTESTED)
            dkim_sig_process(run->dkim, sigs[i]);
        MwDkim *dkim = check->result;
        dkim->engine_libopendkim = (int)verdict_of(check, sigs[i], refused);
        if (dkim->engine_native >= 0 && dkim->engine_libopendkim != dkim->engine_native)
            dkim->engine_note = g_strdup(mw_opendkim_limitation(check));
    }
}

static void judge(Run *run, const MwDkimShared *shared)
{
    bool is_test_key = false;
    dkim_set_user_context(run->dkim, run);
    feed_headers(run, shared->message);
    if (run->handles->len == 0 || dkim_eoh(run->dkim) != DKIM_STAT_OK)
        return;
    DKIM_SIGINFO **sigs = list_signatures(run);
    if (sigs == NULL)
        return;
    if (shared->options->headers_only) {
        dkim_eom(run->dkim, &is_test_key);
    } else if (needs_body(run, sigs)) {
        feed_body(run, shared->message->body);
        dkim_eom(run->dkim, &is_test_key);
    }
    collect(run, sigs);
}

void mw_opendkim_verify(const GPtrArray *checks, const MwForeignMemory *memory)
{
    if (checks->len == 0)
        return;
    const MwDkimCheck *first = g_ptr_array_index(checks, 0);
    g_autoptr(DKIM_LIB) lib = open_library(memory);
    DKIM_STAT status = DKIM_STAT_OK;
    DKIM *dkim = lib != NULL ? dkim_verify(lib, unconst("mailwhy"), NULL, &status) : NULL;
    if (dkim == NULL)
        return;
    g_autoptr(GArray) handles = g_array_new(FALSE, FALSE, sizeof(guint));
    g_autoptr(GArray) refused = g_array_new(FALSE, TRUE, sizeof(gboolean));
    g_autoptr(GString) buffer = g_string_sized_new(BODY_CHUNK);
    g_array_set_size(refused, checks->len);
    Run run = {checks, first->shared->dns, lib, dkim, handles, refused, buffer, 0};
    judge(&run, first->shared);
    dkim_free(dkim);
}
