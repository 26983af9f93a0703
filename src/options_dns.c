#include "src/options.h"

MwDns *mw_options_open_dns(const MwOptions *options, GError **error)
{
    if (options->no_dns)
        return mw_dns_none_new();
    if (options->dns_file != NULL)
        return mw_dns_file_new(options->dns_file, error);
    const MwDnsLiveOptions live = {
        .server = options->dns_server,
        .timeout_ms = options->dns_timeout_ms,
        .check_dnssec = true,
    };
    return mw_dns_live_new(&live, error);
}
