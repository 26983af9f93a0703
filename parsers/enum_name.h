#pragma once

#include <glib.h>
#include <stdbool.h>

#include "parsers/span.h"

/* Names of an enumeration, both ways, from one table:
 *
 *     static const char *const mw_spf_result_names[] = {[MW_SPF_PASS] = "pass", ...};
 *     MW_DEFINE_ENUM_NAMES(MwSpfResult, mw_spf_result, MW_SPF_RESULT_N)
 *
 * gives mw_spf_result_name(value) and mw_spf_result_from_name(text, &value). The second ignores
 * ASCII case and leaves `ret` alone when there is no such name. The header declares them with
 * MW_DECLARE_ENUM_NAMES(MwSpfResult, mw_spf_result). */
#define MW_DECLARE_ENUM_NAMES(Type, prefix)                                                        \
    const char *prefix##_name(Type value);                                                         \
    bool prefix##_from_name(MwSpan name, Type *ret);

#define MW_DEFINE_ENUM_NAMES(Type, prefix, count)                                                  \
    _Static_assert(G_N_ELEMENTS(prefix##_names) == (count), #prefix " table lacks its tail");      \
    const char *prefix##_name(Type value)                                                          \
    {                                                                                              \
        g_return_val_if_fail((unsigned)value < (count), NULL);                                     \
        return prefix##_names[value];                                                              \
    }                                                                                              \
    bool prefix##_from_name(MwSpan name, Type *ret)                                                \
    {                                                                                              \
        for (unsigned i = 0; i < (count); i++)                                                     \
            if (prefix##_names[i] != NULL && mw_span_is_nocase(name, prefix##_names[i])) {         \
                *ret = (Type)i;                                                                    \
                return true;                                                                       \
            }                                                                                      \
        return false;                                                                              \
    }
