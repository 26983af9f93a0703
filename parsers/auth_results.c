#include "parsers/auth_results.h"

#include "parsers/auth_registry.h"
#include "parsers/encoded_word.h"
#include "parsers/error.h"

enum { DEVIATIONS_MAX = 50, INSTANCE_MAX = 50, COMMENT_MAX = 8192 };

/* Reads one value from left to right. `text` is a clean copy: one line, no control characters. */
typedef struct {
    MwSpan text;
    size_t pos;
    MwAuthResults *out;
    MwAuthResult *current; /* what properties and comments belong to; NULL at first */
    GPtrArray *dropped;    /* results of a method version we do not know (RFC 8601, 2.6) */
} Reader;

static void property_free(gpointer data)
{
    MwAuthProperty *property = data;
    g_free(property->key);
    g_free(property->value);
    g_free(property);
}

void mw_auth_result_free(MwAuthResult *result)
{
    if (result == NULL)
        return;
    g_free(result->method);
    g_free(result->result);
    g_free(result->result_as_written);
    g_free(result->reason);
    g_free(result->comment);
    g_ptr_array_unref(result->properties);
    g_free(result);
}

static void free_result(gpointer data)
{
    mw_auth_result_free(data);
}

void mw_auth_results_free(MwAuthResults *results)
{
    if (results == NULL)
        return;
    g_free(results->authserv_id);
    g_ptr_array_unref(results->results);
    g_ptr_array_unref(results->deviations);
    g_free(results);
}

const char *mw_auth_result_property(const MwAuthResult *result, const char *key)
{
    for (guint i = 0; i < result->properties->len; i++) {
        const MwAuthProperty *property = g_ptr_array_index(result->properties, i);
        if (strcmp(property->key, key) == 0)
            return property->value;
    }
    return NULL;
}

static G_GNUC_PRINTF(2, 3) void note(Reader *r, const char *format, ...)
{
    if (r->out->deviations->len >= DEVIATIONS_MAX)
        return;
    va_list arguments;
    va_start(arguments, format);
    g_ptr_array_add(r->out->deviations, g_strdup_vprintf(format, arguments));
    va_end(arguments);
}

static char peek(const Reader *r)
{
    return r->pos < r->text.len ? r->text.data[r->pos] : '\0';
}

static bool at_end(const Reader *r)
{
    return r->pos >= r->text.len;
}

static void append_joined(char **text, MwSpan more)
{
    g_autofree char *old = *text;
    if (old != NULL && strlen(old) + more.len > COMMENT_MAX) {
        *text = g_steal_pointer(&old);
        return;
    }
    *text = old != NULL ? g_strdup_printf("%s; " MW_SPAN_FMT, old, MW_SPAN_ARG(more))
                        : mw_span_dup(more);
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
    if (r->current != NULL && (r->current->comment == NULL || comment.len > 0))
        append_joined(&r->current->comment, mw_span_trim(comment));
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

/* A quoted string at the reader; `keep` the quotes and pairs as written. */
static void read_quoted(Reader *r, GString *out)
{
    for (r->pos++; !at_end(r); r->pos++) {
        char byte = peek(r);
        if (byte == '"') {
            r->pos++;
            return;
        }
        if (byte == '\\' && r->pos + 1 < r->text.len)
            byte = r->text.data[++r->pos];
        g_string_append_c(out, byte);
    }
    note(r, "quoted string not closed");
    r->out->truncated = true;
}

/* The next key: up to white space or one of ";(=", quoted parts unquoted. */
static void read_key_part(Reader *r, GString *out)
{
    while (!at_end(r) && strchr(" ;(=", peek(r)) == NULL) {
        if (peek(r) == '"') {
            read_quoted(r, out);
            continue;
        }
        /* the clean copy ends with NUL and holds no other */
        size_t len = strcspn(r->text.data + r->pos, " ;(=\"");
        g_string_append_len(out, r->text.data + r->pos, (gssize)len);
        r->pos += len;
    }
}

/* CFWS may stand around the dot of "policy . expired" (RFC 8601, B.7). */
static char *read_key(Reader *r)
{
    GString *key = g_string_new(NULL);
    read_key_part(r, key);
    for (;;) {
        size_t before = r->pos;
        skip_cfws(r);
        bool dot = peek(r) == '.' || (key->len > 0 && key->str[key->len - 1] == '.');
        if (!dot || at_end(r) || r->pos == before)
            break;
        read_key_part(r, key);
        if (r->pos == before)
            break;
    }
    return g_string_free(key, FALSE);
}

/* An unquoted value ends at white space, ';' or '(' (R-AR-13). */
static char *read_value(Reader *r)
{
    GString *value = g_string_new(NULL);
    size_t begin = r->pos;
    if (peek(r) == '"') {
        read_quoted(r, value);
        if (peek(r) == '@') { /* a quoted local part: the quotes belong to the address */
            g_string_truncate(value, 0);
            g_string_append_len(value, r->text.data + begin, (gssize)(r->pos - begin));
        }
    }
    size_t len = strcspn(r->text.data + r->pos, " ;(");
    g_string_append_len(value, r->text.data + r->pos, (gssize)len);
    r->pos += len;
    return g_string_free(value, FALSE);
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
    return *text != '\0' &&
           strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-._") == strlen(text) &&
           strstr(text, "..") == NULL;
}

/* Takes both texts. */
static void add_property(Reader *r, char *key, char *value)
{
    g_autofree char *owned_key = key, *owned_value = value;
    if (r->current == NULL) {
        note(r, "%s= before any result", key);
    } else if (strcmp(key, "reason") == 0 && r->current->reason == NULL) {
        r->current->reason = g_steal_pointer(&owned_value);
    } else if (r->current->properties->len >= MW_AUTH_PROPERTY_MAX) {
        note(r, "more than %d properties", MW_AUTH_PROPERTY_MAX);
    } else {
        if (strchr(key, '.') == NULL)
            note(r, "property without type: %s", key);
        MwAuthProperty *property = g_new0(MwAuthProperty, 1);
        property->key = g_steal_pointer(&owned_key);
        property->value = g_steal_pointer(&owned_value);
        g_ptr_array_add(r->current->properties, property);
    }
}

static void open_result(Reader *r, const char *method, unsigned version)
{
    MwAuthResult *result = g_new0(MwAuthResult, 1);
    result->method = g_strdup(method);
    result->method_version = version;
    result->properties = g_ptr_array_new_with_free_func(property_free);
    r->current = result;
    bool keep = version == 1 && r->out->results->len < MW_AUTH_RESULT_MAX;
    g_ptr_array_add(keep ? r->out->results : r->dropped, result);
    if (!keep)
        note(r, "result of %s/%u not used", method, version);
}

/* Takes the text. */
static void set_result(Reader *r, char *value)
{
    MwAuthResult *result = r->current;
    g_autofree char *lower = g_ascii_strdown(value, -1);
    const MwAuthMethod *known = mw_auth_method_find(result->method);
    result->result_as_written = value;
    result->result = g_strdup(mw_auth_result_modern(result->method, lower));
    if (strcmp(lower, result->result) != 0)
        note(r, "legacy result %s=%s", result->method, lower);
    else if (known != NULL && !mw_auth_method_has_result(known, lower))
        note(r, "unregistered result %s=%s", result->method, lower);
}

/* "dkim/1", also with CFWS around the stroke. Cuts the version off the key. */
static unsigned read_version(Reader *r, char *key)
{
    char *stroke = strchr(key, '/');
    g_autofree char *number = NULL;
    if (stroke != NULL && is_number(stroke + 1)) {
        number = g_strdup(stroke + 1);
        *stroke = '\0';
    } else if (peek(r) == '/') {
        r->pos++;
        skip_cfws(r);
        number = read_key(r);
    }
    if (number != NULL && !is_number(number))
        note(r, "unreadable version of %s", key);
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

static void lower_in_place(char *text)
{
    for (; *text != '\0'; text++)
        *text = g_ascii_tolower(*text);
}

/* "=" is at the reader. Takes the key, which it makes lower case. */
static void read_assignment(Reader *r, char *written_key, unsigned version, bool first)
{
    g_autofree char *key = written_key;
    lower_in_place(key);
    bool known_name = is_name(key);
    bool opens = known_name && opens_result(r, key, first);
    if (opens) /* now, because comments before the value belong to it */
        open_result(r, key, version);
    size_t after = ++r->pos;
    skip_cfws(r);
    bool empty = (r->pos > after && next_word_is_key(r)) || peek(r) == '=';
    g_autofree char *value = empty ? g_strdup("") : read_value(r);
    if (opens)
        set_result(r, g_steal_pointer(&value));
    else if (known_name)
        add_property(r, g_steal_pointer(&key), g_steal_pointer(&value));
    else
        note(r, "unreadable item");
}

/* One word of a segment with what belongs to it. */
static void read_item(Reader *r, bool first)
{
    size_t begin = r->pos;
    g_autofree char *key = read_key(r);
    unsigned version = read_version(r, key);
    skip_cfws(r);
    if (peek(r) == '=') {
        read_assignment(r, g_steal_pointer(&key), version, first);
    } else if (g_ascii_strcasecmp(key, "none") == 0 && r->out->results->len == 0 && !r->out->none) {
        r->out->none = true;
    } else {
        note(r, "bare token %s", key);
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
    g_autofree char *key = read_key(r);
    bool is_instance = g_ascii_strcasecmp(key, "i") == 0 && peek(r) == '=';
    if (is_instance) {
        r->pos++;
        skip_cfws(r);
        g_autofree char *value = read_value(r);
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
    GString *word = g_string_new(NULL);
    read_key_part(r, word);
    g_autofree char *id = g_string_free(word, FALSE);
    skip_cfws(r);
    if (*id == '\0' || peek(r) == '=' || (g_ascii_strcasecmp(id, "none") == 0 && at_end(r))) {
        note(r, "no authserv-id");
        r->pos = begin;
        read_segment(r, true);
        return true;
    }
    r->out->authserv_id = g_steal_pointer(&id);
    size_t before = r->pos;
    g_autofree char *version = read_key(r);
    if (is_number(version))
        r->out->version = (unsigned)atoi(version);
    else
        r->pos = before;
    if (r->out->version != 1) { /* RFC 8601, 2.6 */
        note(r, "unknown version %u", r->out->version);
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

static MwAuthResults *read_tolerantly(MwSpan value)
{
    bool encoded;
    g_autofree char *text = clean_copy(value, &encoded);
    g_autoptr(GPtrArray) dropped = g_ptr_array_new_with_free_func(free_result);
    MwAuthResults *out = g_new0(MwAuthResults, 1);
    out->version = 1;
    out->results = g_ptr_array_new_with_free_func(free_result);
    out->deviations = g_ptr_array_new_with_free_func(g_free);
    Reader r = {mw_span(text), 0, out, NULL, dropped};
    if (encoded)
        note(&r, "encoded words (RFC 2047)");
    if (value.len > MW_AUTH_RESULTS_MAX) {
        note(&r, "longer than %d bytes", MW_AUTH_RESULTS_MAX);
        out->truncated = true;
    }
    read_all(&r);
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
