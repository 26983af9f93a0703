#include "src/evaluate/evaluation.h"

static const char *const mw_cross_check_names[] = {
    [MW_CROSS_CHECK_ALWAYS] = "always",
    [MW_CROSS_CHECK_FAILURES] = "failures",
    [MW_CROSS_CHECK_NEVER] = "never",
};
MW_DEFINE_ENUM_NAMES(MwCrossCheck, mw_cross_check, MW_CROSS_CHECK_N)
