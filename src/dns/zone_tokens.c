#include "src/dns/zone_tokens.h"

#include "parsers/error.h"
#include "src/dns/name.h"

static bool is_end_of_word(char c)
{
    switch (c) {
    case '\0':
    case ' ':
    case '\t':
    case '\r':
    case '\n':
    case ';':
    case '(':
    case ')':
    case '"':
        return true;
    default:
        return false;
    }
}

static bool add_quoted(MwZoneLexer *lexer, GArray *tokens, GError **error)
{
    MwSpan text = lexer->text;
    size_t begin = ++lexer->at;
    while (lexer->at < text.len && text.data[lexer->at] != '"' && text.data[lexer->at] != '\n')
        lexer->at += text.data[lexer->at] == '\\' ? 2 : 1;
    if (lexer->at >= text.len || text.data[lexer->at] != '"') {
        g_set_error_literal(error, MW_PARSE_ERROR, MW_PARSE_ERROR_SYNTAX, "unterminated quote");
        return false;
    }
    MwZoneToken token = {mw_span_slice(text, begin, lexer->at++), true};
    g_array_append_val(tokens, token);
    return true;
}

static void add_word(MwZoneLexer *lexer, GArray *tokens)
{
    MwSpan text = lexer->text;
    size_t begin = lexer->at;
    while (lexer->at < text.len && !is_end_of_word(text.data[lexer->at]))
        lexer->at += text.data[lexer->at] == '\\' ? 2 : 1;
    lexer->at = MIN(lexer->at, text.len);
    MwZoneToken token = {mw_span_slice(text, begin, lexer->at), false};
    g_array_append_val(tokens, token);
}

static bool change_depth(MwZoneLexer *lexer, char parenthesis, GError **error)
{
    lexer->at++;
    if (parenthesis == '(') {
        lexer->depth++;
        return true;
    }
    if (lexer->depth == 0) {
        g_set_error_literal(error, MW_PARSE_ERROR, MW_PARSE_ERROR_SYNTAX,
                            "closing parenthesis without an opening one");
        return false;
    }
    lexer->depth--;
    return true;
}

/* A NUL would end no word and be one; it has no place in a text file. */
static bool read_something(MwZoneLexer *lexer, GArray *tokens, GError **error)
{
    char c = lexer->text.data[lexer->at];
    switch (c) {
    case ' ':
    case '\t':
    case '\r':
        lexer->at++;
        return true;
    case ';':
        lexer->at = mw_span_find(lexer->text, '\n', lexer->at);
        return true;
    case '"':
        return add_quoted(lexer, tokens, error);
    case '(':
    case ')':
        return change_depth(lexer, c, error);
    case '\0':
        g_set_error_literal(error, MW_PARSE_ERROR, MW_PARSE_ERROR_SYNTAX, "NUL octet");
        return false;
    default:
        add_word(lexer, tokens);
        return true;
    }
}

static void begin_entry(MwZoneLexer *lexer, MwZoneEntry *entry)
{
    char first = lexer->at < lexer->text.len ? lexer->text.data[lexer->at] : '\0';
    entry->starts_blank = first == ' ' || first == '\t';
    entry->line = lexer->line;
}

bool mw_zone_next_entry(MwZoneLexer *lexer, MwZoneEntry *entry, GError **error)
{
    g_array_set_size(entry->tokens, 0);
    begin_entry(lexer, entry);
    while (lexer->at < lexer->text.len) {
        if (lexer->text.data[lexer->at] != '\n') {
            if (!read_something(lexer, entry->tokens, error))
                return false;
            continue;
        }
        lexer->at++;
        lexer->line++;
        if (lexer->depth > 0)
            continue;
        if (entry->tokens->len > 0)
            return true;
        begin_entry(lexer, entry);
    }
    if (lexer->depth > 0)
        g_set_error_literal(error, MW_PARSE_ERROR, MW_PARSE_ERROR_SYNTAX,
                            "parenthesis is never closed");
    return lexer->depth == 0;
}

/* Reads the octet at `*at`, which is moved behind it. False: not an escape. */
static bool next_octet(MwSpan raw, size_t *at, unsigned char *ret)
{
    if (raw.data[*at] != '\\') {
        *ret = (unsigned char)raw.data[(*at)++];
        return true;
    }
    MwSpan rest = mw_span_slice(raw, *at + 1, raw.len);
    if (rest.len == 0)
        return false;
    if (!g_ascii_isdigit(rest.data[0])) {
        *ret = (unsigned char)rest.data[0];
        *at += 2;
        return true;
    }
    if (rest.len < 3 || !g_ascii_isdigit(rest.data[1]) || !g_ascii_isdigit(rest.data[2]))
        return false;
    unsigned value = (unsigned)(rest.data[0] - '0') * 100 + (unsigned)(rest.data[1] - '0') * 10 +
                     (unsigned)(rest.data[2] - '0');
    *ret = (unsigned char)value;
    *at += 4;
    return value <= 255;
}

bool mw_zone_token_octets(const MwZoneToken *token, MwZoneOctets *ret)
{
    MwSpan raw = token->raw;
    *ret = (MwZoneOctets){.text = raw};
    if (mw_span_find(raw, '\\', 0) == raw.len)
        return true;
    char *out = ret->owned = g_malloc(raw.len);
    size_t len = 0;
    unsigned char octet;
    for (size_t at = 0; at < raw.len; out[len++] = (char)octet)
        if (!next_octet(raw, &at, &octet)) {
            mw_zone_octets_clear(ret);
            return false;
        }
    ret->text = mw_span_make(out, len);
    return true;
}

void mw_zone_octets_clear(MwZoneOctets *octets)
{
    g_clear_pointer(&octets->owned, g_free);
}

static char *bad_name(const MwZoneToken *token, GError **error)
{
    g_autofree char *raw = mw_span_dup(token->raw);
    g_autofree char *text = g_strescape(raw, NULL);
    g_set_error(error, MW_PARSE_ERROR, MW_PARSE_ERROR_VALUE, "not a domain name: %.200s", text);
    return NULL;
}

/* A dot inside a label is legal in DNS, but nothing we read uses it. */
static bool has_escaped_dot(MwSpan raw)
{
    for (size_t at = 0; (at = mw_span_find(raw, '\\', at)) < raw.len;) {
        unsigned char octet;
        if (!next_octet(raw, &at, &octet) || octet == '.')
            return true;
    }
    return false;
}

static char *name_below(MwSpan name, const char *origin)
{
    g_autoptr(GString) whole = g_string_new_len(name.data, (gssize)name.len);
    g_string_append_c(whole, '.');
    g_string_append(whole, origin);
    return mw_dns_name_normalize(mw_span_make(whole->str, whole->len));
}

char *mw_zone_token_name(const MwZoneToken *token, const char *origin, GError **error)
{
    if (mw_span_is(token->raw, "@"))
        return g_strdup(origin != NULL ? origin : "");
    if (mw_span_is(token->raw, "."))
        return g_strdup("");
    g_auto(MwZoneOctets) octets = {.owned = NULL};
    if (has_escaped_dot(token->raw) || !mw_zone_token_octets(token, &octets))
        return bad_name(token, error);
    MwSpan text = octets.text;
    bool absolute = text.len > 0 && text.data[text.len - 1] == '.';
    bool has_origin = origin != NULL && origin[0] != '\0';
    char *name = !absolute && text.len > 0 && has_origin ? name_below(text, origin)
                                                         : mw_dns_name_normalize(text);
    return name != NULL ? name : bad_name(token, error);
}

static uint32_t seconds_of_unit(char unit)
{
    static const struct {
        char unit;
        uint32_t seconds;
    } units[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}, {'w', 604800}};
    for (size_t i = 0; i < G_N_ELEMENTS(units); i++)
        if (g_ascii_tolower(unit) == units[i].unit)
            return units[i].seconds;
    return 0;
}

bool mw_zone_token_ttl(const MwZoneToken *token, uint32_t *ret)
{
    MwSpan raw = token->raw;
    uint64_t total = 0, number = 0;
    bool in_number = false;
    if (token->quoted || raw.len == 0 || raw.len > 20 || !g_ascii_isdigit(raw.data[0]))
        return false;
    for (size_t i = 0; i < raw.len; i++) {
        if (g_ascii_isdigit(raw.data[i])) {
            number = number * 10 + (uint64_t)(raw.data[i] - '0');
            in_number = true;
        } else if (in_number && seconds_of_unit(raw.data[i]) > 0) {
            total += number * seconds_of_unit(raw.data[i]);
            number = 0;
            in_number = false;
        } else {
            return false;
        }
        if (number > INT32_MAX || total > INT32_MAX)
            return false;
    }
    total += number;
    if (total > INT32_MAX)
        return false;
    *ret = (uint32_t)total;
    return true;
}
