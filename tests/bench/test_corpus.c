#include "tests/table.h"

#include "src/evaluate/evaluation.h"
#include "src/input/input.h"
#include "tests/bench/compose.h"

/* The first messages of the generated corpus, judged from their headers alone, come out as they
 * were made. They were signed by code that the verifier does not share. */

enum { MESSAGES = 250 };

typedef struct {
    MwWorld *world;
    MwShared shared;
    const MwComposed *composed;
    guint judged;
} Fixture;

/* For each signature "pass" or why not, as the manifest has it. */
static char *dkim_text(const GPtrArray *signatures)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < signatures->len; i++) {
        const MwDkim *dkim = g_ptr_array_index(signatures, i);
        g_string_append_printf(text, "%s%s", i > 0 ? "," : "",
                               dkim->failure == MW_DKIM_FAILURE_NONE
                                   ? mw_dkim_result_name(dkim->result)
                                   : mw_dkim_failure_name(dkim->failure));
    }
    if (text->len == 0)
        g_string_append(text, "none");
    return g_string_free(text, false);
}

static bool judge(const char *source, unsigned index, MwItem *item, const GError *error,
                  void *user_data)
{
    Fixture *fixture = user_data;
    const MwComposed *truth = fixture->composed;
    assert_non_null(item);
    assert_null(error);
    assert_int_equal(index, 1);
    const MwEvaluateOptions options = {.cross_check = MW_CROSS_CHECK_NEVER};
    g_autoptr(MwEvaluation) evaluation =
        mw_evaluate(item->message, item->ndr_text, &item->state, &fixture->shared, &options);
    g_autofree char *dkim = dkim_text(evaluation->dkim);
    g_autofree char *got =
        g_strdup_printf("%s: %s %s %s %s", source, mw_spf_result_name(evaluation->spf->result),
                        dkim, mw_dmarc_result_name(evaluation->dmarc->verdict->result),
                        mw_arc_result_name(evaluation->arc->result));
    g_autofree char *expected = g_strdup_printf("%s: %s %s %s %s", source, truth->spf,
                                                truth->dkim->str, truth->dmarc, truth->arc);
    assert_string_equal(got, expected);
    mw_item_free(item);
    fixture->judged++;
    return true;
}

static void comes_out_as_made(void **state)
{
    Fixture *fixture = *state;
    const MwComposeOptions compose = {.median = 2000};
    const MwInputOptions input = {0};
    for (guint number = 0; number < MESSAGES; number++) {
        g_autoptr(MwComposed) composed = mw_compose(fixture->world, "mailwhy", number, &compose);
        g_autoptr(GBytes) bytes = g_bytes_new(composed->message->str, composed->message->len);
        fixture->composed = composed;
        mw_input_read_bytes(bytes, composed->category, &input, judge, fixture);
    }
    assert_int_equal(fixture->judged, MESSAGES);
}

/* Another machine must make the same corpus, or its figures say nothing. */
static void is_always_the_same(void **state)
{
    Fixture *fixture = *state;
    const MwComposeOptions compose = {.median = 2000};
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    for (guint number = 0; number < 20; number++) {
        g_autoptr(MwComposed) composed = mw_compose(fixture->world, "mailwhy", number, &compose);
        g_checksum_update(sum, (const guchar *)composed->message->str,
                          (gssize)composed->message->len);
    }
    g_checksum_update(sum, (const guchar *)fixture->world->zone->str,
                      (gssize)fixture->world->zone->len);
    assert_string_equal(g_checksum_get_string(sum),
                        "f0b3d84de92dd902f22415568e6e73de1eaec62120304a020e20b0198d7a6930");
}

static int set_up(void **state)
{
    Fixture *fixture = g_new0(Fixture, 1);
    fixture->world = mw_world_new("mailwhy");
    fixture->shared.dns = mw_dns_file_new_from_text(fixture->world->zone->str, "world", NULL);
    *state = fixture;
    return fixture->shared.dns != NULL ? 0 : -1;
}

static int tear_down(void **state)
{
    Fixture *fixture = *state;
    mw_dns_free(fixture->shared.dns);
    mw_world_free(fixture->world);
    g_free(fixture);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        {"every message comes out as it was made", comes_out_as_made, NULL, NULL, NULL},
        {"the corpus is the same everywhere", is_always_the_same, NULL, NULL, NULL},
    };
    return cmocka_run_group_tests_name("corpus", tests, set_up, tear_down);
}
