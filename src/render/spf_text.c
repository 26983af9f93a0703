#include "src/render/escape.h"
#include "src/render/labels.h"
#include "src/render/spf_report.h"
#include "src/render/spf_words.h"
#include "src/render/wrap.h"

enum {
    LABEL_COLUMN = 12,
    CONTEXT = 30, /* bytes of a record shown on each side of a mistake */
    TREE_DEPTH_MAX = 32,
};

#define GREEN  "\x1b[1;32m"
#define RED    "\x1b[1;31m"
#define YELLOW "\x1b[1;33m"
#define BOLD   "\x1b[1m"
#define RESET  "\x1b[0m"

typedef struct {
    GString *out;
    const MwSpfReport *report;
    const MwSpf *spf;
    const char *lang;
    bool color;
} Page;

static void put_colored(const Page *page, const char *color, const char *text)
{
    g_string_append_printf(page->out, "%s%s%s", page->color ? color : "", text,
                           page->color ? RESET : "");
}

static void put_labelled(const Page *page, MwSpfLabel label, const char *raw)
{
    if (raw == NULL)
        return;
    g_autofree char *text = mw_escape_dup(raw);
    mw_pad_append(page->out, mw_spf_label(label, page->lang), LABEL_COLUMN);
    mw_wrap_append(page->out, text, LABEL_COLUMN, LABEL_COLUMN);
}

static void put_section(const Page *page, MwSpfLabel label)
{
    g_string_append_c(page->out, '\n');
    put_colored(page, BOLD, mw_spf_label(label, page->lang));
    g_string_append_c(page->out, '\n');
}

/* ---- the answer ---- */

static MwSpfWord verdict_word(MwSpfResult result)
{
    switch (result) {
    case MW_SPF_PASS:
        return MW_SPF_WORD_MAY_SEND;
    case MW_SPF_FAIL:
        return MW_SPF_WORD_MAY_NOT_SEND;
    case MW_SPF_SOFTFAIL:
        return MW_SPF_WORD_SOFTFAIL;
    case MW_SPF_NEUTRAL:
        return MW_SPF_WORD_NEUTRAL;
    case MW_SPF_NONE:
    case MW_SPF_TEMPERROR:
    case MW_SPF_PERMERROR:
    case MW_SPF_NOT_EVALUATED:
        break;
    }
    return MW_SPF_WORD_NO_VERDICT;
}

static MwSpfWord walk_word(const MwSpf *spf)
{
    switch (spf->problem) {
    case MW_SPF_PROBLEM_NONE:
        return MW_SPF_WORD_WALK_GOOD;
    case MW_SPF_PROBLEM_LOOKUP_LIMIT:
        return MW_SPF_WORD_WALK_OVER;
    case MW_SPF_PROBLEM_NO_RECORD:
    case MW_SPF_PROBLEM_NO_DOMAIN:
    case MW_SPF_PROBLEM_BAD_DOMAIN:
        return MW_SPF_WORD_WALK_NONE;
    case MW_SPF_PROBLEM_DNS:
        if (spf->dns_failure == MW_DNS_NOT_ASKED)
            return MW_SPF_WORD_NO_VERDICT;
        return spf->record == NULL ? MW_SPF_WORD_WALK_UNKNOWN : MW_SPF_WORD_WALK_BAD;
    default:
        return MW_SPF_WORD_WALK_BAD;
    }
}

static const char *color_of(const Page *page)
{
    const MwSpf *spf = page->spf;
    if (spf->problem == MW_SPF_PROBLEM_DNS ||
        (spf->result == MW_SPF_NOT_EVALUATED && page->report->ip != NULL))
        return YELLOW;
    bool good =
        page->report->ip != NULL ? spf->result == MW_SPF_PASS : spf->problem == MW_SPF_PROBLEM_NONE;
    return good ? GREEN : RED;
}

static const char *walk_verdict(const MwSpf *spf, const char *lang)
{
    MwLabel label = spf->problem == MW_SPF_PROBLEM_NONE  ? MW_LABEL_VERDICT_OK
                    : spf->problem == MW_SPF_PROBLEM_DNS ? MW_LABEL_VERDICT_INCONCLUSIVE
                                                         : MW_LABEL_VERDICT_PROBLEM;
    return mw_label(label, lang);
}

/* "fail: 192.0.2.9 may not send for example.com" */
static void put_headline(const Page *page)
{
    const MwSpf *spf = page->spf;
    const char *ip = page->report->ip;
    g_autofree char *total = g_strdup_printf("%u", spf->total_lookups);
    const char *const values[] = {ip != NULL ? ip : total, spf->domain, NULL};
    MwSpfWord word = ip != NULL ? verdict_word(spf->result) : walk_word(spf);
    g_autofree char *raw = mw_spf_word(word, page->lang, values);
    g_autofree char *text = mw_escape_dup(raw);
    const char *first =
        ip != NULL ? mw_spf_result_name(spf->result) : walk_verdict(spf, page->lang);
    put_colored(page, color_of(page), first);
    g_string_append(page->out, ": ");
    mw_wrap_append(page->out, text, mw_text_columns(first) + 2, LABEL_COLUMN);
}

/* A caret under the byte, where the record is plain ASCII. */
static void put_mistake(const Page *page)
{
    const MwSpf *spf = page->spf;
    if (spf->problem != MW_SPF_PROBLEM_SYNTAX || spf->record == NULL)
        return;
    size_t len = strlen(spf->record), at = MIN(spf->problem_offset, len);
    size_t begin = at > CONTEXT ? at - CONTEXT : 0, end = MIN(at + CONTEXT, len);
    g_autofree char *before = g_strndup(spf->record + begin, at - begin);
    g_autofree char *behind = g_strndup(spf->record + at, end - at);
    g_autofree char *left = mw_escape_dup(before), *right = mw_escape_dup(behind);
    const char *cut = begin > 0 ? "..." : "";
    g_string_append_printf(page->out, "%*s%s%s%s%s\n", LABEL_COLUMN, "", cut, left, right,
                           end < len ? "..." : "");
    g_string_append_printf(page->out, "%*s^\n",
                           (int)(LABEL_COLUMN + strlen(cut) + mw_text_columns(left)), "");
}

/* The record with the address in front of what decides about the rest; NULL: no room for it. */
static char *record_with(const MwSpf *spf, const char *ip)
{
    for (guint i = 0; i < spf->tree->len; i++) {
        const MwSpfNode *node = g_ptr_array_index(spf->tree, i);
        const char *term = node->term + (strchr("+-~?", node->term[0]) != NULL);
        if (g_ascii_strcasecmp(term, "all") == 0)
            return g_strdup_printf("%.*sip%c:%s %s", (int)node->offset, spf->record,
                                   strchr(ip, ':') != NULL ? '6' : '4', ip,
                                   spf->record + node->offset);
    }
    return NULL;
}

static void put_address_fix(const Page *page)
{
    const MwSpf *spf = page->spf;
    bool refused = spf->result == MW_SPF_FAIL || spf->result == MW_SPF_SOFTFAIL ||
                   spf->result == MW_SPF_NEUTRAL;
    if (!refused || page->report->ip == NULL || spf->record == NULL)
        return;
    g_autofree char *record = record_with(spf, page->report->ip);
    const char *const values[] = {page->report->ip, spf->domain, record};
    g_autofree char *fix =
        mw_spf_word(record != NULL ? MW_SPF_WORD_ADD_ADDRESS : MW_SPF_WORD_ADD_ADDRESS_ELSEWHERE,
                    page->lang, values);
    put_labelled(page, MW_SPF_LABEL_FIX, fix);
}

static void put_engines(const Page *page)
{
    const MwSpf *spf = page->spf;
    if (spf->engine_libspf2_uncorrected < 0 ||
        spf->engine_libspf2_uncorrected == spf->engine_native)
        return;
    const char *const values[] = {mw_spf_result_name((MwSpfResult)spf->engine_libspf2_uncorrected),
                                  NULL, NULL};
    g_autofree char *text = mw_spf_word(MW_SPF_WORD_ENGINES, page->lang, values);
    put_labelled(page, MW_SPF_LABEL_ENGINES, text);
}

/* The administrator of the sender's domain, but for silent name servers. */
static void put_who(const Page *page)
{
    const MwSpf *spf = page->spf;
    bool good =
        page->report->ip != NULL ? spf->result == MW_SPF_PASS : spf->problem == MW_SPF_PROBLEM_NONE;
    if (good || spf->dns_failure == MW_DNS_NOT_ASKED)
        return;
    MwLabel who =
        spf->problem == MW_SPF_PROBLEM_DNS ? MW_LABEL_ACTOR_PROVIDER : MW_LABEL_ACTOR_SENDER;
    mw_pad_append(page->out, mw_label(MW_LABEL_WHO, page->lang), LABEL_COLUMN);
    mw_wrap_append(page->out, mw_label(who, page->lang), LABEL_COLUMN, LABEL_COLUMN);
}

static void put_remedy(const Page *page)
{
    const char *const values[] = {NULL, NULL, NULL};
    bool below = page->spf->problem == MW_SPF_PROBLEM_LOOKUP_LIMIT && page->report->advice != NULL;
    g_autofree char *remedy = below ? mw_spf_word(MW_SPF_WORD_SEE_BELOW, page->lang, values)
                                    : mw_spf_word_remedy(page->spf, page->lang);
    put_labelled(page, MW_SPF_LABEL_FIX, remedy);
}

static void put_matched(const Page *page)
{
    const MwSpf *spf = page->spf;
    const char *const values[] = {NULL, NULL, NULL};
    if (page->report->ip == NULL || spf->problem != MW_SPF_PROBLEM_NONE || spf->record == NULL)
        return;
    g_autofree char *nothing = mw_spf_word(MW_SPF_WORD_NOTHING_MATCHED, page->lang, values);
    put_labelled(page, MW_SPF_LABEL_MATCHED, spf->matched != NULL ? spf->matched : nothing);
    put_labelled(page, MW_SPF_LABEL_EXPLANATION, spf->explanation);
}

static void put_answer(const Page *page)
{
    const MwSpf *spf = page->spf;
    put_headline(page);
    g_autofree char *cause = mw_spf_word_problem(spf, page->lang);
    put_labelled(page, MW_SPF_LABEL_CAUSE, cause);
    put_mistake(page);
    put_matched(page);
    put_who(page);
    put_remedy(page);
    put_address_fix(page);
    put_engines(page);
    if (spf->allows_everyone) {
        const char *const values[] = {NULL, spf->domain, NULL};
        g_autofree char *text = mw_spf_word(MW_SPF_WORD_EVERYONE, page->lang, values);
        put_labelled(page, MW_SPF_LABEL_NOTE, text);
    }
}

/* ---- the record and its tree ---- */

static void put_facts(const Page *page)
{
    const MwSpf *spf = page->spf;
    if (spf->identity != NULL || spf->record != NULL)
        g_string_append_c(page->out, '\n');
    if (spf->identity != NULL) {
        g_autofree char *checked = g_strdup_printf("%s (%s)", spf->domain, spf->identity);
        put_labelled(page, MW_SPF_LABEL_IDENTITY, checked);
    }
    for (guint i = 0; i < spf->records->len; i++)
        put_labelled(page, MW_SPF_LABEL_RECORD, g_ptr_array_index(spf->records, i));
    put_labelled(page, MW_SPF_LABEL_RECORD, spf->records->len == 0 ? spf->record : NULL);
    if (spf->record == NULL)
        return;
    g_autofree char *lookups =
        spf->total_lookups > spf->lookups
            ? g_strdup_printf("%u / 10 (%u)", spf->lookups, spf->total_lookups)
            : g_strdup_printf("%u / 10", spf->lookups);
    g_autofree char *voids = g_strdup_printf("%u / 2", spf->void_lookups);
    put_labelled(page, MW_SPF_LABEL_LOOKUPS, lookups);
    put_labelled(page, MW_SPF_LABEL_VOIDS, voids);
}

static void put_node(const Page *page, const MwSpfNode *node, const char *stem, bool last)
{
    g_autofree char *term = mw_escape_dup(node->term);
    g_string_append_printf(page->out, "  %s%s ", stem, last ? "└─" : "├─");
    if (node->over_limit)
        put_colored(page, RED, term);
    else
        g_string_append(page->out, term);
    if (node->cost > 0) {
        g_autofree char *count = mw_spf_word_count(node->cost, page->lang);
        g_string_append_printf(page->out, "  [%s: #%u", count, node->first_lookup);
        if (node->cost > 1)
            g_string_append_printf(page->out, "-%u", node->first_lookup + node->cost - 1);
        g_string_append_printf(page->out, "%s]", node->over_limit ? " > 10" : "");
    }
    bool redirect = g_ascii_strncasecmp(node->term, "redirect=", 9) == 0;
    bool nothing =
        node->voids > 0 && node->children->len == 0 &&
        (strcmp(node->outcome, "no-match") == 0 || strcmp(node->outcome, "not-evaluated") == 0);
    const char *outcome = mw_spf_word_outcome(nothing ? "void" : node->outcome, page->lang);
    if (redirect && strcmp(node->outcome, "not-reached") != 0 && outcome != NULL)
        outcome = node->outcome; /* it decides, match or not */
    if (outcome != NULL)
        g_string_append_printf(page->out, "  %s", outcome);
    g_string_append_c(page->out, '\n');
}

/* The evaluator bounds the depth; this bounds it once more. */
static void put_nodes(const Page *page, const GPtrArray *nodes, const char *stem, unsigned depth)
{
    for (guint i = 0; depth < TREE_DEPTH_MAX && i < nodes->len; i++) {
        const MwSpfNode *node = g_ptr_array_index(nodes, i);
        bool last = i + 1 == nodes->len;
        put_node(page, node, stem, last);
        g_autofree char *below = g_strconcat(stem, last ? "   " : "│  ", NULL);
        put_nodes(page, node->children, below, depth + 1);
    }
}

static void put_tree(const Page *page)
{
    if (page->spf->tree->len == 0)
        return;
    put_section(page, MW_SPF_LABEL_TREE);
    g_autofree char *domain = mw_escape_dup(page->spf->domain);
    g_string_append_printf(page->out, "  %s\n", domain);
    put_nodes(page, page->spf->tree, "", 0);
    if (page->spf->tree_truncated) {
        const char *const values[] = {NULL, NULL, NULL};
        g_autofree char *text = mw_spf_word(MW_SPF_WORD_CUT, page->lang, values);
        g_string_append_printf(page->out, "  %s\n", text);
    }
}

/* ---- advice ---- */

static void put_sentence(const Page *page, MwSpfWord word, const char *const *values)
{
    g_autofree char *raw = mw_spf_word(word, page->lang, values);
    g_autofree char *text = mw_escape_dup(raw);
    g_string_append(page->out, "  ");
    mw_wrap_append(page->out, text, 2, 2);
}

/* What all before brings, in front of the first COSTLY or at the end. */
static void put_sum(const Page *page)
{
    unsigned left = page->report->advice->left, total = page->spf->total_lookups;
    g_autofree char *remain = g_strdup_printf("%u", left);
    g_autofree char *today = g_strdup_printf("%u", total);
    const char *const values[] = {remain, today, NULL};
    const char *const places[] = {remain, page->spf->domain, NULL};
    if (left < total)
        put_sentence(page, MW_SPF_WORD_LEFT, values);
    if (left > 10)
        put_sentence(page, MW_SPF_WORD_STILL_OVER, places);
}

static void put_advice(const Page *page)
{
    const MwSpfAdviceList *list = page->report->advice;
    bool summed = false;
    if (list == NULL || list->items->len == 0)
        return;
    put_section(page, MW_SPF_LABEL_ADVICE);
    for (guint i = 0; i < list->items->len; i++) {
        const MwSpfAdvice *advice = g_ptr_array_index(list->items, i);
        if (advice->kind == MW_SPF_ADVICE_COSTLY && !summed) {
            put_sum(page);
            summed = true;
        }
        g_autofree char *raw = mw_spf_word_advice(advice, page->lang);
        g_autofree char *text = mw_escape_dup(raw);
        g_string_append_printf(page->out, "  %u. ", i + 1);
        mw_wrap_append(page->out, text, 5, 5);
    }
    if (!summed)
        put_sum(page);
}

void mw_render_spf_text(GString *out, const MwSpfReport *report, const MwRenderOptions *options)
{
    const Page page = {
        .out = out,
        .report = report,
        .spf = report->spf,
        .lang = options->lang,
        .color = options->color,
    };
    put_answer(&page);
    put_facts(&page);
    put_tree(&page);
    put_advice(&page);
}
