/* What real messages record, against a truth column: every Authentication-Results field, what is
 * believed of it, Received-SPF, Microsoft's fields, counts. */

#include <stdio.h>
#include <string.h>

#include "parsers/address.h"
#include "parsers/received_spf.h"
#include "src/evaluate/recorded.h"
#include "tests/conformance/claims.h"
#include "tests/conformance/corpora.h"

enum { FIELDS, RESULTS, COMPAUTH, REASON, ACTION, SPF, SENDER_IP, HOPS, AUTHOR, REPORT, CHECKS };

static const char *const check_names[CHECKS] = {
    [FIELDS] = "number of Authentication-Results fields",
    [RESULTS] = "results of every field",
    [COMPAUTH] = "compauth",
    [REASON] = "compauth reason",
    [ACTION] = "DMARC action",
    [SPF] = "Received-SPF",
    [SENDER_IP] = "sender IP",
    [HOPS] = "Received",
    [AUTHOR] = "author domain",
    [REPORT] = "X-Microsoft-Antispam, AuthAs, SCL",
};

typedef struct {
    unsigned cases[CHECKS], right[CHECKS];
    const char *id;
} Count;

typedef struct {
    MwMessage *message;
    MwPath *path;
    MwRecorded *recorded;
    MwMicrosoft *microsoft;
} Reading;

static void score(Count *count, int check, bool right, const char *got, const char *expected)
{
    count->cases[check]++;
    count->right[check] += right;
    if (!right)
        printf("%s: %s: %s, expected %s\n", count->id, check_names[check], got != NULL ? got : "-",
               expected != NULL ? expected : "-");
}

static void score_text(Count *count, int check, const char *got, const json_t *row, const char *key)
{
    const char *expected = mw_corpora_text(row, key);
    score(count, check, g_strcmp0(got, expected) == 0, got, expected);
}

/* The truth lists the fields of each name in order of the message. */
static const MwClaimField *nth_field(const Reading *r, const char *name, unsigned n)
{
    for (guint i = 0; i < r->recorded->fields->len; i++) {
        const MwClaimField *field = g_ptr_array_index(r->recorded->fields, i);
        if (g_ascii_strcasecmp(field->header, name) == 0 && n-- == 0)
            return field;
    }
    return NULL;
}

static void check_field(const Reading *r, const json_t *list, size_t index, Count *count)
{
    const json_t *truth = json_array_get(list, index);
    const char *name = mw_corpora_text(truth, "name");
    unsigned before = 0;
    for (size_t i = 0; i < index; i++)
        before += strcmp(mw_corpora_text(json_array_get(list, i), "name"), name) == 0;
    const MwClaimField *field = nth_field(r, name, before);
    g_autofree char *difference =
        field != NULL ? mw_claims_difference(field->results, json_object_get(truth, "results"))
                      : g_strdup("absent");
    score(count, RESULTS, difference == NULL, difference, name);
    const char *ip = mw_corpora_text(truth, "sender_ip");
    MwIp usable; /* some samples are redacted: "189." */
    if (ip == NULL || !mw_ip_parse(mw_span(ip), &usable) || field == NULL ||
        field->results->results->len == 0)
        return;
    const MwAuthResult *first = g_ptr_array_index(field->results->results, 0);
    g_autofree char *got = mw_spf_comment_ip(first->comment);
    score(count, SENDER_IP, g_strcmp0(got, ip) == 0, got, ip);
}

static void check_fields(const Reading *r, const json_t *row, Count *count)
{
    const json_t *list = json_object_get(row, "authentication_results");
    score(count, FIELDS, json_array_size(list) == r->recorded->fields->len, "number", NULL);
    for (size_t i = 0; i < json_array_size(list); i++)
        check_field(r, list, i, count);
}

/* The truth is of the topmost field of that name. */
static void check_received_spf(const Reading *r, const json_t *row, Count *count)
{
    const json_t *truth = json_object_get(row, "received_spf");
    if (!json_is_object(truth))
        return;
    const MwHeader *header = mw_message_header(r->message, "Received-SPF", 0);
    g_autoptr(MwReceivedSpf) spf =
        mw_received_spf_parse(header != NULL ? header->value : mw_span(""));
    score_text(count, SPF, spf->result, truth, "result");
    static const char *const keys[][2] = {
        {"client-ip", "client_ip"}, {"helo", "helo"}, {"envelope-from", "envelope_from"}};
    for (size_t i = 0; i < G_N_ELEMENTS(keys); i++)
        score_text(count, SPF, mw_pairs_value(spf->pairs, keys[i][0]), truth, keys[i][1]);
}

static void check_author(const Reading *r, const json_t *row, Count *count)
{
    const char *expected = mw_corpora_text(row, "from_domain");
    const MwHeader *header = mw_message_header(r->message, "From", 0);
    g_autoptr(GPtrArray) addresses = mw_address_parse(header != NULL ? header->value : mw_span(""));
    const MwAddress *first = addresses->len > 0 ? g_ptr_array_index(addresses, 0) : NULL;
    bool ascii = expected == NULL || g_str_is_ascii(expected);
    if (ascii && expected != NULL)
        score(count, AUTHOR, first != NULL && g_strcmp0(first->domain, expected) == 0,
              first != NULL ? first->address : NULL, expected);
}

static void check_report(const Reading *r, const json_t *row, Count *count)
{
    const char *antispam = mw_corpora_text(row, "microsoft_antispam");
    if (antispam != NULL) {
        g_auto(GStrv) first = g_strsplit_set(antispam, ":;", 3);
        score(count, REPORT,
              g_strcmp0(mw_pairs_value(r->microsoft->antispam, first[0]), first[1]) == 0, "BCL",
              antispam);
    }
    if (mw_corpora_text(row, "authas") != NULL)
        score_text(count, REPORT,
                   mw_pairs_value(r->microsoft->other, "X-MS-Exchange-Organization-AuthAs"), row,
                   "authas");
    if (mw_corpora_text(row, "scl") != NULL)
        score_text(count, REPORT,
                   mw_pairs_value(r->microsoft->other, "X-MS-Exchange-Organization-SCL"), row,
                   "scl");
}

static void check_row(const json_t *row, Count *count)
{
    g_autofree char *path =
        g_build_filename(mw_corpora_folder(), mw_corpora_text(row, "file"), NULL);
    g_autoptr(GMappedFile) mapped = g_mapped_file_new(path, false, NULL);
    g_assert_nonnull(mapped);
    g_autoptr(GBytes) bytes = g_mapped_file_get_bytes(mapped);
    static const MwTrustOptions options = {NULL, false, NULL, NULL, NULL};
    g_autoptr(MwMessage) message = mw_message_parse(bytes);
    g_autoptr(MwPath) way = mw_path_read(message, NULL);
    g_autoptr(MwRecorded) recorded = mw_recorded_read(message, way, &options);
    g_autoptr(MwMicrosoft) microsoft = mw_microsoft_read(message);
    g_autoptr(MwEnvelope) envelope = mw_envelope_infer(message, recorded, way, microsoft, &options);
    Reading r = {message, way, recorded, microsoft};
    count->id = mw_corpora_text(row, "id");
    check_fields(&r, row, count);
    score_text(count, COMPAUTH, recorded->compauth, row, "compauth");
    score_text(count, REASON, recorded->reason, row, "compauth_reason");
    score_text(count, ACTION, recorded->dmarc_action, row, "dmarc_action");
    check_received_spf(&r, row, count);
    score(count, HOPS, json_integer_value(json_object_get(row, "received")) == way->hops->len,
          "number", NULL);
    check_author(&r, row, count);
    check_report(&r, row, count);
    if (g_getenv("MAILWHY_VERBOSE") != NULL)
        printf("%s: %s; %s; ip %s; helo %s; from %s; conflicts %u%s%s%s%s\n", count->id,
               recorded->trust_text, recorded->receiver, envelope->client_ip.value,
               envelope->helo.value, envelope->mail_from.value, envelope->conflicts->len,
               way->forwarded ? "; forwarded " : "", way->forwarded ? way->forward_evidence : "",
               way->mailing_list ? "; list" : "", way->gateway ? way->gateway_name : "");
    for (guint i = 0; g_getenv("MAILWHY_VERBOSE") != NULL && i < envelope->conflicts->len; i++)
        printf("    %s\n", (const char *)g_ptr_array_index(envelope->conflicts, i));
}

int main(void)
{
    if (mw_corpora_folder() == NULL)
        return MW_CORPORA_SKIP;
    g_autoptr(GPtrArray) rows = mw_corpora_rows("mail.jsonl");
    Count count = {0};
    for (guint i = 0; i < rows->len; i++)
        check_row(g_ptr_array_index(rows, i), &count);
    /* One truth takes the action from a field of the sender's own tenant, which a Gmail mailbox has
     * no reason to believe. */
    static const unsigned tolerated[CHECKS] = {[ACTION] = 1};
    bool all = true;
    for (int i = 0; i < CHECKS; i++) {
        printf("mail %s: %u of %u\n", check_names[i], count.right[i], count.cases[i]);
        all = all && count.right[i] + tolerated[i] >= count.cases[i];
    }
    return all ? 0 : 1;
}
