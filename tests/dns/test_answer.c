#include "tests/table.h"

#include <pthread.h>

#include "src/dns/backend.h"

enum { THREADS = 4, ROUNDS = 200 };

/* What a reading makes of an answer: a note of its own, freed once. */
typedef struct {
    const MwDnsAnswer *answer;
    char *text;
} Note;

static void *read_name(const MwDnsAnswer *answer)
{
    Note *note = g_new0(Note, 1);
    note->answer = answer;
    note->text = g_strdup(answer->name);
    return note;
}

static void *read_type(const MwDnsAnswer *answer)
{
    Note *note = g_new0(Note, 1);
    note->answer = answer;
    note->text = g_strdup(mw_dns_type_name(answer->type));
    return note;
}

static void free_note(void *value)
{
    Note *note = value;
    g_free(note->text);
    g_free(note);
}

static const MwDnsReading by_name = {read_name, free_note};
static const MwDnsReading by_type = {read_type, free_note};

static void test_a_reading_is_kept_with_the_answer(void **state)
{
    (void)state;
    g_autoptr(MwDnsAnswer) answer = mw_dns_answer_new("example.com", MW_DNS_TXT, MW_DNS_OK);
    const Note *note = mw_dns_answer_read(answer, &by_name);
    assert_string_equal(note->text, "example.com");
    assert_ptr_equal(note->answer, answer);
    g_autoptr(MwDnsAnswer) shared = mw_dns_answer_ref(answer);
    assert_ptr_equal(mw_dns_answer_read(shared, &by_name), note);
}

static void test_readings_of_one_answer_do_not_mix(void **state)
{
    (void)state;
    g_autoptr(MwDnsAnswer) answer = mw_dns_answer_new("example.com", MW_DNS_MX, MW_DNS_OK);
    const Note *name = mw_dns_answer_read(answer, &by_name);
    const Note *type = mw_dns_answer_read(answer, &by_type);
    assert_string_equal(name->text, "example.com");
    assert_string_equal(type->text, "MX");
    assert_ptr_equal(mw_dns_answer_read(answer, &by_name), name);
    assert_ptr_equal(mw_dns_answer_read(answer, &by_type), type);
}

typedef struct {
    const MwDnsAnswer *answer;
    pthread_barrier_t *start;
    const Note *name, *type;
} Reader;

static void *read_both(void *data)
{
    Reader *reader = data;
    pthread_barrier_wait(reader->start);
    reader->name = mw_dns_answer_read(reader->answer, &by_name);
    reader->type = mw_dns_answer_read(reader->answer, &by_type);
    return NULL;
}

static void test_threads_get_the_same_reading(void **state)
{
    (void)state;
    for (unsigned round = 0; round < ROUNDS; round++) {
        g_autoptr(MwDnsAnswer) answer = mw_dns_answer_new("example.com", MW_DNS_TXT, MW_DNS_OK);
        pthread_barrier_t start;
        pthread_t threads[THREADS];
        Reader readers[THREADS];
        pthread_barrier_init(&start, NULL, THREADS);
        for (unsigned i = 0; i < THREADS; i++) {
            readers[i] = (Reader){.answer = answer, .start = &start};
            assert_int_equal(pthread_create(&threads[i], NULL, read_both, &readers[i]), 0);
        }
        for (unsigned i = 0; i < THREADS; i++)
            pthread_join(threads[i], NULL);
        pthread_barrier_destroy(&start);
        for (unsigned i = 0; i < THREADS; i++) {
            assert_string_equal(readers[i].name->text, "example.com");
            assert_ptr_equal(readers[i].name, readers[0].name);
            assert_ptr_equal(readers[i].type, readers[0].type);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_reading_is_kept_with_the_answer),
        cmocka_unit_test(test_readings_of_one_answer_do_not_mix),
        cmocka_unit_test(test_threads_get_the_same_reading),
    };
    return cmocka_run_group_tests_name("answer", tests, NULL, NULL);
}
