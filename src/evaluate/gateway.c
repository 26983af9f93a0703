#include "src/evaluate/gateway.h"

#include <glib.h>

#include "parsers/domain.h"
#include "src/evaluate/admd.h"

/* Domains of two labels. */
static const struct {
    const char *domain, *gateway;
} hosts[] = {
    {"mimecast.com", "mimecast.com"},
    {"mimecast-offshore.com", "mimecast.com"},
    {"pphosted.com", "pphosted.com"},
    {"ppe-hosted.com", "ppe-hosted.com"},
    {"ppops.net", "pphosted.com"},
    {"iphmx.com", "iphmx.com"},
    {"barracudanetworks.com", "barracudanetworks.com"},
    {"cudaops.com", "barracudanetworks.com"},
    {"messagelabs.com", "messagelabs.com"},
    {"mailcontrol.com", "mailcontrol.com"},
    {"trendmicro.com", "trendmicro.com"},
    {"trendmicro.eu", "trendmicro.com"},
    {"sophos.com", "sophos.com"},
    {"hornetsecurity.com", "hornetsecurity.com"},
    {"antispameurope.com", "hornetsecurity.com"},
    {"fireeyecloud.com", "trellix.com"},
    {"trellix.com", "trellix.com"},
    {"antispamcloud.com", "antispamcloud.com"},
    {"mailspamprotection.com", "antispamcloud.com"},
    {"spamexperts.com", "antispamcloud.com"},
    {"vadesecure.com", "vadesecure.com"},
    {"vadesecure.net", "vadesecure.com"},
    {"cloudfilter.net", "cloudfilter.net"},
    {"fortimailcloud.com", "fortimailcloud.com"},
    {"retarus.com", "retarus.com"},
    {"mxlogic.net", "mxlogic.net"},
    {"avanan.net", "avanan.net"},
    {"appriver.com", "appriver.com"},
    {"arsmtp.com", "appriver.com"},
    {"zixcorp.com", "zixcorp.com"},
    {"exclaimer.net", "exclaimer.net"},
    {"codetwo.online", "codetwo.online"},
    {"egress.com", "egress.com"},
    {"spamtitan.com", "spamtitan.com"},
    {"titanhq.com", "spamtitan.com"},
    {"mailroute.net", "mailroute.net"},
    {"mtsvc.net", "mtsvc.net"},
    {"perception-point.io", "perception-point.io"},
    {"cloudflare-email.com", "cloudflare-email.com"},
    {"cloudflare-email.net", "cloudflare-email.com"},
    {"nospamproxy.com", "nospamproxy.com"},
    {"libraesva.com", "libraesva.com"},
    {"securence.com", "securence.com"},
    {"spamhero.com", "spamhero.com"},
};

static const struct {
    const char *suffix, *gateway;
} longer_hosts[] = {
    {"mimecast.co.za", "mimecast.com"},
    {"mailguard.com.au", "mailguard.com.au"},
};

/* Beginnings of field names. */
static const struct {
    const char *prefix, *gateway;
} fields[] = {
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
    g_autofree char *name = host != NULL ? mw_domain_normalize(mw_span(host)) : NULL;
    const char *tail = name != NULL ? mw_admd_last_two_labels(name) : NULL;
    for (size_t i = 0; tail != NULL && i < G_N_ELEMENTS(hosts); i++)
        if (strcmp(tail, hosts[i].domain) == 0)
            return hosts[i].gateway;
    for (size_t i = 0; tail != NULL && i < G_N_ELEMENTS(longer_hosts); i++)
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
