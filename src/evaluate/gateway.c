#include "src/evaluate/gateway.h"

#include <glib.h>

#include "parsers/domain.h"
#include "src/evaluate/admd.h"

/* Domains of two labels. */
static const struct {
    MwSpan domain;
    const char *gateway;
} hosts[] = {
    {MW_SPAN_LITERAL("mimecast.com"), "mimecast.com"},
    {MW_SPAN_LITERAL("mimecast-offshore.com"), "mimecast.com"},
    {MW_SPAN_LITERAL("pphosted.com"), "pphosted.com"},
    {MW_SPAN_LITERAL("ppe-hosted.com"), "ppe-hosted.com"},
    {MW_SPAN_LITERAL("ppops.net"), "pphosted.com"},
    {MW_SPAN_LITERAL("iphmx.com"), "iphmx.com"},
    {MW_SPAN_LITERAL("barracudanetworks.com"), "barracudanetworks.com"},
    {MW_SPAN_LITERAL("cudaops.com"), "barracudanetworks.com"},
    {MW_SPAN_LITERAL("messagelabs.com"), "messagelabs.com"},
    {MW_SPAN_LITERAL("mailcontrol.com"), "mailcontrol.com"},
    {MW_SPAN_LITERAL("trendmicro.com"), "trendmicro.com"},
    {MW_SPAN_LITERAL("trendmicro.eu"), "trendmicro.com"},
    {MW_SPAN_LITERAL("sophos.com"), "sophos.com"},
    {MW_SPAN_LITERAL("hornetsecurity.com"), "hornetsecurity.com"},
    {MW_SPAN_LITERAL("antispameurope.com"), "hornetsecurity.com"},
    {MW_SPAN_LITERAL("fireeyecloud.com"), "trellix.com"},
    {MW_SPAN_LITERAL("trellix.com"), "trellix.com"},
    {MW_SPAN_LITERAL("antispamcloud.com"), "antispamcloud.com"},
    {MW_SPAN_LITERAL("mailspamprotection.com"), "antispamcloud.com"},
    {MW_SPAN_LITERAL("spamexperts.com"), "antispamcloud.com"},
    {MW_SPAN_LITERAL("vadesecure.com"), "vadesecure.com"},
    {MW_SPAN_LITERAL("vadesecure.net"), "vadesecure.com"},
    {MW_SPAN_LITERAL("cloudfilter.net"), "cloudfilter.net"},
    {MW_SPAN_LITERAL("fortimailcloud.com"), "fortimailcloud.com"},
    {MW_SPAN_LITERAL("retarus.com"), "retarus.com"},
    {MW_SPAN_LITERAL("mxlogic.net"), "mxlogic.net"},
    {MW_SPAN_LITERAL("avanan.net"), "avanan.net"},
    {MW_SPAN_LITERAL("appriver.com"), "appriver.com"},
    {MW_SPAN_LITERAL("arsmtp.com"), "appriver.com"},
    {MW_SPAN_LITERAL("zixcorp.com"), "zixcorp.com"},
    {MW_SPAN_LITERAL("exclaimer.net"), "exclaimer.net"},
    {MW_SPAN_LITERAL("codetwo.online"), "codetwo.online"},
    {MW_SPAN_LITERAL("egress.com"), "egress.com"},
    {MW_SPAN_LITERAL("spamtitan.com"), "spamtitan.com"},
    {MW_SPAN_LITERAL("titanhq.com"), "spamtitan.com"},
    {MW_SPAN_LITERAL("mailroute.net"), "mailroute.net"},
    {MW_SPAN_LITERAL("mtsvc.net"), "mtsvc.net"},
    {MW_SPAN_LITERAL("perception-point.io"), "perception-point.io"},
    {MW_SPAN_LITERAL("cloudflare-email.com"), "cloudflare-email.com"},
    {MW_SPAN_LITERAL("cloudflare-email.net"), "cloudflare-email.com"},
    {MW_SPAN_LITERAL("nospamproxy.com"), "nospamproxy.com"},
    {MW_SPAN_LITERAL("libraesva.com"), "libraesva.com"},
    {MW_SPAN_LITERAL("securence.com"), "securence.com"},
    {MW_SPAN_LITERAL("spamhero.com"), "spamhero.com"},
};

static const struct {
    const char *suffix, *gateway;
} longer_hosts[] = {
    {"mimecast.co.za", "mimecast.com"},
    {"mailguard.com.au", "mailguard.com.au"},
};

/* Beginnings of field names. Those of Exchange, of which there are dozens, come first: no
 * gateway's.
 */
static const struct {
    const char *prefix, *gateway;
} fields[] = {
    {"X-MS-", NULL},
    {"X-Mimecast-", "mimecast.com"},
    {"X-MC-", "mimecast.com"},
    {"X-Proofpoint-", "pphosted.com"},
    {"X-PPE-", "ppe-hosted.com"},
    {"X-IronPort-", "iphmx.com"},
    {"X-Barracuda-", "barracudanetworks.com"},
    {"X-Sophos-", "sophos.com"},
    {"X-TM-AS-", "trendmicro.com"},
    {"X-TMASE-", "trendmicro.com"},
    {"X-TM-", "trendmicro.com"},
    {"X-FireEye", "trellix.com"},
    {"X-FEAS-", "fortimailcloud.com"},
    {"X-FE-", "fortimailcloud.com"},
    {"X-Msg-Ref", "messagelabs.com"},
    {"X-StarScan-", "messagelabs.com"},
    {"X-Brightmail-", "messagelabs.com"},
    {"X-VADE-", "vadesecure.com"},
    {"X-Spamexperts-", "antispamcloud.com"},
    {"X-Filter-ID", "antispamcloud.com"},
    {"X-antispameurope-", "hornetsecurity.com"},
    {"X-Hornetsecurity-", "hornetsecurity.com"},
    {"X-MailControl-", "mailcontrol.com"},
    {"X-Retarus-", "retarus.com"},
    {"X-NoSpamProxy-", "nospamproxy.com"},
    {"X-KSE-", "kaspersky"},
    {"X-KSMG-", "kaspersky"},
    {"X-KLMS-", "kaspersky"},
    {"X-CLOUD-SEC-AV-", "avanan.net"},
    {"X-ExclaimerHostedSignatures-", "exclaimer.net"},
    {"X-CodeTwo", "codetwo.online"},
    {"X-Libraesva-", "libraesva.com"},
    {"X-SpamTitan", "spamtitan.com"},
    {"X-CanIt-", "canit"},
    {"X-ESET-", "eset"},
    {"X-Perception-Point-", "perception-point.io"},
};

const char *mw_gateway_of_host(const char *host)
{
    char name[MW_DOMAIN_MAX + 1];
    if (host == NULL || !mw_domain_normalize_to(mw_span(host), name))
        return NULL;
    MwSpan tail = mw_span(mw_admd_last_two_labels(name));
    for (size_t i = 0; i < G_N_ELEMENTS(hosts); i++)
        if (mw_span_equal(tail, hosts[i].domain))
            return hosts[i].gateway;
    for (size_t i = 0; i < G_N_ELEMENTS(longer_hosts); i++)
        if (mw_domain_is_within(name, longer_hosts[i].suffix))
            return longer_hosts[i].gateway;
    return NULL;
}

const char *mw_gateway_of_field(MwSpan field_name)
{
    if (field_name.len < 4 || field_name.data[1] != '-')
        return NULL;
    /* every message asks for every field: two letters tell most apart */
    char third = field_name.data[2], fourth = field_name.data[3];
    for (size_t i = 0; i < G_N_ELEMENTS(fields); i++)
        if (((fields[i].prefix[2] ^ third) & ~0x20) == 0 &&
            ((fields[i].prefix[3] ^ fourth) & ~0x20) == 0 &&
            mw_span_starts_with_nocase(field_name, fields[i].prefix))
            return fields[i].gateway;
    return NULL;
}
