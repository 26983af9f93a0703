#include "rules/facts.h"

#include <stdint.h>

#include "parsers/arena.h"
#include "parsers/decimal.h"

enum { VALUE_MAX = 4000 };

/* Where the facts of a scope stand. Those of the message stand everywhere else. */
static const struct {
    MwFact first, last;
} ranges[MW_SCOPE_N] = {
    [MW_SCOPE_MESSAGE] = {MW_FACT_INPUT_KIND, MW_FACT_N - 1},
    [MW_SCOPE_DKIM_SIGNATURE] = {MW_FACT_DKIM_RESULT, MW_FACT_DKIM_MICROSOFT},
    [MW_SCOPE_HOP] = {MW_FACT_HOP_FROM, MW_FACT_HOP_BORDER},
    [MW_SCOPE_ARC_SET] = {MW_FACT_ARC_SET_INSTANCE, MW_FACT_ARC_SET_MESSAGE_SIGNATURE},
    [MW_SCOPE_DOMAIN_RECORD] = {MW_FACT_DOMAIN_RECORD_PROVIDER, MW_FACT_DOMAIN_RECORD_AUTHORITY},
};

struct MwFacts {
    MwArena *arena; /* of all that is here, this record included */
    MwFactSet asked;
    bool places;
    struct {
        MwSubject *first, *last;
        unsigned count;
    } subjects[MW_SCOPE_N];
};

MwFacts *mw_facts_new_for(const MwFactSet *asked)
{
    MwArena *arena = mw_arena_new();
    MwFacts *facts = mw_arena_take(arena, sizeof(MwFacts));
    facts->arena = arena;
    facts->asked = *asked;
    mw_facts_add_subject(facts, MW_SCOPE_MESSAGE);
    return facts;
}

MwFacts *mw_facts_new(void)
{
    MwFactSet all;
    memset(&all, 0xff, sizeof all);
    MwFacts *facts = mw_facts_new_for(&all);
    facts->places = true;
    return facts;
}

void mw_facts_free(MwFacts *facts)
{
    if (facts != NULL)
        mw_arena_free(facts->arena);
}

bool mw_facts_wants(const MwFacts *facts, MwFact fact)
{
    return mw_fact_set_has(&facts->asked, fact);
}

bool mw_facts_wants_scope(const MwFacts *facts, MwScope scope)
{
    return mw_fact_set_has_scope(&facts->asked, scope);
}

bool mw_facts_wants_places(const MwFacts *facts)
{
    return facts->places;
}

MwSubject *mw_facts_add_subject(MwFacts *facts, MwScope scope)
{
    unsigned count = ranges[scope].last - ranges[scope].first + 1;
    MwSubject *subject =
        mw_arena_take(facts->arena, sizeof(MwSubject) + count * sizeof(MwFactValue *));
    subject->scope = scope;
    subject->first = ranges[scope].first;
    subject->count = count;
    subject->index = facts->subjects[scope].count++;
    if (subject->index == 0)
        facts->subjects[scope].first = subject;
    else
        facts->subjects[scope].last->next = subject;
    facts->subjects[scope].last = subject;
    return subject;
}

unsigned mw_facts_subjects(const MwFacts *facts, MwScope scope)
{
    return facts->subjects[scope].count;
}

MwSubject *mw_facts_first(const MwFacts *facts, MwScope scope)
{
    return facts->subjects[scope].first;
}

/* A copy that rules and renderers can rely on: bounded, and UTF-8. */
static const char *keep(MwFacts *facts, const char *text)
{
    size_t len = strnlen(text, VALUE_MAX);
    if (g_utf8_validate_len(text, len, NULL))
        return mw_arena_text(facts->arena, text, len);
    g_autofree char *valid = g_utf8_make_valid(text, (gssize)len);
    return mw_arena_text(facts->arena, valid, strlen(valid));
}

static void append(MwSubject *subject, MwFact fact, const MwFactValue *value)
{
    const MwFactValue **tail = &subject->values[fact - subject->first];
    while (*tail != NULL) {
        /* The records are ours: only readers see them as const. */
        MwFactValue *last = (MwFactValue *)(uintptr_t)*tail;
        tail = &last->next;
    }
    *tail = value;
}

void mw_facts_add(MwFacts *facts, MwSubject *subject, MwFact fact, const char *text,
                  const char *where)
{
    if (text == NULL || *text == '\0' || !mw_facts_wants(facts, fact))
        return;
    const MwFactInfo *info = mw_fact_info(fact);
    if (subject == NULL)
        subject = facts->subjects[MW_SCOPE_MESSAGE].first;
    g_return_if_fail(info->scope == subject->scope);
    int word = mw_fact_word(fact, text);
    g_return_if_fail(info->words == NULL || word != MW_FACT_NO_WORD);

    MwFactValue *value = mw_arena_take(facts->arena, sizeof(MwFactValue));
    value->text = word != MW_FACT_NO_WORD ? info->words[word] : keep(facts, text);
    value->word = word;
    value->where = where != NULL && facts->places ? keep(facts, where) : NULL;
    append(subject, fact, value);
}

void mw_facts_add_bool(MwFacts *facts, MwSubject *subject, MwFact fact, bool value)
{
    mw_facts_add(facts, subject, fact, value ? "yes" : "no", NULL);
}

void mw_facts_add_number(MwFacts *facts, MwSubject *subject, MwFact fact, gint64 value,
                         const char *where)
{
    if (!mw_facts_wants(facts, fact))
        return;
    char text[MW_DECIMAL_MAX];
    mw_facts_add(facts, subject, fact, mw_decimal_format(value, text), where);
}

const MwFactValue *mw_facts_get(const MwFacts *facts, const MwSubject *subject, MwFact fact)
{
    g_return_val_if_fail(mw_facts_wants(facts, fact), NULL);
    if (subject == NULL || fact < subject->first || fact - subject->first >= subject->count)
        subject = facts->subjects[MW_SCOPE_MESSAGE].first;
    return subject->values[fact - subject->first];
}

bool mw_facts_is(const MwFacts *facts, const MwSubject *subject, MwFact fact, const char *text)
{
    for (const MwFactValue *value = mw_facts_get(facts, subject, fact); value != NULL;
         value = value->next)
        if (g_ascii_strcasecmp(value->text, text) == 0)
            return true;
    return false;
}
