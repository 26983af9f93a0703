#include "parsers/arc_seal.h"
#include "parsers/arc_set.h"
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Each line is a field; its first byte picks the kind. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    MwSpan text = mw_span_make((const char *)data, size);
    g_autoptr(GArray) fields = g_array_new(FALSE, FALSE, sizeof(MwArcField));
    for (size_t at = 0; at < size && fields->len < 200;) {
        size_t end = mw_span_find(text, '\n', at);
        MwArcField field = {(MwArcFieldKind)(data[at] % MW_ARC_FIELD_N),
                            mw_span_slice(text, at + 1, end), fields->len + 1};
        g_autoptr(MwArcSeal) seal = mw_arc_seal_parse(field.value);
        g_assert_true(seal->signature_begin <= seal->signature_end);
        g_assert_true(seal->signature_end <= field.value.len);
        g_array_append_val(fields, field);
        at = end + 1;
    }
    g_autoptr(MwArcSets) sets = mw_arc_sets_group(fields);
    g_assert_true(sets->groups->len <= MW_ARC_INSTANCES_MAX);
    return 0;
}
