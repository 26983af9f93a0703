#include "src/scan/pool.h"

#include <errno.h>
#include <pthread.h>

/* Results of one input that may wait for their turn; its reader waits beyond. */
enum { MAX_WAITING = 256, ITEMS_PER_THREAD = 4 };

struct MwPoolInput {
    MwPool *pool;
    char *path, *problem;
    guint skip;      /* items not to be handed on */
    guint offered;   /* items so far, skipped ones included */
    void *held;      /* the newest item: alone, it is worked on by its reader; NULL */
    GPtrArray *done; /* results from ordinal `emitted` + 1 on; NULL where one is not there yet */
    guint emitted;   /* ordinal of the last one emitted */
    guint waiting;   /* results in `done` */
    bool complete;   /* read to the end: `offered` is final */
};

typedef struct {
    MwPoolInput *input;
    guint ordinal;
    void *item;
} Task;

struct MwPool {
    MwPoolFuncs funcs;
    void *user_data;
    /* of pthread, not of GLib: ThreadSanitizer can see these */
    pthread_mutex_t lock; /* of all below */
    pthread_cond_t work;  /* a task or an input came, or the end */
    pthread_cond_t moved; /* a result was emitted: for readers that wait for their turn */
    pthread_cond_t room;  /* it is time to push, or all is done: for the thread outside */
    GQueue tasks;         /* Task*, at most max_tasks */
    guint max_tasks;
    MwPoolInput **window; /* ring: input n is in slot n % size */
    guint size;
    guint64 head, begun, pushed; /* numbers: next to emit, next to read, next to push */
    guint readers;               /* inputs being read */
    guint idle;                  /* threads without work */
    bool closed, stopped;
    bool emitting; /* a thread is handing on results, without the lock */
    GPtrArray *threads;
};

static MwPoolInput *input_at(const MwPool *pool, guint64 number)
{
    return pool->window[number % pool->size];
}

static MwPoolInput *input_new(MwPool *pool, const MwPoolPush *push)
{
    MwPoolInput *input = g_new0(MwPoolInput, 1);
    input->pool = pool;
    input->path = g_strdup(push->path);
    input->problem = g_strdup(push->problem);
    input->skip = push->skip;
    input->emitted = push->skip;
    input->done = g_ptr_array_new();
    return input;
}

static void input_free(MwPoolInput *input)
{
    for (guint i = 0; i < input->done->len; i++)
        if (g_ptr_array_index(input->done, i) != NULL)
            input->pool->funcs.free_result(g_ptr_array_index(input->done, i));
    g_ptr_array_unref(input->done);
    g_free(input->path);
    g_free(input->problem);
    g_free(input);
}

/* ---- emitting; the lock is held at entry and exit of all of these ---- */

/* Takes the results whose turn it is out of the input. */
static GPtrArray *take_ready(MwPoolInput *input)
{
    guint count = 0;
    while (count < input->done->len && g_ptr_array_index(input->done, count) != NULL)
        count++;
    GPtrArray *ready = g_ptr_array_sized_new(count);
    for (guint i = 0; i < count; i++)
        g_ptr_array_add(ready, g_ptr_array_index(input->done, i));
    if (count > 0)
        g_ptr_array_remove_range(input->done, 0, count);
    input->waiting -= count;
    return ready;
}

static void emit_ready(MwPool *pool, MwPoolInput *input, const GPtrArray *ready)
{
    guint first = input->emitted + 1;
    input->emitted += ready->len;
    pthread_mutex_unlock(&pool->lock);
    for (guint i = 0; i < ready->len; i++)
        pool->funcs.emit(input->path, first + i, g_ptr_array_index(ready, i), pool->user_data);
    pthread_mutex_lock(&pool->lock);
}

static void finish_head(MwPool *pool, MwPoolInput *input)
{
    pthread_mutex_unlock(&pool->lock);
    pool->funcs.finish(input->path, input->offered, pool->user_data);
    input_free(input);
    pthread_mutex_lock(&pool->lock);
    pool->head++;
}

/* To wake a thread for each input would cost two switches of context each time; half a window is
 * enough to wake it for. */
static void wake_outside(MwPool *pool)
{
    guint64 in_flight = pool->pushed - pool->head;
    if (in_flight == 0 || pool->idle > 0 || (!pool->closed && in_flight <= pool->size / 2))
        pthread_cond_broadcast(&pool->room);
}

/* One thread at a time hands on what is in order; the others leave their results to it. */
static void emit_in_order(MwPool *pool)
{
    if (pool->emitting)
        return;
    pool->emitting = true;
    while (pool->head < pool->begun) {
        MwPoolInput *input = input_at(pool, pool->head);
        g_autoptr(GPtrArray) ready = take_ready(input);
        if (ready->len > 0)
            emit_ready(pool, input, ready);
        else if (input->complete && input->emitted >= input->offered)
            finish_head(pool, input);
        else
            break;
        pthread_cond_broadcast(&pool->moved);
        wake_outside(pool);
    }
    pool->emitting = false;
}

/* ---- working; without the lock at entry and exit ---- */

static void deliver(MwPoolInput *input, guint ordinal, void *result)
{
    MwPool *pool = input->pool;
    pthread_mutex_lock(&pool->lock);
    guint place = ordinal - input->emitted - 1;
    if (input->done->len <= place)
        g_ptr_array_set_size(input->done, (gint)place + 1);
    g_ptr_array_index(input->done, place) = result;
    input->waiting++;
    emit_in_order(pool);
    pthread_mutex_unlock(&pool->lock);
}

static void work_on(MwPoolInput *input, guint ordinal, void *item)
{
    deliver(input, ordinal, input->pool->funcs.work(item, input->pool->user_data));
}

static void run_task(Task *task)
{
    work_on(task->input, task->ordinal, task->item);
    g_free(task);
}

/* Gives the held item to whoever is free; does one itself when all are busy. */
static void hand_out_held(MwPoolInput *input)
{
    MwPool *pool = input->pool;
    void *item = g_steal_pointer(&input->held);
    guint ordinal = input->offered;
    pthread_mutex_lock(&pool->lock);
    bool room = pool->threads->len > 1 && pool->tasks.length < pool->max_tasks;
    if (room) {
        Task *task = g_new(Task, 1);
        *task = (Task){input, ordinal, item};
        g_queue_push_tail(&pool->tasks, task);
        pthread_cond_signal(&pool->work);
    }
    pthread_mutex_unlock(&pool->lock);
    if (!room)
        work_on(input, ordinal, item);
}

/* Waits until the input's results have moved on, working on others' items meanwhile. */
static bool wait_for_turn(MwPoolInput *input)
{
    MwPool *pool = input->pool;
    pthread_mutex_lock(&pool->lock);
    while (input->waiting >= MAX_WAITING && !pool->stopped) {
        Task *task = g_queue_pop_head(&pool->tasks);
        if (task == NULL) {
            pthread_cond_wait(&pool->moved, &pool->lock);
            continue;
        }
        pthread_mutex_unlock(&pool->lock);
        run_task(task);
        pthread_mutex_lock(&pool->lock);
    }
    bool go_on = !pool->stopped;
    pthread_mutex_unlock(&pool->lock);
    return go_on;
}

bool mw_pool_offer(MwPoolInput *input, void *item)
{
    if (input->held != NULL)
        hand_out_held(input);
    input->offered++;
    if (input->offered <= input->skip)
        input->pool->funcs.free_item(item);
    else
        input->held = item;
    return wait_for_turn(input);
}

guint mw_pool_input_count(const MwPoolInput *input)
{
    return input->offered;
}

/* After a stop the input stays incomplete, unless it had been read to its end all the same: what
 * is left of it is then for the next run. */
static void read_input(MwPool *pool, MwPoolInput *input)
{
    pool->funcs.read(input, input->path, input->problem, pool->user_data);
    if (input->held != NULL)
        work_on(input, input->offered, g_steal_pointer(&input->held));
    pthread_mutex_lock(&pool->lock);
    input->complete = !pool->stopped;
    pool->readers--;
    emit_in_order(pool);
    pthread_cond_broadcast(&pool->work);
    pthread_cond_broadcast(&pool->moved);
    pthread_mutex_unlock(&pool->lock);
}

/* The next thing to do, items before inputs: they are what is held in memory. */
static bool take(MwPool *pool, Task **task, MwPoolInput **input)
{
    *task = NULL;
    *input = NULL;
    pthread_mutex_lock(&pool->lock);
    for (;;) {
        if ((*task = g_queue_pop_head(&pool->tasks)) != NULL)
            break;
        if (pool->begun < pool->pushed && !pool->stopped) {
            *input = input_at(pool, pool->begun++);
            pool->readers++;
            break;
        }
        if (pool->stopped || (pool->closed && pool->readers == 0))
            break;
        pool->idle++;
        wake_outside(pool);
        pthread_cond_wait(&pool->work, &pool->lock);
        pool->idle--;
    }
    pthread_mutex_unlock(&pool->lock);
    return *task != NULL || *input != NULL;
}

static gpointer run_thread(gpointer data)
{
    MwPool *pool = data;
    Task *task;
    MwPoolInput *input;
    while (take(pool, &task, &input)) {
        if (task != NULL)
            run_task(task);
        else
            read_input(pool, input);
    }
    return NULL;
}

/* ---- from outside ---- */

static void init_locks(MwPool *pool)
{
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->work, NULL);
    pthread_cond_init(&pool->moved, NULL);
    pthread_cond_init(&pool->room, &monotonic);
    pthread_condattr_destroy(&monotonic);
}

/* False when the time has come. */
static bool wait_until(MwPool *pool, gint64 until)
{
    const struct timespec at = {until / G_USEC_PER_SEC, until % G_USEC_PER_SEC * 1000};
    return pthread_cond_timedwait(&pool->room, &pool->lock, &at) != ETIMEDOUT;
}

MwPool *mw_pool_new(const MwPoolOptions *options, const MwPoolFuncs *funcs, void *user_data)
{
    MwPool *pool = g_new0(MwPool, 1);
    pool->funcs = *funcs;
    pool->user_data = user_data;
    init_locks(pool);
    g_queue_init(&pool->tasks);
    guint threads = MAX(options->threads, 1);
    pool->max_tasks = threads * ITEMS_PER_THREAD;
    pool->size = MAX(options->window, threads);
    pool->window = g_new0(MwPoolInput *, pool->size);
    pool->threads = g_ptr_array_new();
    pthread_mutex_lock(&pool->lock); /* threads look at the list of threads */
    for (guint i = 0; i < threads; i++)
        g_ptr_array_add(pool->threads, g_thread_new("scan", run_thread, pool));
    pthread_mutex_unlock(&pool->lock);
    return pool;
}

bool mw_pool_push(MwPool *pool, const MwPoolPush *push, gint64 until)
{
    pthread_mutex_lock(&pool->lock);
    while (pool->pushed - pool->head >= pool->size && !pool->stopped)
        if (!wait_until(pool, until))
            break;
    bool room = pool->pushed - pool->head < pool->size && !pool->stopped;
    if (room) {
        pool->window[pool->pushed++ % pool->size] = input_new(pool, push);
        pthread_cond_signal(&pool->work);
    }
    pthread_mutex_unlock(&pool->lock);
    return room;
}

bool mw_pool_drain(MwPool *pool, gint64 until)
{
    pthread_mutex_lock(&pool->lock);
    pool->closed = true;
    pthread_cond_broadcast(&pool->work);
    while (pool->head < pool->pushed && !pool->stopped)
        if (!wait_until(pool, until))
            break;
    bool done = pool->head == pool->pushed || pool->stopped;
    pthread_mutex_unlock(&pool->lock);
    return done;
}

void mw_pool_stop(MwPool *pool)
{
    pthread_mutex_lock(&pool->lock);
    pool->stopped = true;
    pthread_cond_broadcast(&pool->work);
    pthread_cond_broadcast(&pool->moved);
    pthread_cond_broadcast(&pool->room);
    pthread_mutex_unlock(&pool->lock);
}

void mw_pool_free(MwPool *pool)
{
    if (pool == NULL)
        return;
    mw_pool_stop(pool);
    for (guint i = 0; i < pool->threads->len; i++)
        g_thread_join(g_ptr_array_index(pool->threads, i));
    for (Task *task; (task = g_queue_pop_head(&pool->tasks)) != NULL; g_free(task))
        pool->funcs.free_item(task->item);
    for (; pool->head < pool->pushed; pool->head++)
        input_free(input_at(pool, pool->head));
    g_ptr_array_unref(pool->threads);
    g_free(pool->window);
    pthread_mutex_destroy(&pool->lock);
    pthread_cond_destroy(&pool->work);
    pthread_cond_destroy(&pool->moved);
    pthread_cond_destroy(&pool->room);
    g_free(pool);
}
