#include "parsers/address.h"

#include <stdbool.h>

#include "parsers/domain.h"

enum { VALUE_MAX = 1 << 20, SHORT_MAX = 256 };

/* A text under construction, with room for all of the value: no octet of it is put there twice. */
typedef struct {
    char *data;
    size_t len;
} Text;

enum { TEXTS = 4 };

/* One pass over a list. Text outside angle brackets collects in `words`, comments left out. */
typedef struct {
    MwSpan text;
    size_t pos;
    Text words, inside;
    Text word, found; /* of pick_address */
    GPtrArray *out;   /* NULL: only the first address is wanted */
    char *first;
    bool had_angle;   /* the current mailbox had its <...> already */
    bool open_quotes; /* a quote was never closed: those that follow are characters */
} Reader;

static void put(Text *text, char byte)
{
    text->data[text->len++] = byte;
}

static const char *finish(Text *text)
{
    text->data[text->len] = '\0';
    return text->data;
}

static void address_free(gpointer data)
{
    MwAddress *address = data;
    g_free(address->address);
    g_free(address->domain);
    g_free(address->display);
    g_free(address);
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n' || byte == '\0';
}

char *mw_address_domain(const char *address)
{
    const char *at = strrchr(address, '@');
    if (at == NULL || at[1] == '[')
        return NULL;
    return mw_domain_normalize(mw_span(at + 1));
}

static void skip_comment(Reader *r)
{
    unsigned depth = 0;
    for (; r->pos < r->text.len; r->pos++) {
        char byte = r->text.data[r->pos];
        if (byte == '\\')
            r->pos++;
        else if (byte == '(')
            depth++;
        else if (byte == ')' && --depth == 0) {
            r->pos++;
            return;
        }
    }
}

/* Copies a quoted string with its quotes. A quote that is never closed is left out, else one typing
 * error would hide the address. */
static void copy_quoted(Reader *r, Text *out)
{
    size_t begin = r->pos;
    for (r->pos++; !r->open_quotes && r->pos < r->text.len && r->text.data[r->pos] != '"'; r->pos++)
        if (r->text.data[r->pos] == '\\')
            r->pos++;
    if (r->open_quotes || r->pos >= r->text.len) {
        r->open_quotes = true;
        r->pos = begin + 1;
        return;
    }
    r->pos++;
    MwSpan quoted = mw_span_slice(r->text, begin, r->pos);
    for (size_t i = 0; i < quoted.len; i++)
        if (quoted.data[i] != '\r' && quoted.data[i] != '\n')
            put(out, quoted.data[i] != '\0' ? quoted.data[i] : ' ');
}

/* The last word with an '@' in a text, spaces around '.' and '@' removed (obsolete, 4.4); a quoted
 * local part is one word. NULL when there is none. */
static const char *pick_address(Reader *r, const char *text)
{
    text += strspn(text, " ");
    if (text[strcspn(text, " \t\r\n\"\\")] == '\0') /* most are one plain word */
        return strchr(text, '@') != NULL ? text : NULL;
    Text *word = &r->word;
    const char *found = NULL;
    bool quoted = false, has_at = false; /* an '@' in quotes makes no address */
    word->len = 0;
    for (const char *p = text;; p++) {
        if (*p == '"')
            quoted = !quoted;
        has_at = has_at || (*p == '@' && !quoted);
        if (*p == '\\' && quoted && p[1] != '\0') {
            put(word, *p++);
        } else if (*p == '\0' || (!quoted && is_blank(*p))) {
            const char *next = p + strspn(p, " \t\r\n");
            char last = word->len > 0 ? word->data[word->len - 1] : '\0';
            if (*next == '.' || *next == '@' || last == '.' || last == '@') {
                if (*next != '\0') {
                    p = next - 1;
                    continue;
                }
            }
            if (has_at)
                found = memcpy(r->found.data, finish(word), word->len + 1);
            word->len = 0;
            has_at = false;
            if (*p == '\0')
                return found;
            continue;
        }
        put(word, *p);
    }
}

static void add_address(Reader *r, const char *spec, const char *display)
{
    if (spec[0] == '@') { /* an obsolete route: "@a,@b:local@domain" */
        const char *colon = strchr(spec, ':');
        spec = colon != NULL ? colon + 1 : spec;
    }
    const char *address = pick_address(r, spec);
    if (address == NULL || (r->out != NULL && r->out->len >= MW_ADDRESS_MAX))
        return;
    if (r->out == NULL) {
        r->first = g_strdup(address);
        return;
    }
    g_autofree char *shown = mw_span_dup_unfolded(mw_span(display));
    MwAddress *record = g_new0(MwAddress, 1);
    record->domain = mw_address_domain(address);
    record->address = g_strdup(address);
    record->display = *shown != '\0' ? g_steal_pointer(&shown) : NULL;
    g_ptr_array_add(r->out, record);
}

/* "<...>" with quoted strings and comments inside; an open one ends at ',' or with the field. */
static void read_angle(Reader *r)
{
    Text *inside = &r->inside;
    inside->len = 0;
    for (r->pos++; r->pos < r->text.len && r->text.data[r->pos] != '>';) {
        char byte = r->text.data[r->pos];
        if (byte == '"') {
            copy_quoted(r, inside);
        } else if (byte == '(') {
            skip_comment(r);
        } else if (byte == '<') { /* "<<a@b>>" */
            r->pos++;
        } else {
            put(inside, byte != '\0' ? byte : ' ');
            r->pos++;
        }
    }
    r->pos++;
    add_address(r, finish(inside), finish(&r->words));
    r->words.len = 0;
    r->had_angle = true;
}

/* At ',', ';' or the end: what was no "<...>" may be a bare address. */
static void end_mailbox(Reader *r)
{
    if (!r->had_angle)
        add_address(r, finish(&r->words), "");
    r->words.len = 0;
    r->had_angle = false;
}

static void read_list(Reader *r)
{
    while (r->pos < r->text.len && r->first == NULL) {
        char byte = r->text.data[r->pos];
        if (byte == '(') {
            skip_comment(r);
        } else if (byte == '"') {
            copy_quoted(r, &r->words);
        } else if (byte == '<') {
            read_angle(r);
        } else if (byte == ':' && strchr(finish(&r->words), '@') == NULL) {
            r->words.len = 0; /* the name of a group */
            r->pos++;
        } else if (byte == ',' || byte == ';') {
            end_mailbox(r);
            r->pos++;
        } else {
            put(&r->words, is_blank(byte) ? ' ' : byte);
            r->pos++;
        }
    }
    if (r->first == NULL)
        end_mailbox(r);
}

/* Reads a value into `out`; with NULL returns the first address instead. */
static char *read_value(MwSpan value, GPtrArray *out)
{
    value = mw_span_slice(value, 0, VALUE_MAX);
    char small[TEXTS * SHORT_MAX];
    size_t room = value.len < SHORT_MAX ? SHORT_MAX : value.len + 1;
    g_autofree char *large = room > SHORT_MAX ? g_malloc(TEXTS * room) : NULL;
    char *texts = large != NULL ? large : small;
    Reader r = {.text = value,
                .words = {texts, 0},
                .inside = {texts + room, 0},
                .word = {texts + 2 * room, 0},
                .found = {texts + 3 * room, 0},
                .out = out};
    read_list(&r);
    return r.first;
}

GPtrArray *mw_address_parse(MwSpan value)
{
    GPtrArray *addresses = g_ptr_array_new_with_free_func(address_free);
    read_value(value, addresses);
    return addresses;
}

char *mw_address_first(MwSpan value)
{
    return read_value(value, NULL);
}

char *mw_address_path(MwSpan value)
{
    char *first = mw_address_first(value);
    if (first != NULL)
        return first;
    value = mw_span_trim(value);
    if (value.len >= 2 && value.data[0] == '<') {
        MwSpan inside = mw_span_trim(mw_span_slice(value, 1, mw_span_find(value, '>', 0)));
        return inside.len == 0 ? g_strdup("") : NULL;
    }
    return NULL;
}
