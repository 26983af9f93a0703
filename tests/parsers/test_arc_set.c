#include "parsers/arc_set.h"

#include "parsers/arc_seal.h"
#include "tests/table.h"

/* Fields top to bottom, one a line: A (results), M (message signature), S (seal), then the value.
 * Printed: instances with the kinds they have, then the fault. "*": the i= of M or S is late. */
struct set_case {
    const char *name, *fields, *printed;
};

#define ONE "Si=1; cv=none\nMi=1; a=x\nAi=1; mx.example.net\n"

static struct set_case set_cases[] = {
    {"no field", "", ""},
    {"one set", ONE, "1:AMS"},
    {"two sets, in any order", "Ai=1; x\nSi=2; x\nAi=2; x\nMi=2; x\nMi=1; x\nSi=1; x\n",
     "1:AMS 2:AMS"},
    {"i= later in the list", "Scv=none; i=1\nMa=x; i = 1 ;\nAi=1; x\n", "1:AM*S*"},
    {"blanks and a comment before the semicolon", "Si=1\nMi=1\nA i = 1 (first) ; x\n", "1:AMS"},
    /* RFC 8617, 4.2.1: how many sets */
    {"instance 50", "Si=50\n", "50:S no set with i=1 @1"},
    {"instance 51", "Si=51\n" ONE, "1:AMS ARC-Seal: i= is not 1 to 50 @0/1"},
    {"instance 0", "Mi=0\n" ONE, "1:AMS ARC-Message-Signature: i= is not 1 to 50 @0/1"},
    {"leading zero", "Ai=01; x\n" ONE, "1:AMS ARC-Authentication-Results: i= is not 1 to 50 @0/1"},
    {"no number", "Si=one\n" ONE, "1:AMS ARC-Seal: i= is not 1 to 50 @0/1"},
    {"sign", "Si=+2\n" ONE, "1:AMS ARC-Seal: i= is not 1 to 50 @0/1"},
    {"huge", "Si=4294967297\n" ONE, "1:AMS ARC-Seal: i= is not 1 to 50 @0/1"},
    {"empty", "Mi=;a=x\n" ONE, "1:AMS ARC-Message-Signature: i= is not 1 to 50 @0/1"},
    {"absent", "Ma=x\n" ONE, "1:AMS ARC-Message-Signature: i= is not 1 to 50 @0/1"},
    {"I= is another tag", "SI=1\n", " ARC-Seal: i= is not 1 to 50 @0/1"},
    /* RFC 8617, 4.1.1: the results begin with i= */
    {"results without i=", "Amx.example.net; spf=pass\n" ONE,
     "1:AMS ARC-Authentication-Results: i= is not 1 to 50 @0/1"},
    {"results with i= behind", "Amx.example.net; i=1\n" ONE,
     "1:AMS ARC-Authentication-Results: i= is not 1 to 50 @0/1"},
    {"results without semicolon", "Ai=1 mx.example.net\n" ONE,
     "1:AMS ARC-Authentication-Results: i= is not 1 to 50 @0/1"},
    /* RFC 8617, 5.2 step 3: one of each */
    {"seal twice", ONE "Si=1\n", "1:AMS i=1 has ARC-Seal twice @1/4"},
    {"message signature twice", "Mi=1\n" ONE, "1:AMS i=1 has ARC-Message-Signature twice @1/3"},
    {"results twice", ONE "Ai=1; x\n", "1:AMS i=1 has ARC-Authentication-Results twice @1/4"},
    {"no seal", "Mi=1\nAi=1; x\n", "1:AM i=1 lacks ARC-Seal @1"},
    {"no message signature", "Si=1\nAi=1; x\n", "1:AS i=1 lacks ARC-Message-Signature @1"},
    {"no results", "Si=1\nMi=1\n", "1:MS i=1 lacks ARC-Authentication-Results @1"},
    {"gap", ONE "Si=3\nMi=3\nAi=3; x\n", "1:AMS 3:AMS no set with i=2 @2"},
    {"first set missing", "Si=2\nMi=2\nAi=2; x\n", "2:AMS no set with i=1 @1"},
};

/* A seal: its faults, or what it says. */
struct seal_case {
    const char *name, *value, *printed;
};

#define SEAL "i=1; a=rsa-sha256; d=example.net; s=sel; "

static struct seal_case seal_cases[] = {
    {"plain", SEAL "cv=none; t=12; b=AAAA", "1 example.net sel none 12 [58,62]"},
    {"folded", " i=1;\r\n a=rsa-sha256; d=EXAMPLE.net; s=sel; cv=pass; b= AA\r\n AA ;x=y",
     "1 example.net sel pass -1 [55,64]"},
    {"unknown tags", SEAL "cv=none; b=AAAA; zz=1", "1 example.net sel none -1 [52,56]"},
    {"ed25519", "i=2; a=ed25519-sha256; d=a.example; s=s; cv=fail; b=AAAA;",
     "2 a.example s fail -1 [52,56]"},
    /* RFC 8617, 4.1.3: no h= in a seal */
    {"h= is void", SEAL "cv=none; b=AAAA; h=from", "h: byte 60: h= must not be in a seal"},
    /* RFC 8617, 5.2 step 3, in syntax */
    {"cv= in capitals", SEAL "cv=None; b=AAAA", "cv: byte 44: cv= is not none, pass or fail"},
    {"cv= missing", SEAL "b=AAAA", "cv: cv= is missing"},
    {"cv= empty", SEAL "cv=; b=AAAA", "cv: byte 44: cv= is not none, pass or fail"},
    {"a= missing", "i=1; d=example.net; s=sel; cv=none; b=AAAA", "a: a= is missing"},
    {"a= empty", "i=1; a=; d=example.net; s=sel; cv=none; b=AAAA", "a: byte 7: a= is empty"},
    {"d= no name", "i=1; a=x; d=exa mple; s=sel; cv=none; b=AAAA",
     "d: byte 12: d= is not a domain name"},
    {"s= empty", "i=1; a=x; d=example.net; s=; cv=none; b=AAAA",
     "s: byte 27: s= is not a selector"},
    {"b= empty", SEAL "cv=none; b=", "b: byte 52: b= is empty"},
    {"b= no base64", SEAL "cv=none; b=A*AA", "b: byte 52: b= is not base64"},
    {"t= no number", SEAL "cv=none; b=AAAA; t=x", "t: byte 60: t= is not a number"},
    {"t= empty", SEAL "cv=none; b=AAAA; t=", "t: byte 60: t= is not a number"},
    {"tag twice", SEAL "cv=none; cv=none; b=AAAA", "cv: byte 50: tag \"cv\" twice"},
    {"two semicolons", SEAL ";cv=none; b=AAAA", ": byte 40: empty tag"},
    {"instance 0", "i=0; a=rsa-sha256; d=example.net; s=sel; cv=none; b=AAAA",
     "i: byte 2: i= is not 1 to 50"},
};

static GArray *read_fields(const char *text)
{
    GArray *fields = g_array_new(FALSE, FALSE, sizeof(MwArcField));
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (unsigned i = 0; lines[i] != NULL && *lines[i] != '\0'; i++) {
        MwArcFieldKind kind = lines[i][0] == 'A'   ? MW_ARC_FIELD_RESULTS
                              : lines[i][0] == 'M' ? MW_ARC_FIELD_SIGNATURE
                                                   : MW_ARC_FIELD_SEAL;
        MwArcField field = {kind, mw_test_exact(lines[i] + 1), i + 1};
        g_array_append_val(fields, field);
    }
    return fields;
}

static void check_set(void **state)
{
    const struct set_case *c = *state;
    g_autoptr(GArray) fields = read_fields(c->fields);
    g_autoptr(MwArcSets) sets = mw_arc_sets_group(fields);
    g_autoptr(GString) out = g_string_new(NULL);
    for (guint i = 0; i < sets->groups->len; i++) {
        const MwArcGroup *group = &g_array_index(sets->groups, MwArcGroup, i);
        g_string_append_printf(out, "%s%u:", i > 0 ? " " : "", group->instance);
        for (unsigned kind = 0; kind < MW_ARC_FIELD_N; kind++)
            if (group->fields[kind] != NULL)
                g_string_append_printf(out, "%c%s", "AMS"[kind],
                                       group -> i_is_late[kind] ? "*" : "");
    }
    if (sets->fault != NULL)
        g_string_append_printf(out, " %s @%u", sets->fault, sets->fault_instance);
    if (sets->fault_position != 0)
        g_string_append_printf(out, "/%u", sets->fault_position);
    assert_string_equal(out->str, c->printed);
    for (guint i = 0; i < fields->len; i++)
        g_free((void *)(uintptr_t)g_array_index(fields, MwArcField, i).value.data);
}

static void check_seal(void **state)
{
    const struct seal_case *c = *state;
    MwSpan value = mw_test_exact(c->value);
    g_autoptr(MwArcSeal) seal = mw_arc_seal_parse(value);
    g_autofree char *cv = mw_span_dup(seal->cv);
    g_autofree char *printed =
        seal->error_text != NULL
            ? g_strdup_printf("%s: %s", seal->error_tag, seal->error_text)
            : g_strdup_printf("%u %s %s %s %" G_GINT64_FORMAT " [%zu,%zu]", seal->instance,
                              seal->domain, seal->selector, cv, seal->timestamp,
                              seal->signature_begin, seal->signature_end);
    assert_string_equal(printed, c->printed);
    g_free((void *)(uintptr_t)value.data);
}

int main(void)
{
    struct CMUnitTest tests[G_N_ELEMENTS(set_cases) + G_N_ELEMENTS(seal_cases)];
    size_t count = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(set_cases); i++)
        tests[count++] =
            (struct CMUnitTest){set_cases[i].name, check_set, NULL, NULL, &set_cases[i]};
    for (size_t i = 0; i < G_N_ELEMENTS(seal_cases); i++)
        tests[count++] =
            (struct CMUnitTest){seal_cases[i].name, check_seal, NULL, NULL, &seal_cases[i]};
    return cmocka_run_group_tests_name("arc_set", tests, NULL, NULL);
}
