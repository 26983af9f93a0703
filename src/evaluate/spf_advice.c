#include "src/evaluate/spf_advice.h"

#include "parsers/domain.h"
#include "src/evaluate/spf_check.h"

static const char *const mw_spf_advice_kind_names[] = {
    [MW_SPF_ADVICE_UNREACHABLE] = "unreachable",
    [MW_SPF_ADVICE_DUPLICATE] = "duplicate",
    [MW_SPF_ADVICE_NEVER_MATCHES] = "never-matches",
    [MW_SPF_ADVICE_COVERED] = "covered",
    [MW_SPF_ADVICE_PTR] = "ptr",
    [MW_SPF_ADVICE_OWN_ADDRESSES] = "own-addresses",
    [MW_SPF_ADVICE_COSTLY] = "costly",
};
MW_DEFINE_ENUM_NAMES(MwSpfAdviceKind, mw_spf_advice_kind, MW_SPF_ADVICE_N)

enum {
    ADDRESSES_MAX = 4, /* more than these are no improvement on a name */
    COSTLY_MAX = 3,
    WORTH_MOVING = 2, /* look-ups */
};

/* A node of the tree, with its term parsed again. */
typedef struct {
    const MwSpfNode *node;
    MwSpfRecord *parsed; /* "v=spf1 TERM" */
    const MwSpfTerm *term;
    guint end;   /* number of the first entry that is not below this one */
    bool passes; /* a match makes the whole check pass */
    bool own;    /* in the domain's own record or its redirect target */
    bool used;   /* reached, and no advice given yet */
} Entry;

typedef struct {
    MwDnsSession *dns;
    const char *domain;
    GArray *entries; /* Entry, in order of evaluation */
    GPtrArray *items;
} Study;

static Entry *entry_at(const Study *study, guint i)
{
    return &g_array_index(study->entries, Entry, i);
}

/* ---- the tree as a list ---- */

static void clear_entry(void *data)
{
    mw_spf_record_unref(((Entry *)data)->parsed);
}

static void collect(Study *study, const GPtrArray *nodes, bool passes, bool own)
{
    for (guint i = 0; i < nodes->len; i++) {
        const MwSpfNode *node = g_ptr_array_index(nodes, i);
        g_autofree char *text = g_strconcat("v=spf1 ", node->term, NULL);
        Entry entry = {.node = node, .own = own, .parsed = mw_spf_record_parse(mw_span(text))};
        if (entry.parsed->terms->len != 1) {
            clear_entry(&entry);
            continue;
        }
        entry.term = &g_array_index(entry.parsed->terms, MwSpfTerm, 0);
        bool redirect = entry.term->kind == MW_SPF_TERM_REDIRECT;
        entry.used = strcmp(node->outcome, "not-reached") != 0;
        entry.passes = passes && entry.used && (redirect || entry.term->qualifier == '+');
        guint at = study->entries->len;
        g_array_append_val(study->entries, entry);
        collect(study, node->children, entry.passes, own && redirect);
        entry_at(study, at)->end = study->entries->len;
    }
}

static void free_advice(void *data)
{
    MwSpfAdvice *advice = data;
    g_free(advice->text);
    g_free(advice);
}

static void advise(Study *study, Entry *entry, MwSpfAdviceKind kind, const Entry *other, char *text)
{
    MwSpfAdvice *advice = g_new0(MwSpfAdvice, 1);
    advice->kind = kind;
    advice->node = entry->node;
    advice->other = other != NULL ? other->node : NULL;
    advice->saves = entry->node->cost;
    advice->text = text;
    entry->used = false;
    g_ptr_array_add(study->items, advice);
}

/* ---- kinds ---- */

static bool is_network(const MwSpfTerm *term)
{
    return term->kind == MW_SPF_TERM_IP4 || term->kind == MW_SPF_TERM_IP6;
}

static unsigned network_bits(const MwSpfTerm *term)
{
    return term->kind == MW_SPF_TERM_IP4 ? term->bits4 : term->bits6;
}

static bool says_the_same(const Entry *a, const Entry *b)
{
    if (a->term->kind != b->term->kind || a->term->bits4 != b->term->bits4 ||
        a->term->bits6 != b->term->bits6)
        return false;
    if (is_network(a->term))
        return memcmp(a->term->network.bytes, b->term->network.bytes, 16) == 0;
    return a->node->target != NULL && g_strcmp0(a->node->target, b->node->target) == 0;
}

static bool is_below(const Study *study, guint i, guint above)
{
    return i > above && i < entry_at(study, above)->end;
}

static void find_unreachable(Study *study)
{
    for (guint i = 0; i < study->entries->len; i++) {
        Entry *entry = entry_at(study, i);
        bool mechanism = mw_spf_term_is_mechanism(entry->term);
        if (entry->own && !entry->used && (mechanism || entry->term->kind == MW_SPF_TERM_REDIRECT))
            advise(study, entry, MW_SPF_ADVICE_UNREACHABLE, NULL, NULL);
    }
}

/* One of ours that stands earlier, or anywhere inside somebody else's record. */
static void find_duplicates(Study *study)
{
    for (guint i = 0; i < study->entries->len; i++) {
        Entry *entry = entry_at(study, i);
        if (!entry->own || !entry->used || !entry->passes ||
            entry->term->kind == MW_SPF_TERM_REDIRECT || entry->term->kind == MW_SPF_TERM_ALL)
            continue;
        for (guint k = 0; k < study->entries->len && entry->used; k++) {
            const Entry *other = entry_at(study, k);
            if (k != i && other->passes && (k < i || !other->own) && !is_below(study, k, i) &&
                !is_below(study, i, k) && says_the_same(entry, other))
                advise(study, entry, MW_SPF_ADVICE_DUPLICATE, other, NULL);
        }
    }
}

static bool has_no_address(const Entry *entry)
{
    return (entry->term->kind == MW_SPF_TERM_A || entry->term->kind == MW_SPF_TERM_MX) &&
           entry->node->voids > 0;
}

/* Can anything below the include pass? The includes below it have entries of their own. */
static bool can_pass(const Study *study, guint include)
{
    for (guint k = include + 1; k < entry_at(study, include)->end; k++) {
        const Entry *entry = entry_at(study, k);
        bool nested =
            entry->term->kind == MW_SPF_TERM_INCLUDE || entry->term->kind == MW_SPF_TERM_REDIRECT;
        /* An include whose target is not known may pass. */
        bool open = nested ? entry->node->target == NULL : !has_no_address(entry);
        if (entry->passes && open)
            return true;
    }
    return false;
}

static void find_never_matching(Study *study)
{
    for (guint i = 0; i < study->entries->len; i++) {
        Entry *entry = entry_at(study, i);
        if (!entry->own || !entry->used)
            continue;
        bool empty = entry->term->kind == MW_SPF_TERM_INCLUDE && entry->node->record != NULL &&
                     entry->passes && !can_pass(study, i);
        if (empty || has_no_address(entry))
            advise(study, entry, MW_SPF_ADVICE_NEVER_MATCHES, NULL, NULL);
    }
}

/* ---- addresses ---- */

static void add_addresses(const Study *study, GArray *out, const char *name)
{
    static const MwDnsType types[] = {MW_DNS_A, MW_DNS_AAAA};
    for (size_t t = 0; t < G_N_ELEMENTS(types); t++) {
        const MwDnsAnswer *answer = mw_dns_ask(study->dns, name, types[t]);
        for (guint i = 0; i < answer->records->len && out->len <= ADDRESSES_MAX; i++)
            g_array_append_val(out,
                               ((const MwDnsRecord *)g_ptr_array_index(answer->records, i))->ip);
    }
}

/* MwIp, those of an a or mx, at most ADDRESSES_MAX + 1 of them; the caller's. */
static GArray *addresses_of(const Study *study, const Entry *entry)
{
    GArray *out = g_array_new(FALSE, FALSE, sizeof(MwIp));
    const char *target = entry->node->target;
    if (target == NULL)
        return out;
    if (entry->term->kind == MW_SPF_TERM_A) {
        add_addresses(study, out, target);
        return out;
    }
    const MwDnsAnswer *answer = mw_dns_ask(study->dns, target, MW_DNS_MX);
    for (guint i = 0; i < answer->records->len && i < MW_SPF_ADDRESS_LIMIT; i++) {
        const MwDnsRecord *mx = g_ptr_array_index(answer->records, i);
        if (mx->name[0] != '\0')
            add_addresses(study, out, mx->name);
    }
    return out;
}

/* Does the network of `wide` hold this one? */
static bool holds(const Entry *wide, const MwIp *ip, unsigned bits)
{
    return wide->passes && is_network(wide->term) && network_bits(wide->term) <= bits &&
           mw_ip_in_network(ip, &wide->term->network, network_bits(wide->term));
}

static const Entry *find_wider(const Study *study, guint i, const MwIp *ip, unsigned bits)
{
    for (guint k = 0; k < study->entries->len; k++) {
        const Entry *other = entry_at(study, k);
        if (k != i && !is_below(study, k, i) && holds(other, ip, bits) &&
            (network_bits(other->term) < bits || !is_network(entry_at(study, i)->term)))
            return other;
    }
    return NULL;
}

/* The network that holds all these addresses one by one; the last one's, NULL when one has none. */
static const Entry *find_cover(const Study *study, guint i, const GArray *addresses)
{
    const MwSpfTerm *term = entry_at(study, i)->term;
    const Entry *cover = NULL;
    for (guint n = 0; n < addresses->len; n++) {
        const MwIp *ip = &g_array_index(addresses, MwIp, n);
        cover = find_wider(study, i, ip, ip->family == 4 ? term->bits4 : term->bits6);
        if (cover == NULL)
            return NULL;
    }
    return cover;
}

static char *spell_addresses(const GArray *addresses, const MwSpfTerm *term)
{
    GString *out = g_string_new(NULL);
    for (guint n = 0; n < addresses->len; n++) {
        const MwIp *ip = &g_array_index(addresses, MwIp, n);
        char text[MW_IP_TEXT_MAX];
        g_string_append_printf(out, "%sip%u:%s", n > 0 ? " " : "", ip->family,
                               mw_ip_format(ip, text));
        unsigned bits = ip->family == 4 ? term->bits4 : term->bits6;
        if (bits < (ip->family == 4 ? 32 : 128))
            g_string_append_printf(out, "/%u", bits);
    }
    return g_string_free(out, FALSE);
}

static void find_covered(Study *study)
{
    for (guint i = 0; i < study->entries->len; i++) {
        Entry *entry = entry_at(study, i);
        if (!entry->own || !entry->used || !entry->passes || !is_network(entry->term))
            continue;
        const Entry *wide = find_wider(study, i, &entry->term->network, network_bits(entry->term));
        if (wide != NULL)
            advise(study, entry, MW_SPF_ADVICE_COVERED, wide, NULL);
    }
}

static void study_names(Study *study)
{
    for (guint i = 0; i < study->entries->len; i++) {
        Entry *entry = entry_at(study, i);
        bool named = entry->term->kind == MW_SPF_TERM_A || entry->term->kind == MW_SPF_TERM_MX;
        if (!entry->own || !entry->used || !entry->passes || !named)
            continue;
        g_autoptr(GArray) addresses = addresses_of(study, entry);
        if (addresses->len == 0 || addresses->len > ADDRESSES_MAX)
            continue;
        const Entry *cover = find_cover(study, i, addresses);
        if (cover != NULL)
            advise(study, entry, MW_SPF_ADVICE_COVERED, cover, NULL);
        else if (mw_domain_is_within(entry->node->target, study->domain))
            advise(study, entry, MW_SPF_ADVICE_OWN_ADDRESSES, NULL,
                   spell_addresses(addresses, entry->term));
    }
}

static void find_ptr(Study *study)
{
    for (guint i = 0; i < study->entries->len; i++) {
        Entry *entry = entry_at(study, i);
        if (entry->own && entry->used && entry->term->kind == MW_SPF_TERM_PTR)
            advise(study, entry, MW_SPF_ADVICE_PTR, NULL, NULL);
    }
}

static Entry *find_costliest(const Study *study)
{
    Entry *most = NULL;
    for (guint i = 0; i < study->entries->len; i++) {
        Entry *entry = entry_at(study, i);
        if (entry->own && entry->used && entry->node->cost >= WORTH_MOVING &&
            entry->term->kind == MW_SPF_TERM_INCLUDE &&
            (most == NULL || entry->node->cost > most->node->cost))
            most = entry;
    }
    return most;
}

MwSpfAdviceList *mw_spf_advise(MwDnsSession *dns, const MwSpf *walk)
{
    MwSpfAdviceList *list = g_new0(MwSpfAdviceList, 1);
    list->items = g_ptr_array_new_with_free_func(free_advice);
    g_autoptr(GArray) entries = g_array_new(FALSE, FALSE, sizeof(Entry));
    g_array_set_clear_func(entries, clear_entry);
    Study study = {.dns = dns, .domain = walk->domain, .entries = entries, .items = list->items};
    collect(&study, walk->tree, true, true);
    find_unreachable(&study);
    find_duplicates(&study);
    find_never_matching(&study);
    find_covered(&study);
    find_ptr(&study);
    study_names(&study);
    list->left = walk->total_lookups;
    for (guint i = 0; i < list->items->len; i++)
        list->left -= MIN(list->left, ((MwSpfAdvice *)g_ptr_array_index(list->items, i))->saves);
    Entry *costly;
    for (unsigned n = 0; list->left > MW_SPF_LOOKUP_LIMIT && n < COSTLY_MAX &&
                         (costly = find_costliest(&study)) != NULL;
         n++)
        advise(&study, costly, MW_SPF_ADVICE_COSTLY, NULL, NULL);
    return list;
}

void mw_spf_advice_list_free(MwSpfAdviceList *list)
{
    if (list == NULL)
        return;
    g_ptr_array_unref(list->items);
    g_free(list);
}
