#include "rules/vocabulary.h"

static const char *const mw_scope_names[] = {
    [MW_SCOPE_MESSAGE] = "message",
    [MW_SCOPE_DKIM_SIGNATURE] = "dkim-signature",
    [MW_SCOPE_HOP] = "hop",
    [MW_SCOPE_ARC_SET] = "arc-set",
    [MW_SCOPE_DOMAIN_RECORD] = "domain-record",
};
MW_DEFINE_ENUM_NAMES(MwScope, mw_scope, MW_SCOPE_N)

#define MESSAGE       MW_SCOPE_MESSAGE
#define DKIM          MW_SCOPE_DKIM_SIGNATURE
#define HOP           MW_SCOPE_HOP
#define ARC_SET       MW_SCOPE_ARC_SET
#define DOMAIN_RECORD MW_SCOPE_DOMAIN_RECORD

#define WORDS(...)                                                                                 \
    (const char *const[])                                                                          \
    {                                                                                              \
        __VA_ARGS__, NULL                                                                          \
    }
#define YES_NO yes_no
#define DNS_FAILURES                                                                               \
    "servfail", "bogus", "timeout", "refused", "malformed", "bad-name", "unreachable", "not-asked"
#define DKIM_FAILURES                                                                              \
    "none", "body-hash", "signature", "key-missing", "key-revoked", "key-dns-failure",             \
        "key-syntax", "key-weak", "key-type", "syntax", "expired", "future", "algorithm",          \
        "domain-mismatch", "not-evaluated"

static const char *const yes_no[] = {"yes", "no", NULL};

static const MwFactInfo infos[] = {
#include "rules/vocabulary.inc"
};
_Static_assert(G_N_ELEMENTS(infos) == MW_FACT_N, "the vocabulary lacks its tail");

const MwFactInfo *mw_fact_info(MwFact fact)
{
    g_return_val_if_fail((unsigned)fact < MW_FACT_N, NULL);
    return &infos[fact];
}

static int compare_facts(const void *a, const void *b)
{
    return strcmp(infos[*(const MwFact *)a].name, infos[*(const MwFact *)b].name);
}

/* The facts by name, sorted once: rule files ask some two thousand times at every start. */
static const MwFact *facts_by_name(void)
{
    static MwFact facts[MW_FACT_N];
    static gsize sorted;
    if (g_once_init_enter(&sorted)) {
        for (unsigned i = 0; i < MW_FACT_N; i++)
            facts[i] = (MwFact)i;
        qsort(facts, MW_FACT_N, sizeof facts[0], compare_facts);
        g_once_init_leave(&sorted, 1);
    }
    return facts;
}

bool mw_fact_from_name(MwSpan name, MwFact *ret)
{
    const MwFact *facts = facts_by_name();
    size_t low = 0, high = name.len > 0 ? MW_FACT_N : 0;
    while (low < high) {
        size_t middle = (low + high) / 2;
        const char *candidate = infos[facts[middle]].name;
        int order = strncmp(name.data, candidate, name.len);
        if (order == 0 && candidate[name.len] == '\0') {
            *ret = facts[middle];
            return true;
        }
        if (order > 0)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

/* Mostly it is the very literal; else the first letter tells nearly all words apart. */
static bool is_word(const char *word, const char *text)
{
    return word == text || (word[0] == text[0] && strcmp(word, text) == 0);
}

int mw_fact_word(MwFact fact, const char *text)
{
    const char *const *words = mw_fact_info(fact)->words;
    for (int i = 0; words != NULL && words[i] != NULL; i++)
        if (is_word(words[i], text))
            return i;
    return MW_FACT_NO_WORD;
}

bool mw_fact_allows(MwFact fact, const char *text)
{
    return mw_fact_info(fact)->words == NULL ? *text != '\0'
                                             : mw_fact_word(fact, text) != MW_FACT_NO_WORD;
}

char *mw_fact_list_words(MwFact fact)
{
    const char *const *words = mw_fact_info(fact)->words;
    if (words == NULL)
        return NULL;
    GString *list = g_string_new(words[0]);
    for (unsigned i = 1; words[i] != NULL; i++) {
        g_string_append_c(list, ';');
        g_string_append(list, words[i]);
    }
    return g_string_free(list, FALSE);
}
