#include "parsers/spf_record.h"

#include <arpa/inet.h>

#include "parsers/domain.h"

/* What may follow the name of a mechanism. */
typedef enum { NEVER, MAYBE, ALWAYS } Presence;

static const struct {
    const char *name;
    MwSpfTermKind kind;
    Presence domain;
    bool cidr;
} mechanisms[] = {
    {"all", MW_SPF_TERM_ALL, NEVER, false}, {"include", MW_SPF_TERM_INCLUDE, ALWAYS, false},
    {"a", MW_SPF_TERM_A, MAYBE, true},      {"mx", MW_SPF_TERM_MX, MAYBE, true},
    {"ptr", MW_SPF_TERM_PTR, MAYBE, false}, {"ip4", MW_SPF_TERM_IP4, NEVER, false},
    {"ip6", MW_SPF_TERM_IP6, NEVER, false}, {"exists", MW_SPF_TERM_EXISTS, ALWAYS, false},
};

/* One term being read; `at` is where a problem lies, counted from the start of the term. */
typedef struct {
    MwSpfTerm *term;
    const char *problem;
    size_t at;
} Reader;

static bool fail(Reader *r, size_t at, const char *problem)
{
    r->at = at;
    r->problem = problem;
    return false;
}

/* "0", or digits without leading zero, up to `max` (RFC 7208, 12: ip4-cidr-length). */
static bool read_prefix_length(MwSpan digits, unsigned max, unsigned char *ret)
{
    unsigned value = 0;
    if (digits.len == 0 || digits.len > 3 || (digits.len > 1 && digits.data[0] == '0'))
        return false;
    for (size_t i = 0; i < digits.len; i++) {
        if (!g_ascii_isdigit(digits.data[i]))
            return false;
        value = value * 10 + (unsigned)(digits.data[i] - '0');
    }
    if (value > max)
        return false;
    *ret = (unsigned char)value;
    return true;
}

/* Where "/digits" at the end of text[0..end) begins; `end` when there is none. */
static size_t find_slash_digits(MwSpan text, size_t end)
{
    size_t i = end;
    while (i > 0 && g_ascii_isdigit(text.data[i - 1]))
        i--;
    return i > 0 && text.data[i - 1] == '/' ? i - 1 : end;
}

/* Takes "/24", "//64" or "/24//64" off the end of text[begin..*end). */
static bool read_dual_cidr(Reader *r, size_t begin, size_t *end)
{
    MwSpan text = r->term->text;
    size_t slash = find_slash_digits(text, *end);
    if (slash > begin && slash < *end && text.data[slash - 1] == '/') {
        if (!read_prefix_length(mw_span_slice(text, slash + 1, *end), 128, &r->term->bits6))
            return fail(r, slash + 1, "prefix length of IPv6 must be 0 to 128");
        *end = slash - 1;
        slash = find_slash_digits(text, *end);
    }
    if (slash >= begin && slash < *end) {
        if (!read_prefix_length(mw_span_slice(text, slash + 1, *end), 32, &r->term->bits4))
            return fail(r, slash + 1, "prefix length of IPv4 must be 0 to 32");
        *end = slash;
    }
    return true;
}

/* toplabel: letters, digits and inner hyphens, not digits alone. */
static bool is_top_label(MwSpan label)
{
    bool has_other = false;
    if (label.len == 0 || label.data[0] == '-' || label.data[label.len - 1] == '-')
        return false;
    for (size_t i = 0; i < label.len; i++) {
        if (!g_ascii_isalnum(label.data[i]) && label.data[i] != '-')
            return false;
        has_other |= !g_ascii_isdigit(label.data[i]);
    }
    return has_other;
}

/* domain-end: "." toplabel [ "." ], or a macro (RFC 7208, 7.1). */
static bool check_domain_end(Reader *r, size_t begin, MwSpan spec)
{
    if (r->term->domain.ends_with_macro)
        return true;
    size_t end = spec.len;
    if (end > 0 && spec.data[end - 1] == '.')
        end--;
    size_t label = end;
    while (label > 0 && spec.data[label - 1] != '.' && spec.data[label - 1] != '}')
        label--;
    if (label == 0 || spec.data[label - 1] != '.')
        return fail(r, begin, "not a full domain name: no dot before the last label");
    if (!is_top_label(mw_span_slice(spec, label, end)))
        return fail(r, begin + label,
                    "not a domain name: the last label is not a top level domain");
    return true;
}

static bool read_macro(Reader *r, size_t begin, size_t end, MwSpfMacroUse use)
{
    size_t at = 0;
    const char *problem = NULL;
    MwSpan spec = mw_span_make(r->term->text.data + begin, end - begin);
    if (!mw_spf_macro_parse(spec, use, &r->term->domain, &at, &problem))
        return fail(r, begin + at, problem);
    return true;
}

static bool read_domain_spec(Reader *r, size_t begin, size_t end)
{
    if (begin >= end)
        return fail(r, begin, "a domain name is missing");
    if (!read_macro(r, begin, end, MW_SPF_MACRO_NAME))
        return false;
    r->term->has_domain = true;
    if (!check_domain_end(r, begin, r->term->domain.text))
        return false;
    if (r->term->domain.parts == NULL)
        r->term->literal_name = mw_domain_normalize(r->term->domain.text);
    return true;
}

/* inet_pton is as strict as RFC 7208 wants: no leading zeros, four parts. */
static bool read_address(MwSpan text, int family, MwIp *ret)
{
    char copy[MW_IP_TEXT_MAX];
    if (text.len >= sizeof copy || memchr(text.data, '\0', text.len) != NULL)
        return false;
    memcpy(copy, text.data, text.len);
    copy[text.len] = '\0';
    ret->family = family == AF_INET ? 4 : 6;
    return inet_pton(family, copy, ret->bytes) == 1;
}

static bool read_network(Reader *r, size_t begin)
{
    bool v4 = r->term->kind == MW_SPF_TERM_IP4;
    MwSpan text = r->term->text;
    if (begin >= text.len || text.data[begin] != ':' || begin + 1 == text.len)
        return fail(r, begin, "an address is missing");
    begin++;
    size_t slash = mw_span_find(text, '/', begin);
    if (slash == begin || !read_address(mw_span_slice(text, begin, slash), v4 ? AF_INET : AF_INET6,
                                        &r->term->network))
        return fail(r, begin, v4 ? "not an IPv4 address" : "not an IPv6 address");
    if (slash == text.len)
        return true;
    MwSpan digits = mw_span_slice(text, slash + 1, text.len);
    unsigned char *bits = v4 ? &r->term->bits4 : &r->term->bits6;
    if (!read_prefix_length(digits, v4 ? 32 : 128, bits))
        return fail(r, slash + 1,
                    v4 ? "prefix length of IPv4 must be 0 to 32"
                       : "prefix length of IPv6 must be 0 to 128");
    return true;
}

/* What follows the name of a mechanism: [ ":" domain-spec ] [ dual-cidr-length ]. */
static bool read_mechanism_rest(Reader *r, size_t pos, Presence domain, bool cidr)
{
    MwSpan text = r->term->text;
    size_t end = text.len;
    if (cidr && !read_dual_cidr(r, pos, &end))
        return false;
    if (pos < end && text.data[pos] == ':' && domain != NEVER)
        return read_domain_spec(r, pos + 1, end);
    if (pos < end)
        return fail(r, pos, "nothing may follow here");
    if (domain == ALWAYS)
        return fail(r, pos, "a domain name is missing");
    return true;
}

static bool read_mechanism(Reader *r, size_t begin, size_t end)
{
    MwSpan name = mw_span_slice(r->term->text, begin, end);
    for (size_t i = 0; i < G_N_ELEMENTS(mechanisms); i++) {
        if (!mw_span_is_nocase(name, mechanisms[i].name))
            continue;
        r->term->kind = mechanisms[i].kind;
        if (r->term->kind == MW_SPF_TERM_IP4 || r->term->kind == MW_SPF_TERM_IP6)
            return read_network(r, end);
        return read_mechanism_rest(r, end, mechanisms[i].domain, mechanisms[i].cidr);
    }
    return fail(r, begin, "unknown mechanism");
}

static bool read_modifier(Reader *r, size_t equals)
{
    MwSpan name = mw_span_slice(r->term->text, 0, equals);
    bool redirect = mw_span_is_nocase(name, "redirect");
    r->term->qualifier = 0;
    if (redirect || mw_span_is_nocase(name, "exp")) {
        r->term->kind = redirect ? MW_SPF_TERM_REDIRECT : MW_SPF_TERM_EXP;
        return read_domain_spec(r, equals + 1, r->term->text.len);
    }
    r->term->kind = MW_SPF_TERM_MODIFIER;
    return read_macro(r, equals + 1, r->term->text.len, MW_SPF_MACRO_ANY);
}

static bool is_name_byte(char byte)
{
    return g_ascii_isalnum(byte) || byte == '-' || byte == '_' || byte == '.';
}

static bool read_term(Reader *r)
{
    MwSpan text = r->term->text;
    size_t begin = strchr("+-~?", text.data[0]) != NULL && text.data[0] != '\0' ? 1 : 0;
    if (begin == 1)
        r->term->qualifier = text.data[0];
    if (begin == text.len || !g_ascii_isalpha(text.data[begin]))
        return fail(r, begin, "not the beginning of a term");
    size_t end = begin;
    while (end < text.len && is_name_byte(text.data[end]))
        end++;
    if (end < text.len && text.data[end] == '=') {
        if (begin == 1)
            return fail(r, 0, "a modifier takes no qualifier");
        return read_modifier(r, end);
    }
    if (end < text.len && text.data[end] != ':' && text.data[end] != '/')
        return fail(r, end, "character not allowed");
    return read_mechanism(r, begin, end);
}

/* Reads and appends one term; false when it is bad. Only the first problem is kept. */
static bool add_term(MwSpfRecord *record, size_t begin, size_t end)
{
    MwSpfTerm term = {
        .qualifier = '+',
        .text = mw_span_slice(record->text, begin, end),
        .offset = begin,
        .bits4 = 32,
        .bits6 = 128,
    };
    Reader r = {.term = &term};
    bool good = read_term(&r);
    if (!good)
        term.kind = MW_SPF_TERM_BAD;
    if (!good && record->error == NULL) {
        record->error = r.problem;
        record->error_offset = begin + r.at;
    }
    g_array_append_val(record->terms, term);
    return good;
}

/* Returns the number of the first bad term, counted from 1; 0: none. */
static guint read_terms(MwSpfRecord *record)
{
    guint bad = 0;
    size_t pos = strlen("v=spf1");
    while (pos < record->text.len) {
        if (record->text.data[pos] == ' ') {
            pos++;
            continue;
        }
        size_t end = mw_span_find(record->text, ' ', pos);
        if (!add_term(record, pos, end) && bad == 0)
            bad = record->terms->len;
        pos = end;
    }
    return bad;
}

/* The terms worth knowing by name; a second redirect= or exp= is an error (RFC 7208, 6). */
static void find_landmarks(MwSpfRecord *record, guint bad)
{
    for (guint i = 0; i < record->terms->len; i++) {
        const MwSpfTerm *term = &g_array_index(record->terms, MwSpfTerm, i);
        const MwSpfTerm **place = term->kind == MW_SPF_TERM_ALL        ? &record->all
                                  : term->kind == MW_SPF_TERM_REDIRECT ? &record->redirect
                                  : term->kind == MW_SPF_TERM_EXP      ? &record->exp
                                                                       : NULL;
        if (place == NULL)
            continue;
        if (*place == NULL) {
            *place = term;
        } else if (term->kind != MW_SPF_TERM_ALL && (bad == 0 || bad - 1 > i)) {
            bad = i + 1;
            record->error = "this modifier may stand only once";
            record->error_offset = term->offset;
        }
    }
    record->error_term = bad > 0 ? &g_array_index(record->terms, MwSpfTerm, bad - 1) : NULL;
}

static void clear_term(void *data)
{
    MwSpfTerm *term = data;
    mw_spf_macro_clear(&term->domain);
    g_free(term->literal_name);
}

bool mw_spf_record_is_spf(MwSpan text)
{
    return mw_span_starts_with_nocase(text, "v=spf1") && (text.len == 6 || text.data[6] == ' ');
}

MwSpfRecord *mw_spf_record_parse(MwSpan text)
{
    MwSpfRecord *record = g_atomic_rc_box_new0(MwSpfRecord);
    record->text = mw_span_make(mw_span_dup(text), text.len);
    record->terms = g_array_sized_new(FALSE, FALSE, sizeof(MwSpfTerm), 8);
    g_array_set_clear_func(record->terms, clear_term);
    if (!mw_spf_record_is_spf(text)) {
        record->error = "does not begin with \"v=spf1\"";
        return record;
    }
    find_landmarks(record, read_terms(record));
    return record;
}

MwSpfRecord *mw_spf_record_ref(const MwSpfRecord *record)
{
    /* The count lies before the box; the record itself is not written. */
    return g_atomic_rc_box_acquire((void *)(uintptr_t)record);
}

static void clear_record(void *data)
{
    MwSpfRecord *record = data;
    g_free((void *)(uintptr_t)record->text.data);
    g_array_unref(record->terms);
}

void mw_spf_record_unref(MwSpfRecord *record)
{
    if (record != NULL)
        g_atomic_rc_box_release_full(record, clear_record);
}

bool mw_spf_term_is_lookup(const MwSpfTerm *term)
{
    static const unsigned kinds = 1u << MW_SPF_TERM_INCLUDE | 1u << MW_SPF_TERM_A |
                                  1u << MW_SPF_TERM_MX | 1u << MW_SPF_TERM_PTR |
                                  1u << MW_SPF_TERM_EXISTS | 1u << MW_SPF_TERM_REDIRECT;
    return (kinds & 1u << term->kind) != 0;
}

bool mw_spf_term_is_mechanism(const MwSpfTerm *term)
{
    return term->kind >= MW_SPF_TERM_ALL && term->kind <= MW_SPF_TERM_EXISTS;
}
