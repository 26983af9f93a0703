#include "rules/fill.h"

/* Cuts the next piece off `rest`: literal text, or the name in a placeholder. False at a brace
 * that is not closed. */
static bool next_piece(MwSpan *rest, MwSpan *ret_piece, bool *ret_is_name)
{
    size_t brace = mw_span_find(*rest, '{', 0);
    *ret_is_name = false;
    if (brace > 0) {
        *ret_piece = mw_span_slice(*rest, 0, brace);
        *rest = mw_span_slice(*rest, brace, rest->len);
        return true;
    }
    if (rest->len > 1 && rest->data[1] == '{') {
        *ret_piece = mw_span_slice(*rest, 0, 1);
        *rest = mw_span_slice(*rest, 2, rest->len);
        return true;
    }
    size_t end = mw_span_find(*rest, '}', 0);
    if (end == rest->len)
        return false;
    *ret_is_name = true;
    *ret_piece = mw_span_slice(*rest, 1, end);
    *rest = mw_span_slice(*rest, end + 1, rest->len);
    return true;
}

char *mw_fill_check(const char *text, MwScope scope)
{
    MwSpan rest = mw_span(text), piece;
    bool is_name;
    while (rest.len > 0) {
        MwFact fact;
        if (!next_piece(&rest, &piece, &is_name))
            return g_strdup("a { without its } (write {{ for a brace)");
        if (!is_name)
            continue;
        if (!mw_fact_from_name(piece, &fact))
            return g_strdup_printf("no such placeholder: {" MW_SPAN_FMT "}", MW_SPAN_ARG(piece));
        MwScope of = mw_fact_info(fact)->scope;
        if (of != MW_SCOPE_MESSAGE && of != scope)
            return g_strdup_printf("{" MW_SPAN_FMT "} is a fact of For=%s", MW_SPAN_ARG(piece),
                                   mw_scope_name(of));
    }
    return NULL;
}

static void append_values(GString *out, const MwFactValue *value)
{
    for (const char *before = ""; value != NULL; value = value->next, before = ", ") {
        g_string_append(out, before);
        g_string_append(out, value->text);
    }
}

static char *fill(const char *text, const MwFacts *facts, const MwSubject *subject,
                  const char *unknown)
{
    g_autoptr(GString) out = g_string_sized_new(strlen(text) + 64);
    MwSpan rest = mw_span(text), piece;
    bool is_name;
    while (rest.len > 0 && next_piece(&rest, &piece, &is_name)) {
        MwFact fact;
        if (!is_name) {
            g_string_append_len(out, piece.data, (gssize)piece.len);
            continue;
        }
        const MwFactValue *value =
            mw_fact_from_name(piece, &fact) ? mw_facts_get(facts, subject, fact) : NULL;
        if (value == NULL && unknown == NULL)
            return NULL;
        if (value == NULL)
            g_string_append(out, unknown);
        else
            append_values(out, value);
    }
    return g_string_free(g_steal_pointer(&out), FALSE);
}

char *mw_fill(const char *text, const MwFacts *facts, const MwSubject *subject)
{
    return fill(text, facts, subject, NULL);
}

char *mw_fill_or(const char *text, const MwFacts *facts, const MwSubject *subject,
                 const char *unknown)
{
    return fill(text, facts, subject, unknown);
}

void mw_fill_foreach(const char *text, void (*func)(MwFact fact, void *user_data), void *user_data)
{
    MwSpan rest = mw_span(text), piece;
    bool is_name;
    while (rest.len > 0 && next_piece(&rest, &piece, &is_name)) {
        MwFact fact;
        if (is_name && mw_fact_from_name(piece, &fact))
            func(fact, user_data);
    }
}
