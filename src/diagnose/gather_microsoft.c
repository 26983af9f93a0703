#include <stdlib.h>

#include "src/diagnose/gather.h"

enum { SCL_SPAM = 5 };

/* Verdicts of the filter that mean: this was treated as bad mail. */
static const char *const bad_categories[] = {
    "AMP",  "BIMP",  "BULK", "DIMP", "FTBP", "GIMP", "HPHSH", "HPHISH",
    "HSPM", "INTOS", "MALW", "PHSH", "SAP",  "SPM",  "SPOOF", "UIMP",
};
static const char *const bad_verdicts[] = {"BLK", "SKB", "SKS", "SPM"};

static bool is_one_of(const char *value, const char *const *list, size_t count)
{
    for (size_t i = 0; value != NULL && i < count; i++)
        if (g_ascii_strcasecmp(value, list[i]) == 0)
            return true;
    return false;
}

static const char *family_of(const char *reason)
{
    static const char *const families[] = {"0xx", "1xx", "2xx", "3xx", "4xx",
                                           "5xx", "6xx", "7xx", "8xx", "9xx"};
    if (strlen(reason) != 3 || strspn(reason, "0123456789") != 3)
        return "other";
    return families[reason[0] - '0'];
}

static void add_row(const MwGather *gather, const MwTableRow *row, MwFact meaning, MwFact advice)
{
    if (row == NULL)
        return;
    mw_gather_add(gather, meaning, mw_table_row_meaning(row, gather->lang), NULL);
    const MwTableText *fix = mw_table_row_fix(row, gather->lang);
    if (fix != NULL)
        mw_gather_add(gather, advice, fix->text, NULL);
}

static void gather_compauth(const MwGather *gather)
{
    const MwRecorded *recorded = gather->evaluation->recorded;
    if (!recorded->trusted || recorded->compauth == NULL)
        return;
    g_autofree char *where = mw_gather_where_method(gather, "compauth");
    mw_gather_word(gather, NULL, MW_FACT_COMPAUTH_RESULT, recorded->compauth, NULL, where);
    const char *reason = recorded->reason;
    if (reason == NULL)
        return;
    mw_gather_add(gather, MW_FACT_COMPAUTH_REASON, reason, where);
    mw_gather_add(gather, MW_FACT_COMPAUTH_FAMILY, family_of(reason), where);
    mw_gather_yes_no(gather, MW_FACT_COMPAUTH_OWN_DOMAIN,
                     g_str_equal(reason, "010") || g_str_equal(family_of(reason), "6xx"));
    const MwTable *table = mw_ruleset_table(gather->rules);
    const MwTableRow *row = mw_table_find(table, "compauth", reason, NULL, NULL);
    /* A pattern in a row speaks of the family, not of the code. */
    bool known = row != NULL && row->values != NULL &&
                 g_strv_contains((const char *const *)row->values, reason);
    mw_gather_yes_no(gather, MW_FACT_COMPAUTH_KNOWN, known);
    add_row(gather, row, MW_FACT_COMPAUTH_MEANING, MW_FACT_COMPAUTH_ADVICE);
}

/* "dest:J" of X-Microsoft-Antispam-Mailbox-Delivery. */
static char *find_destination(const MwMicrosoft *microsoft)
{
    const char *delivery =
        mw_pairs_value(microsoft->other, "X-Microsoft-Antispam-Mailbox-Delivery");
    const char *dest = delivery != NULL ? strstr(delivery, "dest:") : NULL;
    return dest != NULL && g_ascii_isalpha(dest[5]) ? g_strndup(dest + 5, 1) : NULL;
}

/* Enhanced Filtering for Connectors was at work: it names the sender before the gateway. */
static bool skips_hops(const MwMicrosoft *microsoft)
{
    return mw_pairs_value(microsoft->other, "X-MS-Exchange-SkipListedInternetSender") != NULL ||
           mw_pairs_value(microsoft->other, "X-MS-Exchange-ExternalOriginalInternetSender") != NULL;
}

/* The field that says most about why it was filtered; NULL: it was not. */
typedef struct {
    const char *topic, *value;
} Verdict;

static Verdict find_verdict(const char *cat, const char *sfv, const char *scl, const char *dest)
{
    if (is_one_of(cat, bad_categories, G_N_ELEMENTS(bad_categories)))
        return (Verdict){"cat", cat};
    if (is_one_of(sfv, bad_verdicts, G_N_ELEMENTS(bad_verdicts)))
        return (Verdict){"sfv", sfv};
    if (scl != NULL && atoi(scl) >= SCL_SPAM)
        return (Verdict){"scl", scl};
    if (dest != NULL && *dest == 'J')
        return (Verdict){"dest", dest};
    return (Verdict){NULL, NULL};
}

/* Mailboxes of Outlook.com mostly carry no field but compauth. */
static Verdict find_compauth_verdict(const MwGather *gather)
{
    const MwRecorded *recorded = gather->evaluation->recorded;
    bool failed = recorded->trusted && g_strcmp0(recorded->compauth, "fail") == 0;
    return failed && recorded->reason != NULL ? (Verdict){"compauth", recorded->reason}
                                              : (Verdict){NULL, NULL};
}

static void gather_verdict(const MwGather *gather, Verdict verdict, const char *where)
{
    mw_gather_yes_no(gather, MW_FACT_MICROSOFT_FILTERED, verdict.topic != NULL);
    if (verdict.topic == NULL)
        return;
    g_autofree char *upper = g_ascii_strup(verdict.topic, -1);
    g_autofree char *field = g_strconcat(upper, ":", verdict.value, NULL);
    mw_gather_add(gather, MW_FACT_MICROSOFT_FIELD, field, where);
    if (!mw_gather_wants(gather, MW_FACT_MICROSOFT_MEANING) &&
        !mw_gather_wants(gather, MW_FACT_MICROSOFT_ADVICE))
        return;
    const MwTable *table = mw_ruleset_table(gather->rules);
    add_row(gather, mw_table_find(table, verdict.topic, verdict.value, NULL, NULL),
            MW_FACT_MICROSOFT_MEANING, MW_FACT_MICROSOFT_ADVICE);
}

void mw_gather_microsoft(const MwGather *gather)
{
    gather_compauth(gather);
    const MwMicrosoft *microsoft = gather->evaluation->microsoft;
    if (microsoft == NULL) {
        gather_verdict(gather, find_compauth_verdict(gather), NULL);
        return;
    }
    const char *cat = mw_pairs_value(microsoft->forefront, "CAT");
    const char *sfv = mw_pairs_value(microsoft->forefront, "SFV");
    const char *scl = mw_pairs_value(microsoft->forefront, "SCL");
    if (scl == NULL)
        scl = mw_pairs_value(microsoft->other, "X-MS-Exchange-Organization-SCL");
    g_autofree char *dest = find_destination(microsoft);
    g_autofree char *where = microsoft->forefront_line > 0
                                 ? mw_gather_place(gather, "X-Forefront-Antispam-Report, line %u",
                                                   microsoft->forefront_line)
                                 : NULL;
    mw_gather_add(gather, MW_FACT_MICROSOFT_CAT, cat, where);
    mw_gather_add(gather, MW_FACT_MICROSOFT_SFV, sfv, where);
    mw_gather_add(gather, MW_FACT_MICROSOFT_SCL, scl, where);
    mw_gather_add(gather, MW_FACT_MICROSOFT_DEST, dest, NULL);
    mw_gather_add(gather, MW_FACT_MICROSOFT_BCL, mw_pairs_value(microsoft->antispam, "BCL"), NULL);
    Verdict verdict = find_verdict(cat, sfv, scl, dest);
    gather_verdict(gather, verdict.topic != NULL ? verdict : find_compauth_verdict(gather), where);
    if (mw_gather_wants(gather, MW_FACT_MICROSOFT_ENHANCED_FILTERING))
        mw_gather_yes_no(gather, MW_FACT_MICROSOFT_ENHANCED_FILTERING, skips_hops(microsoft));
}
