#include "src/evaluate/spf_libspf2.h"

void mw_spf_libspf2_check(MwSpfCheck *check)
{
    (void)check;
}
