#include "src/message/parts.h"

enum { PART_HEAD_MAX = 64 * 1024 };

/* The multiparts open at this point of the body, outermost first. */
typedef struct {
    const MwMessage *message;
    GPtrArray *parts; /* MwPart*, all so far */
    GArray *open;     /* unsigned: indices into `parts` of open multiparts */
    int leaf;         /* index of the part whose body is running; -1 outside of parts */
    MwSpan body;      /* of the message */
    size_t at;        /* of the next line */
    unsigned line;    /* its number */
} Walk;

/* Lines end with LF (a CR before it stays in the line), in old files with CR alone. */
static size_t find_line_end(const MwMessage *message, size_t from)
{
    return mw_span_find(message->body, message->line_end == MW_LINE_END_CR ? '\r' : '\n', from);
}

static MwSpan take_line(Walk *walk)
{
    size_t end = find_line_end(walk->message, walk->at);
    MwSpan line = mw_span_make(walk->body.data + walk->at, end - walk->at);
    walk->at = MIN(end + 1, walk->body.len);
    walk->line++;
    return line;
}

static bool is_delimiter(MwSpan line)
{
    return line.len > 2 && line.data[0] == '-' && line.data[1] == '-';
}

/* How many levels stay open after this delimiter line; -1: it delimits nothing. */
static int match_delimiter(const Walk *walk, MwSpan line, bool *ret_closes)
{
    MwSpan rest = mw_span_slice(line, 2, line.len);
    for (guint level = walk->open->len; level > 0; level--) {
        const MwPart *part = walk->parts->pdata[g_array_index(walk->open, unsigned, level - 1)];
        size_t len = strlen(part->boundary);
        if (rest.len < len || memcmp(rest.data, part->boundary, len) != 0)
            continue;
        MwSpan tail = mw_span_trim(mw_span_slice(rest, len, rest.len));
        bool closes = mw_span_is(tail, "--");
        if (tail.len > 0 && !closes)
            continue;
        *ret_closes = closes;
        return (int)level;
    }
    return -1;
}

/* The octets before a delimiter, without the line end that belongs to it (RFC 2046, 5.1.1). */
static void end_body(MwSpan *body, const char *delimiter)
{
    if (body->data == NULL || delimiter < body->data)
        return;
    body->len = (size_t)(delimiter - body->data);
    if (body->len > 0 && body->data[body->len - 1] == '\n')
        body->len--;
    if (body->len > 0 && body->data[body->len - 1] == '\r')
        body->len--;
}

/* Ends the running leaf, and the multiparts above the first `levels` ones. */
static void close_parts(Walk *walk, unsigned levels, const char *delimiter)
{
    if (walk->leaf >= 0)
        end_body(&((MwPart *)walk->parts->pdata[walk->leaf])->body, delimiter);
    for (guint i = levels; i < walk->open->len; i++) {
        MwPart *part = walk->parts->pdata[g_array_index(walk->open, unsigned, i)];
        end_body(&part->body, delimiter);
    }
    g_array_set_size(walk->open, levels);
    walk->leaf = -1;
}

/* The header fields of a part: up to the empty line, or a delimiter that comes too early. */
static MwMessage *read_head(Walk *walk)
{
    size_t begin = walk->at;
    bool closes;
    while (walk->at < walk->body.len && walk->at - begin < PART_HEAD_MAX) {
        size_t before = walk->at;
        MwSpan line = take_line(walk);
        if (mw_span_trim(line).len == 0)
            break;
        if (is_delimiter(line) && match_delimiter(walk, line, &closes) >= 0) {
            walk->at = before;
            walk->line--;
            break;
        }
    }
    gsize size;
    const char *data = g_bytes_get_data(walk->message->bytes, &size);
    g_autoptr(GBytes) bytes = g_bytes_new_from_bytes(
        walk->message->bytes, (gsize)(walk->body.data + begin - data), walk->at - begin);
    return mw_message_parse(bytes);
}

static void push_part(Walk *walk, MwPart *part)
{
    unsigned index = walk->parts->len;
    g_ptr_array_add(walk->parts, part);
    if (g_str_has_prefix(part->type, "multipart/") && part->boundary != NULL &&
        *part->boundary != '\0' && walk->open->len < MW_MIME_DEPTH_MAX)
        g_array_append_val(walk->open, index);
    else
        walk->leaf = (int)index;
}

static void begin_part(Walk *walk)
{
    unsigned parent = g_array_index(walk->open, unsigned, walk->open->len - 1);
    const MwPart *outer = walk->parts->pdata[parent];
    bool digest = g_str_equal(outer->type, "multipart/digest");
    unsigned line = walk->line;
    MwPart *part = mw_part_new(read_head(walk), digest ? "message/rfc822" : "text/plain");
    part->body = mw_span_make(walk->body.data + walk->at, walk->body.len - walk->at);
    part->line = line;
    part->depth = walk->open->len;
    part->parent = parent;
    push_part(walk, part);
}

static void walk_body(Walk *walk)
{
    while (walk->at < walk->body.len && walk->open->len > 0 &&
           walk->parts->len < MW_MIME_PARTS_MAX) {
        MwSpan line = take_line(walk);
        bool closes = false;
        int levels = is_delimiter(line) ? match_delimiter(walk, line, &closes) : -1;
        if (levels < 0)
            continue;
        MwPart *multipart =
            walk->parts->pdata[g_array_index(walk->open, unsigned, (guint)levels - 1)];
        multipart->closed = closes;
        close_parts(walk, (unsigned)levels - closes, line.data);
        if (!closes)
            begin_part(walk);
    }
}

static unsigned lines_before_body(const MwMessage *message)
{
    const char *data = g_bytes_get_data(message->bytes, NULL);
    unsigned lines = 0;
    for (const char *at = data; at < message->body.data; at++)
        lines += *at == '\n';
    return lines;
}

/* A message of the same octets with the same fields: parts own their heads. */
static MwMessage *copy_head(const MwMessage *message)
{
    MwMessage *copy = g_memdup2(message, sizeof *message);
    copy->bytes = g_bytes_ref(message->bytes);
    copy->headers = g_array_ref(message->headers);
    copy->notes = g_ptr_array_ref(message->notes);
    return copy;
}

GPtrArray *mw_mime_parts(const MwMessage *message)
{
    g_autoptr(GArray) open = g_array_new(FALSE, FALSE, sizeof(unsigned));
    Walk walk = {
        .message = message,
        .parts = g_ptr_array_new_with_free_func((GDestroyNotify)mw_part_free),
        .open = open,
        .leaf = -1,
        .body = message->body,
        .line = message->body.len > 0 ? lines_before_body(message) + 1 : 1,
    };
    MwPart *root = mw_part_new(copy_head(message), "text/plain");
    root->body = message->body;
    root->line = message->first_line;
    push_part(&walk, root);
    walk_body(&walk);
    return walk.parts;
}

static bool head_is_nested(MwSpan head)
{
    static const char *const signs[] = {
        "message/",         ".eml",  ".msg", "ms-outlook", "ms-tnef", "winmail.dat",
        "multipart/digest", "name*", "=?",   NULL};
    return mw_span_has_any_nocase(head, signs);
}

/* The first line at or after `from`, where one begins, that may be a delimiter. */
static size_t find_delimiter(const MwMessage *message, size_t from)
{
    MwSpan rest = mw_span_slice(message->body, from, message->body.len);
    if (mw_span_starts_with_nocase(rest, "--"))
        return from;
    size_t at = mw_span_find_nocase(rest, message->line_end == MW_LINE_END_CR ? "\r--" : "\n--");
    return MIN(from + at + 1, message->body.len);
}

/* The header lines of a part: up to an empty line, or one that may be a delimiter. */
static MwSpan read_part_head(const MwMessage *message, size_t begin)
{
    size_t at = begin;
    while (at < message->body.len) {
        size_t end = find_line_end(message, at);
        MwSpan line = mw_span_slice(message->body, at, end);
        if (mw_span_trim(line).len == 0 || is_delimiter(line))
            break;
        at = MIN(end + 1, message->body.len);
    }
    return mw_span_slice(message->body, begin, at);
}

/* Only header lines after a delimiter are looked at; an encoded file name may hide anything. */
bool mw_mime_has_nested(const MwMessage *message)
{
    const MwHeader *type = mw_message_header(message, "Content-Type", 0);
    if (type == NULL)
        return false;
    MwSpan value = mw_span_trim(type->value);
    if (!mw_span_starts_with_nocase(value, "multipart/"))
        return head_is_nested(value);
    for (size_t at = find_delimiter(message, 0); at < message->body.len;
         at = find_delimiter(message, at)) {
        size_t end = find_line_end(message, at);
        bool is_short = end - at <= 2;
        at = MIN(end + 1, message->body.len);
        MwSpan head = is_short ? mw_span_make(NULL, 0) : read_part_head(message, at);
        if (head_is_nested(head))
            return true;
        at += head.len;
    }
    return false;
}
