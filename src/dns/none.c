#include "src/dns/backend.h"

static MwDnsAnswer *ask(void *backend, const MwDnsQuestion *question, gint64 deadline_us)
{
    (void)backend;
    (void)deadline_us;
    return mw_dns_question_fail(question, MW_DNS_NOT_ASKED);
}

static void free_nothing(void *backend)
{
    (void)backend;
}

MwDns *mw_dns_none_new(void)
{
    static const MwDnsBackend backend = {.mode = "none", .ask = ask, .free = free_nothing};
    return mw_dns_new(&backend, NULL);
}
