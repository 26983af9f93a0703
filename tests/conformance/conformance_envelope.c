/* The envelope that is inferred from the headers alone, against the manifest of a generated corpus
 * (MAILWHY_BENCH_CORPUS names its folder; bench/gen_corpus.py makes one). */

#include <stdio.h>
#include <string.h>

#include "src/evaluate/recorded.h"
#include "tests/conformance/corpora.h"

typedef struct {
    unsigned cases, client_ip, helo, mail_from, conflicts, forwarded, forwards;
} Count;

static MwEnvelope *infer(GBytes *bytes, bool *ret_forwarded)
{
    static const MwTrustOptions options = {NULL, false, NULL, NULL, NULL};
    g_autoptr(MwMessage) message = mw_message_parse(bytes);
    g_autoptr(MwPath) path = mw_path_read(message, NULL);
    g_autoptr(MwRecorded) recorded = mw_recorded_read(message, path, &options);
    g_autoptr(MwMicrosoft) microsoft = mw_microsoft_read(message);
    *ret_forwarded = path->forwarded;
    return mw_envelope_infer(message, recorded, path, microsoft, &options);
}

static bool is_same_ip(const char *a, const char *b)
{
    MwIp x, y;
    return a != NULL && mw_ip_parse(mw_span(a), &x) && mw_ip_parse(mw_span(b), &y) &&
           mw_ip_equal(&x, &y);
}

static bool compare(const char *file, const char *what, bool same, const char *got,
                    const char *expected)
{
    if (!same)
        printf("%s: %s %s, expected %s\n", file, what, got != NULL ? got : "-", expected);
    return same;
}

static void check_row(const char *folder, const json_t *row, Count *count)
{
    const char *file = mw_corpora_text(row, "file");
    g_autofree char *path = g_build_filename(folder, file, NULL);
    g_autoptr(GMappedFile) mapped = g_mapped_file_new(path, false, NULL);
    g_assert_nonnull(mapped);
    g_autoptr(GBytes) bytes = g_mapped_file_get_bytes(mapped);
    bool forwarded;
    g_autoptr(MwEnvelope) e = infer(bytes, &forwarded);
    const char *ip = mw_corpora_text(row, "client_ip"), *helo = mw_corpora_text(row, "helo"),
               *from = mw_corpora_text(row, "mail_from");
    count->cases++;
    count->client_ip +=
        compare(file, "client_ip", is_same_ip(e->client_ip.value, ip), e->client_ip.value, ip);
    count->helo += compare(file, "helo", g_strcmp0(e->helo.value, helo) == 0, e->helo.value, helo);
    count->mail_from += compare(file, "mail_from", g_strcmp0(e->mail_from.value, from) == 0,
                                e->mail_from.value, from);
    count->conflicts += e->conflicts->len > 0;
    bool truth = g_strcmp0(mw_corpora_text(row, "category"), "forwarded_arc") == 0 ||
                 g_strcmp0(mw_corpora_text(row, "category"), "arc_broken") == 0;
    count->forwards += truth;
    count->forwarded +=
        compare(file, "forwarded", forwarded == truth, "wrong", "the other") && truth;
}

int main(void)
{
    const char *folder = g_getenv("MAILWHY_BENCH_CORPUS");
    if (folder == NULL) {
        printf("skipped: MAILWHY_BENCH_CORPUS names no folder\n");
        return MW_CORPORA_SKIP;
    }
    g_autofree char *manifest = g_build_filename(folder, "manifest.jsonl", NULL);
    g_autofree char *text = NULL;
    g_assert_true(g_file_get_contents(manifest, &text, NULL, NULL));
    g_auto(GStrv) lines = g_strsplit(text, "\n", 0);
    Count count = {0};
    for (char **line = lines; *line != NULL && **line != '\0'; line++) {
        json_t *row = json_loads(*line, 0, NULL);
        check_row(folder, row, &count);
        json_decref(row);
    }
    printf("envelope client_ip: %u of %u\n", count.client_ip, count.cases);
    printf("envelope helo: %u of %u\n", count.helo, count.cases);
    printf("envelope mail_from: %u of %u\n", count.mail_from, count.cases);
    printf("forwarded: %u of %u\n", count.forwarded, count.forwards);
    printf("messages with conflicting sources: %u\n", count.conflicts);
    return count.client_ip == count.cases && count.helo == count.cases &&
                   count.mail_from == count.cases
               ? 0
               : 1;
}
