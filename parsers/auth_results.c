#include "parsers/auth_results.h"

#include "parsers/auth_registry.h"
#include "parsers/encoded_word.h"
#include "parsers/error.h"

enum { INSTANCE_MAX = 50, COMMENT_MAX = 8192 };

/* Reads one value from left to right. `text` is a clean copy: one line, no control characters. */
typedef struct {
    MwSpan text;
    size_t pos;
    MwAuthResults *out;
    MwArena *arena;
    MwAuthResult *current;     /* what properties and comments belong to; NULL at first */
    MwAuthProperty **property; /* where its next one goes */
    unsigned properties;       /* how many it has */
    bool commented;            /* does it have a comment? Its text is in `comment` until the end */
    char *comment, *word;      /* each with as much room as the text: what is being read */
    size_t comment_used, used;
} Reader;

void mw_auth_results_free(MwAuthResults *results)
{
    if (results == NULL)
        return;
    g_ptr_array_unref(results->results);
    mw_arena_free(results->arena);
}

const char *mw_auth_result_property(const MwAuthResult *result, const char *key)
{
    for (const MwAuthProperty *p = result->properties; p != NULL; p = p->next)
        if (strcmp(p->key, key) == 0)
            return p->value;
    return NULL;
}

static void note(Reader *r, const char *deviation)
{
    if (r->out->deviation == NULL)
        r->out->deviation = deviation;
}

static char peek(const Reader *r)
{
    return r->pos < r->text.len ? r->text.data[r->pos] : '\0';
}

static bool at_end(const Reader *r)
{
    return r->pos >= r->text.len;
}

/* The parentheses of one comment were longer than the "; " before the next. */
static void add_comment(Reader *r, MwSpan more)
{
    if (r->commented && r->comment_used + more.len > COMMENT_MAX)
        return;
    if (r->commented) {
        memcpy(r->comment + r->comment_used, "; ", 2);
        r->comment_used += 2;
    }
    if (more.len > 0)
        memcpy(r->comment + r->comment_used, more.data, more.len);
    r->comment_used += more.len;
    r->commented = true;
}

/* The comments of a result are complete when the next one begins. */
static void close_result(Reader *r)
{
    if (r->commented)
        r->current->comment = mw_arena_text(r->arena, r->comment, r->comment_used);
    r->comment_used = 0;
    r->commented = false;
}

/* An open comment ends with the field: what stands in a comment is never taken for a result. */
static void read_comment(Reader *r)
{
    size_t begin = ++r->pos;
    unsigned depth = 1;
    for (; !at_end(r) && depth > 0; r->pos++) {
        char byte = peek(r);
        if (byte == '(')
            depth++;
        else if (byte == ')')
            depth--;
        else if (byte == '\\' && r->pos + 1 < r->text.len)
            r->pos++;
    }
    if (depth > 0) {
        note(r, "comment not closed");
        r->out->truncated = true;
    }
    MwSpan comment = mw_span_slice(r->text, begin, r->pos - (depth == 0));
    if (r->current != NULL && (!r->commented || comment.len > 0))
        add_comment(r, mw_span_trim(comment));
}

static void skip_cfws(Reader *r)
{
    for (; !at_end(r); r->pos++) {
        if (peek(r) == '(') {
            read_comment(r);
            r->pos--; /* the loop steps over one byte again */
        } else if (peek(r) == ')') {
            note(r, "stray ')'");
        } else if (peek(r) != ' ') {
            return;
        }
    }
}

/* What has been read, in the arena; the word is empty again. */
static char *take_word(Reader *r)
{
    char *text = mw_arena_text(r->arena, r->word, r->used);
    r->used = 0;
    return text;
}

static void append(Reader *r, size_t begin, size_t end)
{
    memcpy(r->word + r->used, r->text.data + begin, end - begin);
    r->used += end - begin;
}

/* Appends a quoted string at the reader, unquoted. */
static void read_quoted(Reader *r)
{
    for (r->pos++; !at_end(r); r->pos++) {
        char byte = peek(r);
        if (byte == '"') {
            r->pos++;
            return;
        }
        if (byte == '\\' && r->pos + 1 < r->text.len)
            byte = r->text.data[++r->pos];
        r->word[r->used++] = byte;
    }
    note(r, "quoted string not closed");
    r->out->truncated = true;
}

static bool ends_key(char byte)
{
    return byte == ' ' || byte == ';' || byte == '(' || byte == '=';
}

/* Appends the next key: up to white space or one of ";(=", quoted parts unquoted. */
static void read_key_part(Reader *r)
{
    while (!at_end(r) && !ends_key(peek(r))) {
        size_t begin = r->pos;
        while (!at_end(r) && !ends_key(peek(r)) && peek(r) != '"')
            r->pos++;
        append(r, begin, r->pos);
        if (peek(r) == '"')
            read_quoted(r);
    }
}

/* CFWS may stand around the dot of "policy . expired" (RFC 8601, B.7). */
static char *read_key(Reader *r)
{
    read_key_part(r);
    for (;;) {
        size_t before = r->pos;
        skip_cfws(r);
        bool dot = peek(r) == '.' || (r->used > 0 && r->word[r->used - 1] == '.');
        if (!dot || at_end(r) || r->pos == before)
            break;
        read_key_part(r);
    }
    return take_word(r);
}

/* An unquoted value ends at white space, ';' or '('. */
static char *read_value(Reader *r)
{
    size_t begin = r->pos;
    if (peek(r) == '"') {
        read_quoted(r);
        if (peek(r) == '@') { /* a quoted local part: the quotes belong to the address */
            r->used = 0;
            append(r, begin, r->pos);
        }
    }
    begin = r->pos;
    while (!at_end(r) && peek(r) != ' ' && peek(r) != ';' && peek(r) != '(')
        r->pos++;
    append(r, begin, r->pos);
    return take_word(r);
}

/* "header.from= header.d=x": the word after the white space is the next key, the value empty. */
static bool next_word_is_key(const Reader *r)
{
    size_t at = r->pos;
    while (at < r->text.len && (g_ascii_isalnum(r->text.data[at]) ||
                                (at > r->pos && strchr("-._", r->text.data[at]) != NULL)))
        at++;
    return at > r->pos && at + 1 < r->text.len && r->text.data[at] == '=' &&
           strchr(" ;=", r->text.data[at + 1]) == NULL;
}

static bool is_number(const char *text)
{
    return *text != '\0' && strspn(text, "0123456789") == strlen(text) && strlen(text) <= 4;
}

static bool is_name(const char *text)
{
    const char *p = text;
    for (; *p != '\0'; p++) {
        bool word = (*p >= 'a' && *p <= 'z') || g_ascii_isdigit(*p) || *p == '-' || *p == '_';
        if (!word && (*p != '.' || p[1] == '.'))
            return false;
    }
    return p > text;
}

static void add_property(Reader *r, const char *key, const char *value)
{
    if (r->current == NULL) {
        note(r, "property before any result");
    } else if (strcmp(key, "reason") == 0 && r->current->reason == NULL) {
        r->current->reason = value;
    } else if (r->properties >= MW_AUTH_PROPERTY_MAX) {
        note(r, "too many properties");
    } else {
        if (strchr(key, '.') == NULL)
            note(r, "property without type");
        MwAuthProperty *property = mw_arena_take(r->arena, sizeof *property);
        *property = (MwAuthProperty){key, value, NULL};
        *r->property = property;
        r->property = &property->next;
        r->properties++;
    }
}

/* A method version that we do not know is read, but not used (RFC 8601, 2.6). */
static void open_result(Reader *r, const char *method, unsigned version)
{
    close_result(r);
    MwAuthResult *result = mw_arena_take(r->arena, sizeof *result);
    result->method = method;
    result->method_version = version;
    r->current = result;
    r->property = &result->properties;
    r->properties = 0;
    if (version == 1 && r->out->results->len < MW_AUTH_RESULT_MAX)
        g_ptr_array_add(r->out->results, result);
    else
        note(r, "result not used: version, or too many");
}

static void lower_in_place(char *text)
{
    for (; *text != '\0'; text++)
        *text = mw_ascii_lower(*text);
}

static void set_result(Reader *r, const char *value)
{
    MwAuthResult *result = r->current;
    char *lower = mw_arena_text(r->arena, value, strlen(value));
    lower_in_place(lower);
    const MwAuthMethod *known = mw_auth_method_find(result->method);
    result->result_as_written = value;
    result->result = mw_auth_result_modern(result->method, lower);
    if (result->result != lower)
        note(r, "legacy result");
    else if (known != NULL && !mw_auth_method_has_result(known, lower))
        note(r, "unregistered result");
}

/* "dkim/1", also with CFWS around the stroke. Cuts the version off the key. */
static unsigned read_version(Reader *r, char *key)
{
    char *stroke = strchr(key, '/');
    const char *number = NULL;
    if (stroke != NULL && is_number(stroke + 1)) {
        number = stroke + 1;
        *stroke = '\0';
    } else if (peek(r) == '/') {
        r->pos++;
        skip_cfws(r);
        number = read_key(r);
    }
    if (number != NULL && !is_number(number))
        note(r, "unreadable version of a method");
    return number != NULL && is_number(number) ? (unsigned)atoi(number) : 1;
}

/* Is "key=value" the beginning of a result? `first`: it opens its segment. */
static bool opens_result(const Reader *r, const char *key, bool first)
{
    if (strchr(key, '.') != NULL || mw_auth_word_is_pseudo(key))
        return false;
    if (first)
        return true;
    /* the ';' after the authserv-id is missing */
    return r->current == NULL && !r->out->none &&
           (mw_auth_method_find(key) != NULL || mw_auth_method_is_vendor(key));
}

/* "=" is at the reader. Makes the key lower case. */
static void read_assignment(Reader *r, char *key, unsigned version, bool first)
{
    lower_in_place(key);
    bool known_name = is_name(key);
    bool opens = known_name && opens_result(r, key, first);
    if (opens) /* now, because comments before the value belong to it */
        open_result(r, key, version);
    size_t after = ++r->pos;
    skip_cfws(r);
    bool empty = (r->pos > after && next_word_is_key(r)) || peek(r) == '=';
    const char *value = empty ? "" : read_value(r);
    if (opens)
        set_result(r, value);
    else if (known_name)
        add_property(r, key, value);
    else
        note(r, "unreadable item");
}

/* One word of a segment with what belongs to it. */
static void read_item(Reader *r, bool first)
{
    size_t begin = r->pos;
    char *key = read_key(r);
    unsigned version = read_version(r, key);
    skip_cfws(r);
    if (peek(r) == '=') {
        read_assignment(r, key, version, first);
    } else if (g_ascii_strcasecmp(key, "none") == 0 && r->out->results->len == 0 && !r->out->none) {
        r->out->none = true;
    } else {
        note(r, "bare token");
    }
    if (r->pos == begin) /* a byte that fits nowhere */
        r->pos++;
}

/* From the reader to after the next ';'. */
static void read_segment(Reader *r, bool first)
{
    skip_cfws(r);
    if (at_end(r) || peek(r) == ';')
        note(r, at_end(r) ? "trailing semicolon" : "empty item");
    for (; !at_end(r) && peek(r) != ';'; skip_cfws(r)) {
        read_item(r, first);
        first = false;
    }
    r->pos++;
}

/* "i=2;" of ARC, when it is there. */
static void read_instance(Reader *r)
{
    size_t begin = r->pos;
    const char *key = read_key(r);
    bool is_instance = g_ascii_strcasecmp(key, "i") == 0 && peek(r) == '=';
    if (is_instance) {
        r->pos++;
        skip_cfws(r);
        const char *value = read_value(r);
        skip_cfws(r);
        is_instance = is_number(value) && peek(r) == ';';
        if (is_instance)
            r->out->arc_instance = (unsigned)atoi(value);
    }
    r->pos = is_instance ? r->pos + 1 : begin;
}

/* The segment before the first ';' names the server, except for Microsoft, who begins with the
 * first result. Returns whether results may follow. */
static bool read_server(Reader *r)
{
    skip_cfws(r);
    size_t begin = r->pos;
    read_key_part(r);
    const char *id = take_word(r);
    skip_cfws(r);
    if (*id == '\0' || peek(r) == '=' || (g_ascii_strcasecmp(id, "none") == 0 && at_end(r))) {
        note(r, "no authserv-id");
        r->pos = begin;
        read_segment(r, true);
        return true;
    }
    r->out->authserv_id = id;
    size_t before = r->pos;
    const char *version = read_key(r);
    if (is_number(version))
        r->out->version = (unsigned)atoi(version);
    else
        r->pos = before;
    if (r->out->version != 1) { /* RFC 8601, 2.6 */
        note(r, "unknown version");
        return false;
    }
    skip_cfws(r);
    if (!at_end(r) && peek(r) != ';')
        note(r, "no ';' after the authserv-id");
    if (!at_end(r) && peek(r) == ';')
        r->pos++;
    else
        read_segment(r, false);
    return true;
}

static void skip_field_name(Reader *r)
{
    static const char *const names[] = {"Authentication-Results:", "ARC-Authentication-Results:"};
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        if (mw_span_starts_with_nocase(r->text, names[i]))
            r->pos = strlen(names[i]);
}

static void read_all(Reader *r)
{
    skip_field_name(r);
    skip_cfws(r);
    read_instance(r);
    if (!read_server(r))
        return;
    while (!at_end(r))
        read_segment(r, true);
    if (r->out->none && r->out->results->len > 0) {
        note(r, "none beside results");
        r->out->none = false;
    }
}

/* One line without control characters; an encoded value decoded (Exchange does that when a
 * non-ASCII byte occurs). */
static char *clean_copy(MwSpan value, bool *ret_encoded)
{
    value = mw_span_trim(mw_span_slice(value, 0, MW_AUTH_RESULTS_MAX));
    *ret_encoded = mw_encoded_word_starts(value);
    char *copy = *ret_encoded ? mw_encoded_words_decode(value) : mw_span_dup(value);
    size_t len = *ret_encoded ? strlen(copy) : value.len;
    for (size_t i = 0; i < len; i++)
        if ((unsigned char)copy[i] < ' ' || copy[i] == 0x7f)
            copy[i] = ' ';
    return copy;
}

static MwAuthResults *new_results(void)
{
    MwArena *arena = mw_arena_new();
    MwAuthResults *results = mw_arena_take(arena, sizeof *results);
    *results = (MwAuthResults){.arena = arena, .version = 1, .results = g_ptr_array_new()};
    return results;
}

static MwAuthResults *read_tolerantly(MwSpan value)
{
    bool encoded;
    g_autofree char *text = clean_copy(value, &encoded);
    size_t len = strlen(text);
    g_autofree char *room = g_malloc(2 * len + 2);
    MwAuthResults *out = new_results();
    Reader r = {.text = mw_span_make(text, len),
                .out = out,
                .arena = out->arena,
                .comment = room,
                .word = room + len + 1};
    if (encoded)
        note(&r, "encoded words (RFC 2047)");
    if (value.len > MW_AUTH_RESULTS_MAX) {
        note(&r, "value too long");
        out->truncated = true;
    }
    read_all(&r);
    close_result(&r);
    return out;
}

MwAuthResults *mw_auth_results_parse(MwSpan value, MwAuthResultsMode mode, GError **error)
{
    if (mode != MW_AUTH_RESULTS_TOLERANT &&
        !mw_auth_results_is_strict(value, mode == MW_AUTH_RESULTS_STRICT_UTF8, error))
        return NULL;
    return read_tolerantly(value);
}

MwAuthResults *mw_auth_results_parse_arc(MwSpan value, GError **error)
{
    g_autoptr(MwAuthResults) results = read_tolerantly(value);
    if (results->arc_instance >= 1 && results->arc_instance <= INSTANCE_MAX)
        return g_steal_pointer(&results);
    g_set_error(error, MW_PARSE_ERROR, MW_PARSE_ERROR_MISSING,
                "byte 0: no instance i= from 1 to %d", INSTANCE_MAX);
    return NULL;
}
