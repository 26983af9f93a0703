#include "tests/bench/world.h"

/* Networks: 2001:db8:KNNN::/48, K being the kind of sender. All records list their own network, a
 * domain also includes its service. */
enum { KIND_DOMAIN = 0, KIND_SERVICE = 1, KIND_FORWARDER = 2, KIND_STRANGER = 3 };

static unsigned kind_of(const MwWorldDomain *domain)
{
    return domain->number / 1000;
}

static char *network(unsigned number)
{
    return g_strdup_printf("2001:db8:%x", number);
}

char *mw_world_address(const MwWorldDomain *domain, unsigned host)
{
    g_autofree char *prefix = network(domain->number);
    return g_strdup_printf("%s::%x", prefix, host % 4096 + 1);
}

char *mw_world_stranger(unsigned host)
{
    return g_strdup_printf("2001:db8:%x::%x", KIND_STRANGER * 1000, host % 4096 + 1);
}

static void add_record(const MwWorld *world, const char *name, const char *text)
{
    g_autofree char *line = mw_test_zone_txt(name, text);
    g_string_append(world->zone, line);
}

static void add_key(const MwWorld *world, const MwWorldDomain *domain, const char *selector,
                    const char *record)
{
    g_autofree char *name = g_strdup_printf("%s._domainkey.%s", selector, domain->name);
    add_record(world, name, record);
}

static void add_keys(const MwWorld *world, const MwWorldDomain *domain)
{
    g_autofree char *rsa = mw_test_key_record(domain->rsa);
    g_autofree char *ed25519 = mw_test_key_record(domain->ed25519);
    g_autofree char *weak = mw_test_key_record(world->weak);
    add_key(world, domain, "r", rsa);
    add_key(world, domain, "e", ed25519);
    add_key(world, domain, "weak", weak);
    add_key(world, domain, "revoked", "v=DKIM1; p=");
    g_string_append_printf(world->zone, "$FAIL broken._domainkey.%s. TXT servfail\n", domain->name);
}

static void add_policies(const MwWorld *world, const MwWorldDomain *domain)
{
    g_autofree char *prefix = network(domain->number);
    g_autofree char *include =
        kind_of(domain) == KIND_DOMAIN
            ? g_strdup_printf(" include:_spf.%s", world->services[domain->service].name)
            : g_strdup("");
    g_autofree char *spf = g_strdup_printf("v=spf1 ip6:%s::/48%s %s", prefix, include, domain->all);
    add_record(world, domain->name, spf);
    if (kind_of(domain) == KIND_SERVICE) {
        g_autofree char *name = g_strdup_printf("_spf.%s", domain->name);
        g_autofree char *part = g_strdup_printf("v=spf1 ip6:%s::/48 ~all", prefix);
        add_record(world, name, part);
    }
    if (domain->policy != NULL) {
        g_autofree char *name = g_strdup_printf("_dmarc.%s", domain->name);
        g_autofree char *record =
            g_strdup_printf("v=DMARC1; p=%s; rua=mailto:dmarc@%s", domain->policy, domain->name);
        add_record(world, name, record);
    }
    g_string_append_printf(world->zone, "%s. 3600 IN MX 10 mx.%s.\n", domain->name, domain->name);
    g_string_append_printf(world->zone, "mx.%s. 3600 IN AAAA %s::25\n", domain->name, prefix);
}

static void make_domain(MwWorld *world, MwWorldDomain *domain, const char *format, unsigned kind,
                        unsigned index)
{
    static const char *const policies[] = {"none", "quarantine", "reject", "reject", NULL};
    g_autofree char *seed = g_strdup_printf("ed25519 %u %u", kind, index);
    g_autofree char *label = g_strdup_printf("%s%03u", format, index);
    domain->name = g_strdup_printf("%s.example", label);
    domain->number = kind * 1000 + index;
    domain->rsa = g_ptr_array_index(world->rsa_keys, (index + kind * 17) % world->rsa_keys->len);
    domain->ed25519 = mw_test_key_new_ed25519(seed);
    domain->service = index % MW_WORLD_SERVICES;
    domain->policy = policies[index % G_N_ELEMENTS(policies)];
    domain->all = index % 2 == 0 ? "-all" : "~all";
}

MwWorld *mw_world_new(const char *seed)
{
    MwWorld *world = g_new0(MwWorld, 1);
    world->zone = g_string_new("; made by tests/bench/generate\n");
    world->weak = mw_test_key_load("rsa768", NULL);
    world->rsa_keys = g_ptr_array_new_with_free_func((GDestroyNotify)mw_test_key_free);
    for (unsigned i = 0; i < MW_WORLD_RSA_KEYS; i++) {
        g_autofree char *name = g_strdup_printf("%s rsa %u", seed, i);
        g_ptr_array_add(world->rsa_keys, mw_test_key_new_rsa(name));
    }
    const struct {
        MwWorldDomain *list;
        unsigned count;
        const char *format;
    } kinds[] = {
        [KIND_DOMAIN] = {world->domains, MW_WORLD_DOMAINS, "firm"},
        [KIND_SERVICE] = {world->services, MW_WORLD_SERVICES, "service"},
        [KIND_FORWARDER] = {world->forwarders, MW_WORLD_FORWARDERS, "list"},
    };
    for (unsigned kind = 0; kind < G_N_ELEMENTS(kinds); kind++)
        for (unsigned i = 0; i < kinds[kind].count; i++)
            make_domain(world, &kinds[kind].list[i], kinds[kind].format, kind, i);
    for (unsigned kind = 0; kind < G_N_ELEMENTS(kinds); kind++)
        for (unsigned i = 0; i < kinds[kind].count; i++) {
            add_keys(world, &kinds[kind].list[i]);
            add_policies(world, &kinds[kind].list[i]);
        }
    return world;
}

static void clear_domains(MwWorldDomain *domains, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        g_free(domains[i].name);
        mw_test_key_free(domains[i].ed25519);
    }
}

void mw_world_free(MwWorld *world)
{
    if (world == NULL)
        return;
    clear_domains(world->domains, MW_WORLD_DOMAINS);
    clear_domains(world->services, MW_WORLD_SERVICES);
    clear_domains(world->forwarders, MW_WORLD_FORWARDERS);
    g_ptr_array_unref(world->rsa_keys);
    mw_test_key_free(world->weak);
    g_string_free(world->zone, true);
    g_free(world);
}
