#include "src/diagnose/gather.h"

/* The first address literal in a refusal: "[192.0.2.1]", "IP=192.0.2.1", "(192.0.2.1)". */
static char *find_address(const char *text)
{
    for (const char *at = text; *at != '\0';) {
        size_t len = strspn(at, "0123456789abcdefABCDEF.:");
        MwIp ip;
        bool whole = at == text || !g_ascii_isalnum(at[-1]);
        MwSpan span = mw_span_make(at, len);
        while (span.len > 0 && strchr(".:", span.data[span.len - 1]) != NULL)
            span.len--; /* the end of the sentence */
        if (whole && span.len >= 7 && mw_ip_parse(span, &ip) && !mw_ip_is_internal(&ip)) {
            char formatted[MW_IP_TEXT_MAX];
            return g_strdup(mw_ip_format(&ip, formatted));
        }
        at += len > 0 ? len : 1;
    }
    return NULL;
}

/* Where a bounce quotes the message below the refusal, only what stands above it speaks of why. */
static char *cut_refusal(const char *text)
{
    static const char *const marks[] = {"DKIM-Signature:",  "Received:",       "Message headers",
                                        "Original message", "Below this line", "Return-Path:"};
    size_t end = strlen(text);
    for (unsigned i = 0; i < G_N_ELEMENTS(marks); i++) {
        size_t at = mw_span_find_nocase(mw_span(text), marks[i]);
        if (at > 0 && at < end)
            end = at;
    }
    return g_strndup(text, end);
}

static void gather_kind(const MwGather *gather, const MwNdr *ndr, const char *code,
                        const char *where)
{
    const MwTable *table = mw_ruleset_table(gather->rules);
    g_autofree char *refusal = ndr->text != NULL ? cut_refusal(ndr->text) : NULL;
    const MwTableRow *row = mw_table_find(table, "ndr", code, ndr->receiver, refusal);
    mw_gather_word(gather, NULL, MW_FACT_NDR_KIND, row != NULL ? row->kind : NULL, "other", where);
    if (row == NULL)
        return;
    mw_gather_add(gather, MW_FACT_NDR_MEANING, mw_table_row_meaning(row, gather->lang), NULL);
    const MwTableText *fix = mw_table_row_fix(row, gather->lang);
    if (fix != NULL)
        mw_gather_add(gather, MW_FACT_NDR_ADVICE, fix->text, NULL);
}

static void gather_codes(const MwGather *gather, const MwNdr *ndr, const char *code,
                         const char *where)
{
    mw_gather_add(gather, MW_FACT_NDR_STATUS, ndr->status, where);
    mw_gather_add(gather, MW_FACT_NDR_CODE, code, where);
    if (ndr->smtp_code > 0)
        mw_facts_add_number(gather->facts, NULL, MW_FACT_NDR_SMTP_CODE, ndr->smtp_code, where);
    bool temporary = code != NULL ? code[0] == '4' : ndr->smtp_code / 100 == 4;
    mw_gather_yes_no(gather, MW_FACT_NDR_TEMPORARY, temporary);
}

void mw_gather_ndr(const MwGather *gather)
{
    const MwNdr *ndr = gather->evaluation->ndr;
    mw_gather_yes_no(gather, MW_FACT_NDR_PRESENT, ndr != NULL);
    if (ndr == NULL)
        return;
    /* The code of the server that refused, not that of the wrapper around it. */
    const char *code = ndr->remote_status != NULL ? ndr->remote_status : ndr->status;
    g_autofree char *where =
        ndr->line > 0 ? mw_gather_place(gather, "bounce, line %u", ndr->line) : NULL;
    gather_codes(gather, ndr, code, where);
    /* Some wrappers say more than what they wrap: 5.7.367 is one. */
    const MwTable *table = mw_ruleset_table(gather->rules);
    if (ndr->remote_status != NULL && ndr->status != NULL &&
        mw_table_find(table, "ndr-wrapper", ndr->status, NULL, NULL) != NULL)
        code = ndr->status;
    gather_kind(gather, ndr, code, where);
    mw_gather_word(gather, NULL, MW_FACT_NDR_RECEIVER, ndr->receiver, "generic", where);
    mw_gather_add(gather, MW_FACT_NDR_TEXT, ndr->text, where);
    mw_gather_add(gather, MW_FACT_NDR_RECIPIENT, ndr->recipient, NULL);
    mw_gather_add(gather, MW_FACT_NDR_REMOTE_MTA, ndr->remote_mta, NULL);
    g_autofree char *address = ndr->text != NULL ? find_address(ndr->text) : NULL;
    mw_gather_add(gather, MW_FACT_NDR_CLIENT_IP, address, where);
    if (ndr->spf != NULL)
        mw_gather_word(gather, NULL, MW_FACT_NDR_SPF, ndr->spf, "other", where);
    if (ndr->dkim != NULL)
        mw_gather_word(gather, NULL, MW_FACT_NDR_DKIM, ndr->dkim, "other", where);
    if (ndr->dmarc != NULL)
        mw_gather_word(gather, NULL, MW_FACT_NDR_DMARC, ndr->dmarc, "other", where);
}
