#include "tests/table.h"

#include "src/scan/pool.h"

/* Inputs named by the number of items they give; results must come in order, whatever happens. */
struct pool_case {
    const char *name;
    guint threads, window;
    const char *inputs; /* numbers of items */
    guint skip;         /* in the first input */
    guint stop_after;   /* emissions; 0: never */
    bool slow;          /* items take different times */
};

static struct pool_case cases[] = {
    {"no input", 2, 4, "", 0, 0, false},
    {"single items, one thread", 1, 4, "1 1 1 1 1 1 1 1", 0, 0, false},
    {"single items, eight threads, small window", 8, 8, "1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", 0, 0,
     true},
    {"empty inputs between", 4, 4, "0 1 0 0 2 0", 0, 0, true},
    {"one big input, one thread", 1, 1, "5000", 0, 0, false},
    {"one big input, eight threads", 8, 2, "5000", 0, 0, false},
    {"big inputs beside each other wait for their turn", 4, 8, "3000 3000 3000 1 3000", 0, 0,
     false},
    {"items out of step", 6, 4, "40 1 1 40 1", 0, 0, true},
    {"the first items were done before", 3, 4, "900 2", 700, 0, false},
    {"more was done before than there is", 3, 4, "5 2", 9, 0, false},
    {"stopped in the middle", 4, 8, "1 1 500 1 500 500", 0, 100, true},
};

typedef struct {
    const struct pool_case *c;
    MwPool *pool;
    GString *emitted; /* "input:ordinal " */
    GString *finished;
    guint emissions;
    gint items, results; /* alive; atomic */
} Run;

typedef struct {
    Run *run;
    guint value;
} Thing;

static void free_item(void *data)
{
    Thing *thing = data;
    g_atomic_int_add(&thing->run->items, -1);
    g_free(thing);
}

static void free_result(void *data)
{
    Thing *thing = data;
    g_atomic_int_add(&thing->run->results, -1);
    g_free(thing);
}

static Thing *thing_new(Run *run, gint *alive, guint value)
{
    Thing *thing = g_new0(Thing, 1);
    thing->run = run;
    thing->value = value;
    g_atomic_int_inc(alive);
    return thing;
}

static void read_items(MwPoolInput *input, const char *path, const char *problem, void *user_data)
{
    Run *run = user_data;
    assert_null(problem);
    guint count = (guint)g_ascii_strtoull(strchr(path, ':') + 1, NULL, 10);
    for (guint i = 1; i <= count; i++)
        if (!mw_pool_offer(input, thing_new(run, &run->items, i)))
            return;
    assert_int_equal(mw_pool_input_count(input), count);
}

static void *work(void *item, void *user_data)
{
    Run *run = user_data;
    guint value = ((Thing *)item)->value;
    if (run->c->slow)
        g_usleep((value * 7919) % 13 * 50);
    free_item(item);
    return thing_new(run, &run->results, value);
}

static void emit(const char *path, guint ordinal, void *result, void *user_data)
{
    Run *run = user_data;
    assert_int_equal(((Thing *)result)->value, ordinal);
    g_string_append_printf(run->emitted, "%.*s:%u ", (int)(strchr(path, ':') - path), path,
                           ordinal);
    free_result(result);
    if (++run->emissions == run->c->stop_after)
        mw_pool_stop(run->pool);
}

static void finish(const char *path, guint count, void *user_data)
{
    Run *run = user_data;
    g_string_append_printf(run->finished, "%s=%u ", path, count);
}

static const MwPoolFuncs funcs = {read_items, work, emit, finish, free_item, free_result};

/* What has to come: all items of all inputs, and the inputs. */
static void expected(const struct pool_case *c, char **counts, GString *emitted, GString *finished)
{
    for (guint n = 0; counts[n] != NULL && *counts[n] != '\0'; n++) {
        guint count = (guint)g_ascii_strtoull(counts[n], NULL, 10);
        for (guint i = 1 + (n == 0 ? c->skip : 0); i <= count; i++)
            g_string_append_printf(emitted, "%u:%u ", n, i);
        g_string_append_printf(finished, "%u:%u=%u ", n, count, count);
    }
}

static void push_all(Run *run, char **counts)
{
    for (guint n = 0; counts[n] != NULL && *counts[n] != '\0'; n++) {
        g_autofree char *path = g_strdup_printf("%u:%s", n, counts[n]);
        const MwPoolPush push = {path, NULL, n == 0 ? run->c->skip : 0};
        while (!mw_pool_push(run->pool, &push, g_get_monotonic_time() + 10000))
            if (run->c->stop_after > 0 && run->emissions >= run->c->stop_after)
                return;
    }
}

static void check(void **state)
{
    const struct pool_case *c = *state;
    Run run = {c, NULL, g_string_new(NULL), g_string_new(NULL), 0, 0, 0};
    g_auto(GStrv) counts = g_strsplit(c->inputs, " ", -1);
    g_autoptr(GString) emitted = g_string_new(NULL), finished = g_string_new(NULL);
    expected(c, counts, emitted, finished);

    const MwPoolOptions options = {c->threads, c->window};
    run.pool = mw_pool_new(&options, &funcs, &run);
    push_all(&run, counts);
    while (!mw_pool_drain(run.pool, g_get_monotonic_time() + 10000))
        continue;
    mw_pool_free(run.pool);

    if (c->stop_after > 0) {
        assert_true(run.emissions >= c->stop_after);
        assert_true(g_str_has_prefix(emitted->str, run.emitted->str));
        assert_true(g_str_has_prefix(finished->str, run.finished->str));
    } else {
        assert_string_equal(run.emitted->str, emitted->str);
        assert_string_equal(run.finished->str, finished->str);
    }
    assert_int_equal(run.items, 0);
    assert_int_equal(run.results, 0);
    g_string_free(run.emitted, true);
    g_string_free(run.finished, true);
}

MW_TABLE_MAIN("pool", cases, check)
