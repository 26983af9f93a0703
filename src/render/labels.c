#include "src/render/labels.h"

#include <glib.h>

static const struct {
    const char *en, *ja;
} labels[] = {
    [MW_LABEL_VERDICT_OK] = {"OK", "問題なし"},
    [MW_LABEL_VERDICT_PROBLEM] = {"PROBLEM", "問題あり"},
    [MW_LABEL_VERDICT_INCONCLUSIVE] = {"INCONCLUSIVE", "判定できません"},
    [MW_LABEL_CAUSE] = {"Cause", "原因"},
    [MW_LABEL_WHO] = {"Who", "対応者"},
    [MW_LABEL_FIX] = {"Fix", "対処"},
    [MW_LABEL_EVIDENCE] = {"Evidence", "根拠"},
    [MW_LABEL_ALSO] = {"Also found", "その他の検出事項"},
    [MW_LABEL_RESULTS] = {"Results", "結果"},
    [MW_LABEL_RECORDED] = {"recorded then", "受信時の記録"},
    [MW_LABEL_RECOMPUTED] = {"computed now", "現在の再評価"},
    [MW_LABEL_NOT_RECORDED] = {"not recorded", "記録なし"},
    [MW_LABEL_MESSAGE] = {"Message", "メッセージ"},
    [MW_LABEL_FROM] = {"From", "差出人"},
    [MW_LABEL_SUBJECT] = {"Subject", "件名"},
    [MW_LABEL_DATE] = {"Date", "日付"},
    [MW_LABEL_CLIENT] = {"Client IP", "接続元 IP"},
    [MW_LABEL_MAIL_FROM] = {"MAIL FROM", "MAIL FROM"},
    [MW_LABEL_HELO] = {"HELO", "HELO"},
    [MW_LABEL_TRUST] = {"Believed", "信頼した記録"},
    [MW_LABEL_PATH] = {"Path", "経路"},
    [MW_LABEL_BOUNCE] = {"Bounce", "不達通知"},
    [MW_LABEL_INPUT] = {"Input", "入力"},
    [MW_LABEL_CARRIER] = {"carried by", "運んだメール"},
    [MW_LABEL_REPAIRS] = {"repaired", "修復"},
    [MW_LABEL_NOTES] = {"Notes", "注記"},
    [MW_LABEL_REFERENCES] = {"More", "参考"},
    [MW_LABEL_HEADER] = {"Header as it was read", "ヘッダー（読み取ったまま）"},
    [MW_LABEL_NOTHING_FOUND] = {"nothing to report", "報告事項はありません"},
    [MW_LABEL_NO_FIX] = {"nothing to do", "対処は不要です"},
    [MW_LABEL_TRUSTED] = {"written by the receiver or by you", "受信側または利用者による値"},
    [MW_LABEL_NOT_TRUSTED] = {"a claim, not verified", "未検証の申告値"},
    [MW_LABEL_SEVERITY_FAIL] = {"fail", "失敗"},
    [MW_LABEL_SEVERITY_WARN] = {"warn", "警告"},
    [MW_LABEL_SEVERITY_INFO] = {"info", "情報"},
    [MW_LABEL_ACTOR_SENDER] = {"the sender's administrator", "送信側の管理者"},
    [MW_LABEL_ACTOR_FORWARDER] = {"whoever forwards the mail", "転送元の管理者"},
    [MW_LABEL_ACTOR_GATEWAY] = {"the administrator of the mail gateway",
                                "メールゲートウェイの管理者"},
    [MW_LABEL_ACTOR_RECIPIENT] = {"the recipient's administrator", "受信側の管理者"},
    [MW_LABEL_ACTOR_PROVIDER] = {"the provider (DNS or mail service)",
                                 "プロバイダー（DNS またはメールサービス）"},
    [MW_LABEL_ACTOR_NOBODY] = {"nobody", "対応不要"},
};
_Static_assert(G_N_ELEMENTS(labels) == MW_LABEL_N, "labels table lacks its tail");

const char *mw_label(MwLabel label, const char *lang)
{
    return g_strcmp0(lang, "ja") == 0 ? labels[label].ja : labels[label].en;
}
