#include "src/dns/answer.h"

#include "src/dns/backend.h"

/* Answers and records are shared between threads and caches, so both are counted. What others see
 * comes first in the block. */
typedef struct {
    MwDnsRecord record;
    gint references;
} CountedRecord;

/* One reading of an answer. */
typedef struct Kept Kept;
struct Kept {
    const MwDnsReading *reading;
    void *value;
    Kept *next;
};

typedef struct {
    MwDnsAnswer answer;
    gint references;
    Kept *kept; /* atomic; a list that grows at its head only */
} CountedAnswer;

MwDnsRecord *mw_dns_record_new(uint32_t ttl)
{
    CountedRecord *counted = g_new0(CountedRecord, 1);
    counted->references = 1;
    counted->record.ttl = ttl;
    return &counted->record;
}

MwDnsRecord *mw_dns_record_ref(const MwDnsRecord *record)
{
    /* The count is the only thing that is written. */
    CountedRecord *counted = (CountedRecord *)(uintptr_t)record;
    g_atomic_int_inc(&counted->references);
    return &counted->record;
}

void mw_dns_record_free(MwDnsRecord *record)
{
    CountedRecord *counted = (CountedRecord *)record;
    if (counted == NULL || !g_atomic_int_dec_and_test(&counted->references))
        return;
    g_free(record->name);
    g_clear_pointer(&record->text, g_bytes_unref);
    g_clear_pointer(&record->strings, g_array_unref);
    g_free(counted);
}

static void free_record(gpointer data)
{
    mw_dns_record_free(data);
}

MwSpan mw_dns_record_text(const MwDnsRecord *record)
{
    size_t len = 0;
    const char *data = record->text != NULL ? g_bytes_get_data(record->text, &len) : NULL;
    return mw_span_make(data, len);
}

void mw_dns_record_append_string(MwDnsRecord *record, MwSpan string)
{
    if (record->strings == NULL)
        record->strings = g_array_new(FALSE, FALSE, sizeof(guint8));
    GByteArray *joined =
        record->text != NULL ? g_bytes_unref_to_array(record->text) : g_byte_array_new();
    record->text = NULL;
    do {
        guint8 len = (guint8)MIN(string.len, 255);
        g_byte_array_append(joined, (const guint8 *)string.data, len);
        g_array_append_val(record->strings, len);
        string = mw_span_slice(string, len, string.len);
    } while (string.len > 0);
    record->text = g_byte_array_free_to_bytes(joined);
}

MwDnsAnswer *mw_dns_answer_new(const char *name, MwDnsType type, MwDnsFailure failure)
{
    CountedAnswer *counted = g_new0(CountedAnswer, 1);
    MwDnsAnswer *answer = &counted->answer;
    counted->references = 1;
    answer->name = g_strdup(name);
    answer->type = type;
    answer->status = MW_DNS_FAILED;
    answer->failure = failure;
    answer->records = g_ptr_array_new_with_free_func(free_record);
    answer->cnames = g_ptr_array_new_with_free_func(g_free);
    return answer;
}

MwDnsAnswer *mw_dns_answer_ref(const MwDnsAnswer *answer)
{
    CountedAnswer *counted = (CountedAnswer *)(uintptr_t)answer;
    g_atomic_int_inc(&counted->references);
    return &counted->answer;
}

static void free_kept(Kept *kept)
{
    kept->reading->free(kept->value);
    g_free(kept);
}

void mw_dns_answer_unref(MwDnsAnswer *answer)
{
    CountedAnswer *counted = (CountedAnswer *)answer;
    if (counted == NULL || !g_atomic_int_dec_and_test(&counted->references))
        return;
    g_free(answer->server);
    g_free(answer->name);
    g_ptr_array_unref(answer->records);
    g_ptr_array_unref(answer->cnames);
    while (counted->kept != NULL) {
        Kept *kept = counted->kept;
        counted->kept = kept->next;
        free_kept(kept);
    }
    g_free(counted);
}

static const Kept *find_kept(const Kept *kept, const MwDnsReading *reading)
{
    while (kept != NULL && kept->reading != reading)
        kept = kept->next;
    return kept;
}

/* Two threads may read at the same time; the one that comes second takes what the first put there.
 */
static const Kept *keep(CountedAnswer *counted, Kept *mine)
{
    do {
        mine->next = g_atomic_pointer_get(&counted->kept);
        const Kept *known = find_kept(mine->next, mine->reading);
        if (known != NULL) {
            free_kept(mine);
            return known;
        }
    } while (!g_atomic_pointer_compare_and_exchange(&counted->kept, mine->next, mine));
    return mine;
}

const void *mw_dns_answer_read(const MwDnsAnswer *answer, const MwDnsReading *reading)
{
    /* What is kept is all that is written. */
    CountedAnswer *counted = (CountedAnswer *)(uintptr_t)answer;
    const Kept *kept = find_kept(g_atomic_pointer_get(&counted->kept), reading);
    if (kept == NULL) {
        Kept *mine = g_new(Kept, 1);
        *mine = (Kept){.reading = reading, .value = reading->read(answer)};
        kept = keep(counted, mine);
    }
    return kept->value;
}

void mw_dns_answer_add(MwDnsAnswer *answer, MwDnsRecord *record)
{
    answer->ttl = answer->records->len == 0 ? record->ttl : MIN(answer->ttl, record->ttl);
    answer->status = MW_DNS_FOUND;
    answer->failure = MW_DNS_OK;
    g_ptr_array_add(answer->records, record);
}

char *mw_dns_answer_describe(const MwDnsAnswer *answer)
{
    const char *outcome = answer->status == MW_DNS_FAILED ? mw_dns_failure_name(answer->failure)
                                                          : mw_dns_status_name(answer->status);
    return g_strdup_printf("%s %s%s%s: %s", mw_dns_type_name(answer->type),
                           answer->name[0] != '\0' ? answer->name : ".",
                           answer->server != NULL ? " @" : "",
                           answer->server != NULL ? answer->server : "", outcome);
}

guint mw_dns_question_hash(gconstpointer data)
{
    const MwDnsQuestion *question = data;
    guint hash = g_str_hash(question->name) * 31 + question->type;
    return question->server != NULL ? hash ^ g_str_hash(question->server) * 7 : hash;
}

gboolean mw_dns_question_equal(gconstpointer a, gconstpointer b)
{
    const MwDnsQuestion *left = a, *right = b;
    return left->type == right->type && strcmp(left->name, right->name) == 0 &&
           g_strcmp0(left->server, right->server) == 0;
}

MwDnsAnswer *mw_dns_question_fail(const MwDnsQuestion *question, MwDnsFailure failure)
{
    MwDnsAnswer *answer = mw_dns_answer_new(question->name, question->type, failure);
    answer->server = g_strdup(question->server);
    return answer;
}
