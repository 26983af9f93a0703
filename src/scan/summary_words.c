#include "src/scan/summary_words.h"

#include <glib.h>
#include <string.h>

/* Numbers come as text (%s), so that formats can reorder nothing by mistake. */
static const struct {
    const char *en, *ja;
} words[] = {
    [MW_WORD_GROUPS] = {"What is wrong, most frequent first", "問題の原因（件数順）"},
    [MW_WORD_GROUP] = {"%s messages, one cause: %s", "%s 通、原因は同じ: %s"},
    [MW_WORD_GROUP_ONE] = {"%s message: %s", "%s 通: %s"},
    [MW_WORD_EXAMPLE] = {"example", "例"},
    [MW_WORD_WHO] = {"who must act", "対応者"},
    [MW_WORD_MORE_GROUPS] = {"and %s more causes with %s messages", "ほか %s 種類の原因、計 %s 通"},
    [MW_WORD_TOTAL] = {"%s messages: %s with a problem, %s ok, %s inconclusive",
                       "全 %s 通: 問題あり %s、問題なし %s、判定不能 %s"},
    [MW_WORD_FINDINGS] = {"Primary findings", "主な検出事項"},
    [MW_WORD_DOMAINS] = {"senders", "差出人ドメイン"},
    [MW_WORD_NETWORKS] = {"networks", "接続元ネットワーク"},
    [MW_WORD_ACTORS] = {"Who must act", "対応者"},
    [MW_WORD_ACTOR_COUNT] = {"%s: %s messages", "%s: %s 通"},
    [MW_WORD_UNREAD] = {"Could not be read: %s", "読み取れなかった入力: %s 件"},
    [MW_WORD_MORE_UNREAD] = {"and %s more", "ほか %s 件"},
    [MW_WORD_DNS] = {"DNS", "DNS"},
    [MW_WORD_DNS_FINE] = {"%s questions, all answered", "問い合わせ %s 件、すべて応答あり"},
    [MW_WORD_DNS_FAILED] = {"%s questions, %s without an answer",
                            "問い合わせ %s 件、うち応答なし %s 件"},
    [MW_WORD_DNS_NONE] = {"nothing was asked", "問い合わせなし"},
    [MW_WORD_NOTHING] = {"no message was found", "メッセージが見つかりませんでした"},
};
_Static_assert(G_N_ELEMENTS(words) == MW_WORD_N, "the words lack their tail");

const char *mw_word(MwWord word, const char *lang)
{
    return lang != NULL && strcmp(lang, "ja") == 0 ? words[word].ja : words[word].en;
}
