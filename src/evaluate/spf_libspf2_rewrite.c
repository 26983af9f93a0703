#include "src/evaluate/spf_libspf2.h"

/* A byte that the strict parse lets into no record: no name of ours can be anybody's. */
#define OURS "\x01"

/* ---- the guard ---- */

/* An upper bound for what the library makes of a term: each "%" may open a new piece. */
static size_t compiled_bound(MwSpan term)
{
    size_t bound = term.len + 16;
    for (size_t i = 0; i < term.len; i++)
        if (term.data[i] == '%')
            bound += 16;
    return bound;
}

bool mw_spf2_guard_record(MwSpan text)
{
    for (size_t begin = 0; begin < text.len;) {
        size_t end = mw_span_find(text, ' ', begin);
        if (compiled_bound(mw_span_slice(text, begin, end)) > MW_SPF2_COMPILED_MAX)
            return false;
        begin = end + 1;
    }
    return true;
}

bool mw_spf2_guard_name(const char *text)
{
    if (text == NULL)
        return true;
    size_t len = 0;
    for (; text[len] != '\0'; len++)
        if ((unsigned char)text[len] < ' ' || (unsigned char)text[len] >= 0x7f)
            return false;
    return len > 0 && len <= 320;
}

/* ---- names of ours ---- */

char mw_spf2_is_mark(const char *name)
{
    return g_str_has_prefix(name, OURS "k.") ? name[3] : '\0';
}

int mw_spf2_is_number(const char *name)
{
    return g_str_has_prefix(name, OURS "x.") ? atoi(name + 3) : -1;
}

int mw_spf2_is_part(const char *name)
{
    return g_str_has_prefix(name, OURS "n.") ? atoi(name + 3) : -1;
}

/* ---- rewriting ---- */

static void append_literal(GString *out, MwSpan text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] == '%')
            g_string_append(out, "%%");
        else if (text.data[i] == ' ')
            g_string_append(out, "%_");
        else
            g_string_append_c(out, text.data[i]);
    }
}

/* The library cuts wrongly, knows four of the seven delimiters, escapes wrongly, and its current
 * domain is that of a piece: such macros get our expansion. */
static bool is_beyond_library(const MwSpfMacroPart *part, const MwSpfMacroValues *values)
{
    return part->letter == 'd' || part->keep > 0 || part->escape || part->delimiters != 1 ||
           (part->letter == 'h' && (values->helo == NULL || values->helo[0] == '\0'));
}

static void append_part(GString *out, const MwSpfMacroPart *part, const MwSpfMacroValues *values)
{
    if (part->letter == 0) {
        append_literal(out, part->text);
    } else if (!is_beyond_library(part, values)) {
        g_string_append_printf(out, "%%{%c%s}", part->letter, part->reverse ? "r" : "");
    } else {
        g_autoptr(GArray) parts = g_array_new(FALSE, FALSE, sizeof *part);
        g_array_append_val(parts, *part);
        const MwSpfMacro macro = {.parts = parts};
        g_autofree char *text = mw_spf_macro_expand(&macro, values);
        append_literal(out, mw_span(text));
    }
}

static void append_spelled(GString *out, const MwSpfTerm *term, const MwSpfMacroValues *values)
{
    if (!term->has_domain)
        append_literal(out, mw_span(values->domain));
    else if (term->domain.parts == NULL)
        append_literal(out, term->domain.text);
    for (guint i = 0; term->domain.parts != NULL && i < term->domain.parts->len; i++)
        append_part(out, &g_array_index(term->domain.parts, MwSpfMacroPart, i), values);
}

/* A name that the guard would refuse gets a number; the DNS layer knows what it stands for. (ptr
 * compares names inside the library: there it stays spelled.) */
static void append_domain(MwSpf2Run *run, GString *out, const MwSpfTerm *term,
                          const MwSpfMacroValues *values)
{
    g_autoptr(GString) spelled = g_string_new(NULL);
    append_spelled(spelled, term, values);
    if (compiled_bound(mw_span(spelled->str)) <= MW_SPF2_COMPILED_MAX / 2 || !term->has_domain ||
        term->kind == MW_SPF_TERM_PTR) {
        g_string_append(out, spelled->str);
        return;
    }
    g_string_append_printf(out, OURS "x.%u", run->names->len);
    g_ptr_array_add(run->names, mw_spf_macro_expand_name(&term->domain, values));
}

/* Prefix lengths of zero are refused by the library: a match of everything is "all". */
static bool append_network(GString *out, const MwSpfTerm *term, const MwSpfMacroValues *values)
{
    bool v4 = term->kind == MW_SPF_TERM_IP4;
    unsigned bits = v4 ? term->bits4 : term->bits6;
    if (values->ip.family != term->network.family)
        return false;
    if (bits == 0) {
        g_string_append(out, "all");
        return true;
    }
    char ip[MW_IP_TEXT_MAX];
    g_string_append_printf(out, "ip%c:%s/%u", v4 ? '4' : '6', mw_ip_format(&term->network, ip),
                           bits);
    return true;
}

static const struct {
    MwSpfTermKind kind;
    const char *prefix;
    char mark;
} lookup_terms[] = {
    {MW_SPF_TERM_A, "a:", 'a'},
    {MW_SPF_TERM_MX, "mx:", 'm'},
    {MW_SPF_TERM_PTR, "ptr:", 'p'},
    {MW_SPF_TERM_EXISTS, "exists:", 'e'},
    {MW_SPF_TERM_INCLUDE, "include:", 'i'},
    {MW_SPF_TERM_REDIRECT, "redirect=", 'i'},
};

/* A prefix length of zero is refused too: the mark in capitals makes the DNS layer answer with the
 * client's own address. */
static void append_lookup(MwSpf2Run *run, GString *out, const MwSpfTerm *term,
                          const MwSpfMacroValues *values)
{
    bool v4 = values->ip.family == 4;
    bool has_cidr = term->kind == MW_SPF_TERM_A || term->kind == MW_SPF_TERM_MX;
    unsigned bits = v4 ? term->bits4 : term->bits6;
    for (size_t i = 0; i < G_N_ELEMENTS(lookup_terms); i++) {
        if (lookup_terms[i].kind != term->kind)
            continue;
        char mark = lookup_terms[i].mark;
        g_string_append_printf(out, "?exists:" OURS "k.%c ",
                               has_cidr && bits == 0 ? g_ascii_toupper(mark) : mark);
        if (term->qualifier != 0)
            g_string_append_c(out, term->qualifier);
        g_string_append(out, lookup_terms[i].prefix);
        append_domain(run, out, term, values);
        if (has_cidr && bits > 0)
            g_string_append_printf(out, v4 ? "/%u" : "//%u", bits);
    }
}

/* The term in the library's words; false: it can never match this client. */
static bool append_term(MwSpf2Run *run, GString *out, const MwSpfTerm *term,
                        const MwSpfMacroValues *values)
{
    if (mw_spf_term_is_lookup(term)) {
        append_lookup(run, out, term, values);
        return true;
    }
    g_string_append_c(out, term->qualifier);
    if (term->kind != MW_SPF_TERM_ALL)
        return append_network(out, term, values);
    g_string_append(out, "all");
    return true;
}

/* Pieces stay well below the 511 compiled bytes of a record. */
static void add_term(MwSpf2Run *run, GString *piece, const GString *term)
{
    if (piece->len + compiled_bound(mw_span(term->str)) > MW_SPF2_COMPILED_MAX - 64) {
        g_string_append_printf(piece, " redirect=" OURS "n.%u", run->parts->len + 1);
        g_ptr_array_add(run->parts, g_strdup(piece->str));
        g_string_assign(piece, "v=spf1");
    }
    g_string_append_printf(piece, " %s", term->str);
}

guint mw_spf2_rewrite(MwSpf2Run *run, const MwSpfRecord *record, const char *domain)
{
    guint first = run->parts->len;
    MwSpfMacroValues values = run->check->values;
    values.domain = domain;
    g_autoptr(GString) piece = g_string_new("v=spf1");
    g_autoptr(GString) term = g_string_new(NULL);
    for (guint i = 0; i <= record->terms->len; i++) {
        bool end = i == record->terms->len;
        const MwSpfTerm *t = end ? record->redirect : &g_array_index(record->terms, MwSpfTerm, i);
        if (t == NULL || (end && record->all != NULL) || (!end && !mw_spf_term_is_mechanism(t)))
            continue;
        g_string_truncate(term, 0);
        if (append_term(run, term, t, &values))
            add_term(run, piece, term);
    }
    g_ptr_array_add(run->parts, g_strdup(piece->str));
    return first;
}
