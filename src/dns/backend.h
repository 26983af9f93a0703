#pragma once

#include "src/dns/dns.h"

/* What is asked, and whom. */
typedef struct {
    const char *server; /* host name, or NULL: the resolver */
    const char *name;
    MwDnsType type;
} MwDnsQuestion;

guint mw_dns_question_hash(gconstpointer question);
gboolean mw_dns_question_equal(gconstpointer a, gconstpointer b);

/* A fresh answer to it that failed so. */
MwDnsAnswer *mw_dns_question_fail(const MwDnsQuestion *question, MwDnsFailure failure);

/* What stands behind an MwDns. Every function may be called by several threads at once. */
typedef struct {
    const char *mode;
    /* A new reference; never NULL. `deadline_us`: g_get_monotonic_time(), 0 for none. Names are
     * in the normal form of name.h. */
    MwDnsAnswer *(*ask)(void *backend, const MwDnsQuestion *question, gint64 deadline_us);
    void (*prefetch)(void *backend, const MwDnsQuestion *question); /* may be NULL */
    void (*free)(void *backend);
} MwDnsBackend;

/* Takes ownership of `self`. */
MwDns *mw_dns_new(const MwDnsBackend *backend, void *self);

/* A fresh answer with empty lists and status FAILED/failure, to be filled before it is shared. */
MwDnsAnswer *mw_dns_answer_new(const char *name, MwDnsType type, MwDnsFailure failure);

/* Takes over `record`; the answer is FOUND and its TTL at most the record's. */
void mw_dns_answer_add(MwDnsAnswer *answer, MwDnsRecord *record);

MwDnsRecord *mw_dns_record_new(uint32_t ttl);
MwDnsRecord *mw_dns_record_ref(const MwDnsRecord *record);
void mw_dns_record_free(MwDnsRecord *record); /* drops one reference */

/* Adds a character-string to a TXT record; more than 255 octets become several. */
void mw_dns_record_append_string(MwDnsRecord *record, MwSpan string);
