#include "tests/table.h"

#include "src/scan/summary.h"

/* Records of a small batch, and what the page must say about them. */
struct batch_row {
    guint times;
    const char *source, *primary, *title, *domain, *ip, *verdict;
    MwActor actor;
    const char *failure, *error;
};

#define KEY_MISSING "dkim-key-missing", "contoso.example has no DKIM key at selector1"

static const struct batch_row batch[] = {
    {412, "q/1.eml", KEY_MISSING, "contoso.example", "192.0.2.77", "problem", MW_ACTOR_SENDER, NULL,
     NULL},
    {2, "q/2.eml", "dkim-body-changed", "footer added", "example.com", "2001:db8:1:2::1", "problem",
     MW_ACTOR_FORWARDER, NULL, NULL},
    {1, "q/3\x1b[2J.eml", "dkim-sha1", "signed by rsa-sha1", NULL, NULL, "problem", MW_ACTOR_SENDER,
     NULL, NULL},
    {1300, "q/4.eml", "all-pass", "all pass", "example.org", "198.51.100.1", "ok", MW_ACTOR_NOBODY,
     NULL, NULL},
    {3, "q/5.eml", "dkim-key-dns-failure", "key could not be asked", "example.net", "203.0.113.9",
     "inconclusive", MW_ACTOR_PROVIDER, "timeout TXT s._domainkey.example.net", NULL},
    {1, "q/bad.bin", NULL, NULL, NULL, NULL, NULL, MW_ACTOR_NOBODY, NULL, "not mail"},
};

struct summary_case {
    const char *name, *lang, *text;
};

static struct summary_case cases[] = {
    {"the biggest cause comes first", "en",
     "What is wrong, most frequent first\n  412 messages, one cause: contoso.example has no DKIM "
     "key at selector1\n    who must act: the sender's administrator · dkim-key-missing · example: "
     "q/1.eml\n"},
    {"a single message is no group", "en", "  1 message: signed by rsa-sha1\n"},
    {"text of messages is escaped", "en", "example: q/3\\x1b[2J.eml\n"},
    {"totals with separators", "en",
     "1,718 messages: 415 with a problem, 1,300 ok, 3 inconclusive\n"},
    {"the longest bar", "en",
     "  all-pass                                 1,300  ########################\n"},
    {"a shorter bar", "en", "  dkim-key-missing                           412  #######\n"},
    {"networks, not addresses", "en", "      networks: 192.0.2.0/24 412\n"},
    {"networks of IPv6", "en", "      networks: 2001:db8:1::/48 2\n"},
    {"sender domains", "en", "      senders: contoso.example 412\n"},
    {"who must act", "en",
     "Who must act\n  the sender's administrator: 413 messages\n  whoever forwards the mail: 2 "
     "messages\n\n"},
    {"unreadable", "en", "Could not be read: 1\n  q/bad.bin: not mail\n"},
    {"DNS health", "en",
     "DNS: 3,436 questions, 3 without an answer: timeout 3; TXT s._domainkey.example.net 3\n"},
    {"in Japanese", "ja", "  412 通、原因は同じ: contoso.example has no DKIM key at selector1\n"},
};

static void add_rows(MwSummary *summary, const struct batch_row *row)
{
    g_autoptr(MwScanRecord) record = mw_scan_record_new_error(row->source, 1, row->error);
    record->columns[MW_COLUMN_PRIMARY] = mw_scan_record_text(record, row->primary);
    record->columns[MW_COLUMN_FROM_DOMAIN] = mw_scan_record_text(record, row->domain);
    record->columns[MW_COLUMN_CLIENT_IP] = mw_scan_record_text(record, row->ip);
    record->columns[MW_COLUMN_VERDICT] = mw_scan_record_text(record, row->verdict);
    record->title = mw_scan_record_text(record, row->title);
    record->actor = row->actor;
    record->queries = 2;
    if (row->failure != NULL) {
        record->failures = g_ptr_array_new_with_free_func(g_free);
        g_ptr_array_add(record->failures, g_strdup(row->failure));
        record->failure_count = 1;
    }
    for (guint i = 0; i < row->times; i++) { /* by way of the log, as after --resume */
        g_autofree char *line = mw_scan_record_to_line(record);
        g_autoptr(MwScanRecord) back = mw_scan_record_from_line(line);
        mw_summary_add(summary, back);
    }
}

static void check(void **state)
{
    const struct summary_case *c = *state;
    g_autoptr(MwSummary) summary = mw_summary_new();
    for (size_t i = 0; i < G_N_ELEMENTS(batch); i++)
        add_rows(summary, &batch[i]);
    g_autoptr(GString) page = g_string_new(NULL);
    mw_summary_append_text(page, summary, c->lang);
    if (strstr(page->str, c->text) == NULL)
        print_error("%s", page->str);
    assert_non_null(strstr(page->str, c->text));
}

MW_TABLE_MAIN("summary", cases, check)
