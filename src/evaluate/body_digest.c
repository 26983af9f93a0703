#include "src/evaluate/body_digest.h"

enum {
    BUFFER_SIZE = 16 * 1024,
    DIRECT_MIN = 512,      /* from here on, hashing in pieces costs less than a copy */
    BLOCK_MAX = 32 * 1024, /* hashed while it is in the processor's cache */
    CANON_N = 2,
};

struct MwBodyDigests {
    MwSpan body;
    GArray *known;  /* MwBodyDigest, done */
    GArray *wanted; /* MwBodyDigest, not yet */
};

/* One canonical body under one hash; its digests differ in their limit only. */
typedef struct {
    bool is_used;
    MwHashState state;
    int64_t count;     /* octets so far */
    GPtrArray *limits; /* MwBodyDigest* with a limit, lowest first; NULL: none */
    guint next;        /* of `limits` */
    bool wants_all;    /* is there one without a limit? */
} Stream;

/* One canonical body on its way from the message to the hashes. What need not be changed is passed
 * on as a view, for as long as it is contiguous; the rest is gathered in the buffer. */
typedef struct {
    MwCanon canon;
    Stream streams[MW_HASH_N];
    MwSpan run;   /* contiguous input that is canonical as it stands */
    char *buffer; /* BUFFER_SIZE octets; NULL: nobody wants this canonical body */
    size_t used;
    size_t blank_lines; /* empty lines held back: they vanish at the end of the body */
    MwSpan blank_run;   /* those lines as they stand, while they are nothing but CRLF */
    bool any;           /* has there been a line that is not empty? */
    bool sleeps;        /* relaxed: the body is the same so far, the simple one hashes for both */
} Writer;

static bool has_limit_left(const Stream *stream)
{
    return stream->limits != NULL && stream->next < stream->limits->len;
}

static void stream_update(Stream *stream, MwSpan bytes)
{
    while (has_limit_left(stream)) {
        MwBodyDigest *digest = g_ptr_array_index(stream->limits, stream->next);
        if (digest->limit > stream->count + (int64_t)bytes.len)
            break;
        size_t part = (size_t)(digest->limit - stream->count);
        mw_hash_update(&stream->state, mw_span_slice(bytes, 0, part));
        bytes = mw_span_slice(bytes, part, bytes.len);
        stream->count += (int64_t)part;
        MwHashState copy = stream->state;
        mw_hash_finish(&copy, digest->digest);
        stream->next++;
    }
    stream->count += (int64_t)bytes.len;
    if (stream->wants_all || has_limit_left(stream))
        mw_hash_update(&stream->state, bytes);
}

static void update_all(Writer *writer, MwSpan bytes)
{
    for (size_t i = 0; i < G_N_ELEMENTS(writer->streams); i++)
        if (writer->streams[i].is_used)
            stream_update(&writer->streams[i], bytes);
}

static void flush_buffer(Writer *writer)
{
    update_all(writer, mw_span_make(writer->buffer, writer->used));
    writer->used = 0;
}

static void flush_run(Writer *writer)
{
    MwSpan run = writer->run;
    writer->run = (MwSpan){NULL, 0};
    if (run.len == 0)
        return;
    if (run.len > BUFFER_SIZE - writer->used || run.len >= DIRECT_MIN)
        flush_buffer(writer);
    if (run.len >= DIRECT_MIN) {
        update_all(writer, run);
    } else {
        memcpy(writer->buffer + writer->used, run.data, run.len);
        writer->used += run.len;
    }
}

/* Adds a view of the body, or of a literal. */
static void put(Writer *writer, const char *data, size_t len)
{
    if (writer->run.len > 0 && writer->run.data + writer->run.len == data) {
        writer->run.len += len;
        return;
    }
    flush_run(writer);
    writer->run = mw_span_make(data, len);
}

static void put_blank_lines(Writer *writer)
{
    if (writer->blank_run.len == 2 * writer->blank_lines) {
        if (writer->blank_lines > 0)
            put(writer, writer->blank_run.data, writer->blank_run.len);
    } else {
        for (size_t i = 0; i < writer->blank_lines; i++)
            put(writer, "\r\n", 2);
    }
    writer->blank_lines = 0;
    writer->blank_run.len = 0;
}

static void hold_blank_line(Writer *writer, const MwLine *line)
{
    bool is_pure = line->text.len == 0 && line->end_len == 2;
    if (is_pure && writer->blank_lines == 0)
        writer->blank_run = line->text;
    if (is_pure && writer->blank_run.data != NULL &&
        writer->blank_run.data + writer->blank_run.len == line->text.data)
        writer->blank_run.len += 2;
    writer->blank_lines++;
}

static void put_relaxed_text(Writer *writer, MwSpan text)
{
    MwSpan words;
    while (text.len > 0) {
        bool has_more = mw_canon_next_words(&text, &words);
        put(writer, words.data, words.len);
        if (has_more)
            put(writer, " ", 1);
    }
}

static bool is_all_blank(MwSpan text)
{
    size_t at = 0;
    while (at < text.len && (text.data[at] == ' ' || text.data[at] == '\t'))
        at++;
    return at == text.len;
}

static void write_line(Writer *writer, const MwLine *line, bool is_relaxed)
{
    bool changes = writer->canon == MW_CANON_RELAXED && !is_relaxed;
    if (changes ? is_all_blank(line->text) : line->text.len == 0) {
        hold_blank_line(writer, line);
        return;
    }
    put_blank_lines(writer);
    writer->any = true;
    if (changes)
        put_relaxed_text(writer, line->text);
    else
        put(writer, line->text.data, line->text.len);
    if (line->end_len == 2)
        put(writer, line->text.data + line->text.len, 2);
    else
        put(writer, "\r\n", 2);
}

/* 3.4.3: an empty body is one CRLF under simple, nothing under relaxed. */
static void finish_writer(Writer *writer)
{
    if (!writer->any && writer->canon == MW_CANON_SIMPLE)
        put(writer, "\r\n", 2);
    flush_run(writer);
    flush_buffer(writer);
}

static gint compare_limits(gconstpointer a, gconstpointer b)
{
    const MwBodyDigest *left = *(const MwBodyDigest *const *)a;
    const MwBodyDigest *right = *(const MwBodyDigest *const *)b;
    return left->limit < right->limit ? -1 : left->limit > right->limit;
}

static void add_limit(Stream *stream, MwBodyDigest *digest)
{
    if (stream->limits == NULL)
        stream->limits = g_ptr_array_new();
    g_ptr_array_add(stream->limits, digest);
}

/* The streams that `wanted` needs; without a buffer when it needs none of this canonicalization. */
static void start_writer(Writer *writer, MwCanon canon, GArray *wanted, char *buffer)
{
    writer->canon = canon;
    bool is_used = false;
    for (guint i = 0; i < wanted->len; i++) {
        MwBodyDigest *digest = &g_array_index(wanted, MwBodyDigest, i);
        if (digest->canon != canon)
            continue;
        Stream *stream = &writer->streams[digest->hash];
        if (!stream->is_used)
            mw_hash_init(&stream->state, digest->hash);
        is_used = stream->is_used = true;
        if (digest->limit < 0)
            stream->wants_all = true;
        else
            add_limit(stream, digest);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(writer->streams); i++)
        if (writer->streams[i].limits != NULL)
            g_ptr_array_sort(writer->streams[i].limits, compare_limits);
    writer->buffer = is_used ? buffer : NULL;
}

/* Digests of the whole body, and those whose limit lies behind its end. */
static void collect(Writer *writer, GArray *wanted)
{
    for (guint i = 0; i < wanted->len; i++) {
        MwBodyDigest *digest = &g_array_index(wanted, MwBodyDigest, i);
        const Stream *stream = &writer->streams[digest->hash];
        if (digest->canon != writer->canon)
            continue;
        digest->length = stream->count;
        if (digest->limit >= 0 && digest->limit <= stream->count)
            continue;
        MwHashState copy = stream->state;
        mw_hash_finish(&copy, digest->digest);
    }
}

static void clear_writer(Writer *writer)
{
    for (size_t i = 0; i < G_N_ELEMENTS(writer->streams); i++)
        g_clear_pointer(&writer->streams[i].limits, g_ptr_array_unref);
}

/* Where the last line of the text that is not empty ends; 0: there is none. */
static size_t end_of_text(MwSpan text)
{
    const char *begin = text.data;
    const char *lf = text.len > 0 ? memrchr(begin, '\n', text.len) : NULL;
    while (lf != NULL) {
        const char *end = lf > begin && lf[-1] == '\r' ? lf - 1 : lf;
        if (end > begin && end[-1] != '\n')
            return (size_t)(lf - begin) + 1;
        lf = end > begin ? end - 1 : NULL;
    }
    return 0;
}

/* Whole lines that fill half of the buffer at most, with a CR given to those that lack one. */
static void put_with_cr(Writer *writer, MwSpan lines)
{
    flush_run(writer);
    if (BUFFER_SIZE - writer->used < 2 * lines.len)
        flush_buffer(writer);
    char *to = writer->buffer + writer->used;
    for (const char *from = lines.data, *end = from + lines.len; from < end;) {
        const char *lf = memchr(from, '\n', (size_t)(end - from));
        size_t len = (size_t)(lf - from);
        memcpy(to, from, len);
        to += len;
        if (len == 0 || lf[-1] != '\r')
            *to++ = '\r';
        *to++ = '\n';
        from = lf + 1;
    }
    writer->used = (size_t)(to - writer->buffer);
}

static void put_lines(Writer *writer, MwSpan lines, bool lacks_cr)
{
    if (writer->buffer == NULL || writer->sleeps)
        return;
    put_blank_lines(writer);
    writer->any = true;
    if (lacks_cr)
        put_with_cr(writer, lines);
    else
        put(writer, lines.data, lines.len);
    if (writer->run.len >= BLOCK_MAX / 2)
        flush_run(writer);
}

/* Whole lines at the start of a block to which nothing but CR is to be added, in octets; moves
 * `seen` to what was looked at. */
static size_t find_lines(MwSpan block, bool lf_alone, size_t *seen)
{
    size_t len = mw_canon_count_unchanged(block, lf_alone);
    *seen = MAX(*seen, len);
    return end_of_text(mw_span_slice(block, 0, len));
}

/* Passes such lines on unseen, and returns where they end. `ret_next`: where to try again; what is
 * before that is to be taken line by line. */
static size_t pass_lines(Writer *writers, MwSpan body, size_t at, size_t *ret_next)
{
    for (;;) {
        MwSpan block = mw_span_slice(body, at, at + BLOCK_MAX);
        size_t seen = 0, len = find_lines(block, false, &seen);
        bool lacks_cr = len == 0;
        if (lacks_cr)
            len = find_lines(mw_span_slice(block, 0, BUFFER_SIZE / 2), true, &seen);
        *ret_next = at + seen + MW_CANON_STEP;
        if (len == 0)
            return at;
        for (size_t i = 0; i < CANON_N; i++)
            put_lines(&writers[i], mw_span_slice(block, 0, len), lacks_cr);
        at += len;
    }
}

/* Both want the same hashes, and those of the whole body. */
static bool may_sleep(const Writer *simple, const Writer *relaxed)
{
    for (size_t i = 0; i < MW_HASH_N; i++)
        if (simple->streams[i].is_used != relaxed->streams[i].is_used ||
            simple->streams[i].limits != NULL || relaxed->streams[i].limits != NULL)
            return false;
    return simple->buffer != NULL && relaxed->buffer != NULL;
}

/* From here on the two canonical bodies differ. */
static void wake(Writer *simple, Writer *relaxed)
{
    flush_run(simple);
    flush_buffer(simple);
    for (size_t i = 0; i < MW_HASH_N; i++) {
        relaxed->streams[i].state = simple->streams[i].state;
        relaxed->streams[i].count = simple->streams[i].count;
    }
    relaxed->blank_lines = simple->blank_lines;
    relaxed->blank_run = simple->blank_run;
    relaxed->any = simple->any;
    relaxed->sleeps = false;
}

static void write_body(Writer *writers, MwSpan body)
{
    Writer *simple = &writers[MW_CANON_SIMPLE], *relaxed = &writers[MW_CANON_RELAXED];
    MwLine line;
    relaxed->sleeps = may_sleep(simple, relaxed);
    for (size_t at = 0, next_try = 0; at < body.len;) {
        if (at >= next_try)
            at = pass_lines(writers, body, at, &next_try);
        if (!mw_canon_next_line(body, &at, &line))
            break;
        bool is_relaxed = relaxed->buffer != NULL && mw_canon_line_is_relaxed(line.text);
        if (relaxed->sleeps && !is_relaxed)
            wake(simple, relaxed);
        if (simple->buffer != NULL)
            write_line(simple, &line, is_relaxed);
        if (relaxed->buffer != NULL && !relaxed->sleeps)
            write_line(relaxed, &line, is_relaxed);
    }
    if (relaxed->sleeps)
        wake(simple, relaxed);
}

static void make_pass(MwBodyDigests *digests)
{
    Writer writers[CANON_N] = {{0}, {0}};
    char buffers[CANON_N][BUFFER_SIZE];
    for (size_t i = 0; i < CANON_N; i++)
        start_writer(&writers[i], (MwCanon)i, digests->wanted, buffers[i]);
    write_body(writers, digests->body);
    for (size_t i = 0; i < CANON_N; i++) {
        if (writers[i].buffer != NULL) {
            finish_writer(&writers[i]);
            collect(&writers[i], digests->wanted);
        }
        clear_writer(&writers[i]);
    }
    g_array_append_vals(digests->known, digests->wanted->data, digests->wanted->len);
    g_array_set_size(digests->wanted, 0);
}

MwBodyDigests *mw_body_digests_new(const MwMessage *message)
{
    MwBodyDigests *digests = g_new0(MwBodyDigests, 1);
    digests->body = message->body;
    digests->known = g_array_new(FALSE, FALSE, sizeof(MwBodyDigest));
    digests->wanted = g_array_new(FALSE, FALSE, sizeof(MwBodyDigest));
    return digests;
}

void mw_body_digests_free(MwBodyDigests *digests)
{
    if (digests == NULL)
        return;
    g_array_unref(digests->known);
    g_array_unref(digests->wanted);
    g_free(digests);
}

static const MwBodyDigest *find(const GArray *list, MwCanon canon, MwHash hash, int64_t limit)
{
    for (guint i = 0; i < list->len; i++) {
        const MwBodyDigest *digest = &g_array_index(list, MwBodyDigest, i);
        if (digest->canon == canon && digest->hash == hash && digest->limit == limit)
            return digest;
    }
    return NULL;
}

void mw_body_digests_want(MwBodyDigests *digests, MwCanon canon, MwHash hash, int64_t limit)
{
    MwBodyDigest digest = {.canon = canon, .hash = hash, .limit = limit < 0 ? -1 : limit};
    if (find(digests->known, canon, hash, digest.limit) == NULL &&
        find(digests->wanted, canon, hash, digest.limit) == NULL)
        g_array_append_val(digests->wanted, digest);
}

const MwBodyDigest *mw_body_digests_get(MwBodyDigests *digests, MwCanon canon, MwHash hash,
                                        int64_t limit)
{
    limit = limit < 0 ? -1 : limit;
    mw_body_digests_want(digests, canon, hash, limit);
    if (find(digests->known, canon, hash, limit) == NULL)
        make_pass(digests);
    return find(digests->known, canon, hash, limit);
}
