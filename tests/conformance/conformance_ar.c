/* Authentication-Results of the public suites and of real mail. */

#include <stdio.h>
#include <string.h>

#include "parsers/forefront.h"
#include "src/input/input.h"
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
    return results->deviation != NULL ? NULL : g_strdup("no deviation noted");
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

/* Pasted text goes through the reader of input first. */
typedef struct {
    const json_t *row;
    Count *count;
} Pasted;

/* The expected pairs leave out what nobody interprets. */
static char *report_difference(const MwMessage *message, const json_t *expected)
{
    const MwHeader *header = mw_message_header(message, "X-Forefront-Antispam-Report", 0);
    if (header == NULL)
        return g_strdup("no field");
    g_autoptr(MwPairs) pairs = mw_forefront_parse(header->value);
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)expected, key, value)
    {
        if (g_strcmp0(mw_pairs_value(pairs, key), json_string_value(value)) != 0)
            return g_strdup_printf("%s: %s", key, mw_pairs_value(pairs, key));
    }
    return NULL;
}

static char *pasted_difference(const MwItem *item, const json_t *row)
{
    const json_t *expected = json_object_get(row, "expected");
    if (json_is_object(expected))
        return report_difference(item->message, expected);
    const MwHeader *header = mw_message_header(item->message, "Authentication-Results", 0);
    if (header == NULL)
        return g_strdup("no field");
    g_autoptr(MwAuthResults) results =
        mw_auth_results_parse(header->value, MW_AUTH_RESULTS_TOLERANT, NULL);
    return mw_claims_difference(results, expected);
}

static bool check_pasted(const char *source, unsigned index, MwItem *taken, const GError *error,
                         void *user_data)
{
    g_autoptr(MwItem) item = taken;
    Pasted *pasted = user_data;
    g_autofree char *difference =
        item != NULL ? pasted_difference(item, pasted->row) : g_strdup(error->message);
    pasted->count->right += difference == NULL && index == 1;
    if (difference != NULL)
        printf("%s: %s\n", source, difference);
    return true;
}

static Count check_pasted_file(const char *file)
{
    g_autoptr(GPtrArray) rows = mw_corpora_rows(file);
    Count count = {0};
    static const MwInputOptions options = {0};
    for (guint i = 0; i < rows->len; i++) {
        const json_t *row = g_ptr_array_index(rows, i);
        const char *text = mw_corpora_text(row, "pasted");
        g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
        Pasted pasted = {row, &count};
        count.cases++;
        mw_input_read_bytes(bytes, mw_corpora_text(row, "id"), &options, check_pasted, &pasted);
    }
    printf("pasted %s: %u of %u\n", file, count.right, count.cases);
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
    Count pasted = check_pasted_file("pasted_ar.jsonl");
    Count report = check_pasted_file("pasted_forefront.jsonl");
    /* A tokenizer alone read "from=" of old Yahoo fields as a method; it is a property of the
     * result before it. */
    enum { TOLERATED = 2 };
    return unit.right == unit.cases && consensus.right == consensus.cases &&
                   one.right == one.cases && tokens.right + TOLERATED >= tokens.cases &&
                   pasted.right == pasted.cases && report.right == report.cases
               ? 0
               : 1;
}
