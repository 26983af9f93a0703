#include "src/render/domain.h"

#include "src/domain/compare.h"
#include "src/render/escape.h"
#include "src/render/labels.h"
#include "src/render/wrap.h"

/* The words around the records of a domain check. */
typedef enum {
    WORD_RECORDS,
    WORD_EXPECTED,
    WORD_FOUND,
    WORD_FOUND_AT,
    WORD_NOTHING,
    WORD_NO_ANSWER,
    WORD_RESOLVER,
    WORD_PUBLISH,
    WORD_ZONE_FORM,
    WORD_PANEL_FORM,
    WORD_NAME,
    WORD_TYPE,
    WORD_VALUE,
    WORD_SUPPORT,
    WORD_ZONE,
    WORD_SERVERS,
    WORD_SILENT,
    WORD_NO_SERVERS,
    WORD_GAP,
    WORD_KEY,
    WORD_NO_KEY,
    WORD_N,
} Word;

static const struct {
    const char *en, *ja;
} words[WORD_N] = {
    [WORD_RECORDS] = {"Records", "レコード"},
    [WORD_EXPECTED] = {"expected", "期待値"},
    [WORD_FOUND] = {"found", "検出値"},
    [WORD_FOUND_AT] = {"found at", "検出場所"},
    [WORD_NOTHING] = {"(nothing)", "（なし）"},
    [WORD_NO_ANSWER] = {"(no answer)", "（応答なし）"},
    [WORD_RESOLVER] = {"resolver", "リゾルバー"},
    [WORD_PUBLISH] = {"Records to publish", "公開するレコード"},
    [WORD_ZONE_FORM] = {"for a zone file:", "ゾーンファイルの形式:"},
    [WORD_PANEL_FORM] = {"for a DNS panel:", "DNS 管理画面に入力する値:"},
    [WORD_NAME] = {"name", "名前"},
    [WORD_TYPE] = {"type", "種類"},
    [WORD_VALUE] = {"value", "値"},
    [WORD_SUPPORT] = {"For the support case", "サポートに伝える内容"},
    [WORD_ZONE] = {"zone", "ゾーン"},
    [WORD_SERVERS] = {"name servers", "ネームサーバー"},
    [WORD_SILENT] = {"without an answer", "応答なし"},
    [WORD_NO_SERVERS] = {"(the delegation was not found)", "（委任が見つかりません）"},
    [WORD_GAP] = {"(* stands for no character)", "（* は文字がないことを示します）"},
    [WORD_KEY] = {"key behind it", "参照先の鍵"},
    [WORD_NO_KEY] = {"(none yet)", "（まだありません）"},
};

static const struct {
    const char *en, *ja;
} purpose_words[MW_PURPOSE_N] = {
    [MW_PURPOSE_OWNERSHIP] = {"ownership", "所有権の確認"},
    [MW_PURPOSE_SPF] = {"SPF", "SPF"},
    [MW_PURPOSE_DKIM] = {"DKIM", "DKIM"},
    [MW_PURPOSE_MX] = {"incoming mail", "メールの受信"},
    [MW_PURPOSE_MAIL_FROM_MX] = {"MAIL FROM", "MAIL FROM"},
    [MW_PURPOSE_MAIL_FROM_SPF] = {"SPF of MAIL FROM", "MAIL FROM の SPF"},
    [MW_PURPOSE_DMARC] = {"DMARC", "DMARC"},
};

static const struct {
    const char *en, *ja;
} status_words[MW_RECORD_FAULT_N] = {
    [MW_RECORD_OK] = {"ok", "正常"},
    [MW_RECORD_MISSING] = {"missing", "なし"},
    [MW_RECORD_DIFFERS] = {"differs", "不一致"},
    [MW_RECORD_WRONG_TARGET] = {"wrong target", "参照先が違う"},
    [MW_RECORD_OTHER_SELECTOR] = {"target of another selector", "別セレクターの参照先"},
    [MW_RECORD_TXT_INSTEAD] = {"TXT instead of CNAME", "CNAME ではなく TXT"},
    [MW_RECORD_FLATTENED] = {"address instead of CNAME", "CNAME ではなく IP アドレス"},
    [MW_RECORD_WILDCARD] = {"wildcard only", "ワイルドカードのみ"},
    [MW_RECORD_NO_INCLUDE] = {"include missing", "include なし"},
    [MW_RECORD_NOT_HARDFAIL] = {"no -all", "-all ではない"},
    [MW_RECORD_NAME_DOUBLED] = {"domain twice in the name", "ドメインが二重"},
    [MW_RECORD_MISSING_DOT] = {"dot missing in the name", "名前のドット抜け"},
    [MW_RECORD_AT_PARENT] = {"at the parent domain", "親ドメインにある"},
    [MW_RECORD_WRONG_SERVERS] = {"servers disagree", "サーバー間で不一致"},
    [MW_RECORD_NULL_MX] = {"null MX", "null MX"},
    [MW_RECORD_UNKNOWN] = {"unknown", "不明"},
};

enum { INDENT = 4, VALUE_COLUMN = 19 };

typedef struct {
    GString *out;
    const MwDomainReport *report;
    bool japanese, color;
} Page;

static const char *word(const Page *page, Word which)
{
    return page->japanese ? words[which].ja : words[which].en;
}

static const char *status_word(const Page *page, MwRecordFault fault)
{
    return page->japanese ? status_words[fault].ja : status_words[fault].en;
}

static void put_section(const Page *page, Word title)
{
    g_string_append_printf(page->out, "\n%s%s%s\n", page->color ? "\x1b[1m" : "", word(page, title),
                           page->color ? "\x1b[0m" : "");
}

/* "    expected    value". Values are never wrapped: they are to be compared and copied. */
static void put_value(const Page *page, Word label, const char *raw)
{
    g_autofree char *value = mw_escape_dup(raw != NULL ? raw : word(page, WORD_NOTHING));
    g_string_append_printf(page->out, "%*s", INDENT, "");
    mw_pad_append(page->out, word(page, label), VALUE_COLUMN - INDENT);
    g_string_append_printf(page->out, "%s\n", value);
}

static void put_comparison(const Page *page, const MwDomainRecord *record)
{
    g_autofree char *expected = mw_escape_dup(record->expected);
    g_autofree char *found = mw_escape_dup(record->found);
    g_autoptr(MwAlignment) alignment = mw_compare_align(expected, found);
    put_value(page, WORD_EXPECTED, alignment->expected);
    put_value(page, WORD_FOUND, alignment->found);
    bool gaps = strlen(alignment->expected) != strlen(expected) ||
                strlen(alignment->found) != strlen(found);
    g_string_append_printf(page->out, "%*s%s%s%s\n", VALUE_COLUMN, "", alignment->marks,
                           gaps ? "  " : "", gaps ? word(page, WORD_GAP) : "");
}

static bool all_say_the_same(const MwDomainRecord *record)
{
    const MwRecordSeen *first = g_ptr_array_index(record->seen, 0);
    for (unsigned i = 1; i < record->seen->len; i++) {
        const MwRecordSeen *seen = g_ptr_array_index(record->seen, i);
        if (seen->fault != first->fault || g_strcmp0(seen->found, first->found) != 0)
            return false;
    }
    return true;
}

/* "    ns1.example.net  [missing] (nothing)  TTL 300". */
static void put_servers(const Page *page, const MwDomainRecord *record)
{
    for (unsigned i = 0; i < record->seen->len; i++) {
        const MwRecordSeen *seen = g_ptr_array_index(record->seen, i);
        bool failed = seen->answer->status == MW_DNS_FAILED;
        g_autofree char *server =
            mw_escape_dup(seen->server != NULL ? seen->server : word(page, WORD_RESOLVER));
        g_autofree char *found = mw_escape_dup(
            seen->found != NULL ? seen->found : word(page, failed ? WORD_NO_ANSWER : WORD_NOTHING));
        g_string_append_printf(page->out, "%*s%s: [%s] %s  (TTL %u)\n", INDENT, "", server,
                               status_word(page, seen->fault), found, seen->answer->ttl);
    }
}

static void put_record(const Page *page, const MwDomainRecord *record)
{
    g_autofree char *name = mw_escape_dup(record->name);
    g_string_append_printf(page->out, "  [%s] %s %s (%s)\n", status_word(page, record->fault),
                           mw_dns_type_name(record->type), name,
                           page->japanese ? purpose_words[record->purpose].ja
                                          : purpose_words[record->purpose].en);
    const char *expected = record->publish_value != NULL ? record->publish_value : record->pattern;
    if (record->fault == MW_RECORD_DIFFERS && record->expected != NULL && record->found != NULL)
        put_comparison(page, record);
    else if (record->fault == MW_RECORD_OK)
        put_value(page, WORD_FOUND, record->found);
    else if (record->fault != MW_RECORD_UNKNOWN) {
        if (expected != NULL)
            put_value(page, WORD_EXPECTED, expected);
        put_value(page, WORD_FOUND, record->found);
    }
    if (record->instead != NULL)
        put_value(page, WORD_FOUND_AT, record->instead);
    if (record->key != NULL)
        put_value(page, WORD_KEY, *record->key != '\0' ? record->key : word(page, WORD_NO_KEY));
    if (!all_say_the_same(record) || record->fault == MW_RECORD_UNKNOWN)
        put_servers(page, record);
}

static void put_list(const Page *page, Word label, const GPtrArray *texts)
{
    g_autofree char *joined = NULL;
    g_autoptr(GPtrArray) copy = g_ptr_array_new();
    g_ptr_array_extend(copy, (GPtrArray *)(uintptr_t)texts, NULL, NULL);
    g_ptr_array_add(copy, NULL);
    if (texts->len > 0)
        joined = g_strjoinv(", ", (char **)copy->pdata);
    put_value(page, label, joined);
}

static void put_delegation(const Page *page)
{
    const MwDomainReport *report = page->report;
    if (strcmp(report->unicode, report->domain) != 0) {
        g_autofree char *both = g_strdup_printf("%s (%s)", report->unicode, report->domain);
        put_value(page, WORD_NAME, both);
    }
    put_value(page, WORD_ZONE, report->zone != NULL ? report->zone : word(page, WORD_NO_SERVERS));
    if (report->servers->len > 0)
        put_list(page, WORD_SERVERS, report->servers);
    if (report->silent->len > 0)
        put_list(page, WORD_SILENT, report->silent);
}

static GPtrArray *records_to_publish(const MwDomainReport *report)
{
    GPtrArray *list = g_ptr_array_new();
    for (unsigned i = 0; i < report->records->len; i++) {
        MwDomainRecord *record = g_ptr_array_index(report->records, i);
        bool wrong = record->fault != MW_RECORD_OK && record->fault != MW_RECORD_UNKNOWN;
        if (record->publish != NULL && wrong && !record->optional)
            g_ptr_array_add(list, record);
    }
    return list;
}

static void put_publish(const Page *page)
{
    g_autoptr(GPtrArray) list = records_to_publish(page->report);
    if (list->len == 0)
        return;
    put_section(page, WORD_PUBLISH);
    g_string_append_printf(page->out, "  %s\n", word(page, WORD_ZONE_FORM));
    for (unsigned i = 0; i < list->len; i++) {
        const MwDomainRecord *record = g_ptr_array_index(list, i);
        g_autofree char *line = mw_escape_dup(record->publish);
        g_string_append_printf(page->out, "%*s%s\n", INDENT, "", line);
    }
    g_string_append_printf(page->out, "  %s\n", word(page, WORD_PANEL_FORM));
    for (unsigned i = 0; i < list->len; i++) {
        const MwDomainRecord *record = g_ptr_array_index(list, i);
        g_autofree char *host = mw_domain_host(page->report, record);
        g_string_append(page->out, i > 0 ? "\n" : "");
        put_value(page, WORD_NAME, host);
        put_value(page, WORD_TYPE, mw_dns_type_name(record->type));
        put_value(page, WORD_VALUE, record->publish_value);
    }
}

/* What a support engineer asks for first: the look-ups, and who answered. */
static void put_support(const Page *page)
{
    put_section(page, WORD_SUPPORT);
    g_string_append_printf(page->out, "    domain: %s\n", page->report->domain);
    if (page->report->options->region != NULL) {
        g_autofree char *region = mw_escape_dup(page->report->options->region);
        g_string_append_printf(page->out, "    region: %s\n", region);
    }
    for (unsigned i = 0; i < page->report->records->len; i++) {
        const MwDomainRecord *record = g_ptr_array_index(page->report->records, i);
        for (unsigned j = 0; record->provider != MW_PROVIDER_NONE && j < record->seen->len; j++) {
            const MwRecordSeen *seen = g_ptr_array_index(record->seen, j);
            g_autofree char *raw = g_strdup_printf(
                "%s %s = %s (%s, TTL %u)", mw_dns_type_name(record->type), record->name,
                seen->found != NULL ? seen->found : "-",
                seen->server != NULL ? seen->server : "resolver", seen->answer->ttl);
            g_autofree char *line = mw_escape_dup(raw);
            g_string_append_printf(page->out, "%*s%s\n", INDENT, "", line);
        }
    }
}

void mw_render_domain_text(GString *out, const MwDomainReport *report, const MwDiagnosis *diagnosis,
                           const MwRenderOptions *options)
{
    Page page = {out, report, g_strcmp0(options->lang, "ja") == 0, options->color};
    const MwFinding *primary = mw_diagnosis_primary(diagnosis);
    mw_render_text_answer(out, diagnosis, options);
    put_section(&page, WORD_RECORDS);
    put_delegation(&page);
    for (unsigned i = 0; i < report->records->len; i++)
        put_record(&page, g_ptr_array_index(report->records, i));
    put_publish(&page);
    if (primary != NULL && strcmp(primary->id, "domain-dns-correct-provider-pending") == 0)
        put_support(&page);
    mw_render_text_rest(out, diagnosis, options);
}
