#include "parsers/address.h"

#include <stdbool.h>

#include "parsers/domain.h"

enum { VALUE_MAX = 1 << 20 };

/* One pass over a list. Text outside angle brackets collects in `words`, comments left out. */
typedef struct {
    MwSpan text;
    size_t pos;
    GString *words;
    GPtrArray *out;
    bool had_angle;   /* the current mailbox had its <...> already */
    bool open_quotes; /* a quote was never closed: those that follow are characters */
} Reader;

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
static void copy_quoted(Reader *r, GString *out)
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
            g_string_append_c(out, quoted.data[i] != '\0' ? quoted.data[i] : ' ');
}

/* The last word with an '@' in a text, spaces around '.' and '@' removed (obsolete, 4.4); a quoted
 * local part is one word. NULL when there is none. */
static char *pick_address(const char *text)
{
    g_autoptr(GString) word = g_string_new(NULL);
    char *found = NULL;
    bool quoted = false, has_at = false; /* an '@' in quotes makes no address */
    for (const char *p = text;; p++) {
        if (*p == '"')
            quoted = !quoted;
        has_at = has_at || (*p == '@' && !quoted);
        if (*p == '\\' && quoted && p[1] != '\0') {
            g_string_append_c(word, *p++);
        } else if (*p == '\0' || (!quoted && is_blank(*p))) {
            const char *next = p + strspn(p, " \t\r\n");
            char last = word->len > 0 ? word->str[word->len - 1] : '\0';
            if (*next == '.' || *next == '@' || last == '.' || last == '@') {
                if (*next != '\0') {
                    p = next - 1;
                    continue;
                }
            }
            if (has_at) {
                g_free(found);
                found = g_strdup(word->str);
            }
            g_string_truncate(word, 0);
            has_at = false;
            if (*p == '\0')
                return found;
            continue;
        }
        g_string_append_c(word, *p);
    }
}

static void add_address(Reader *r, const char *spec, const char *display)
{
    if (spec[0] == '@') { /* an obsolete route: "@a,@b:local@domain" */
        const char *colon = strchr(spec, ':');
        spec = colon != NULL ? colon + 1 : spec;
    }
    g_autofree char *address = pick_address(spec);
    if (address == NULL || r->out->len >= MW_ADDRESS_MAX)
        return;
    g_autofree char *shown = mw_span_dup_unfolded(mw_span(display));
    MwAddress *record = g_new0(MwAddress, 1);
    record->domain = mw_address_domain(address);
    record->address = g_steal_pointer(&address);
    record->display = *shown != '\0' ? g_steal_pointer(&shown) : NULL;
    g_ptr_array_add(r->out, record);
}

/* "<...>" with quoted strings and comments inside; an open one ends at ',' or with the field. */
static void read_angle(Reader *r)
{
    g_autoptr(GString) inside = g_string_new(NULL);
    for (r->pos++; r->pos < r->text.len && r->text.data[r->pos] != '>';) {
        char byte = r->text.data[r->pos];
        if (byte == '"') {
            copy_quoted(r, inside);
        } else if (byte == '(') {
            skip_comment(r);
        } else if (byte == '<') { /* "<<a@b>>" */
            r->pos++;
        } else {
            g_string_append_c(inside, byte != '\0' ? byte : ' ');
            r->pos++;
        }
    }
    r->pos++;
    add_address(r, inside->str, r->words->str);
    g_string_truncate(r->words, 0);
    r->had_angle = true;
}

/* At ',', ';' or the end: what was no "<...>" may be a bare address. */
static void end_mailbox(Reader *r)
{
    if (!r->had_angle)
        add_address(r, r->words->str, "");
    g_string_truncate(r->words, 0);
    r->had_angle = false;
}

static void read_list(Reader *r)
{
    while (r->pos < r->text.len) {
        char byte = r->text.data[r->pos];
        if (byte == '(') {
            skip_comment(r);
        } else if (byte == '"') {
            copy_quoted(r, r->words);
        } else if (byte == '<') {
            read_angle(r);
        } else if (byte == ':' && strchr(r->words->str, '@') == NULL) {
            g_string_truncate(r->words, 0); /* the name of a group */
            r->pos++;
        } else if (byte == ',' || byte == ';') {
            end_mailbox(r);
            r->pos++;
        } else {
            g_string_append_c(r->words, is_blank(byte) ? ' ' : byte);
            r->pos++;
        }
    }
    end_mailbox(r);
}

GPtrArray *mw_address_parse(MwSpan value)
{
    g_autoptr(GString) words = g_string_new(NULL);
    Reader r = {mw_span_slice(value, 0, VALUE_MAX),           0,     words,
                g_ptr_array_new_with_free_func(address_free), false, false};
    read_list(&r);
    return r.out;
}

char *mw_address_path(MwSpan value)
{
    g_autoptr(GPtrArray) addresses = mw_address_parse(value);
    if (addresses->len > 0) {
        const MwAddress *first = g_ptr_array_index(addresses, 0);
        return g_strdup(first->address);
    }
    value = mw_span_trim(value);
    if (value.len >= 2 && value.data[0] == '<') {
        MwSpan inside = mw_span_trim(mw_span_slice(value, 1, mw_span_find(value, '>', 0)));
        return inside.len == 0 ? g_strdup("") : NULL;
    }
    return NULL;
}
