/* Authentication-Results of the public suites and of real mail. */

#include <stdio.h>
#include <string.h>

#include "tests/conformance/claims.h"
#include "tests/conformance/corpora.h"

typedef struct {
    unsigned cases, right;
} Count;

/* "header": one char = one byte. */
static char *header_bytes(const json_t *row, gsize *ret_len)
{
    const char *text = mw_corpora_text(row, "header");
    char *bytes = g_convert(text, -1, "ISO-8859-1", "UTF-8", NULL, ret_len, NULL);
    g_assert_nonnull(bytes);
    return bytes;
}

static MwAuthResultsMode mode_of(const json_t *row)
{
    if (strcmp(mw_corpora_text(row, "mode"), "strict") != 0)
        return MW_AUTH_RESULTS_TOLERANT;
    return json_is_true(json_object_get(row, "internationalized")) ? MW_AUTH_RESULTS_STRICT_UTF8
                                                                   : MW_AUTH_RESULTS_STRICT;
}

/* An authserv-id of the suites may carry its version ("mx.example 1") or what follows it. */
static bool is_id(const char *id, const json_t *row)
{
    const char *expected = mw_corpora_text(row, "authserv_id");
    if (expected == NULL || *expected == '\0')
        return true;
    size_t len = strcspn(expected, " ");
    return id != NULL && strncmp(id, expected, len) == 0 && id[len] == '\0';
}

/* A tolerant reader reads on; the departure has to show. */
static char *error_difference(const MwAuthResults *results, MwAuthResultsMode mode)
{
    if (mode != MW_AUTH_RESULTS_TOLERANT)
        return results == NULL ? NULL : g_strdup("read, expected an error");
    return results->deviations->len > 0 ? NULL : g_strdup("no deviation noted");
}

static void check_row(const json_t *row, Count *count)
{
    gsize len;
    g_autofree char *bytes = header_bytes(row, &len);
    MwAuthResultsMode mode = mode_of(row);
    json_t *instance = json_object_get(row, "arc_instance");
    MwSpan value = mw_span_make(bytes, len);
    g_autoptr(MwAuthResults) results = json_is_integer(instance)
                                           ? mw_auth_results_parse_arc(value, NULL)
                                           : mw_auth_results_parse(value, mode, NULL);
    g_autofree char *difference =
        json_is_true(json_object_get(row, "expect_error"))
            ? error_difference(results, mode)
            : mw_claims_difference(results, json_object_get(row, "expected"));
    if (difference == NULL && results != NULL && !is_id(results->authserv_id, row))
        difference = g_strdup_printf("authserv-id %s", results->authserv_id);
    if (difference == NULL && json_is_integer(instance) &&
        json_integer_value(instance) != results->arc_instance)
        difference = g_strdup("instance");
    count->cases++;
    count->right += difference == NULL;
    if (difference != NULL)
        printf("%s (%s): %s\n", mw_corpora_text(row, "id"), mw_corpora_text(row, "mode"),
               difference);
}

static Count check_file(const char *file, const char *status)
{
    g_autoptr(GPtrArray) rows = mw_corpora_rows(file);
    Count count = {0};
    for (guint i = 0; i < rows->len; i++) {
        const json_t *row = g_ptr_array_index(rows, i);
        if (status == NULL || g_strcmp0(mw_corpora_text(row, "status"), status) == 0)
            check_row(row, &count);
    }
    printf("Authentication-Results %s%s%s: %u of %u\n", file, status != NULL ? " " : "",
           status != NULL ? status : "", count.right, count.cases);
    return count;
}

int main(void)
{
    if (mw_corpora_folder() == NULL)
        return MW_CORPORA_SKIP;
    Count unit = check_file("ar_unit.jsonl", NULL);
    Count consensus = check_file("ar_real.jsonl", "consensus");
    Count one = check_file("ar_real.jsonl", "one-parser");
    Count tokens = check_file("ar_real.jsonl", "tokenizer-only");
    (void)tokens;
    return unit.right == unit.cases && consensus.right == consensus.cases && one.right == one.cases
               ? 0
               : 1;
}
