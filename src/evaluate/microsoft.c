#include "parsers/forefront.h"
#include "src/evaluate/recorded.h"

enum { OTHER_MAX = 100 };

/* Fields that say something about authentication, delivery or skip listing; prefixes. Copies of
 * another organisation ("-Untrusted") are kept under their own names: claims. */
static const char *const other_fields[] = {
    "X-MS-Exchange-Organization-Auth",
    "X-MS-Exchange-Organization-SCL",
    "X-MS-Exchange-Organization-PCL",
    "X-MS-Exchange-Organization-MessageDirectionality",
    "X-MS-Exchange-Organization-IsAnonymousDirectSend",
    "X-MS-Exchange-Organization-InternalOrgSender",
    "X-MS-Exchange-CrossTenant-Auth",
    "X-MS-Exchange-CrossTenant-FromEntityHeader",
    "X-MS-Exchange-CrossTenant-OriginalArrivalTime",
    "X-MS-Exchange-SkipListedInternetSender",
    "X-MS-Exchange-ExternalOriginalInternetSender",
    "X-MS-Exchange-EOPDirect",
    "X-MS-Exchange-SenderADCheck",
    "X-MS-Exchange-Transport-CrossTenantHeaders",
    "X-MS-Exchange-AntiSpam-Relay",
    "X-MS-Office365-Filtering-P2NotCompliant",
    "X-Microsoft-Antispam-Mailbox-Delivery",
    "X-Microsoft-Antispam-Untrusted",
    "X-Forefront-Antispam-Report-Untrusted",
    "X-EOPTenantAttributedMessage",
    "X-CustomSpam",
    "X-SID-Result",
    "X-SID-PRA",
};

static bool is_other(MwSpan name)
{
    if (name.len < 6 || name.data[1] != '-')
        return false;
    for (size_t i = 0; i < G_N_ELEMENTS(other_fields); i++)
        if (mw_span_starts_with_nocase(name, other_fields[i]))
            return true;
    return false;
}

static GPtrArray *read_report(const MwMessage *message, const char *field, unsigned *ret_line)
{
    const MwHeader *header = mw_message_header(message, field, 0);
    *ret_line = header != NULL ? header->line : 0;
    return header != NULL ? mw_forefront_parse(header->value) : mw_pairs_new();
}

MwMicrosoft *mw_microsoft_read(const MwMessage *message)
{
    g_autoptr(MwMicrosoft) m = g_new0(MwMicrosoft, 1);
    m->forefront = read_report(message, "X-Forefront-Antispam-Report", &m->forefront_line);
    m->antispam = read_report(message, "X-Microsoft-Antispam", &m->antispam_line);
    m->other = mw_pairs_new();
    for (guint i = 0; i < message->headers->len && m->other->len < OTHER_MAX; i++) {
        const MwHeader *header = &g_array_index(message->headers, MwHeader, i);
        if (is_other(header->name))
            mw_pairs_add(m->other, header->name, header->value);
    }
    bool any = m->forefront_line > 0 || m->antispam_line > 0 || m->other->len > 0;
    return any ? g_steal_pointer(&m) : NULL;
}

void mw_microsoft_free(MwMicrosoft *microsoft)
{
    if (microsoft == NULL)
        return;
    g_ptr_array_unref(microsoft->forefront);
    g_ptr_array_unref(microsoft->antispam);
    g_ptr_array_unref(microsoft->other);
    g_free(microsoft);
}

const char *mw_vendor_value(const GPtrArray *pairs, const char *key)
{
    return mw_pairs_value(pairs, key);
}
