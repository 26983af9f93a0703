#include "src/evaluate/spf_check.h"

/* A "+" term that any client matches. */
static bool is_open(const MwSpfTerm *term)
{
    if (term->qualifier != '+')
        return false;
    switch (term->kind) {
    case MW_SPF_TERM_ALL:
        return true;
    case MW_SPF_TERM_IP4:
        return term->bits4 == 0;
    case MW_SPF_TERM_IP6:
        return term->bits6 == 0;
    case MW_SPF_TERM_A:
    case MW_SPF_TERM_MX:
        return term->bits4 == 0 || term->bits6 == 0;
    default:
        return false;
    }
}

void mw_spf_note_hints(MwSpf *out, const MwSpfRecord *record, bool passes, bool own)
{
    for (guint i = 0; i < record->terms->len; i++) {
        const MwSpfTerm *term = &g_array_index(record->terms, MwSpfTerm, i);
        if (passes && is_open(term))
            out->allows_everyone = true;
        if (own && term->kind == MW_SPF_TERM_PTR)
            out->uses_ptr = true;
        if (term->kind == MW_SPF_TERM_ALL)
            break; /* what follows is never reached */
    }
    if (!own)
        return;
    if (record->all != NULL && out->all_qualifier == NULL)
        out->all_qualifier = g_strndup(&record->all->qualifier, 1);
    if (record->redirect != NULL && record->all == NULL && out->redirect == NULL)
        out->redirect = mw_span_dup(record->redirect->text);
}
