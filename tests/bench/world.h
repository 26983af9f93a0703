#pragma once

#include <glib.h>
#include <stdbool.h>

#include "tests/sign/sign.h"

/* The senders of the corpus and their DNS. */

enum {
    MW_WORLD_DOMAINS = 200,
    MW_WORLD_RSA_KEYS = 40, /* shared by the domains: making one takes a moment */
    MW_WORLD_SERVICES = 8,  /* mail services that send for the domains, and sign themselves */
    MW_WORLD_FORWARDERS = 6,
};

typedef struct {
    char *name;
    unsigned number;
    MwTestKey *rsa, *ed25519; /* rsa is borrowed */
    unsigned service;         /* included in its SPF record */
    const char *policy;       /* of DMARC; NULL: no record */
    const char *all;          /* "-all", "~all" */
} MwWorldDomain;

typedef struct {
    GPtrArray *rsa_keys; /* MwTestKey* */
    MwWorldDomain domains[MW_WORLD_DOMAINS];
    MwWorldDomain services[MW_WORLD_SERVICES], forwarders[MW_WORLD_FORWARDERS];
    MwTestKey *weak; /* RSA with 768 bits */
    GString *zone;   /* master file */
} MwWorld;

MwWorld *mw_world_new(const char *seed);
void mw_world_free(MwWorld *world);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwWorld, mw_world_free)

/* An address that the domain's SPF record lists, `host` picks one. The caller's. */
char *mw_world_address(const MwWorldDomain *domain, unsigned host);
/* One that no record lists. */
char *mw_world_stranger(unsigned host);

/* Every domain has these selectors: "r" RSA, "e" Ed25519, "gone" no key, "revoked" an empty one,
 * "weak" RSA with 768 bits, "broken" DNS fails. */
