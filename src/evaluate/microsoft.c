#include "parsers/forefront.h"
#include "src/evaluate/recorded.h"

enum { OTHER_MAX = 100 };

/* Fields that say something about authentication, delivery or skip listing; prefixes. Copies of
 * another organisation ("-Untrusted") are kept under their own names: claims. */
static const MwSpan other_fields[] = {
    MW_SPAN_LITERAL("X-MS-Exchange-Organization-Auth"),
    MW_SPAN_LITERAL("X-MS-Exchange-Organization-SCL"),
    MW_SPAN_LITERAL("X-MS-Exchange-Organization-PCL"),
    MW_SPAN_LITERAL("X-MS-Exchange-Organization-MessageDirectionality"),
    MW_SPAN_LITERAL("X-MS-Exchange-Organization-IsAnonymousDirectSend"),
    MW_SPAN_LITERAL("X-MS-Exchange-Organization-InternalOrgSender"),
    MW_SPAN_LITERAL("X-MS-Exchange-CrossTenant-Auth"),
    MW_SPAN_LITERAL("X-MS-Exchange-CrossTenant-FromEntityHeader"),
    MW_SPAN_LITERAL("X-MS-Exchange-CrossTenant-OriginalArrivalTime"),
    MW_SPAN_LITERAL("X-MS-Exchange-SkipListedInternetSender"),
    MW_SPAN_LITERAL("X-MS-Exchange-ExternalOriginalInternetSender"),
    MW_SPAN_LITERAL("X-MS-Exchange-EOPDirect"),
    MW_SPAN_LITERAL("X-MS-Exchange-SenderADCheck"),
    MW_SPAN_LITERAL("X-MS-Exchange-Transport-CrossTenantHeaders"),
    MW_SPAN_LITERAL("X-MS-Exchange-AntiSpam-Relay"),
    MW_SPAN_LITERAL("X-MS-Office365-Filtering-P2NotCompliant"),
    MW_SPAN_LITERAL("X-Microsoft-Antispam-Mailbox-Delivery"),
    MW_SPAN_LITERAL("X-Microsoft-Antispam-Untrusted"),
    MW_SPAN_LITERAL("X-Forefront-Antispam-Report-Untrusted"),
    MW_SPAN_LITERAL("X-EOPTenantAttributedMessage"),
    MW_SPAN_LITERAL("X-CustomSpam"),
    MW_SPAN_LITERAL("X-SID-Result"),
    MW_SPAN_LITERAL("X-SID-PRA"),
};

/* Hundreds of comparisons for a message: the last letter of the prefix tells most apart. */
static bool begins_with(MwSpan name, MwSpan prefix)
{
    return name.len >= prefix.len &&
           ((name.data[prefix.len - 1] ^ prefix.data[prefix.len - 1]) & ~0x20) == 0 &&
           mw_span_equal_nocase(mw_span_make(name.data, prefix.len), prefix);
}

static bool is_other(MwSpan name)
{
    if (name.len < 6 || name.data[1] != '-')
        return false;
    for (size_t i = 0; i < G_N_ELEMENTS(other_fields); i++)
        if (begins_with(name, other_fields[i]))
            return true;
    return false;
}

static MwPairs *read_report(const MwMessage *message, const char *field, unsigned *ret_line)
{
    const MwHeader *header = mw_message_header(message, field, 0);
    if (header == NULL)
        return NULL;
    *ret_line = header->line;
    return mw_forefront_parse(header->value);
}

static MwPairs *read_others(const MwMessage *message)
{
    MwPairs *pairs = NULL;
    for (guint i = 0; i < message->headers->len; i++) {
        const MwHeader *header = &g_array_index(message->headers, MwHeader, i);
        if (!is_other(header->name))
            continue;
        if (pairs == NULL)
            pairs = mw_pairs_new();
        if (pairs->count < OTHER_MAX)
            mw_pairs_add(pairs, header->name, header->value);
    }
    return pairs;
}

MwMicrosoft *mw_microsoft_read(const MwMessage *message)
{
    MwMicrosoft m = {.other = read_others(message)};
    m.forefront = read_report(message, "X-Forefront-Antispam-Report", &m.forefront_line);
    m.antispam = read_report(message, "X-Microsoft-Antispam", &m.antispam_line);
    bool any = m.forefront != NULL || m.antispam != NULL || m.other != NULL;
    return any ? g_memdup2(&m, sizeof m) : NULL;
}

void mw_microsoft_free(MwMicrosoft *microsoft)
{
    if (microsoft == NULL)
        return;
    mw_pairs_free(microsoft->forefront);
    mw_pairs_free(microsoft->antispam);
    mw_pairs_free(microsoft->other);
    g_free(microsoft);
}
