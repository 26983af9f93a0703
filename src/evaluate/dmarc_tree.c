#include "src/evaluate/dmarc_tree.h"

#include "parsers/domain.h"
#include "src/evaluate/dmarc.h"

enum { QUERIES_MAX = 8, LABELS_KEPT = 7 }; /* RFC 9989, 4.10 */

static void note_lookalike(MwDmarcLookup *lookup, MwSpan text)
{
    size_t offset = 0;
    const char *why = mw_dmarc_record_lookalike(text, &offset);
    if (why == NULL || lookup->lookalike != NULL)
        return;
    lookup->lookalike = mw_span_dup(text);
    lookup->lookalike_why = why;
    lookup->lookalike_offset = offset;
}

/* Records that do not begin with v=DMARC1 are discarded; of the rest there must be one. */
static void read_records(MwDmarcLookup *lookup)
{
    for (guint i = 0; i < lookup->answer->records->len; i++) {
        MwSpan text = mw_dns_record_text(g_ptr_array_index(lookup->answer->records, i));
        if (!mw_dmarc_record_is_dmarc(text)) {
            note_lookalike(lookup, text);
        } else if (lookup->count++ == 0) {
            lookup->record = mw_dmarc_record_parse(text, NULL);
            lookup->text = mw_span_dup(text);
        }
    }
    if (lookup->count == 1) {
        lookup->status = MW_DMARC_LOOKUP_FOUND;
    } else if (lookup->count > 1) {
        lookup->status = MW_DMARC_LOOKUP_SEVERAL;
        g_clear_pointer(&lookup->record, mw_dmarc_record_free);
    }
}

MwDmarcLookup *mw_dmarc_lookup(MwDnsSession *dns, const char *name)
{
    MwDmarcLookup *lookup = g_new0(MwDmarcLookup, 1);
    g_autofree char *question = g_strconcat("_dmarc.", name, NULL);
    lookup->name = g_strdup(name);
    lookup->answer = mw_dns_ask(dns, question, MW_DNS_TXT);
    if (lookup->answer->status == MW_DNS_FOUND)
        read_records(lookup);
    else if (lookup->answer->status == MW_DNS_FAILED &&
             lookup->answer->failure != MW_DNS_BAD_NAME) /* too long a name holds no record */
        lookup->status = MW_DMARC_LOOKUP_FAILED;
    return lookup;
}

void mw_dmarc_lookup_free(MwDmarcLookup *lookup)
{
    if (lookup == NULL)
        return;
    mw_dmarc_record_free(lookup->record);
    g_free(lookup->name);
    g_free(lookup->text);
    g_free(lookup->lookalike);
    g_free(lookup);
}

/* The name with its last `labels` labels. */
static const char *cut_to(const char *name, unsigned labels)
{
    for (unsigned have = mw_domain_labels(name); have > labels; have--)
        name = mw_domain_parent(name);
    return name;
}

/* RFC 9989, 4.10.2, over the records from the longest name to the shortest. */
static const char *organizational_domain(const MwDmarcWalk *walk, const char *start)
{
    const char *shortest = start;
    for (guint i = 0; i < walk->lookups->len; i++) {
        const MwDmarcLookup *lookup = g_ptr_array_index(walk->lookups, i);
        if (lookup->status != MW_DMARC_LOOKUP_FOUND)
            continue;
        if (lookup->record->psd == MW_DMARC_PSD_N)
            return lookup->name;
        if (lookup->record->psd == MW_DMARC_PSD_Y && i > 0)
            return cut_to(start, mw_domain_labels(lookup->name) + 1);
        shortest = lookup->name;
    }
    return shortest;
}

static bool is_last(const MwDmarcLookup *lookup)
{
    return lookup->status == MW_DMARC_LOOKUP_FAILED ||
           (lookup->status == MW_DMARC_LOOKUP_FOUND && lookup->record->psd != MW_DMARC_PSD_U);
}

MwDmarcWalk *mw_dmarc_walk(MwDnsSession *dns, const char *name)
{
    MwDmarcWalk *walk = g_new0(MwDmarcWalk, 1);
    walk->lookups = g_ptr_array_new_with_free_func((GDestroyNotify)mw_dmarc_lookup_free);
    for (const char *at = name; at != NULL && walk->lookups->len < QUERIES_MAX;) {
        MwDmarcLookup *lookup = mw_dmarc_lookup(dns, at);
        g_ptr_array_add(walk->lookups, lookup);
        if (lookup->status == MW_DMARC_LOOKUP_FAILED)
            walk->failed = lookup;
        if (is_last(lookup))
            break;
        at = mw_domain_labels(at) > LABELS_KEPT ? cut_to(at, LABELS_KEPT) : mw_domain_parent(at);
    }
    if (walk->failed == NULL)
        walk->organizational_domain = g_strdup(organizational_domain(walk, name));
    return walk;
}

void mw_dmarc_walk_free(MwDmarcWalk *walk)
{
    if (walk == NULL)
        return;
    g_ptr_array_unref(walk->lookups);
    g_free(walk->organizational_domain);
    g_free(walk);
}

const MwDmarcLookup *mw_dmarc_walk_found(const MwDmarcWalk *walk, const char *name)
{
    for (guint i = 0; i < walk->lookups->len; i++) {
        const MwDmarcLookup *lookup = g_ptr_array_index(walk->lookups, i);
        if (lookup->status == MW_DMARC_LOOKUP_FOUND && strcmp(lookup->name, name) == 0)
            return lookup;
    }
    return NULL;
}

char *mw_dmarc_organizational_domain(MwDnsSession *dns, const char *name)
{
    g_autoptr(MwDmarcWalk) walk = mw_dmarc_walk(dns, name);
    return g_steal_pointer(&walk->organizational_domain);
}
