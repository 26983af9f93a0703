#include "src/dns/answer.h"

static const char *const mw_dns_type_names[] = {
    [MW_DNS_A] = "A",   [MW_DNS_AAAA] = "AAAA", [MW_DNS_CNAME] = "CNAME", [MW_DNS_MX] = "MX",
    [MW_DNS_NS] = "NS", [MW_DNS_PTR] = "PTR",   [MW_DNS_SOA] = "SOA",     [MW_DNS_TXT] = "TXT",
};
MW_DEFINE_ENUM_NAMES(MwDnsType, mw_dns_type, MW_DNS_TYPE_N)

static const char *const mw_dns_status_names[] = {
    [MW_DNS_FOUND] = "found",
    [MW_DNS_NXDOMAIN] = "NXDOMAIN",
    [MW_DNS_NODATA] = "NODATA",
    [MW_DNS_FAILED] = "failed",
};
MW_DEFINE_ENUM_NAMES(MwDnsStatus, mw_dns_status, MW_DNS_STATUS_N)

static const char *const mw_dns_failure_names[] = {
    [MW_DNS_OK] = "ok",
    [MW_DNS_SERVFAIL] = "servfail",
    [MW_DNS_BOGUS] = "bogus",
    [MW_DNS_TIMEOUT] = "timeout",
    [MW_DNS_REFUSED] = "refused",
    [MW_DNS_MALFORMED] = "malformed",
    [MW_DNS_BAD_NAME] = "bad-name",
    [MW_DNS_UNREACHABLE] = "unreachable",
    [MW_DNS_NOT_ASKED] = "not-asked",
};
MW_DEFINE_ENUM_NAMES(MwDnsFailure, mw_dns_failure, MW_DNS_FAILURE_N)
