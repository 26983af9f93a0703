#include "src/dns/store.h"

#include "parsers/domain.h"
#include "src/dns/backend.h"
#include "src/dns/name.h"

typedef struct {
    bool exists;                         /* false: only names below it do, or it only fails */
    MwDnsAnswer *answers[MW_DNS_TYPE_N]; /* ready to be given out; NULL: no such record */
    MwDnsFailure fails[MW_DNS_TYPE_N];
} Node;

struct MwDnsStore {
    char *server;
    GHashTable *nodes; /* char* -> Node* */
    bool has_wildcards;
    MwDnsFailure fails[MW_DNS_TYPE_N]; /* for every name */
};

static void free_node(gpointer data)
{
    Node *node = data;
    for (unsigned i = 0; i < MW_DNS_TYPE_N; i++)
        mw_dns_answer_unref(node->answers[i]);
    g_free(node);
}

MwDnsStore *mw_dns_store_new(const char *server)
{
    MwDnsStore *store = g_new0(MwDnsStore, 1);
    store->server = g_strdup(server);
    store->nodes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_node);
    return store;
}

void mw_dns_store_free(MwDnsStore *store)
{
    if (store == NULL)
        return;
    g_hash_table_unref(store->nodes);
    g_free(store->server);
    g_free(store);
}

static bool is_wildcard(const char *name)
{
    return name[0] == '*' && (name[1] == '.' || name[1] == '\0');
}

static Node *add_node(MwDnsStore *store, const char *name)
{
    Node *node = g_new0(Node, 1);
    g_hash_table_insert(store->nodes, g_strdup(name), node);
    return node;
}

/* The nodes above a name, up to one that is there. */
static void add_parents(MwDnsStore *store, const char *name)
{
    while ((name = mw_domain_parent(name)) != NULL && !g_hash_table_contains(store->nodes, name))
        add_node(store, name);
}

/* Names between labels stop wildcards further up (RFC 4592, 3.3.1). Only with a wildcard does it
 * matter which there are. */
static void expect_wildcards(MwDnsStore *store)
{
    guint count;
    g_autofree gpointer *names = g_hash_table_get_keys_as_array(store->nodes, &count);
    for (guint i = 0; i < count; i++)
        add_parents(store, names[i]);
    store->has_wildcards = true;
}

static Node *node_for(MwDnsStore *store, const char *name)
{
    Node *known = g_hash_table_lookup(store->nodes, name);
    if (known != NULL)
        return known;
    Node *node = add_node(store, name);
    if (store->has_wildcards)
        add_parents(store, name);
    else if (is_wildcard(name))
        expect_wildcards(store);
    return node;
}

static bool records_are_equal(const MwDnsRecord *a, const MwDnsRecord *b)
{
    if (a->preference != b->preference || g_strcmp0(a->name, b->name) != 0 ||
        !mw_ip_equal(&a->ip, &b->ip) || (a->text == NULL) != (b->text == NULL))
        return false;
    return a->text == NULL ||
           (g_bytes_equal(a->text, b->text) && a->strings->len == b->strings->len &&
            memcmp(a->strings->data, b->strings->data, a->strings->len) == 0);
}

void mw_dns_store_add(MwDnsStore *store, const char *name, MwDnsType type, MwDnsRecord *record)
{
    Node *node = node_for(store, name);
    node->exists = true;
    MwDnsAnswer *answer = node->answers[type];
    if (answer == NULL) {
        answer = node->answers[type] = mw_dns_answer_new(name, type, MW_DNS_OK);
        answer->server = g_strdup(store->server);
    }
    for (unsigned i = 0; i < answer->records->len; i++)
        if (records_are_equal(g_ptr_array_index(answer->records, i), record)) {
            mw_dns_record_free(record);
            return;
        }
    mw_dns_answer_add(answer, record);
}

void mw_dns_store_add_name(MwDnsStore *store, const char *name)
{
    node_for(store, name)->exists = true;
}

void mw_dns_store_fail(MwDnsStore *store, const char *name, unsigned type_or_any,
                       MwDnsFailure failure)
{
    MwDnsFailure *fails = name != NULL ? node_for(store, name)->fails : store->fails;
    for (unsigned type = 0; type < MW_DNS_TYPE_N; type++)
        if (type_or_any == type || type_or_any == MW_DNS_ANY)
            fails[type] = failure;
}

/* The wildcard below the closest encloser of a name that is not there; NULL mostly. */
static const Node *find_wildcard(const MwDnsStore *store, const char *name)
{
    char wildcard[MW_DNS_NAME_SIZE + 2];
    for (const char *up = mw_domain_parent(name); up != NULL; up = mw_domain_parent(up))
        if (g_hash_table_contains(store->nodes, up)) {
            g_snprintf(wildcard, sizeof wildcard, "*.%s", up);
            return g_hash_table_lookup(store->nodes, wildcard);
        }
    return g_hash_table_lookup(store->nodes, "*");
}

static const Node *find_node(const MwDnsStore *store, const char *name)
{
    const Node *node = g_hash_table_lookup(store->nodes, name);
    return node != NULL || !store->has_wildcards ? node : find_wildcard(store, name);
}

static MwDnsFailure failure_of(const MwDnsStore *store, const Node *node, MwDnsType type)
{
    return store->fails[type] != MW_DNS_OK ? store->fails[type]
           : node != NULL                  ? node->fails[type]
                                           : MW_DNS_OK;
}

static void copy_records(MwDnsAnswer *to, const MwDnsAnswer *from)
{
    uint32_t ttl = to->cnames->len > 0 ? to->ttl : from->ttl;
    for (unsigned i = 0; i < from->records->len; i++)
        mw_dns_answer_add(to, mw_dns_record_ref(g_ptr_array_index(from->records, i)));
    to->ttl = MIN(ttl, from->ttl);
}

static void set_status(MwDnsAnswer *answer, MwDnsStatus status, MwDnsFailure failure)
{
    answer->status = status;
    answer->failure = failure;
}

/* One step: answers, and returns NULL, or returns the alias to go on with. */
static const MwDnsRecord *answer_at(const MwDnsStore *store, const char *name, MwDnsAnswer *answer)
{
    const Node *node = find_node(store, name);
    MwDnsFailure failure = failure_of(store, node, answer->type);
    if (failure != MW_DNS_OK) {
        set_status(answer, MW_DNS_FAILED, failure);
    } else if (node == NULL || !node->exists) {
        /* A server that was asked itself knows nothing of names outside its own data. */
        bool outside = store->server != NULL && answer->cnames->len > 0;
        set_status(answer, outside ? MW_DNS_NODATA : MW_DNS_NXDOMAIN, MW_DNS_OK);
    } else if (node->answers[answer->type] != NULL) {
        copy_records(answer, node->answers[answer->type]);
    } else if (node->answers[MW_DNS_CNAME] != NULL) {
        return g_ptr_array_index(node->answers[MW_DNS_CNAME]->records, 0);
    } else {
        set_status(answer, MW_DNS_NODATA, MW_DNS_OK);
    }
    return NULL;
}

static MwDnsAnswer *ask_slowly(const MwDnsStore *store, const char *name, MwDnsType type)
{
    MwDnsAnswer *answer = mw_dns_answer_new(name, type, MW_DNS_OK);
    answer->server = g_strdup(store->server);
    const MwDnsRecord *alias;
    while ((alias = answer_at(store, name, answer)) != NULL) {
        answer->ttl = answer->cnames->len == 0 ? alias->ttl : MIN(answer->ttl, alias->ttl);
        name = alias->name;
        g_ptr_array_add(answer->cnames, g_strdup(name));
        if (answer->cnames->len > MW_DNS_CNAME_HOPS_MAX) {
            set_status(answer, MW_DNS_FAILED, MW_DNS_MALFORMED);
            break;
        }
    }
    return answer;
}

MwDnsAnswer *mw_dns_store_ask(const MwDnsStore *store, const char *name, MwDnsType type)
{
    const Node *node = g_hash_table_lookup(store->nodes, name);
    if (node != NULL && node->answers[type] != NULL && failure_of(store, node, type) == MW_DNS_OK)
        return mw_dns_answer_ref(node->answers[type]);
    return ask_slowly(store, name, type);
}
