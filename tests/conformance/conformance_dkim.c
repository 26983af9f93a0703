/* Every DKIM signature of the public suites, against the verdicts that its row accepts. */

#include <stdio.h>
#include <string.h>

#include "src/evaluate/dkim.h"
#include "tests/conformance/corpora.h"

/* Where a row gives no time: some moment after all of them were collected. */
static const int64_t default_clock = 1763700000;

typedef struct {
    const char *id;
    int signature; /* -1: all of the row */
    const char *why;
} Note;

/* Rows whose expectation we hold for wrong. */
static const Note notes[] = {
    {"mail-dkim/mine_ietf01_3", -1,
     "no v=, which RFC 6376 3.5 requires (6.1.1: permanent failure)"},
    {"mail-dkim/mine_ietf01_4", -1,
     "no v=, which RFC 6376 3.5 requires (6.1.1: permanent failure)"},
    {NULL, 0, NULL},
};

typedef struct {
    unsigned rows, rows_right, signatures, right, noted, disputed, disputed_right;
    unsigned guarded, guarded_right, differ, explained; /* libopendkim behind our guards */
    unsigned forbidden, forbidden_right; /* RFC 8301: refused, though the mathematics hold */
} Count;

static const char *noted(const char *id, int signature)
{
    for (const Note *note = notes; note->id != NULL; note++)
        if (strcmp(note->id, id) == 0 && (note->signature < 0 || note->signature == signature))
            return note->why;
    return NULL;
}

/* RFC 8601, 2.7.1: "not evaluated" is what it calls neutral. Where RFC 8301 forbids the algorithm
 * or the key, any result but pass is right. */
static bool accepts(const json_t *expected, MwDkimResult result)
{
    bool forbidden = json_array_size(json_object_get(expected, "rfc8301")) > 0;
    if (forbidden && result != MW_DKIM_TEMPERROR)
        return result != MW_DKIM_PASS;
    const char *word = result == MW_DKIM_NOT_EVALUATED ? "neutral" : mw_dkim_result_name(result);
    return mw_corpora_lists(expected, "accepted", word);
}

static GBytes *read_message(const json_t *row)
{
    const char *name = mw_corpora_text(row, "file");
    if (name == NULL)
        name = mw_corpora_text(row, "mail");
    g_autofree char *path = g_build_filename(mw_corpora_folder(), name, NULL);
    char *data = NULL;
    gsize len = 0;
    if (!g_file_get_contents(path, &data, &len, NULL))
        g_error("cannot read %s", path);
    return g_bytes_new_take(data, len);
}

static GPtrArray *verify(const json_t *row)
{
    const json_t *clock = json_object_get(row, "clock");
    const MwDkimOptions options = {
        .now = json_is_integer(clock) ? json_integer_value(clock) : default_clock,
        .forensics = true,
        .cross_check = true,
    };
    g_autoptr(GBytes) bytes = read_message(row);
    g_autoptr(MwMessage) message = mw_message_parse(bytes);
    g_autoptr(MwDns) dns = mw_corpora_zone(mw_corpora_text(row, "zone_ref"));
    g_autoptr(MwDnsSession) session = mw_dns_session_new(dns, 0);
    return mw_dkim_verify(message, session, &options);
}

static bool check_signature(const json_t *row, const json_t *expected, const MwDkim *dkim,
                            bool disputed, Count *count)
{
    const char *id = mw_corpora_text(row, "id");
    int at = (int)json_integer_value(json_object_get(expected, "i"));
    if (json_is_false(json_object_get(expected, "key_on_record")))
        return true;
    bool right = dkim != NULL && accepts(expected, dkim->result);
    if (disputed) {
        count->disputed++;
        count->disputed_right += right;
    } else if (!right && noted(id, at) != NULL) {
        count->noted++;
        return true;
    } else {
        count->signatures++;
        count->right += right;
    }
    if (json_is_true(json_object_get(expected, "crypto_ok")) && dkim != NULL) {
        bool holds = dkim->body_hash == MW_BODY_HASH_MATCH &&
                     dkim->header_signature == MW_HEADER_SIGNATURE_VALID;
        bool is_syntax = dkim->failure == MW_DKIM_FAILURE_SYNTAX;
        count->forbidden++;
        count->forbidden_right += holds || is_syntax;
        if (!holds)
            printf("  forbidden %s[%d]: %s (%s)\n", id, at, mw_dkim_failure_name(dkim->failure),
                   dkim->failure_text);
    }
    if (!disputed && dkim != NULL && dkim->engine_libopendkim >= 0) {
        count->guarded++;
        count->guarded_right += accepts(expected, (MwDkimResult)dkim->engine_libopendkim);
        count->differ += dkim->engine_libopendkim != dkim->engine_native;
        count->explained += dkim->engine_note != NULL;
        if (dkim->engine_libopendkim != dkim->engine_native)
            printf("  engines %s[%d]: %s, libopendkim %s (%s)\n", id, at,
                   mw_dkim_result_name(dkim->result),
                   mw_dkim_result_name((MwDkimResult)dkim->engine_libopendkim),
                   dkim->engine_note != NULL ? dkim->engine_note : "unexplained");
    }
    if (!right)
        printf("  %s%s[%d]: %s, %s (%s)\n", disputed ? "disputed " : "", id, at,
               dkim != NULL ? mw_dkim_result_name(dkim->result) : "no result",
               dkim != NULL ? mw_dkim_failure_name(dkim->failure) : "",
               dkim != NULL && dkim->failure_text != NULL ? dkim->failure_text : "");
    return right;
}

static void check_row(const json_t *row, Count *count)
{
    const char *status = mw_corpora_text(row, "status");
    bool disputed = g_strcmp0(status, "disputed") == 0;
    g_autoptr(GPtrArray) results = verify(row);
    bool right = true;
    size_t at;
    json_t *expected;
    json_array_foreach(json_object_get(row, "expected"), at, expected)
    {
        const MwDkim *dkim = at < results->len ? g_ptr_array_index(results, at) : NULL;
        right &= check_signature(row, expected, dkim, disputed, count);
    }
    count->rows++;
    count->rows_right += right;
}

int main(void)
{
    if (mw_corpora_folder() == NULL)
        return MW_CORPORA_SKIP;
    Count count = {0};
    g_autoptr(GPtrArray) rows = mw_corpora_rows("dkim.jsonl");
    for (guint i = 0; i < rows->len; i++)
        check_row(g_ptr_array_index(rows, i), &count);
    printf("dkim native: %u of %u undisputed signatures (%u noted), %u of %u disputed; %u of %u "
           "messages\n",
           count.right, count.signatures, count.noted, count.disputed_right, count.disputed,
           count.rows_right, count.rows);
    printf("dkim native, refused by RFC 8301: the mathematics seen to hold in %u of %u\n",
           count.forbidden_right, count.forbidden);
    printf("dkim libopendkim, guarded: %u of %u; %u differ from native, %u of them explained\n",
           count.guarded_right, count.guarded, count.differ, count.explained);
    return count.right == count.signatures ? 0 : 1;
}
