#pragma once

#include "src/dns/backend.h"

/* The one thread that talks to name servers. It alone touches c-ares, whose channels belong to one
 * thread. A question goes to its servers in turn, by UDP, truncated answers by TCP. */
typedef struct MwDnsDispatcher MwDnsDispatcher;

/* Takes over `answer`; called in the dispatcher's thread. */
typedef void MwDnsDone(void *owner, const MwDnsQuestion *question, MwDnsAnswer *answer);

typedef struct {
    unsigned timeout_ms; /* for one question, shared out among the tries */
    bool check_dnssec;
    MwDnsDone *done;
    void *owner;
} MwDnsDispatcherOptions;

/* NULL and a GError of GIO's kind when there is no thread or pipe to be had. */
MwDnsDispatcher *mw_dns_dispatcher_new(const MwDnsDispatcherOptions *options,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Questions still in flight are done as TIMEOUT before it returns. */
void mw_dns_dispatcher_free(MwDnsDispatcher *dispatcher);

/* From any thread. `servers`: char* as servers.h forms them, a reference is kept. `question` must
 * live until it is done, which is soon after `deadline_us`. */
void mw_dns_dispatcher_send(MwDnsDispatcher *dispatcher, const MwDnsQuestion *question,
                            GPtrArray *servers, gint64 deadline_us);

/* Were several questions sent in vain, and has no packet ever come back? From any thread. */
bool mw_dns_dispatcher_is_silent(MwDnsDispatcher *dispatcher);
