#include "parsers/spf_record.h"

/* Any bytes as a record and as an explanation; whatever parses is expanded. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expand(const MwSpfMacro *macro)
{
    const MwSpfMacroValues values = {
        .sender = "a.b-c@example.com",
        .local_part = "a.b-c",
        .sender_domain = "example.com",
        .domain = "mail.example.com",
        .helo = "",
        .ip = {.family = 6},
    };
    g_autofree char *text = mw_spf_macro_expand(macro, &values);
    g_autofree char *name = mw_spf_macro_expand_name(macro, &values);
    g_assert_cmpuint(strlen(name), <=, strlen(text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    MwSpan text = mw_span_make((const char *)data, size);
    g_autoptr(MwSpfRecord) record = mw_spf_record_parse(text);
    for (guint i = 0; i < record->terms->len; i++) {
        const MwSpfTerm *term = &g_array_index(record->terms, MwSpfTerm, i);
        if (term->kind != MW_SPF_TERM_BAD)
            expand(&term->domain);
    }
    MwSpfMacro macro;
    size_t offset;
    const char *problem;
    if (mw_spf_macro_parse(text, MW_SPF_MACRO_TEXT, &macro, &offset, &problem)) {
        expand(&macro);
        mw_spf_macro_clear(&macro);
    }
    return 0;
}
