#include <stdarg.h>
#include <string.h>

#include "src/render/escape.h"
#include "src/render/labels.h"
#include "src/scan/summary.h"
#include "src/scan/summary_words.h"

enum { TOP_GROUPS = 10, TOP_KEYS = 3, BAR_WIDTH = 24, NUMBER_MAX = 32 };

typedef struct {
    GString *out;
    const char *lang;
} Page;

/* "12345678" as "12,345,678". */
static const char *number(guint64 value, char text[static NUMBER_MAX])
{
    char digits[NUMBER_MAX];
    size_t len = (size_t)g_snprintf(digits, sizeof digits, "%" G_GUINT64_FORMAT, value);
    char *at = text;
    for (size_t i = 0; i < len; i++) {
        if (i > 0 && (len - i) % 3 == 0)
            *at++ = ',';
        *at++ = digits[i];
    }
    *at = '\0';
    return text;
}

/* The words with each %s replaced by the next text, escaped. */
static void say(const Page *page, MwWord word, const char *const *texts)
{
    const char *rest = mw_word(word, page->lang);
    for (const char *at; (at = strstr(rest, "%s")) != NULL; rest = at + 2) {
        g_string_append_len(page->out, rest, at - rest);
        mw_escape_append(page->out, mw_span(*texts++));
    }
    g_string_append(page->out, rest);
}

static void say_number(const Page *page, MwWord word, guint64 value)
{
    char text[NUMBER_MAX];
    say(page, word, (const char *const[]){number(value, text)});
}

static void add_line(const Page *page, const char *indent, MwWord word, const char *raw)
{
    g_string_append_printf(page->out, "%s%s: ", indent, mw_word(word, page->lang));
    mw_escape_append(page->out, mw_span(raw));
    g_string_append_c(page->out, '\n');
}

static const char *actor_word(const Page *page, MwActor actor)
{
    return mw_label(MW_LABEL_ACTOR_SENDER + (MwLabel)actor, page->lang);
}

static void add_group(const Page *page, const MwTopEntry *entry)
{
    const MwGroup *group = entry->detail;
    char count[NUMBER_MAX];
    const char *const texts[] = {number(entry->count, count), group->title};
    say(page, entry->count > 1 ? MW_WORD_GROUP : MW_WORD_GROUP_ONE, texts);
    g_string_append_printf(page->out, "\n    %s: %s · %s · %s: ", mw_word(MW_WORD_WHO, page->lang),
                           actor_word(page, group->actor), group->id,
                           mw_word(MW_WORD_EXAMPLE, page->lang));
    mw_escape_append(page->out, mw_span(group->example));
    g_string_append_c(page->out, '\n');
}

static void add_groups(const Page *page, const MwSummary *summary)
{
    g_autoptr(GPtrArray) groups = mw_top_sorted(summary->groups, 0);
    if (groups->len == 0)
        return;
    g_string_append_printf(page->out, "%s\n", mw_word(MW_WORD_GROUPS, page->lang));
    guint64 shown = 0;
    for (guint i = 0; i < groups->len && i < TOP_GROUPS; i++) {
        const MwTopEntry *entry = g_ptr_array_index(groups, i);
        g_string_append(page->out, "  ");
        add_group(page, entry);
        shown += entry->count;
    }
    if (groups->len > TOP_GROUPS) {
        char kinds[NUMBER_MAX], messages[NUMBER_MAX];
        g_string_append(page->out, "  ");
        say(page, MW_WORD_MORE_GROUPS,
            (const char *const[]){number(groups->len - TOP_GROUPS, kinds),
                                  number(summary->groups->total - shown, messages)});
        g_string_append_c(page->out, '\n');
    }
    g_string_append_c(page->out, '\n');
}

static void add_total(const Page *page, const MwSummary *summary)
{
    char texts[4][NUMBER_MAX];
    say(page, MW_WORD_TOTAL,
        (const char *const[]){number(summary->messages, texts[0]),
                              number(summary->verdicts[MW_VERDICT_PROBLEM], texts[1]),
                              number(summary->verdicts[MW_VERDICT_OK], texts[2]),
                              number(summary->verdicts[MW_VERDICT_INCONCLUSIVE], texts[3])});
    g_string_append(page->out, "\n\n");
}

static void add_top(const Page *page, MwWord word, const MwTop *top)
{
    g_autoptr(GPtrArray) entries = mw_top_sorted(top, TOP_KEYS);
    if (entries->len == 0)
        return;
    g_string_append_printf(page->out, "      %s:", mw_word(word, page->lang));
    for (guint i = 0; i < entries->len; i++) {
        const MwTopEntry *entry = g_ptr_array_index(entries, i);
        char count[NUMBER_MAX];
        g_string_append(page->out, i > 0 ? ", " : " ");
        mw_escape_append(page->out, mw_span(entry->key));
        g_string_append_printf(page->out, " %s%s", top->overflowed ? "≈" : "",
                               number(entry->count, count));
    }
    if (top->entries->len > TOP_KEYS)
        g_string_append(page->out, ", …");
    g_string_append_c(page->out, '\n');
}

typedef struct {
    const char *id;
    const MwFindingTally *tally;
} Row;

static gint compare_rows(gconstpointer a, gconstpointer b)
{
    const Row *left = a, *right = b;
    if (left->tally->count != right->tally->count)
        return left->tally->count > right->tally->count ? -1 : 1;
    return strcmp(left->id, right->id);
}

static GArray *sorted_rows(const MwSummary *summary)
{
    GArray *rows = g_array_new(false, false, sizeof(Row));
    GHashTableIter iter;
    gpointer id, tally;
    g_hash_table_iter_init(&iter, summary->findings);
    while (g_hash_table_iter_next(&iter, &id, &tally)) {
        Row row = {id, tally};
        g_array_append_val(rows, row);
    }
    g_array_sort(rows, compare_rows);
    return rows;
}

static void add_row(const Page *page, const Row *row, guint64 highest)
{
    char count[NUMBER_MAX];
    g_string_append_printf(page->out, "  %-36s %9s  ", row->id, number(row->tally->count, count));
    guint64 bar = MAX(1, row->tally->count * BAR_WIDTH / highest);
    for (guint64 i = 0; i < bar; i++)
        g_string_append_c(page->out, '#');
    g_string_append_c(page->out, '\n');
    add_top(page, MW_WORD_DOMAINS, row->tally->domains);
    add_top(page, MW_WORD_NETWORKS, row->tally->networks);
    add_line(page, "      ", MW_WORD_EXAMPLE, row->tally->example);
}

static void add_findings(const Page *page, const MwSummary *summary)
{
    g_autoptr(GArray) rows = sorted_rows(summary);
    if (rows->len == 0)
        return;
    g_string_append_printf(page->out, "%s\n", mw_word(MW_WORD_FINDINGS, page->lang));
    for (guint i = 0; i < rows->len; i++)
        add_row(page, &g_array_index(rows, Row, i), g_array_index(rows, Row, 0).tally->count);
    g_string_append_c(page->out, '\n');
}

static void add_actors(const Page *page, const MwSummary *summary)
{
    if (summary->verdicts[MW_VERDICT_PROBLEM] == 0)
        return;
    g_string_append_printf(page->out, "%s\n", mw_word(MW_WORD_ACTORS, page->lang));
    for (unsigned i = 0; i < MW_ACTOR_N; i++) {
        if (summary->actors[i] == 0)
            continue;
        char count[NUMBER_MAX];
        g_string_append(page->out, "  ");
        say(page, MW_WORD_ACTOR_COUNT,
            (const char *const[]){actor_word(page, i), number(summary->actors[i], count)});
        g_string_append_c(page->out, '\n');
    }
    g_string_append_c(page->out, '\n');
}

static void add_unread(const Page *page, const MwSummary *summary)
{
    if (summary->unread_count == 0)
        return;
    say_number(page, MW_WORD_UNREAD, summary->unread_count);
    g_string_append_c(page->out, '\n');
    for (guint i = 0; i < summary->unread->len; i++) {
        const MwUnread *unread = g_ptr_array_index(summary->unread, i);
        g_string_append(page->out, "  ");
        mw_escape_append(page->out, mw_span(unread->source));
        g_string_append(page->out, ": ");
        mw_escape_append(page->out, mw_span(unread->error));
        g_string_append_c(page->out, '\n');
    }
    if (summary->unread_count > summary->unread->len) {
        g_string_append(page->out, "  ");
        say_number(page, MW_WORD_MORE_UNREAD, summary->unread_count - summary->unread->len);
        g_string_append_c(page->out, '\n');
    }
    g_string_append_c(page->out, '\n');
}

static void add_dns(const Page *page, const MwSummary *summary)
{
    char queries[NUMBER_MAX], failures[NUMBER_MAX];
    const char *const texts[] = {number(summary->queries, queries),
                                 number(summary->failures, failures)};
    g_string_append_printf(page->out, "%s: ", mw_word(MW_WORD_DNS, page->lang));
    say(page,
        summary->queries == 0    ? MW_WORD_DNS_NONE
        : summary->failures == 0 ? MW_WORD_DNS_FINE
                                 : MW_WORD_DNS_FAILED,
        texts);
    const MwTop *const tops[] = {summary->failure_kinds, summary->failure_names};
    for (unsigned k = 0; summary->failures > 0 && k < G_N_ELEMENTS(tops); k++) {
        g_autoptr(GPtrArray) entries = mw_top_sorted(tops[k], TOP_KEYS);
        g_string_append(page->out, k == 0 ? ": " : "; ");
        for (guint i = 0; i < entries->len; i++) {
            const MwTopEntry *entry = g_ptr_array_index(entries, i);
            char count[NUMBER_MAX];
            g_string_append(page->out, i > 0 ? ", " : "");
            mw_escape_append(page->out, mw_span(entry->key));
            g_string_append_printf(page->out, " %s", number(entry->count, count));
        }
    }
    g_string_append_c(page->out, '\n');
}

void mw_summary_append_text(GString *out, const MwSummary *summary, const char *lang)
{
    const Page page = {out, lang};
    if (summary->messages == 0 && summary->unread_count == 0) {
        g_string_append_printf(out, "%s\n", mw_word(MW_WORD_NOTHING, lang));
        return;
    }
    add_groups(&page, summary);
    add_total(&page, summary);
    add_findings(&page, summary);
    add_actors(&page, summary);
    add_unread(&page, summary);
    add_dns(&page, summary);
}
