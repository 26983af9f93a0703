#include "rules/facts.h"

#include <stdint.h>

enum { VALUE_MAX = 4000 };

struct MwFacts {
    GStringChunk *texts;
    GPtrArray *values; /* MwFactValue*, owned */
    GPtrArray *subjects[MW_SCOPE_N];
};

MwFacts *mw_facts_new(void)
{
    MwFacts *facts = g_new0(MwFacts, 1);
    facts->texts = g_string_chunk_new(1024);
    facts->values = g_ptr_array_new_with_free_func(g_free);
    for (unsigned i = 0; i < MW_SCOPE_N; i++)
        facts->subjects[i] = g_ptr_array_new_with_free_func(g_free);
    mw_facts_add_subject(facts, MW_SCOPE_MESSAGE);
    return facts;
}

void mw_facts_free(MwFacts *facts)
{
    if (facts == NULL)
        return;
    for (unsigned i = 0; i < MW_SCOPE_N; i++)
        g_ptr_array_unref(facts->subjects[i]);
    g_ptr_array_unref(facts->values);
    g_string_chunk_free(facts->texts);
    g_free(facts);
}

MwSubject *mw_facts_add_subject(MwFacts *facts, MwScope scope)
{
    MwSubject *subject = g_new0(MwSubject, 1);
    subject->scope = scope;
    subject->index = facts->subjects[scope]->len;
    g_ptr_array_add(facts->subjects[scope], subject);
    return subject;
}

unsigned mw_facts_subjects(const MwFacts *facts, MwScope scope)
{
    return facts->subjects[scope]->len;
}

const MwSubject *mw_facts_subject(const MwFacts *facts, MwScope scope, unsigned index)
{
    g_return_val_if_fail(index < facts->subjects[scope]->len, NULL);
    return g_ptr_array_index(facts->subjects[scope], index);
}

/* A copy that rules and renderers can rely on: bounded, and UTF-8. */
static const char *keep(MwFacts *facts, const char *text)
{
    size_t len = strnlen(text, VALUE_MAX);
    if (g_utf8_validate_len(text, len, NULL))
        return g_string_chunk_insert_len(facts->texts, text, (gssize)len);
    g_autofree char *valid = g_utf8_make_valid(text, (gssize)len);
    return g_string_chunk_insert(facts->texts, valid);
}

void mw_facts_add(MwFacts *facts, MwSubject *subject, MwFact fact, const char *text,
                  const char *where)
{
    const MwFactInfo *info = mw_fact_info(fact);
    if (text == NULL || *text == '\0')
        return;
    if (subject == NULL)
        subject = g_ptr_array_index(facts->subjects[MW_SCOPE_MESSAGE], 0);
    g_return_if_fail(info->scope == subject->scope);
    g_return_if_fail(info->values == NULL || mw_fact_allows(fact, mw_span(text)));

    MwFactValue *value = g_new0(MwFactValue, 1);
    value->text = keep(facts, text);
    value->where = where != NULL ? keep(facts, where) : NULL;
    g_ptr_array_add(facts->values, value);
    const MwFactValue **tail = &subject->values[fact];
    while (*tail != NULL) {
        /* The records are ours: only readers see them as const. */
        MwFactValue *last = (MwFactValue *)(uintptr_t)*tail;
        tail = &last->next;
    }
    *tail = value;
}

void mw_facts_add_bool(MwFacts *facts, MwSubject *subject, MwFact fact, bool value)
{
    mw_facts_add(facts, subject, fact, value ? "yes" : "no", NULL);
}

void mw_facts_add_number(MwFacts *facts, MwSubject *subject, MwFact fact, gint64 value,
                         const char *where)
{
    char text[24];
    g_snprintf(text, sizeof text, "%" G_GINT64_FORMAT, value);
    mw_facts_add(facts, subject, fact, text, where);
}

const MwFactValue *mw_facts_get(const MwFacts *facts, const MwSubject *subject, MwFact fact)
{
    MwScope scope = mw_fact_info(fact)->scope;
    if (subject != NULL && subject->scope == scope)
        return subject->values[fact];
    if (scope != MW_SCOPE_MESSAGE)
        return NULL;
    return mw_facts_subject(facts, MW_SCOPE_MESSAGE, 0)->values[fact];
}

bool mw_facts_is(const MwFacts *facts, const MwSubject *subject, MwFact fact, const char *text)
{
    for (const MwFactValue *value = mw_facts_get(facts, subject, fact); value != NULL;
         value = value->next)
        if (g_ascii_strcasecmp(value->text, text) == 0)
            return true;
    return false;
}
