#include "src/message/message.h"

enum {
    FIELD_MAX = 1024 * 1024,        /* a limit of the product */
    HEADERS_MAX = 16 * 1024 * 1024, /* a limit of the product */
    FIELDS_MAX = 100000,            /* a million empty fields fit into the limit above */
    NOTES_MAX = 32,
    FIELDS_USUAL = 32,
};

/* One pass over the lines of the header block. */
typedef struct {
    MwMessage *message;
    MwSpan text;
    size_t at;          /* of the next line */
    unsigned line;      /* its number */
    bool cr_ends_lines; /* else a lone CR is an octet like any other (RFC 5322, 2.3) */
    bool in_field;      /* may the next line continue a field? */
    bool full;          /* a limit is reached: look for the body only */
} Scan;

typedef struct {
    MwSpan text; /* without its end */
    MwLineEnd end;
} Line;

G_GNUC_PRINTF(2, 3) static void add_note(MwMessage *message, const char *format, ...)
{
    if (message->notes->len > NOTES_MAX)
        return;
    if (message->notes->len == NOTES_MAX) {
        g_ptr_array_add(message->notes, g_strdup("further notes left out"));
        return;
    }
    va_list args;
    va_start(args, format);
    g_ptr_array_add(message->notes, g_strdup_vprintf(format, args));
    va_end(args);
}

static Line take_line(Scan *scan)
{
    const char *begin = scan->text.data + scan->at;
    size_t left = scan->text.len - scan->at;
    const char *end = memchr(begin, '\n', left);
    if (scan->cr_ends_lines) {
        const char *cr = memchr(begin, '\r', end != NULL ? (size_t)(end - begin) : left);
        if (cr != NULL && cr + 1 != end) {
            scan->at += (size_t)(cr - begin) + 1;
            return (Line){mw_span_make(begin, (size_t)(cr - begin)), MW_LINE_END_CR};
        }
    }
    if (end == NULL) {
        scan->at = scan->text.len;
        return (Line){mw_span_make(begin, left), MW_LINE_END_NONE};
    }
    scan->at += (size_t)(end - begin) + 1;
    bool crlf = end > begin && end[-1] == '\r';
    return (Line){mw_span_make(begin, (size_t)(end - begin) - crlf),
                  crlf ? MW_LINE_END_CRLF : MW_LINE_END_LF};
}

/* Length of the name of a field that starts in this line, 0 when none does; `ret_colon` is where
 * its colon stands. White space before the colon is obsolete syntax (RFC 5322, 4.5). */
static size_t field_name(MwSpan line, size_t *ret_colon)
{
    size_t name = 0;
    while (name < line.len && line.data[name] > ' ' && line.data[name] < 127 &&
           line.data[name] != ':')
        name++;
    size_t colon = name;
    while (colon < line.len && (line.data[colon] == ' ' || line.data[colon] == '\t'))
        colon++;
    if (name == 0 || colon == line.len || line.data[colon] != ':')
        return 0;
    *ret_colon = colon;
    return name;
}

static bool is_continuation(MwSpan line)
{
    return line.len > 0 && (line.data[0] == ' ' || line.data[0] == '\t');
}

/* Do lone CRs end the lines (old Macs)? Yes when there is no LF at all, or when all that stands
 * before the first empty line and the first LF reads as fields. */
static bool lone_cr_ends_lines(MwSpan text)
{
    size_t lf = mw_span_find(text, '\n', 0);
    size_t cr = mw_span_find(text, '\r', 0);
    if (cr >= lf || (lf < text.len && cr + 1 == lf))
        return false;
    if (lf == text.len)
        return true;
    unsigned fields = 0;
    for (size_t at = 0; at < lf;) {
        size_t end = mw_span_find(text, '\r', at), colon;
        if (end == at)
            return fields > 1;
        if (end >= lf)
            return false;
        MwSpan line = mw_span_slice(text, at, end);
        if (field_name(line, &colon) > 0)
            fields++;
        else if (!is_continuation(line))
            return false;
        at = end + 1;
    }
    return false;
}

static void merge_line_end(MwMessage *message, MwLineEnd end)
{
    if (end == MW_LINE_END_NONE)
        return;
    if (message->line_end == MW_LINE_END_NONE)
        message->line_end = end;
    else if (message->line_end != end)
        message->line_end = MW_LINE_END_MIXED;
}

static void skip_line(Scan *scan, MwSpan line)
{
    if (mw_span_starts_with_nocase(line, "From ") || mw_span_starts_with_nocase(line, ">From "))
        add_note(scan->message, "line %u: mbox separator in the header skipped", scan->line);
    else if (line.len > 0)
        add_note(scan->message, "line %u: not a header field, skipped", scan->line);
    unsigned *junk = scan->message->headers->len == 0 ? &scan->message->junk_before
                                                      : &scan->message->junk_inside;
    *junk += line.len > 0;
    scan->in_field = false;
}

static void add_field(Scan *scan, MwSpan line, size_t name, size_t colon)
{
    GArray *headers = scan->message->headers;
    scan->in_field = true;
    if (scan->full)
        return;
    if (headers->len >= FIELDS_MAX || (size_t)(line.data - scan->text.data) > HEADERS_MAX) {
        add_note(scan->message, "line %u: more than %s; the fields from here on are left out",
                 scan->line,
                 headers->len >= FIELDS_MAX ? "100000 header fields" : "16 MiB of headers");
        scan->full = true;
        return;
    }
    MwHeader header = {line,
                       mw_span_slice(line, 0, name),
                       mw_span_make(line.data + colon + 1, line.len - colon - 1),
                       headers->len + 1,
                       scan->line,
                       0};
    if (headers->len == 0)
        scan->message->first_line = scan->line;
    g_array_append_val(headers, header);
}

static void extend_field(Scan *scan, MwSpan line)
{
    if (scan->full)
        return;
    GArray *headers = scan->message->headers;
    MwHeader *header = &g_array_index(headers, MwHeader, headers->len - 1);
    const char *end = line.data + line.len;
    header->raw.len = (size_t)(end - header->raw.data);
    header->value.len = (size_t)(end - header->value.data);
}

/* Cuts fields that are too long, once they are complete. */
static void limit_fields(MwMessage *message)
{
    for (guint i = 0; i < message->headers->len; i++) {
        MwHeader *header = &g_array_index(message->headers, MwHeader, i);
        if (header->raw.len <= FIELD_MAX)
            continue;
        add_note(message, "line %u: header field of %zu bytes cut to 1 MiB", header->line,
                 header->raw.len);
        size_t cut = header->raw.len - FIELD_MAX;
        header->raw.len -= cut;
        header->value.len -= MIN(cut, header->value.len);
    }
}

static void scan_header_block(Scan *scan)
{
    MwMessage *message = scan->message;
    for (; scan->at < scan->text.len; scan->line++) {
        Line line = take_line(scan);
        size_t name, colon = 0;
        if (line.text.len == 0 && message->headers->len > 0) {
            merge_line_end(message, line.end);
            message->has_body = true;
            message->body = mw_span_slice(scan->text, scan->at, scan->text.len);
            return;
        }
        if (scan->in_field && is_continuation(line.text))
            extend_field(scan, line.text);
        else if ((name = field_name(line.text, &colon)) > 0)
            add_field(scan, line.text, name, colon);
        else
            skip_line(scan, line.text);
        if (message->headers->len > 0)
            merge_line_end(message, line.end);
    }
}

/* The list a name belongs to, whatever its case: dozens of look-ups for each message, most of them
 * for names that it does not have. */
static unsigned list_of(MwSpan name)
{
    if (name.len == 0)
        return 0;
    unsigned middle = name.data[name.len / 2] & 31, last = name.data[name.len - 1] & 31;
    return ((unsigned)name.len + 3 * middle + 7 * last) % MW_MESSAGE_LISTS;
}

/* From the bottom up, so that each list begins with its topmost field. */
static void list_by_name(MwMessage *message)
{
    for (guint i = message->headers->len; i > 0; i--) {
        MwHeader *header = &g_array_index(message->headers, MwHeader, i - 1);
        unsigned *first = &message->by_name[list_of(header->name)];
        header->next = *first;
        *first = header->index;
    }
}

MwMessage *mw_message_parse(GBytes *bytes)
{
    gsize size;
    const char *data = g_bytes_get_data(bytes, &size);
    MwMessage *message = g_new0(MwMessage, 1);
    message->bytes = g_bytes_ref(bytes);
    message->headers = g_array_sized_new(FALSE, FALSE, sizeof(MwHeader), FIELDS_USUAL);
    message->notes = g_ptr_array_new_with_free_func(g_free);
    message->first_line = 1;

    Scan scan = {.message = message, .text = mw_span_make(data, size), .line = 1};
    if (mw_span_starts_with_nocase(scan.text, "\xef\xbb\xbf")) {
        scan.at = 3;
        add_note(message, "byte order mark before the first field skipped");
    }
    scan.cr_ends_lines = lone_cr_ends_lines(mw_span_slice(scan.text, scan.at, scan.text.len));
    scan_header_block(&scan);
    limit_fields(message);
    list_by_name(message);
    return message;
}

void mw_message_free(MwMessage *message)
{
    if (message == NULL)
        return;
    g_bytes_unref(message->bytes);
    g_array_unref(message->headers);
    g_ptr_array_unref(message->notes);
    g_free(message);
}

static const MwHeader *field_at(const MwMessage *message, unsigned index)
{
    return index > 0 ? &g_array_index(message->headers, MwHeader, index - 1) : NULL;
}

const MwHeader *mw_message_header(const MwMessage *message, const char *name, unsigned n)
{
    MwSpan wanted = mw_span(name);
    const MwHeader *header = field_at(message, message->by_name[list_of(wanted)]);
    for (; header != NULL; header = field_at(message, header->next))
        if (mw_span_equal_nocase(header->name, wanted) && n-- == 0)
            return header;
    return NULL;
}

unsigned mw_message_count(const MwMessage *message, const char *name)
{
    MwSpan wanted = mw_span(name);
    unsigned count = 0;
    const MwHeader *header = field_at(message, message->by_name[list_of(wanted)]);
    for (; header != NULL; header = field_at(message, header->next))
        count += mw_span_equal_nocase(header->name, wanted);
    return count;
}
