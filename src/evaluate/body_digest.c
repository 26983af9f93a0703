#include "src/evaluate/body_digest.h"

enum { BUFFER_SIZE = 64 * 1024, DIRECT_MIN = 4096, BLOCK_SIZE = 512, CANON_N = 2 };

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
    GPtrArray *limits; /* MwBodyDigest* with a limit, lowest first */
    guint next;        /* of `limits` */
    bool wants_all;    /* is there one without a limit? */
} Stream;

/* One canonical body on its way from the message to the hashes. What need not be changed is passed
 * on as a view, for as long as it is contiguous; the rest is gathered in the buffer. */
typedef struct {
    MwCanon canon;
    Stream streams[MW_HASH_N];
    MwSpan run; /* contiguous input that is canonical as it stands */
    char *buffer;
    size_t used;
    size_t blank_lines; /* empty lines held back: they vanish at the end of the body */
    MwSpan blank_run;   /* those lines as they stand, while they are nothing but CRLF */
    bool any;           /* has there been a line that is not empty? */
} Writer;

static void stream_update(Stream *stream, MwSpan bytes)
{
    while (stream->next < stream->limits->len) {
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
    if (stream->wants_all || stream->next < stream->limits->len)
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

static size_t blanks_at(MwSpan text, size_t at)
{
    size_t end = at;
    while (end < text.len && (text.data[end] == ' ' || text.data[end] == '\t'))
        end++;
    return end - at;
}

/* 3.4.4, for a line that does change: its words, one blank before each but the first; a blank at
 * the start of the line stays one. */
static void put_relaxed_text(Writer *writer, MwSpan text)
{
    for (size_t at = 0; at < text.len;) {
        size_t blanks = blanks_at(text, at), end = at + blanks;
        while (end < text.len && text.data[end] != ' ' && text.data[end] != '\t')
            end++;
        if (end == at + blanks)
            return;
        if (blanks > 0)
            put(writer, " ", 1);
        put(writer, text.data + at + blanks, end - at - blanks);
        at = end;
    }
}

static void write_line(Writer *writer, const MwLine *line, bool is_relaxed)
{
    bool changes = writer->canon == MW_CANON_RELAXED && !is_relaxed;
    bool is_blank = changes ? blanks_at(line->text, 0) == line->text.len : line->text.len == 0;
    if (is_blank) {
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

/* The streams that `wanted` needs; without a buffer when it needs none of this canonicalization. */
static void start_writer(Writer *writer, MwCanon canon, GArray *wanted)
{
    writer->canon = canon;
    bool is_used = false;
    for (guint i = 0; i < wanted->len; i++) {
        MwBodyDigest *digest = &g_array_index(wanted, MwBodyDigest, i);
        if (digest->canon != canon)
            continue;
        Stream *stream = &writer->streams[digest->hash];
        if (!stream->is_used) {
            mw_hash_init(&stream->state, digest->hash);
            stream->limits = g_ptr_array_new();
        }
        is_used = stream->is_used = true;
        if (digest->limit < 0)
            stream->wants_all = true;
        else
            g_ptr_array_add(stream->limits, digest);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(writer->streams); i++)
        if (writer->streams[i].is_used)
            g_ptr_array_sort(writer->streams[i].limits, compare_limits);
    if (is_used)
        writer->buffer = g_malloc(BUFFER_SIZE);
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
    g_free(writer->buffer);
}

/* Sixteen octets at once, in what gcc and clang make of any machine's vector instructions. */
typedef int8_t Octets __attribute__((vector_size(16)));

static Octets load_octets(const char *from)
{
    Octets octets;
    memcpy(&octets, from, sizeof octets);
    return octets;
}

/* What is between a block and its canonical form, the same under both canonicalizations. */
typedef enum { BLOCK_CANONICAL, BLOCK_LACKS_CR, BLOCK_OTHER } Block;

/* Of a block at the start of a line. A blank before a lone CR is taken for one at the end of a
 * line; the long way then finds out. Reads one octet more than the block. */
static Block judge_block(const char *block)
{
    Octets blanks = {0}, bare = {0};
    for (size_t i = 0; i < BLOCK_SIZE; i += sizeof bare) {
        Octets a = load_octets(block + i), b = load_octets(block + i + 1);
        blanks |= (a == '\t') | ((a == ' ') & ((b == ' ') | (b == '\r') | (b == '\n')));
        bare |= (b == '\n') & (a != '\r');
    }
    uint64_t has_blanks[2], has_bare[2];
    memcpy(has_blanks, &blanks, sizeof blanks);
    memcpy(has_bare, &bare, sizeof bare);
    if ((has_blanks[0] | has_blanks[1]) != 0)
        return BLOCK_OTHER;
    return (has_bare[0] | has_bare[1]) != 0 || block[0] == '\n' ? BLOCK_LACKS_CR : BLOCK_CANONICAL;
}

/* Where the last line in the block that is not empty ends; 0: there is none. */
static size_t end_of_text(const char *block)
{
    const char *lf = memrchr(block, '\n', BLOCK_SIZE);
    while (lf != NULL) {
        const char *end = lf > block && lf[-1] == '\r' ? lf - 1 : lf;
        if (end > block && end[-1] != '\n')
            return (size_t)(lf - block) + 1;
        lf = end > block ? end - 1 : NULL;
    }
    return 0;
}

/* Lines of at most a block, with a CR given to those that lack one. */
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

static void put_block(Writer *writer, MwSpan lines, Block block)
{
    if (writer->buffer == NULL)
        return;
    put_blank_lines(writer);
    writer->any = true;
    if (block == BLOCK_CANONICAL)
        put(writer, lines.data, lines.len);
    else
        put_with_cr(writer, lines);
    if (writer->run.len >= BUFFER_SIZE / 2) /* hash it while it is in the processor's cache */
        flush_run(writer);
}

/* Passes whole lines on unseen, as long as nothing but CR is to be added; returns how many octets.
 */
static size_t skip_blocks(Writer *writers, MwSpan body, size_t at)
{
    size_t begin = at;
    while (body.len - at > BLOCK_SIZE) {
        Block block = judge_block(body.data + at);
        size_t len = block != BLOCK_OTHER ? end_of_text(body.data + at) : 0;
        if (len == 0)
            break;
        for (size_t i = 0; i < CANON_N; i++)
            put_block(&writers[i], mw_span_make(body.data + at, len), block);
        at += len;
    }
    return at - begin;
}

static void write_body(Writer *writers, MwSpan body)
{
    bool simple = writers[MW_CANON_SIMPLE].buffer != NULL;
    bool relaxed = writers[MW_CANON_RELAXED].buffer != NULL;
    MwLine line;
    for (size_t at = 0, next_try = 0; at < body.len;) {
        if (at >= next_try) {
            at += skip_blocks(writers, body, at);
            next_try = at + BLOCK_SIZE;
        }
        if (!mw_canon_next_line(body, &at, &line))
            break;
        bool is_relaxed = relaxed && mw_canon_line_is_relaxed(line.text);
        if (simple)
            write_line(&writers[MW_CANON_SIMPLE], &line, is_relaxed);
        if (relaxed)
            write_line(&writers[MW_CANON_RELAXED], &line, is_relaxed);
    }
}

static void make_pass(MwBodyDigests *digests)
{
    Writer writers[CANON_N] = {{0}, {0}};
    for (size_t i = 0; i < CANON_N; i++)
        start_writer(&writers[i], (MwCanon)i, digests->wanted);
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
