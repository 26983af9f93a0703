#pragma once

#include "src/dns/backend.h"

/* Answers by question, and questions in flight, for any number of threads; bounded in bytes. A
 * question asked while it is in flight waits for the same answer. */

typedef struct MwDnsCache MwDnsCache;

/* Sends a question on its way; mw_dns_cache_finish must follow, from any thread. The texts of
 * `question` live until then. It must not finish within. `deadline_us`: when nobody waits any
 * more. */
typedef void MwDnsSend(void *sender, const MwDnsQuestion *question, gint64 deadline_us);

MwDnsCache *mw_dns_cache_new(size_t max_bytes, MwDnsSend *send, void *sender);
void mw_dns_cache_free(MwDnsCache *cache); /* nothing may be in flight or waiting */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwDnsCache, mw_dns_cache_free)

/* The answer from the cache, or once it has come; never NULL: TIMEOUT after `deadline_us`, or
 * after the question's own deadline, `limit_us` from when it was sent. */
MwDnsAnswer *mw_dns_cache_ask(MwDnsCache *cache, const MwDnsQuestion *question, gint64 limit_us,
                              gint64 deadline_us);

/* Sends it unless it is known or in flight, or too many are in flight; does not wait. */
void mw_dns_cache_prefetch(MwDnsCache *cache, const MwDnsQuestion *question, gint64 limit_us);

/* Takes over the answer to a question in flight. It is kept as long as RFC 2308 and common sense
 * allow: see the table in cache.c. */
void mw_dns_cache_finish(MwDnsCache *cache, const MwDnsQuestion *question, MwDnsAnswer *answer);
