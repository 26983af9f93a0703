/* Bounces: status, reply code and recipient wherever the delivery status states them; pasted ones.
 */

#include <stdio.h>
#include <stdlib.h>

#include "parsers/smtp_reply.h"
#include "src/evaluate/ndr.h"
#include "src/input/input.h"
#include "tests/conformance/corpora.h"

typedef struct {
    unsigned right, all;
} Count;

static void count(Count *counts, bool right, const char *id, const char *what, const char *wanted,
                  const char *found)
{
    counts->all++;
    counts->right += right;
    if (!right)
        printf("  %s: %s is %s, not %s\n", id, what, found != NULL ? found : "-", wanted);
}

/* The first message of an input that is a bounce: some come as attachments of another mail. */
static bool take_item(const char *source, unsigned index, MwItem *item, const GError *error,
                      void *user_data)
{
    (void)source, (void)index, (void)error;
    MwNdr **ndr = user_data;
    if (item != NULL && *ndr == NULL)
        *ndr = mw_ndr_read(item->message);
    mw_item_free(item);
    return *ndr == NULL;
}

static MwNdr *read_file(const char *file)
{
    g_autofree char *path = g_build_filename(mw_corpora_folder(), file, NULL);
    const MwInputOptions options = {0};
    MwNdr *ndr = NULL;
    mw_input_read(path, &options, take_item, &ndr);
    return ndr;
}

/* The first recipient that failed, else the first: as the product chooses. */
static json_t *main_recipient(const json_t *row)
{
    size_t i;
    json_t *item;
    json_array_foreach(json_object_get(row, "dsn"), i, item)
    {
        if (g_strcmp0(mw_corpora_text(item, "action"), "failed") == 0)
            return item;
    }
    return json_array_get(json_object_get(row, "dsn"), 0);
}

/* "rfc822; a@b" and "<a@b>" are "a@b". */
static char *plain_recipient(const char *text)
{
    const char *semicolon = strchr(text, ';');
    char *plain = g_strstrip(g_strdup(semicolon != NULL ? semicolon + 1 : text));
    size_t len = strlen(plain);
    if (len >= 2 && plain[0] == '<' && plain[len - 1] == '>') {
        memmove(plain, plain + 1, len - 2);
        plain[len - 2] = '\0';
    }
    return plain;
}

static void check_row(const json_t *row, Count *status, Count *code, Count *recipient)
{
    const char *id = mw_corpora_text(row, "id");
    const json_t *dsn = main_recipient(row);
    if (dsn == NULL)
        return;
    g_autoptr(MwNdr) ndr = read_file(mw_corpora_text(row, "file"));
    const char *wanted = mw_corpora_text(dsn, "status");
    if (wanted != NULL && *wanted != '\0' && !g_str_has_suffix(wanted, ".0.0"))
        count(status, ndr != NULL && g_strcmp0(ndr->status, wanted) == 0, id, "status", wanted,
              ndr != NULL ? ndr->status : NULL);
    const char *diagnostic = mw_corpora_text(dsn, "diagnostic");
    g_autoptr(MwSmtpReply) reply =
        diagnostic != NULL ? mw_smtp_reply_find(mw_span(diagnostic)) : NULL;
    if (reply != NULL && reply->code > 0) {
        g_autofree char *found = ndr != NULL ? g_strdup_printf("%u", ndr->smtp_code) : NULL;
        g_autofree char *text = g_strdup_printf("%u", reply->code);
        count(code, g_strcmp0(found, text) == 0, id, "code", text, found);
    }
    const char *address = mw_corpora_text(dsn, "recipient");
    if (address != NULL) {
        g_autofree char *plain = plain_recipient(address);
        count(recipient, ndr != NULL && g_strcmp0(ndr->recipient, plain) == 0, id, "recipient",
              plain, ndr != NULL ? ndr->recipient : NULL);
    }
}

static void check_pasted(const json_t *row, Count *counts)
{
    const char *id = mw_corpora_text(row, "id");
    const json_t *expected = json_object_get(row, "expected");
    g_autoptr(MwNdr) ndr = mw_ndr_read_text(mw_span(mw_corpora_text(row, "pasted")));
    const char *status = mw_corpora_text(expected, "enhanced_status");
    g_autofree char *code = ndr != NULL ? g_strdup_printf("%u", ndr->smtp_code) : NULL;
    const char *reply = mw_corpora_text(expected, "reply");
    count(counts, ndr != NULL && g_strcmp0(ndr->status, status) == 0, id, "status",
          status != NULL ? status : "none", ndr != NULL ? ndr->status : NULL);
    count(counts, g_strcmp0(code, reply) == 0, id, "code", reply, code);
}

static bool report(const char *name, const Count *counts)
{
    printf("ndr %s: %u of %u\n", name, counts->right, counts->all);
    return counts->right == counts->all && counts->all > 0;
}

int main(void)
{
    if (mw_corpora_folder() == NULL)
        return MW_CORPORA_SKIP;
    Count status = {0}, code = {0}, recipient = {0}, pasted = {0};
    g_autoptr(GPtrArray) rows = mw_corpora_rows("ndr.jsonl");
    for (guint i = 0; i < rows->len; i++)
        check_row(g_ptr_array_index(rows, i), &status, &code, &recipient);
    g_autoptr(GPtrArray) texts = mw_corpora_rows("pasted_ndr.jsonl");
    for (guint i = 0; i < texts->len; i++)
        check_pasted(g_ptr_array_index(texts, i), &pasted);
    bool good = report("status", &status);
    good &= report("reply code", &code);
    good &= report("recipient", &recipient);
    good &= report("pasted", &pasted);
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
