#include "src/render/spf_words.h"

#include <stdbool.h>
#include <string.h>

typedef struct {
    const char *en, *ja;
} Text;

static const Text words[] = {
    [MW_SPF_WORD_MAY_SEND] = {"{0} may send for {1}", "{0} は {1} から送信できます"},
    [MW_SPF_WORD_MAY_NOT_SEND] = {"{0} may not send for {1}",
                                  "{0} は {1} からの送信を許可されていません"},
    [MW_SPF_WORD_SOFTFAIL] = {"{0} probably may not send for {1}",
                              "{0} はおそらく {1} からの送信を許可されていません"},
    [MW_SPF_WORD_NEUTRAL] = {"{1} does not say whether {0} may send",
                             "{1} は {0} の送信可否を示していません"},
    [MW_SPF_WORD_NO_VERDICT] = {"no verdict for {1}", "{1} の判定はできません"},
    [MW_SPF_WORD_WALK_GOOD] = {"the record of {1} costs {0} of 10 look-ups",
                               "{1} のレコードの DNS 参照は 10 回中 {0} 回です"},
    [MW_SPF_WORD_WALK_OVER] =
        {"the record of {1} costs {0} look-ups, 10 are allowed: whoever is not matched by the "
         "first ten gets permerror",
         "{1} のレコードの DNS 参照は {0} 回で、上限の 10 回を超えています。最初の 10 "
         "回までに一致しない送信元はすべて permerror になります"},
    [MW_SPF_WORD_WALK_BAD] = {"the record of {1} does not work", "{1} のレコードは機能しません"},
    [MW_SPF_WORD_WALK_NONE] = {"{1} has no SPF record", "{1} に SPF レコードがありません"},
    [MW_SPF_WORD_WALK_UNKNOWN] = {"DNS did not answer for {1}",
                                  "{1} について DNS の応答がありません"},
    [MW_SPF_WORD_NOTHING_MATCHED] = {"no term matched", "一致した項はありません"},
    [MW_SPF_WORD_ADD_ADDRESS] =
        {"If {0} rightly sends for {1}, add it (or the include of its service) before the all: "
         "`{2}`",
         "{0} が {1} の正当な送信元であれば、all "
         "の前に追加してください（配信サービスの場合はその include）: `{2}`"},
    [MW_SPF_WORD_ADD_ADDRESS_ELSEWHERE] =
        {"If {0} rightly sends for {1}, add it (or the include of its service) to the record "
         "before the redirect.",
         "{0} が {1} の正当な送信元であれば、レコードの redirect "
         "の前に追加してください（配信サービスの場合はその include）。"},
    [MW_SPF_WORD_ENGINES] = {"receivers built on libspf2 (without corrections) see {0}",
                             "libspf2（修正なし）を使う受信側では {0} になります"},
    [MW_SPF_WORD_CUT] = {"(not shown whole: the tree is too large)",
                         "（ツリーが大きすぎるため一部のみ表示）"},
    [MW_SPF_WORD_LEFT] = {"With all of these done, {0} of {1} look-ups remain.",
                          "以上をすべて行うと、DNS 参照は {1} 回から {0} 回に減ります。"},
    [MW_SPF_WORD_STILL_OVER] =
        {"That is still more than 10. Move services that may use a sender domain of their own to a "
         "subdomain with its own record, for example `news.{1}`. Do not replace an include by the "
         "addresses it holds today: its owner changes them without notice.",
         "それでも 10 回を超えます。専用の送信ドメインを使えるサービスは、別の SPF "
         "レコードを持つサブドメイン（例: `news.{1}`）へ移してください。include "
         "を現在のアドレスに置き換えてはいけません。所有者が予告なく変更するためです。"},
    [MW_SPF_WORD_SEE_BELOW] =
        {"Remove or merge terms until at most 10 look-ups remain: what can change is listed below.",
         "10 回以下になるまで項を削除または統合してください。候補は下の一覧にあります。"},
    [MW_SPF_WORD_EVERYONE] = {"the record lets every address of the Internet send for {1}",
                              "このレコードはインターネット上の全アドレスに {1} "
                              "からの送信を許可しています"},
};
_Static_assert(G_N_ELEMENTS(words) == MW_SPF_WORD_N, "words table lacks its tail");

/* {0} the term, {1} the owner of the record at fault, {2} the technical line, {3} the path, {4} the
 * domain checked, {5} the names of void look-ups. */
static const struct {
    Text cause, remedy;
} problems[] = {
    [MW_SPF_PROBLEM_NO_RECORD] =
        {{"{4} exists, but has no SPF record ({2}).",
          "{4} は存在しますが、SPF レコードがありません（{2}）。"},
         {"Publish one TXT record at {4} that begins with `v=spf1` and names every system that "
          "sends for it.",
          "`v=spf1` で始まり、{4} "
          "から送信するすべてのシステムを列挙した TXT レコードを 1 つ公開してください。"}},
    [MW_SPF_PROBLEM_NO_DOMAIN] =
        {{"{4} does not exist in DNS.", "{4} は DNS に存在しません。"},
         {"Check the spelling and the delegation of {4}; the sender domain must exist.",
          "{4} の綴りと委任を確認してください。送信ドメインは存在していなければなりません。"}},
    [MW_SPF_PROBLEM_BAD_DOMAIN] =
        {{"{4} is not a domain name that SPF can check.",
          "{4} は SPF で検査できるドメイン名ではありません。"},
         {"Use a sender with a full domain name (for a null sender: a full HELO name).",
          "完全なドメイン名を持つ送信者を使ってください（空の送信者の場合は完全な HELO 名）。"}},
    [MW_SPF_PROBLEM_MULTIPLE_RECORDS] =
        {{"There is more than one v=spf1 record at {4}; receivers must not choose one ({2}).",
          "{4} に v=spf1 レコードが複数あり、受信側はどれかを選んではならないため "
          "permerror になります（{2}）。"},
         {"Merge them into one record: one v=spf1, all mechanisms, one all. Remove the others.",
          "1 つのレコードに統合してください（v=spf1 は 1 つ、all も 1 "
          "つ）。残りは削除してください。"}},
    [MW_SPF_PROBLEM_SYNTAX] = {{"`{0}` is not SPF: {2}.",
                                "`{0}` は SPF として正しくありません: {2}"},
                               {"Correct or remove `{0}` in the record of {1}. A mistake anywhere "
                                "voids the whole record.",
                                "{1} のレコードの `{0}` を修正または削除してください。1 "
                                "か所の誤りでレコード全体が無効になります。"}},
    [MW_SPF_PROBLEM_LOOKUP_LIMIT] =
        {{"The 11th look-up falls at `{3}`, in the record of {1}; 10 are allowed.",
          "11 回目の DNS 参照は {1} のレコードの `{3}` です（上限は 10 回）。"},
         {"Remove or merge terms until at most 10 look-ups remain: `mailwhy spf {4}` says which.",
          "10 回以下になるまで項を削除または統合してください。`mailwhy spf {4}` "
          "が候補を示します。"}},
    [MW_SPF_PROBLEM_VOID_LIMIT] =
        {{"More than 2 look-ups found nothing: {5}.",
          "何も見つからない DNS 参照が 2 回を超えました: {5}"},
         {"Remove or correct the terms that name these; `{3}` is where the limit was passed.",
          "これらの名前を含む項を削除または修正してください。上限を超えた項は `{3}` です。"}},
    [MW_SPF_PROBLEM_MX_LIMIT] =
        {{"`{0}` leads to more than 10 names ({2}).",
          "`{0}` の MX が 10 個を超えています（{2}）。"},
         {"Name the sending hosts with ip4, ip6 or a instead of `{0}`.",
          "`{0}` の代わりに ip4、ip6 または a で送信ホストを指定してください。"}},
    [MW_SPF_PROBLEM_INCLUDE_NONE] = {{"`{3}` leads to no SPF record ({2}).",
                                      "`{3}` の参照先に SPF レコードがありません（{2}）。"},
                                     {"Correct the name in `{0}`, or remove the term from the "
                                      "record of {1} when the service is "
                                      "no longer used.",
                                      "`{0}` の名前を修正するか、サービスを使っていない場合は {1} "
                                      "のレコードから削除してください。"}},
    [MW_SPF_PROBLEM_INCLUDE_LOOP] = {{"`{3}` leads back to a record that is being evaluated ({2}).",
                                      "`{3}` は評価中のレコードに戻っています（{2}）。"},
                                     {"Remove `{0}` from the record of {1}.",
                                      "{1} のレコードから `{0}` を削除してください。"}},
    [MW_SPF_PROBLEM_INCLUDE_BROKEN] =
        {{"The record of {1}, reached by `{3}`, is broken ({2}).",
          "`{3}` で参照される {1} のレコードが壊れています（{2}）。"},
         {"Tell the owner of {1}; until it is corrected, remove the term that leads there.",
          "{1} の所有者に連絡し、修正されるまでは参照している項を外してください。"}},
    [MW_SPF_PROBLEM_DNS] =
        {{"DNS did not answer: {2}.", "DNS の応答がありません: {2}"},
         {"Try again; when it stays so, the name servers of {1} must be repaired. Nothing is known "
          "about the record.",
          "再試行してください。続く場合は {1} "
          "のネームサーバーの修復が必要です。レコードの有無は不明です。"}},
};
_Static_assert(G_N_ELEMENTS(problems) == MW_SPF_PROBLEM_N, "problems table lacks its tail");

static const Text not_asked = {"DNS was not asked.", "DNS に問い合わせていません。"};
static const Text ask = {"Run this again without `--no-dns`.",
                         "`--no-dns` を付けずに実行してください。"};

/* {0} the term, {1} the other term, {2} its record's owner, {3} what to write instead, {4}
 * look-ups.
 */
static const Text advices[] = {
    [MW_SPF_ADVICE_UNREACHABLE] =
        {"`{0}` is never used: all decides before it. Remove it, or move it before the all.",
         "`{0}` は all の後ろにあり使われません。削除するか all の前へ移してください。"},
    [MW_SPF_ADVICE_DUPLICATE] = {"`{0}` can go: `{1}` in the record of {2} says the same ({4}).",
                                 "`{0}` は不要です。{2} のレコードの `{1}` と同じです（{4}）。"},
    [MW_SPF_ADVICE_NEVER_MATCHES] =
        {"`{0}` can go: nothing in it ever matches ({4}). Check first that the name is right.",
         "`{0}` "
         "は決して一致しないため不要です（{4}）。先に名前の誤りでないことを確認してください。"},
    [MW_SPF_ADVICE_COVERED] =
        {"`{0}` can go: its addresses are in `{1}` of the record of {2} ({4}).",
         "`{0}` は不要です。そのアドレスは {2} のレコードの `{1}` に含まれます（{4}）。"},
    [MW_SPF_ADVICE_PTR] =
        {"`{0}` should go ({4}): ptr is slow, unreliable and deprecated. Name the hosts with ip4, "
         "ip6 or a.",
         "`{0}` は廃止すべきです（{4}）。ptr "
         "は遅く不確実で非推奨です。ip4、ip6、a でホストを指定してください。"},
    [MW_SPF_ADVICE_OWN_ADDRESSES] =
        {"`{0}` is a name of your own: `{3}` says the same without a look-up ({4}), as long as you "
         "change it together with the host.",
         "`{0}` は自社の名前です。ホストの変更時に一緒に更新するなら、`{3}` と書けば DNS "
         "参照は不要です（{4}）。"},
    [MW_SPF_ADVICE_COSTLY] =
        {"`{0}` costs {4}: remove it when the service is no longer used, ask its owner for a "
         "smaller record, or let the service send from a subdomain.",
         "`{0}` は "
         "{4}を使います。使っていなければ削除し、使っている場合は所有者に小さいレコードを求めるか、"
         "サブドメインから送信してください。"},
};
_Static_assert(G_N_ELEMENTS(advices) == MW_SPF_ADVICE_N, "advices table lacks its tail");

static const Text labels[] = {
    [MW_SPF_LABEL_CAUSE] = {"Cause", "原因"},
    [MW_SPF_LABEL_FIX] = {"Fix", "対処"},
    [MW_SPF_LABEL_MATCHED] = {"Matched", "一致した項"},
    [MW_SPF_LABEL_NOTE] = {"Note", "注記"},
    [MW_SPF_LABEL_EXPLANATION] = {"It says", "説明文"},
    [MW_SPF_LABEL_IDENTITY] = {"Checked", "検査対象"},
    [MW_SPF_LABEL_RECORD] = {"Record", "レコード"},
    [MW_SPF_LABEL_LOOKUPS] = {"Look-ups", "DNS 参照"},
    [MW_SPF_LABEL_VOIDS] = {"Void", "空の参照"},
    [MW_SPF_LABEL_ENGINES] = {"libspf2", "libspf2"},
    [MW_SPF_LABEL_TREE] = {"Terms", "項"},
    [MW_SPF_LABEL_ADVICE] = {"What can change", "変更できる点"},
};
_Static_assert(G_N_ELEMENTS(labels) == MW_SPF_LABEL_N, "labels table lacks its tail");

static const struct {
    const char *outcome;
    Text text;
} outcomes[] = {
    {"match", {"match", "一致"}},
    {"pass", {"pass", "pass"}},
    {"fail", {"fail: no match", "fail: 不一致"}},
    {"softfail", {"softfail: no match", "softfail: 不一致"}},
    {"neutral", {"neutral: no match", "neutral: 不一致"}},
    {"none", {"no record there", "レコードなし"}},
    {"permerror", {"permerror", "permerror"}},
    {"temperror", {"temperror", "temperror"}},
    {"not-reached", {"not reached", "未到達"}},
    {"ignored", {"unknown modifier, ignored", "未知の修飾子（無視）"}},
    {"explanation", {"explanation", "説明文"}},
    {"void", {"finds nothing", "何も見つからない"}},
};

static const char *choose(const Text *text, const char *lang)
{
    return g_strcmp0(lang, "ja") == 0 ? text->ja : text->en;
}

static char *fill(const char *text, const char *const *values, unsigned count)
{
    GString *out = g_string_new(NULL);
    for (const char *p = text; *p != '\0'; p++) {
        unsigned n = (unsigned)(p[1] - '0');
        if (*p == '{' && n < count && p[2] == '}') {
            g_string_append(out, values[n] != NULL ? values[n] : "");
            p += 2;
        } else {
            g_string_append_c(out, *p);
        }
    }
    return g_string_free(out, FALSE);
}

char *mw_spf_word(MwSpfWord word, const char *lang, const char *const *values)
{
    return fill(choose(&words[word], lang), values, 3);
}

static char *fill_problem(const Text *text, const MwSpf *spf, const char *lang)
{
    GString *names = g_string_new(NULL);
    for (guint i = 0; i < spf->void_names->len; i++)
        g_string_append_printf(names, "%s%s", i > 0 ? ", " : "",
                               (const char *)g_ptr_array_index(spf->void_names, i));
    g_autofree char *voids = g_string_free(names, FALSE);
    const char *const values[] = {
        spf->problem_term, spf->problem_domain, spf->problem_text,
        spf->problem_path, spf->domain,         voids,
    };
    return fill(choose(text, lang), values, G_N_ELEMENTS(values));
}

static bool is_not_asked(const MwSpf *spf)
{
    return spf->problem == MW_SPF_PROBLEM_DNS && spf->dns_failure == MW_DNS_NOT_ASKED;
}

char *mw_spf_word_problem(const MwSpf *spf, const char *lang)
{
    if (is_not_asked(spf))
        return g_strdup(choose(&not_asked, lang));
    return spf->problem != MW_SPF_PROBLEM_NONE
               ? fill_problem(&problems[spf->problem].cause, spf, lang)
               : NULL;
}

char *mw_spf_word_remedy(const MwSpf *spf, const char *lang)
{
    if (is_not_asked(spf))
        return g_strdup(choose(&ask, lang));
    return spf->problem != MW_SPF_PROBLEM_NONE
               ? fill_problem(&problems[spf->problem].remedy, spf, lang)
               : NULL;
}

char *mw_spf_word_count(unsigned lookups, const char *lang)
{
    bool japanese = g_strcmp0(lang, "ja") == 0;
    if (lookups == 0)
        return g_strdup(japanese ? "DNS 参照なし" : "no look-up");
    if (japanese)
        return g_strdup_printf("DNS 参照 %u 回", lookups);
    return g_strdup_printf("%u look-up%s", lookups, lookups == 1 ? "" : "s");
}

char *mw_spf_word_advice(const MwSpfAdvice *advice, const char *lang)
{
    g_autofree char *count = mw_spf_word_count(advice->saves, lang);
    const char *const values[] = {
        advice->node->term,
        advice->other != NULL ? advice->other->term : NULL,
        advice->other != NULL ? advice->other->domain : NULL,
        advice->text,
        count,
    };
    return fill(choose(&advices[advice->kind], lang), values, G_N_ELEMENTS(values));
}

const char *mw_spf_label(MwSpfLabel label, const char *lang)
{
    return choose(&labels[label], lang);
}

const char *mw_spf_word_outcome(const char *outcome, const char *lang)
{
    for (size_t i = 0; i < G_N_ELEMENTS(outcomes); i++)
        if (strcmp(outcome, outcomes[i].outcome) == 0)
            return choose(&outcomes[i].text, lang);
    return NULL;
}
