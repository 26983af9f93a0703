#include "src/dns/backend.h"
#include "src/dns/name.h"
#include "src/dns/store.h"
#include "src/dns/zone_rdata.h"

/* The lines of one name and type as one server knows them; the first answer wins. */
typedef struct {
    const char *server; /* "": the resolver; all texts are the answers' */
    const char *name;
    MwDnsType type;
    char *lines;
} RecordSet;

typedef struct {
    GHashTable *sets;     /* RecordSet* as a set */
    GHashTable *existing; /* "SERVER NAME" of those that have records */
} Recorder;

static int compare_sets(const RecordSet *a, const RecordSet *b)
{
    int order = strcmp(a->server, b->server);
    order = order != 0 ? order : strcmp(a->name, b->name);
    return order != 0 ? order : (int)a->type - (int)b->type;
}

static guint hash_set(gconstpointer data)
{
    const RecordSet *set = data;
    return g_str_hash(set->server) * 7 ^ g_str_hash(set->name) * 31 ^ set->type;
}

static gboolean sets_are_equal(gconstpointer a, gconstpointer b)
{
    return compare_sets(a, b) == 0;
}

static gint sort_sets(gconstpointer a, gconstpointer b)
{
    return compare_sets(*(const RecordSet *const *)a, *(const RecordSet *const *)b);
}

static void free_set(gpointer data)
{
    RecordSet *set = data;
    g_free(set->lines);
    g_free(set);
}

/* Takes over `lines`. */
static void add_set(Recorder *recorder, const char *server, const char *name, MwDnsType type,
                    char *lines)
{
    RecordSet *set = g_new0(RecordSet, 1);
    *set = (RecordSet){server != NULL ? server : "", name, type, lines};
    if (g_hash_table_contains(recorder->sets, set))
        free_set(set);
    else
        g_hash_table_add(recorder->sets, set);
}

static void note_existing(Recorder *recorder, const char *server, const char *name)
{
    g_hash_table_add(recorder->existing,
                     g_strdup_printf("%s %s", server != NULL ? server : "", name));
}

static void append_record(GString *lines, const char *name, MwDnsType type, uint32_t ttl,
                          const char *data)
{
    g_autofree char *owner = mw_dns_name_escape(name);
    g_string_append_printf(lines, "%s %u IN %s %s\n", owner, ttl, mw_dns_type_name(type), data);
}

/* The answer tells the lowest TTL of the chain only; it is kept by giving it to each alias. */
static const char *add_aliases(Recorder *recorder, const MwDnsAnswer *answer)
{
    const char *name = answer->name;
    for (unsigned i = 0; i < answer->cnames->len; i++) {
        const char *target = g_ptr_array_index(answer->cnames, i);
        g_autofree char *data = mw_dns_name_escape(target);
        GString *lines = g_string_new(NULL);
        append_record(lines, name, MW_DNS_CNAME, answer->ttl, data);
        add_set(recorder, answer->server, name, MW_DNS_CNAME, g_string_free(lines, FALSE));
        note_existing(recorder, answer->server, name);
        name = target;
    }
    return name;
}

static void add_records(Recorder *recorder, const MwDnsAnswer *answer, const char *owner)
{
    GString *lines = g_string_new(NULL);
    for (unsigned i = 0; i < answer->records->len; i++) {
        const MwDnsRecord *record = g_ptr_array_index(answer->records, i);
        g_autofree char *data = mw_zone_rdata_write(answer->type, record);
        append_record(lines, owner, answer->type, record->ttl, data);
    }
    add_set(recorder, answer->server, owner, answer->type, g_string_free(lines, FALSE));
    note_existing(recorder, answer->server, owner);
}

static void add_failure(Recorder *recorder, const MwDnsAnswer *answer, const char *owner)
{
    /* A chain that is too long is written down already, and fails again when it is read. */
    bool told = answer->cnames->len > MW_DNS_CNAME_HOPS_MAX;
    if (told || answer->failure == MW_DNS_NOT_ASKED || answer->failure == MW_DNS_BAD_NAME)
        return;
    g_autofree char *name = mw_dns_name_escape(owner);
    add_set(recorder, answer->server, owner, answer->type,
            g_strdup_printf("$FAIL %s %s %s\n", name, mw_dns_type_name(answer->type),
                            mw_dns_failure_name(answer->failure)));
}

static void add_answer(Recorder *recorder, const MwDnsAnswer *answer)
{
    const char *owner = add_aliases(recorder, answer);
    switch (answer->status) {
    case MW_DNS_FOUND:
        add_records(recorder, answer, owner);
        break;
    case MW_DNS_NODATA:
        add_set(recorder, answer->server, owner, answer->type, NULL);
        break;
    case MW_DNS_FAILED:
        add_failure(recorder, answer, owner);
        break;
    case MW_DNS_NXDOMAIN:
        break;
    }
}

/* A name without any of our records is kept alive by one of a private type (RFC 6895, 3.1). */
static void write_set(Recorder *recorder, const RecordSet *set, GString *out)
{
    g_autofree char *key = g_strdup_printf("%s %s", set->server, set->name);
    if (set->lines != NULL) {
        g_string_append(out, set->lines);
    } else if (g_hash_table_add(recorder->existing, g_steal_pointer(&key))) {
        g_autofree char *owner = mw_dns_name_escape(set->name);
        g_string_append_printf(out, "%s 0 IN TYPE65280 \\# 0\n", owner);
    }
}

static void collect_set(gpointer key, gpointer value, gpointer sorted)
{
    (void)value;
    g_ptr_array_add(sorted, key);
}

static char *write_all(Recorder *recorder)
{
    GString *out = g_string_new(NULL);
    g_autoptr(GPtrArray) sorted = g_ptr_array_new();
    g_hash_table_foreach(recorder->sets, collect_set, sorted);
    g_ptr_array_sort(sorted, sort_sets);
    const char *server = "";
    for (unsigned i = 0; i < sorted->len; i++) {
        const RecordSet *set = g_ptr_array_index(sorted, i);
        if (strcmp(server, set->server) != 0) {
            server = set->server;
            g_autofree char *name = mw_dns_name_escape(server);
            g_string_append_printf(out, "\n$SERVER %s\n", name);
        }
        write_set(recorder, set, out);
    }
    return g_string_free(out, FALSE);
}

char *mw_dns_answers_to_file_text(const GPtrArray *answers)
{
    Recorder recorder = {
        g_hash_table_new_full(hash_set, sets_are_equal, free_set, NULL),
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
    };
    /* Plain answers first: they know the TTL of their records better than chains do. */
    for (unsigned pass = 0; pass < 2; pass++)
        for (unsigned i = 0; i < answers->len; i++) {
            const MwDnsAnswer *answer = g_ptr_array_index(answers, i);
            if ((answer->cnames->len > 0) == (pass == 1))
                add_answer(&recorder, answer);
        }
    char *text = write_all(&recorder);
    g_hash_table_unref(recorder.sets);
    g_hash_table_unref(recorder.existing);
    return text;
}
