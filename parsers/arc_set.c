#include "parsers/arc_set.h"

#include "parsers/tag_list.h"

static const char *const mw_arc_field_kind_names[] = {
    [MW_ARC_FIELD_RESULTS] = "ARC-Authentication-Results",
    [MW_ARC_FIELD_SIGNATURE] = "ARC-Message-Signature",
    [MW_ARC_FIELD_SEAL] = "ARC-Seal",
};
MW_DEFINE_ENUM_NAMES(MwArcFieldKind, mw_arc_field_kind, MW_ARC_FIELD_N)

unsigned mw_arc_instance_number(MwSpan text)
{
    unsigned number = 0;
    if (text.len == 0 || text.len > 2 || text.data[0] == '0')
        return 0;
    for (size_t i = 0; i < text.len; i++) {
        if (!g_ascii_isdigit(text.data[i]))
            return 0;
        number = number * 10 + (unsigned)(text.data[i] - '0');
    }
    return number <= MW_ARC_INSTANCES_MAX ? number : 0;
}

/* "i=N;" stands in front of the payload and nowhere else (4.1.1). */
static unsigned instance_of_results(MwSpan value)
{
    size_t end = mw_span_find(value, ';', 0);
    if (end == value.len)
        return 0;
    MwSpan head = mw_span_trim(mw_span_slice(value, 0, end));
    size_t equals = mw_span_find(head, '=', 0);
    size_t comment = mw_span_find(head, '(', equals); /* CFWS may stand before the semicolon */
    if (!mw_span_is(mw_span_trim(mw_span_slice(head, 0, equals)), "i"))
        return 0;
    return mw_arc_instance_number(mw_span_trim(mw_span_slice(head, equals + 1, comment)));
}

static unsigned instance_of(const MwArcField *field, bool *ret_late)
{
    *ret_late = false;
    if (field->kind == MW_ARC_FIELD_RESULTS)
        return instance_of_results(field->value);
    MwSpan value;
    unsigned place = 0;
    if (!mw_tag_list_peek(field->value, "i", &value, &place))
        return 0;
    *ret_late = place > 0;
    return mw_arc_instance_number(value);
}

/* Keeps the first fault. */
static void set_fault(MwArcSets *sets, unsigned instance, unsigned position, char *text)
{
    if (sets->fault != NULL) {
        g_free(text);
        return;
    }
    sets->fault = text;
    sets->fault_instance = instance;
    sets->fault_position = position;
}

static void sort_in(MwArcSets *sets, MwArcGroup *groups, const MwArcField *field)
{
    bool late = false;
    const char *name = mw_arc_field_kind_name(field->kind);
    unsigned instance = instance_of(field, &late);
    if (instance == 0) {
        set_fault(sets, 0, field->position, g_strdup_printf("%s: i= is not 1 to 50", name));
        return;
    }
    MwArcGroup *group = &groups[instance];
    if (group->fields[field->kind] != NULL) {
        set_fault(sets, instance, field->position,
                  g_strdup_printf("i=%u has %s twice", instance, name));
        return;
    }
    group->instance = instance;
    group->fields[field->kind] = field;
    group->i_is_late[field->kind] = late;
    sets->highest = MAX(sets->highest, instance);
}

static void judge_group(MwArcSets *sets, unsigned instance, const MwArcGroup *group)
{
    if (group->instance == 0) {
        set_fault(sets, instance, 0, g_strdup_printf("no set with i=%u", instance));
        return;
    }
    for (unsigned kind = 0; kind < MW_ARC_FIELD_N; kind++)
        if (group->fields[kind] == NULL)
            set_fault(sets, instance, 0,
                      g_strdup_printf("i=%u lacks %s", instance,
                                      mw_arc_field_kind_name((MwArcFieldKind)kind)));
}

MwArcSets *mw_arc_sets_group(const GArray *fields)
{
    MwArcSets *sets = g_new0(MwArcSets, 1);
    MwArcGroup groups[MW_ARC_INSTANCES_MAX + 1] = {0};
    sets->groups = g_array_new(FALSE, TRUE, sizeof(MwArcGroup));
    for (guint i = 0; i < fields->len; i++)
        sort_in(sets, groups, &g_array_index(fields, MwArcField, i));
    for (unsigned i = 1; i <= sets->highest; i++) {
        judge_group(sets, i, &groups[i]);
        if (groups[i].instance != 0)
            g_array_append_val(sets->groups, groups[i]);
    }
    return sets;
}

void mw_arc_sets_free(MwArcSets *sets)
{
    if (sets == NULL)
        return;
    g_array_unref(sets->groups);
    g_free(sets->fault);
    g_free(sets);
}
