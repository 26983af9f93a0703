/* Text that was added: at the end or start of the body, or of a MIME part. */

#include "src/evaluate/forensics.h"

enum {
    DELIMITERS_MAX = 64,
    TAIL_LINES_MAX = 200, /* how far up in a part a footer may begin */
    PAIR_LINES_MAX = 40,  /* the same where two parts got one each */
    BANNER_LINES_MAX = 40,
    SNAPSHOT_COST = 512, /* as mw_forensic_spend counts it */
};

static bool is_empty(const MwForensicBody *body, guint line)
{
    return mw_forensic_line(body, line).len == 0;
}

static MwHashState hash_lines(const MwForensicBody *body, guint end)
{
    MwHashState state;
    mw_hash_init(&state, body->hash);
    mw_hash_update(&state, mw_forensic_lines(body, 0, end));
    return state;
}

/* The empty body: one CRLF under simple, nothing under relaxed. */
static bool was_empty(const MwForensicBody *body)
{
    MwHashState state;
    mw_hash_init(&state, body->hash);
    return mw_forensic_completes(body, &state,
                                 mw_span(body->canon == MW_CANON_SIMPLE ? "\r\n" : ""));
}

/* Lines at the end that the budget allows to be looked at, one state each. */
static guint first_line_to_try(const MwForensicBody *body)
{
    guint count = mw_forensic_line_count(body);
    int64_t allowed = (body->budget->left / 2 - (int64_t)body->text.len) / SNAPSHOT_COST;
    return allowed >= count ? 1 : allowed <= 0 ? count : count - (guint)allowed;
}

/* One pass; at the end of each line the hash so far is that of the body without what follows. */
MwChange *mw_forensic_find_footer(const MwForensicBody *body)
{
    guint count = mw_forensic_line_count(body);
    if (count == 0)
        return NULL;
    if (was_empty(body))
        return mw_forensic_lines_added(body, "appended", 0, count);
    guint first = first_line_to_try(body);
    if (!mw_forensic_spend(body->budget, body->text.len))
        return NULL;
    MwHashState state = hash_lines(body, MIN(first, count));
    for (guint end = first; end < count; end++) {
        if (!is_empty(body, end - 1) && mw_forensic_completes(body, &state, (MwSpan){NULL, 0}))
            return mw_forensic_lines_added(body, "appended", end, count);
        mw_hash_update(&state, mw_forensic_lines(body, end, end + 1));
    }
    return NULL;
}

/* "--xyz" and "--xyz--" belong together. */
static MwSpan delimiter_name(MwSpan line)
{
    bool closes = line.len > 4 && memcmp(line.data + line.len - 2, "--", 2) == 0;
    return mw_span_slice(line, 0, closes ? line.len - 2 : line.len);
}

static bool occurs_twice(const MwForensicBody *body, const GArray *lines, guint at)
{
    MwSpan name = delimiter_name(mw_forensic_line(body, g_array_index(lines, guint, at)));
    for (guint i = 0; i < lines->len; i++) {
        MwSpan other = delimiter_name(mw_forensic_line(body, g_array_index(lines, guint, i)));
        if (i != at && mw_span_equal(name, other))
            return true;
    }
    return false;
}

GArray *mw_forensic_delimiters(const MwForensicBody *body)
{
    g_autoptr(GArray) dashed = g_array_new(FALSE, FALSE, sizeof(guint));
    GArray *found = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint i = 0; i < mw_forensic_line_count(body) && dashed->len < DELIMITERS_MAX; i++) {
        MwSpan line = mw_forensic_line(body, i);
        if (line.len > 2 && line.data[0] == '-' && line.data[1] == '-' && line.data[2] != ' ')
            g_array_append_val(dashed, i);
    }
    for (guint i = 0; i < dashed->len; i++)
        if (occurs_twice(body, dashed, i))
            g_array_append_val(found, g_array_index(dashed, guint, i));
    return found;
}

/* The states before each of the last lines of a part: at[n] is before line end - n. */
typedef struct {
    guint end; /* the delimiter line that follows the part */
    guint count;
    MwHashState at[TAIL_LINES_MAX + 1];
} Tail;

/* `from`: the state before line `begin`. False when the budget is spent. */
static bool load_tail(const MwForensicBody *body, Tail *tail, MwHashState from, guint begin,
                      guint end, guint max)
{
    guint first = end - MIN(end - begin, max);
    if (!mw_forensic_spend(body->budget, mw_forensic_lines(body, begin, end).len))
        return false;
    tail->end = end;
    tail->count = end - first;
    mw_hash_update(&from, mw_forensic_lines(body, begin, first));
    for (guint line = first; line < end; line++) {
        tail->at[end - line] = from;
        mw_hash_update(&from, mw_forensic_lines(body, line, line + 1));
    }
    tail->at[0] = from;
    return true;
}

/* A footer at the end of the part, or (the delimiter in front included) the whole part. */
static MwChange *find_in_tail(const MwForensicBody *body, const Tail *tail, guint part_begin)
{
    MwSpan rest = mw_forensic_lines(body, tail->end, mw_forensic_line_count(body));
    for (guint n = 1; n <= tail->count; n++) {
        guint begin = tail->end - n;
        if (mw_forensic_completes(body, &tail->at[n], rest))
            return mw_forensic_lines_added(
                body, begin == part_begin ? "mime-part-added" : "appended", begin, tail->end);
    }
    return NULL;
}

/* Two neighbours, text and HTML of one message, with a footer each. */
static MwChange *find_in_two_tails(const MwForensicBody *body, const Tail *first, guint end,
                                   Tail *second)
{
    MwSpan rest = mw_forensic_lines(body, end, mw_forensic_line_count(body));
    for (guint n = 1; n <= MIN(first->count, PAIR_LINES_MAX); n++) {
        if (!load_tail(body, second, first->at[n], first->end, end, PAIR_LINES_MAX))
            return NULL;
        for (guint m = 1; m <= second->count; m++)
            if (mw_forensic_completes(body, &second->at[m], rest))
                return mw_forensic_lines_added(body, "appended", first->end - n, first->end);
    }
    return NULL;
}

/* Where the content of the part at this delimiter begins: behind its header. */
static guint content_of(const MwForensicBody *body, guint delimiter, guint end)
{
    guint line = delimiter + 1;
    while (line < end && !is_empty(body, line))
        line++;
    return MIN(line + 1, end);
}

/* A list that wraps the body into a part of its own, and adds another. */
static MwChange *find_wrapped(const MwForensicBody *body, guint delimiter, guint end)
{
    guint begin = content_of(body, delimiter, end);
    MwHashState state;
    mw_hash_init(&state, body->hash);
    guint last = end;
    while (last > begin && is_empty(body, last - 1))
        last--;
    if (last == begin || !mw_forensic_completes(body, &state, mw_forensic_lines(body, begin, last)))
        return NULL;
    return mw_forensic_lines_added(body, "mime-part-added", end, mw_forensic_line_count(body));
}

/* The state before each delimiter; NULL when the budget is spent. */
static MwHashState *states_at(const MwForensicBody *body, const GArray *delimiters)
{
    if (delimiters->len < 2)
        return NULL;
    guint last = g_array_index(delimiters, guint, delimiters->len - 1), done = 0;
    if (!mw_forensic_spend(body->budget, mw_forensic_lines(body, 0, last).len))
        return NULL;
    MwHashState *states = g_new(MwHashState, delimiters->len), state;
    mw_hash_init(&state, body->hash);
    for (guint i = 0; i < delimiters->len; i++) {
        guint line = g_array_index(delimiters, guint, i);
        mw_hash_update(&state, mw_forensic_lines(body, done, line));
        states[i] = state;
        done = line;
    }
    return states;
}

/* From the last part up: the less there is behind a part, the less a guess costs. */
MwChange *mw_forensic_find_parts(const MwForensicBody *body)
{
    g_autoptr(GArray) at = mw_forensic_delimiters(body);
    g_autofree MwHashState *states = states_at(body, at);
    g_autofree Tail *first = g_new(Tail, 1), *second = g_new(Tail, 1);
    MwChange *change = NULL;
    for (guint i = at->len; states != NULL && change == NULL && i-- > 0;) {
        if (i + 1 == at->len)
            continue;
        guint begin = g_array_index(at, guint, i), end = g_array_index(at, guint, i + 1);
        if (!load_tail(body, first, states[i], begin, end, TAIL_LINES_MAX))
            return NULL;
        change = find_in_tail(body, first, begin);
        if (change == NULL)
            change = find_wrapped(body, begin, end);
        if (change == NULL && i + 2 < at->len)
            change = find_in_two_tails(body, first, g_array_index(at, guint, i + 2), second);
    }
    return change;
}

/* Lines taken away at `begin`, one more each time. */
static MwChange *find_banner_at(const MwForensicBody *body, const MwHashState *state, guint begin,
                                guint end)
{
    guint count = mw_forensic_line_count(body);
    for (guint n = 1; n <= BANNER_LINES_MAX && begin + n < end; n++)
        if (mw_forensic_completes(body, state, mw_forensic_lines(body, begin + n, count)))
            return mw_forensic_lines_added(body, "banner", begin, begin + n);
    return NULL;
}

/* The same in the next part, too. */
static MwChange *find_two_banners(const MwForensicBody *body, const MwHashState *state, guint begin,
                                  guint next, guint end)
{
    guint count = mw_forensic_line_count(body);
    for (guint n = 1; n <= BANNER_LINES_MAX / 2 && begin + n < next; n++) {
        MwHashState middle = *state;
        MwSpan between = mw_forensic_lines(body, begin + n, next);
        if (!mw_forensic_spend(body->budget, between.len))
            return NULL;
        mw_hash_update(&middle, between);
        for (guint m = 1; m <= BANNER_LINES_MAX / 2 && next + m < end; m++)
            if (mw_forensic_completes(body, &middle, mw_forensic_lines(body, next + m, count)))
                return mw_forensic_lines_added(body, "banner", begin, begin + n);
    }
    return NULL;
}

MwChange *mw_forensic_find_banner(const MwForensicBody *body)
{
    g_autoptr(GArray) at = mw_forensic_delimiters(body);
    guint count = mw_forensic_line_count(body);
    MwHashState state;
    mw_hash_init(&state, body->hash);
    MwChange *change = find_banner_at(body, &state, 0, count);
    for (guint i = 0; i + 1 < at->len && change == NULL; i++) {
        guint end = g_array_index(at, guint, i + 1);
        guint begin = content_of(body, g_array_index(at, guint, i), end);
        if (!mw_forensic_spend(body->budget, mw_forensic_lines(body, 0, begin).len))
            return NULL;
        state = hash_lines(body, begin);
        change = find_banner_at(body, &state, begin, end);
        if (change == NULL && i + 2 < at->len) {
            guint last = g_array_index(at, guint, i + 2);
            change = find_two_banners(body, &state, begin, content_of(body, end, last), last);
        }
    }
    return change;
}
