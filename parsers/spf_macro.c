#include "parsers/spf_macro.h"

#include "parsers/domain.h"

static const char delimiter_bytes[] = ".-+,/_=";

enum {
    DELIMITER_DOT = 1,
    /* More parts than a name can have; larger numbers mean the same. */
    KEEP_MAX = 128,
};

/* The state of one parse; `pos` stands at the byte to read. */
typedef struct {
    MwSpan text;
    size_t pos;
    MwSpfMacroUse use;
    const char *problem; /* NULL while all is well */
} Reader;

static bool fail(Reader *r, const char *problem)
{
    r->problem = problem;
    return false;
}

static char peek(const Reader *r)
{
    return r->pos < r->text.len ? r->text.data[r->pos] : '\0';
}

static bool read_letter(Reader *r, MwSpfMacroPart *part)
{
    char byte = peek(r), lower = g_ascii_tolower(byte);
    if (byte == '\0' || strchr("slodiphcrtv", lower) == NULL)
        return fail(r, "unknown macro letter");
    if (r->use == MW_SPF_MACRO_NAME && strchr("crt", lower) != NULL)
        return fail(r, "macro letters c, r and t belong in explanations only");
    part->letter = lower;
    part->escape = byte != lower;
    r->pos++;
    return true;
}

static bool read_transformers(Reader *r, MwSpfMacroPart *part)
{
    bool has_digits = false;
    for (; g_ascii_isdigit(peek(r)); r->pos++) {
        has_digits = true;
        part->keep = MIN(part->keep * 10 + (unsigned)(peek(r) - '0'), KEEP_MAX);
    }
    if (has_digits && part->keep == 0)
        return fail(r, "the number of parts to keep must not be zero");
    if (g_ascii_tolower(peek(r)) == 'r') {
        part->reverse = true;
        r->pos++;
    }
    for (const char *hit; peek(r) != '\0' && (hit = strchr(delimiter_bytes, peek(r))) != NULL;
         r->pos++)
        part->delimiters |= (uint8_t)(1u << (hit - delimiter_bytes));
    if (part->delimiters == 0)
        part->delimiters = DELIMITER_DOT;
    return true;
}

/* After "%": "{...}", "%", "_" or "-" (RFC 7208, 7.1). */
static bool read_expand(Reader *r, MwSpfMacroPart *part)
{
    switch (peek(r)) {
    case '%':
        part->text = mw_span("%");
        break;
    case '_':
        part->text = mw_span(" ");
        break;
    case '-':
        part->text = mw_span("%20");
        break;
    case '{':
        r->pos++;
        if (!read_letter(r, part) || !read_transformers(r, part))
            return false;
        if (peek(r) != '}')
            return fail(r, "unexpected character in a macro");
        break;
    default:
        return fail(r, "\"%\" must be followed by \"{\", \"%\", \"_\" or \"-\"");
    }
    r->pos++;
    return true;
}

static bool is_literal(const Reader *r)
{
    unsigned char byte = (unsigned char)r->text.data[r->pos];
    return byte != '%' && byte < 0x7f &&
           (byte > ' ' || (byte == ' ' && r->use == MW_SPF_MACRO_TEXT));
}

static bool read_part(Reader *r, MwSpfMacroPart *part)
{
    size_t begin = r->pos;
    while (r->pos < r->text.len && is_literal(r))
        r->pos++;
    if (r->pos > begin) {
        part->text = mw_span_slice(r->text, begin, r->pos);
        return true;
    }
    if (peek(r) != '%')
        return fail(r, "character not allowed");
    r->pos++;
    return read_expand(r, part);
}

bool mw_spf_macro_parse(MwSpan text, MwSpfMacroUse use, MwSpfMacro *ret, size_t *error_offset,
                        const char **error_text)
{
    Reader r = {.text = text, .use = use};
    MwSpfMacro macro = {.text = text};
    while (r.pos < text.len) {
        MwSpfMacroPart part = {0};
        size_t begin = r.pos;
        if (!read_part(&r, &part)) {
            *error_offset = r.pos;
            *error_text = r.problem;
            mw_spf_macro_clear(&macro);
            return false;
        }
        macro.ends_with_macro = text.data[begin] == '%';
        if (part.letter != 0)
            macro.letters |= 1u << (part.letter - 'a');
        if (begin == 0 && r.pos == text.len && !macro.ends_with_macro)
            break; /* one literal: the common case needs no list */
        if (macro.parts == NULL)
            macro.parts = g_array_sized_new(FALSE, FALSE, sizeof part, 4);
        g_array_append_val(macro.parts, part);
    }
    *ret = macro;
    return true;
}

void mw_spf_macro_clear(MwSpfMacro *macro)
{
    g_clear_pointer(&macro->parts, g_array_unref);
}

bool mw_spf_macro_uses(const MwSpfMacro *macro, const char *letters)
{
    for (; *letters != '\0'; letters++)
        if (macro->letters & (1u << (*letters - 'a')))
            return true;
    return false;
}

/* i: dotted decimals, or 32 dotted nibbles. */
static void append_ip_labels(GString *out, const MwIp *ip)
{
    static const char hex[] = "0123456789ABCDEF";
    if (ip->family == 4) {
        char text[MW_IP_TEXT_MAX];
        g_string_append(out, mw_ip_format(ip, text));
        return;
    }
    for (unsigned i = 0; i < 16 && ip->family == 6; i++) {
        const char nibbles[] = {hex[ip->bytes[i] >> 4], '.', hex[ip->bytes[i] & 15u], '.'};
        g_string_append_len(out, nibbles, i < 15 ? 4 : 3);
    }
}

static const char *client_name(const MwSpfMacroValues *values)
{
    const char *name = NULL;
    if (values->client_name != NULL)
        name = values->client_name(values->client_name_data, values->domain);
    return name != NULL ? name : "unknown";
}

static void append_value(GString *out, char letter, const MwSpfMacroValues *values)
{
    const char *text = NULL;
    char ip[MW_IP_TEXT_MAX];
    switch (letter) {
    case 's':
        text = values->sender;
        break;
    case 'l':
        text = values->local_part;
        break;
    case 'o':
        text = values->sender_domain;
        break;
    case 'd':
        text = values->domain;
        break;
    case 'h':
        text = values->helo;
        break;
    case 'p':
        text = client_name(values);
        break;
    case 'r':
        text = values->receiver != NULL ? values->receiver : "unknown";
        break;
    case 'v':
        text = values->ip.family == 4 ? "in-addr" : "ip6";
        break;
    case 'c':
        text = mw_ip_format(&values->ip, ip);
        break;
    case 'i':
        append_ip_labels(out, &values->ip);
        return;
    case 't':
        g_string_append_printf(out, "%" G_GINT64_FORMAT, values->now);
        return;
    }
    if (text != NULL)
        g_string_append(out, text);
}

static bool is_delimiter(const MwSpfMacroPart *part, char byte)
{
    const char *hit = byte != '\0' ? strchr(delimiter_bytes, byte) : NULL;
    return hit != NULL && (part->delimiters & (1u << (hit - delimiter_bytes))) != 0;
}

/* Splits at the delimiters, reverses, keeps the right-hand parts, joins with dots. */
static void append_parts(GString *out, const MwSpfMacroPart *part, MwSpan value)
{
    g_autoptr(GArray) pieces = g_array_new(FALSE, FALSE, sizeof(MwSpan));
    size_t begin = 0;
    for (size_t i = 0; i <= value.len; i++) {
        if (i < value.len && !is_delimiter(part, value.data[i]))
            continue;
        MwSpan piece = mw_span_slice(value, begin, i);
        g_array_append_val(pieces, piece);
        begin = i + 1;
    }
    unsigned count = pieces->len;
    unsigned keep = part->keep > 0 ? MIN(part->keep, count) : count;
    for (unsigned i = count - keep; i < count; i++) {
        unsigned from = part->reverse ? count - 1 - i : i;
        MwSpan piece = g_array_index(pieces, MwSpan, from);
        if (i > count - keep)
            g_string_append_c(out, '.');
        if (piece.len > 0)
            g_string_append_len(out, piece.data, (gssize)piece.len);
    }
}

/* Everything but the unreserved characters of RFC 3986, 2.3. */
static void escape_from(GString *out, size_t begin)
{
    g_autofree char *raw = g_strndup(out->str + begin, out->len - begin);
    g_string_truncate(out, begin);
    for (const char *p = raw; *p != '\0'; p++) {
        if (g_ascii_isalnum(*p) || strchr("-._~", *p) != NULL)
            g_string_append_c(out, *p);
        else
            g_string_append_printf(out, "%%%02X", (unsigned)(unsigned char)*p);
    }
}

static void append_part(GString *out, const MwSpfMacroPart *part, const MwSpfMacroValues *values)
{
    if (part->letter == 0) {
        g_string_append_len(out, part->text.data, (gssize)part->text.len);
        return;
    }
    size_t begin = out->len;
    append_value(out, part->letter, values);
    if (part->reverse || part->keep > 0 || part->delimiters != DELIMITER_DOT) {
        g_autofree char *value = g_strndup(out->str + begin, out->len - begin);
        g_string_truncate(out, begin);
        append_parts(out, part, mw_span(value));
    }
    if (part->escape)
        escape_from(out, begin);
}

char *mw_spf_macro_expand(const MwSpfMacro *macro, const MwSpfMacroValues *values)
{
    if (macro->parts == NULL)
        return mw_span_dup(macro->text);
    GString *out = g_string_sized_new(64);
    for (unsigned i = 0; i < macro->parts->len; i++)
        append_part(out, &g_array_index(macro->parts, MwSpfMacroPart, i), values);
    return g_string_free(out, FALSE);
}

char *mw_spf_macro_expand_name(const MwSpfMacro *macro, const MwSpfMacroValues *values)
{
    char *name = mw_spf_macro_expand(macro, values);
    size_t len = strlen(name);
    if (len > 0 && name[len - 1] == '.')
        name[--len] = '\0';
    const char *keep = name;
    while (len > MW_DOMAIN_MAX) {
        const char *dot = strchr(keep, '.');
        if (dot == NULL)
            break;
        len -= (size_t)(dot + 1 - keep);
        keep = dot + 1;
    }
    memmove(name, keep, len + 1);
    return name;
}
