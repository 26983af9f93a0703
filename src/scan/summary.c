#include "src/scan/summary.h"

#include <string.h>

enum { MAX_GROUPS = 2048, MAX_KEYS = 512, MAX_UNREAD = 20 };

static void tally_free(void *data)
{
    MwFindingTally *tally = data;
    g_free(tally->example);
    mw_top_free(tally->domains);
    mw_top_free(tally->networks);
    g_free(tally);
}

static void group_free(void *data)
{
    MwGroup *group = data;
    g_free(group->id);
    g_free(group->title);
    g_free(group->example);
    g_free(group);
}

static void unread_free(void *data)
{
    MwUnread *unread = data;
    g_free(unread->source);
    g_free(unread->error);
    g_free(unread);
}

MwSummary *mw_summary_new(void)
{
    MwSummary *summary = g_new0(MwSummary, 1);
    summary->findings = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, tally_free);
    summary->groups = mw_top_new(MAX_GROUPS, group_free);
    summary->unread = g_ptr_array_new_with_free_func(unread_free);
    summary->failure_kinds = mw_top_new(MW_DNS_FAILURE_N, NULL);
    summary->failure_names = mw_top_new(MAX_KEYS, NULL);
    return summary;
}

void mw_summary_free(MwSummary *summary)
{
    if (summary == NULL)
        return;
    g_hash_table_unref(summary->findings);
    mw_top_free(summary->groups);
    g_ptr_array_unref(summary->unread);
    mw_top_free(summary->failure_kinds);
    mw_top_free(summary->failure_names);
    g_free(summary);
}

static char *example_of(const MwScanRecord *record)
{
    const char *source = record->columns[MW_COLUMN_SOURCE];
    const char *index = record->columns[MW_COLUMN_INDEX];
    return strcmp(index, "1") == 0 ? g_strdup(source) : g_strdup_printf("%s (%s)", source, index);
}

/* "192.0.2.0/24": neighbours are mostly one sender. NULL when the text is no address. */
static char *network_of(const char *address)
{
    MwIp ip;
    if (address == NULL || !mw_ip_parse(mw_span(address), &ip))
        return NULL;
    unsigned keep = ip.family == 4 ? 3 : 6;
    memset(ip.bytes + keep, 0, sizeof ip.bytes - keep);
    char text[MW_IP_TEXT_MAX];
    return g_strconcat(mw_ip_format(&ip, text), ip.family == 4 ? "/24" : "/48", NULL);
}

static void add_finding(MwSummary *summary, const MwScanRecord *record)
{
    const char *id = record->columns[MW_COLUMN_PRIMARY];
    MwFindingTally *tally = g_hash_table_lookup(summary->findings, id);
    if (tally == NULL) {
        tally = g_new0(MwFindingTally, 1);
        tally->actor = record->actor;
        tally->example = example_of(record);
        tally->domains = mw_top_new(MAX_KEYS, NULL);
        tally->networks = mw_top_new(MAX_KEYS, NULL);
        g_hash_table_insert(summary->findings, g_strdup(id), tally);
    }
    tally->count++;
    const char *domain = record->columns[MW_COLUMN_FROM_DOMAIN];
    if (domain != NULL)
        mw_top_add(tally->domains, domain, 1);
    g_autofree char *network = network_of(record->columns[MW_COLUMN_CLIENT_IP]);
    if (network != NULL)
        mw_top_add(tally->networks, network, 1);
}

static void add_group(MwSummary *summary, const MwScanRecord *record)
{
    const char *id = record->columns[MW_COLUMN_PRIMARY];
    g_autofree char *key = g_strconcat(id, "\n", record->title, NULL);
    MwTopEntry *entry = mw_top_add(summary->groups, key, 1);
    if (entry->detail != NULL)
        return;
    MwGroup *group = g_new0(MwGroup, 1);
    group->id = g_strdup(id);
    group->title = g_strdup(record->title);
    group->example = example_of(record);
    group->actor = record->actor;
    entry->detail = group;
}

static void add_dns(MwSummary *summary, const MwScanRecord *record)
{
    summary->queries += record->queries;
    summary->failures += record->failure_count;
    for (guint i = 0; record->failures != NULL && i < record->failures->len; i++) {
        const char *text = g_ptr_array_index(record->failures, i);
        const char *blank = strchr(text, ' ');
        g_autofree char *kind = blank != NULL ? g_strndup(text, (gsize)(blank - text)) : NULL;
        if (kind == NULL)
            continue;
        mw_top_add(summary->failure_kinds, kind, 1);
        mw_top_add(summary->failure_names, blank + 1, 1);
    }
}

static void add_unread(MwSummary *summary, const MwScanRecord *record)
{
    summary->unread_count++;
    if (summary->unread->len >= MAX_UNREAD)
        return;
    MwUnread *unread = g_new0(MwUnread, 1);
    unread->source = example_of(record);
    unread->error = g_strdup(record->error);
    g_ptr_array_add(summary->unread, unread);
}

void mw_summary_add(MwSummary *summary, const MwScanRecord *record)
{
    summary->status = mw_exit_status_combine(summary->status, record->status);
    if (record->error != NULL) {
        add_unread(summary, record);
        return;
    }
    summary->messages++;
    MwVerdict verdict = MW_VERDICT_OK;
    if (mw_verdict_from_name(mw_span(record->columns[MW_COLUMN_VERDICT]), &verdict))
        summary->verdicts[verdict]++;
    if (verdict == MW_VERDICT_PROBLEM)
        summary->actors[record->actor]++;
    add_dns(summary, record);
    if (record->columns[MW_COLUMN_PRIMARY] == NULL)
        return;
    add_finding(summary, record);
    if (record->title != NULL && verdict != MW_VERDICT_OK)
        add_group(summary, record);
}
