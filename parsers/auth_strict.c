/* A recognizer for the grammar of RFC 8601, 2.2; what it accepts is then read by the tolerant
 * reader, so there is one reader of data only. */

#include "parsers/auth_results.h"

#include "parsers/auth_registry.h"
#include "parsers/error.h"

enum { NESTING_MAX = 100 };

typedef struct {
    MwSpan text;
    size_t pos;
    bool utf8; /* RFC 6532 */
    GError **error;
} Cursor;

static bool refuse(Cursor *c, MwParseError code, const char *what)
{
    if (c->error != NULL && *c->error == NULL)
        g_set_error(c->error, MW_PARSE_ERROR, (int)code, "byte %zu: %s", c->pos, what);
    return false;
}

static char peek(const Cursor *c)
{
    return c->pos < c->text.len ? c->text.data[c->pos] : '\0';
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t';
}

/* A line end counts as white space only when a continuation follows. */
static bool skip_fws(Cursor *c)
{
    for (;;) {
        size_t at = c->pos;
        if (peek(c) == '\r')
            at++;
        if (at < c->text.len && c->text.data[at] == '\n')
            at++;
        if (at >= c->text.len || !is_blank(c->text.data[at]))
            return c->pos == c->text.len || (peek(c) != '\r' && peek(c) != '\n');
        c->pos = at + 1;
    }
}

static bool skip_comment(Cursor *c)
{
    unsigned depth = 0;
    do {
        char byte = peek(c);
        if (c->pos >= c->text.len)
            return refuse(c, MW_PARSE_ERROR_SYNTAX, "comment not closed");
        if (byte == '(' && ++depth > NESTING_MAX)
            return refuse(c, MW_PARSE_ERROR_LIMIT, "comments nested too deep");
        if (byte == ')')
            depth--;
        if (byte == '\\')
            c->pos++;
        c->pos++;
    } while (depth > 0);
    return true;
}

static bool skip_cfws(Cursor *c)
{
    while (skip_fws(c)) {
        if (peek(c) != '(')
            return true;
        if (!skip_comment(c))
            return false;
    }
    return refuse(c, MW_PARSE_ERROR_SYNTAX, "line end without continuation");
}

static bool skip_quoted(Cursor *c)
{
    for (c->pos++; c->pos < c->text.len; c->pos++) {
        unsigned char byte = (unsigned char)peek(c);
        if (byte == '"') {
            c->pos++;
            return true;
        }
        if (byte == '\\')
            c->pos++;
        else if ((byte < ' ' && byte != '\t' && byte != '\r' && byte != '\n') || byte == 0x7f ||
                 (byte >= 0x80 && !c->utf8))
            break;
    }
    return refuse(c, MW_PARSE_ERROR_SYNTAX, "bad or open quoted string");
}

/* RFC 2045, 5.1: no control, no space, no tspecials. */
static bool is_token_byte(char byte)
{
    return byte > ' ' && byte < 0x7f && strchr("()<>@,;:\\\"/[]?=", byte) == NULL;
}

static bool skip_token(Cursor *c)
{
    size_t begin = c->pos;
    while (c->pos < c->text.len && is_token_byte(peek(c)))
        c->pos++;
    return c->pos > begin || refuse(c, MW_PARSE_ERROR_SYNTAX, "token expected");
}

/* RFC 5321, 4.1.2: Keyword = Ldh-str. `ret` may be NULL. */
static bool skip_keyword(Cursor *c, MwSpan *ret)
{
    size_t begin = c->pos;
    while (c->pos < c->text.len && (g_ascii_isalnum(peek(c)) || peek(c) == '-'))
        c->pos++;
    MwSpan word = mw_span_slice(c->text, begin, c->pos);
    if (word.len == 0 || word.data[word.len - 1] == '-')
        return refuse(c, MW_PARSE_ERROR_SYNTAX, "keyword expected");
    if (ret != NULL)
        *ret = word;
    return true;
}

static bool skip_char(Cursor *c, char byte)
{
    if (!skip_cfws(c))
        return false;
    if (c->pos >= c->text.len || peek(c) != byte) {
        g_autofree char *what = g_strdup_printf("'%c' expected", byte);
        return refuse(c, MW_PARSE_ERROR_SYNTAX, what);
    }
    c->pos++;
    return skip_cfws(c);
}

static bool is_domain_text(const Cursor *c, MwSpan text)
{
    char last = '.';
    for (size_t i = 0; i < text.len; last = text.data[i++]) {
        unsigned char byte = (unsigned char)text.data[i];
        if (byte == '.' && last == '.')
            return false;
        if (!g_ascii_isalnum(byte) && byte != '-' && byte != '_' && byte != '.' &&
            !(byte >= 0x80 && c->utf8))
            return false;
    }
    return text.len > 0 && last != '.';
}

static bool is_local_text(const Cursor *c, MwSpan text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        if (byte <= ' ' || byte == 0x7f || (byte >= 0x80 && !c->utf8) ||
            strchr("()<>@,;:\\\"[]", byte) != NULL)
            return false;
    }
    return true;
}

static bool is_token_text(MwSpan text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!is_token_byte(text.data[i]))
            return false;
    return text.len > 0;
}

/* pvalue: a token, a quoted string, or [[local-part] "@"] domain-name. */
static bool skip_pvalue(Cursor *c)
{
    bool quoted = peek(c) == '"';
    if (quoted && !skip_quoted(c))
        return false;
    if (quoted && peek(c) != '@')
        return true;
    size_t begin = c->pos;
    while (c->pos < c->text.len && peek(c) != '\0' && strchr(" \t\r\n;(\"", peek(c)) == NULL)
        c->pos++;
    MwSpan text = mw_span_slice(c->text, begin, c->pos);
    size_t at = mw_span_find(text, '@', 0);
    bool good = at < text.len ? is_local_text(c, mw_span_slice(text, 0, at)) &&
                                    is_domain_text(c, mw_span_slice(text, at + 1, text.len))
                              : is_token_text(text) || is_domain_text(c, text);
    return good || refuse(c, MW_PARSE_ERROR_SYNTAX, "value expected");
}

/* propspec = ptype "." property "=" pvalue, and reasonspec before the first of them. */
static bool skip_specs(Cursor *c)
{
    for (bool first = true; c->pos < c->text.len && peek(c) != ';'; first = false) {
        MwSpan word;
        if (!skip_keyword(c, &word))
            return false;
        bool is_reason = first && mw_span_is_nocase(word, "reason");
        if (is_reason) {
            if (!skip_char(c, '=') || !(peek(c) == '"' ? skip_quoted(c) : skip_token(c)))
                return false;
        } else if (!skip_char(c, '.') || !skip_keyword(c, NULL) || !skip_char(c, '=') ||
                   !skip_pvalue(c)) {
            return false;
        }
        if (!skip_cfws(c))
            return false;
    }
    return true;
}

static bool skip_version(Cursor *c)
{
    size_t begin = c->pos;
    while (g_ascii_isdigit(peek(c)))
        c->pos++;
    return c->pos > begin || refuse(c, MW_PARSE_ERROR_SYNTAX, "version expected");
}

static bool result_is_registered(MwSpan method, MwSpan result)
{
    g_autofree char *name = mw_span_dup(method), *word = mw_span_dup(result);
    g_autofree char *lower_name = g_ascii_strdown(name, -1), *lower = g_ascii_strdown(word, -1);
    const MwAuthMethod *known = mw_auth_method_find(lower_name);
    return known == NULL || !known->in_rfc8601 || mw_auth_method_has_result(known, lower);
}

/* After ";": "none" alone, or a resinfo. */
static bool skip_resinfo(Cursor *c, bool first)
{
    MwSpan method, result;
    if (!skip_cfws(c) || !skip_keyword(c, &method) || !skip_cfws(c))
        return false;
    if (first && mw_span_is_nocase(method, "none") && c->pos == c->text.len)
        return true;
    if (peek(c) == '/' && (!skip_char(c, '/') || !skip_version(c)))
        return false;
    if (!skip_char(c, '=') || !skip_keyword(c, &result))
        return false;
    if (!result_is_registered(method, result))
        return refuse(c, MW_PARSE_ERROR_VALUE, "result not registered");
    return skip_cfws(c) && skip_specs(c);
}

bool mw_auth_results_is_strict(MwSpan value, bool utf8, GError **error)
{
    value = mw_span_trim(value);
    Cursor c = {value, 0, utf8, error};
    if (value.len > MW_AUTH_RESULTS_MAX)
        return refuse(&c, MW_PARSE_ERROR_LIMIT, "value too long");
    if (!skip_cfws(&c) || !(peek(&c) == '"' ? skip_quoted(&c) : skip_token(&c)) || !skip_cfws(&c))
        return false;
    if (g_ascii_isdigit(peek(&c)) && (!skip_version(&c) || !skip_cfws(&c)))
        return false;
    for (bool first = true; first || c.pos < value.len; first = false) {
        if (peek(&c) != ';')
            return refuse(&c, MW_PARSE_ERROR_SYNTAX, "';' expected");
        c.pos++;
        if (!skip_resinfo(&c, first))
            return false;
    }
    return true;
}
