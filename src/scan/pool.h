#pragma once

#include <glib.h>
#include <stdbool.h>

/* Worker threads over a bounded queue of inputs, with results handed on in the order of the inputs
 * whatever the number of threads. An input gives one work item or many (an mbox): the thread that
 * reads it offers them to all threads. What is in flight is bounded: a window of inputs, and a
 * number of waiting results for each input. */
typedef struct MwPool MwPool;
typedef struct MwPoolInput MwPoolInput;

typedef struct {
    /* Reads the input and offers its items by mw_pool_offer. `problem` is that of mw_pool_push. In
     * a worker thread. */
    void (*read)(MwPoolInput *input, const char *path, const char *problem, void *user_data);
    /* An item becomes a result; owns the item. In a worker thread. */
    void *(*work)(void *item, void *user_data);
    /* A result, in order, `ordinal` 1-based within the input; owns it. One thread at a time. */
    void (*emit)(const char *path, guint ordinal, void *result, void *user_data);
    /* All of an input has been emitted. One thread at a time. */
    void (*finish)(const char *path, guint count, void *user_data);
    void (*free_item)(void *item);
    void (*free_result)(void *result);
} MwPoolFuncs;

typedef struct {
    guint threads;
    guint window; /* inputs in flight, finished or not, at most */
} MwPoolOptions;

MwPool *mw_pool_new(const MwPoolOptions *options, const MwPoolFuncs *funcs, void *user_data);

typedef struct {
    const char *path;
    const char *problem; /* why it cannot be read, already known; NULL */
    guint skip;          /* items at its beginning that are not to be handed on */
} MwPoolPush;

/* Adds an input (copied). Waits for room in the window up to `until` (monotonic time): false when
 * there was none, or when the pool has been stopped. */
bool mw_pool_push(MwPool *pool, const MwPoolPush *push, gint64 until);

/* From `read`: hands over the next item. False: stop reading. */
bool mw_pool_offer(MwPoolInput *input, void *item);

/* The number of items offered so far. */
guint mw_pool_input_count(const MwPoolInput *input);

/* No input comes any more. Waits for the end of all work up to `until`: false when not done. */
bool mw_pool_drain(MwPool *pool, gint64 until);

/* Gives up what has not been begun; what is done and in order is still emitted. From any thread. */
void mw_pool_stop(MwPool *pool);

/* Stops, waits for the threads, frees. */
void mw_pool_free(MwPool *pool);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwPool, mw_pool_free)
