/* libopendkim as it is, for comparison: the plain calls of a mail filter, no guard, no correction.
 * Each message has a process of its own, for the library may take it down. The count is printed
 * and judged by nobody. */

#include <sys/types.h>

#include <opendkim/dkim.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "src/evaluate/dkim.h"
#include "tests/conformance/corpora.h"

enum { SIGNATURES_MAX = 100, KEY_MAX = 1024 };

typedef struct {
    unsigned signatures, right, false_pass, false_fail, crashed;
} Count;

/* ---- the library ---- */

static DKIM_CBSTAT find_key(DKIM *dkim, DKIM_SIGINFO *info, unsigned char *ret, size_t size)
{
    MwDnsSession *dns = (MwDnsSession *)(uintptr_t)dkim_get_user_context(dkim);
    g_autofree char *name =
        g_strdup_printf("%s._domainkey.%s", (const char *)dkim_sig_getselector(info),
                        (const char *)dkim_sig_getdomain(info));
    const MwDnsAnswer *answer = mw_dns_ask(dns, name, MW_DNS_TXT);
    if (answer->status == MW_DNS_FAILED)
        return DKIM_CBSTAT_TRYAGAIN;
    if (answer->records->len == 0)
        return DKIM_CBSTAT_NOTFOUND;
    MwSpan text = mw_dns_record_text(g_ptr_array_index(answer->records, 0));
    g_autofree char *copy = mw_span_dup(mw_span_slice(text, 0, KEY_MAX));
    g_strlcpy((char *)ret, copy, size);
    return DKIM_CBSTAT_CONTINUE;
}

/* No packet leaves the machine, whatever a signature asks for. */
static int refuse_query(void *service, int type, unsigned char *query, unsigned char *buffer,
                        size_t size, void **ret_handle)
{
    (void)service, (void)type, (void)query, (void)buffer, (void)size, (void)ret_handle;
    return -1;
}

static void feed_headers(DKIM *dkim, const MwMessage *message)
{
    for (guint i = 0; i < message->headers->len; i++) {
        const MwHeader *header = &g_array_index(message->headers, MwHeader, i);
        g_autofree char *text = mw_span_dup(header->raw);
        dkim_header(dkim, (u_char *)text, header->raw.len);
    }
    dkim_eoh(dkim);
}

static void feed_body(DKIM *dkim, MwSpan body)
{
    g_autoptr(GString) text = g_string_sized_new(body.len + 100);
    for (size_t i = 0; i < body.len; i++) {
        if (body.data[i] == '\n' && (i == 0 || body.data[i - 1] != '\r'))
            g_string_append_c(text, '\r');
        g_string_append_c(text, body.data[i]);
    }
    dkim_body(dkim, (u_char *)text->str, text->len);
    bool tested = false;
    dkim_eom(dkim, &tested);
}

static bool is_pass(DKIM_SIGINFO *info)
{
    return (dkim_sig_getflags(info) & DKIM_SIGFLAG_PASSED) != 0 &&
           dkim_sig_getbh(info) == DKIM_SIGBH_MATCH;
}

/* One byte per DKIM-Signature field: did it pass? Fields that the library drops did not. */
static void run_library(const MwMessage *message, MwDnsSession *dns, char passed[SIGNATURES_MAX])
{
    DKIM_STAT status;
    DKIM_LIB *lib = dkim_init(NULL, NULL);
    dkim_set_key_lookup(lib, find_key);
    dkim_dns_set_query_start(lib, refuse_query);
    DKIM *dkim = dkim_verify(lib, (const u_char *)"x", NULL, &status);
    dkim_set_user_context(dkim, dns);
    feed_headers(dkim, message);
    feed_body(dkim, message->body);
    DKIM_SIGINFO **list = NULL;
    int count = 0;
    dkim_getsiglist(dkim, &list, &count);
    unsigned at = 0;
    for (int i = 0; i < count; i++) {
        const MwHeader *field;
        bool found = false;
        while (!found && at < SIGNATURES_MAX &&
               (field = mw_message_header(message, "DKIM-Signature", at++)) != NULL) {
            g_autofree char *domain = g_strdup((const char *)dkim_sig_getdomain(list[i]));
            found = domain != NULL && mw_span_find_nocase(field->value, domain) < field->value.len;
        }
        if (found)
            passed[at - 1] = is_pass(list[i]);
    }
}

/* ---- a process for each message ---- */

static bool run_apart(const MwMessage *message, MwDnsSession *dns, char passed[SIGNATURES_MAX])
{
    int ends[2];
    if (pipe(ends) != 0)
        return false;
    pid_t child = fork();
    if (child == 0) {
        if (freopen("/dev/null", "w", stderr) == NULL)
            _exit(1);
        run_library(message, dns, passed);
        _exit(write(ends[1], passed, SIGNATURES_MAX) == SIGNATURES_MAX ? 0 : 1);
    }
    close(ends[1]);
    bool whole = read(ends[0], passed, SIGNATURES_MAX) == SIGNATURES_MAX;
    close(ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    return whole;
}

static MwMessage *read_message(const json_t *row)
{
    const char *file = mw_corpora_text(row, "file"), *mail = mw_corpora_text(row, "mail");
    g_autofree char *path = g_build_filename(mw_corpora_folder(), file != NULL ? file : mail, NULL);
    char *data = NULL;
    gsize len = 0;
    if (!g_file_get_contents(path, &data, &len, NULL))
        return NULL;
    g_autoptr(GBytes) bytes = g_bytes_new_take(data, len);
    return mw_message_parse(bytes);
}

/* Pass or not is all that is asked, in the library's favour. What RFC 8301 refuses must not pass.
 */
static void tally(Count *count, const json_t *expected, bool passed)
{
    bool forbidden = json_array_size(json_object_get(expected, "rfc8301")) > 0;
    bool may_pass = !forbidden && mw_corpora_lists(expected, "accepted", "pass");
    bool may_fail =
        forbidden || json_array_size(json_object_get(expected, "accepted")) > (may_pass ? 1u : 0u);
    count->signatures++;
    count->right += passed ? may_pass : may_fail;
    count->false_pass += passed && !may_pass;
    count->false_fail += !passed && !may_fail;
}

static void check_row(const json_t *row, Count *count)
{
    if (g_strcmp0(mw_corpora_text(row, "status"), "disputed") == 0)
        return;
    g_autoptr(MwMessage) message = read_message(row);
    g_autoptr(MwDns) dns = mw_corpora_zone(mw_corpora_text(row, "zone_ref"));
    g_autoptr(MwDnsSession) session = mw_dns_session_new(dns, 0);
    char passed[SIGNATURES_MAX] = {0};
    if (message == NULL || !run_apart(message, session, passed))
        count->crashed++;
    size_t at;
    json_t *expected;
    json_array_foreach(json_object_get(row, "expected"), at, expected)
    {
        if (!json_is_false(json_object_get(expected, "key_on_record")) && at < SIGNATURES_MAX)
            tally(count, expected, passed[at]);
    }
}

int main(void)
{
    if (mw_corpora_folder() == NULL)
        return MW_CORPORA_SKIP;
    Count count = {0};
    g_autoptr(GPtrArray) rows = mw_corpora_rows("dkim.jsonl");
    for (guint i = 0; i < rows->len; i++)
        check_row(g_ptr_array_index(rows, i), &count);
    printf("dkim, libopendkim as it is: %u of %u undisputed signatures (%u false passes, %u false "
           "failures), %u messages took it down\n",
           count.right, count.signatures, count.false_pass, count.false_fail, count.crashed);
    return 0;
}
