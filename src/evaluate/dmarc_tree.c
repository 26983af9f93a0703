#include "src/evaluate/dmarc_tree.h"

#include "parsers/domain.h"
#include "src/evaluate/dmarc.h"

enum { LABELS_KEPT = 7 }; /* RFC 9989, 4.10 */

static const char prefix[] = "_dmarc.";

/* ---- one name ---- */

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
    MwSpan found = {NULL, 0};
    for (guint i = 0; i < lookup->answer->records->len; i++) {
        MwSpan text = mw_dns_record_text(g_ptr_array_index(lookup->answer->records, i));
        if (!mw_dmarc_record_is_dmarc(text))
            note_lookalike(lookup, text);
        else if (lookup->count++ == 0)
            found = text;
    }
    if (lookup->count == 1) {
        lookup->status = MW_DMARC_LOOKUP_FOUND;
        lookup->record = mw_dmarc_record_parse(found, NULL);
        lookup->text = mw_span_dup(found);
    } else if (lookup->count > 1) {
        lookup->status = MW_DMARC_LOOKUP_SEVERAL;
    }
}

static void *read_lookup(const MwDnsAnswer *answer)
{
    MwDmarcLookup *lookup = g_new0(MwDmarcLookup, 1);
    lookup->name = answer->name + strlen(prefix);
    lookup->answer = answer;
    if (answer->status == MW_DNS_FOUND)
        read_records(lookup);
    else if (answer->status == MW_DNS_FAILED &&
             answer->failure != MW_DNS_BAD_NAME) /* too long a name holds no record */
        lookup->status = MW_DMARC_LOOKUP_FAILED;
    return lookup;
}

static void free_lookup(void *value)
{
    MwDmarcLookup *lookup = value;
    mw_dmarc_record_free(lookup->record);
    g_free(lookup->text);
    g_free(lookup->lookalike);
    g_free(lookup);
}

const MwDmarcLookup *mw_dmarc_lookup(MwDnsSession *dns, const char *name)
{
    static const MwDnsReading reading = {read_lookup, free_lookup};
    g_autofree char *question = g_strconcat(prefix, name, NULL);
    return mw_dns_answer_read(mw_dns_ask(dns, question, MW_DNS_TXT), &reading);
}

/* ---- the walk ---- */

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
    for (unsigned i = 0; i < walk->count; i++) {
        const MwDmarcLookup *lookup = walk->lookups[i];
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

static const MwDmarcLookup *add_lookup(MwDmarcWalk *walk, const MwDmarcLookup *lookup)
{
    walk->lookups[walk->count++] = lookup;
    if (lookup->status == MW_DMARC_LOOKUP_FAILED)
        walk->failed = lookup;
    return lookup;
}

MwDmarcWalk mw_dmarc_walk(MwDnsSession *dns, const char *name)
{
    MwDmarcWalk walk = {.count = 0};
    const char *at = name;
    while (at != NULL && walk.count < MW_DMARC_QUERIES_MAX &&
           !is_last(add_lookup(&walk, mw_dmarc_lookup(dns, at))))
        at = mw_domain_labels(at) > LABELS_KEPT ? cut_to(at, LABELS_KEPT) : mw_domain_parent(at);
    if (walk.failed == NULL)
        walk.organizational_domain = organizational_domain(&walk, name);
    return walk;
}

MwDmarcWalk mw_dmarc_walk_7489(MwDnsSession *dns, const char *author, const char *organization)
{
    MwDmarcWalk walk = {.organizational_domain = organization};
    const MwDmarcLookup *own = add_lookup(&walk, mw_dmarc_lookup(dns, author));
    if (own->status == MW_DMARC_LOOKUP_NOTHING && strcmp(author, organization) != 0)
        add_lookup(&walk, mw_dmarc_lookup(dns, organization));
    return walk;
}

const MwDmarcLookup *mw_dmarc_walk_last(const MwDmarcWalk *walk)
{
    return walk->lookups[walk->count - 1];
}

const MwDmarcLookup *mw_dmarc_walk_found(const MwDmarcWalk *walk, const char *name)
{
    for (unsigned i = 0; i < walk->count; i++) {
        const MwDmarcLookup *lookup = walk->lookups[i];
        if (lookup->status == MW_DMARC_LOOKUP_FOUND && strcmp(lookup->name, name) == 0)
            return lookup;
    }
    return NULL;
}
