#pragma once

#include "src/dns/dns.h"

/* Records in memory, as one server answers them: filled by one thread, then asked by any number
 * at once without a lock. Names are in the normal form of name.h; a first label "*" is a wildcard
 * (RFC 4592). What is not in it does not exist, names between labels (empty non-terminals) too. */
typedef struct MwDnsStore MwDnsStore;

enum { MW_DNS_ANY = MW_DNS_TYPE_N }; /* every type, where a function takes `type_or_any` */
enum { MW_DNS_CNAME_HOPS_MAX = 16 }; /* longer chains answer MALFORMED, as loops do */

/* `server`: whose answers these are; NULL: the resolver's. */
MwDnsStore *mw_dns_store_new(const char *server);
void mw_dns_store_free(MwDnsStore *store);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwDnsStore, mw_dns_store_free)

/* Takes over `record`. A record that is there already is not added twice (RFC 2181, 5). */
void mw_dns_store_add(MwDnsStore *store, const char *name, MwDnsType type, MwDnsRecord *record);

/* The name exists, with none of our types unless some are added. */
void mw_dns_store_add_name(MwDnsStore *store, const char *name);

/* Questions for it fail from now on, even where there are records. `name` NULL: every name. */
void mw_dns_store_fail(MwDnsStore *store, const char *name, unsigned type_or_any,
                       MwDnsFailure failure);

/* A new reference; never NULL. Less than a microsecond, mostly without allocation. */
MwDnsAnswer *mw_dns_store_ask(const MwDnsStore *store, const char *name, MwDnsType type);
