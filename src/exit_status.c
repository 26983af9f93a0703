#include "src/exit_status.h"

MwExitStatus mw_exit_status_combine(MwExitStatus a, MwExitStatus b)
{
    static const unsigned char rank[] = {
        [MW_EXIT_OK] = 0,         [MW_EXIT_INCONCLUSIVE] = 1, [MW_EXIT_FINDING] = 2,
        [MW_EXIT_UNREADABLE] = 3, [MW_EXIT_INTERNAL] = 4,     [MW_EXIT_USAGE] = 5,
    };
    return rank[a] >= rank[b] ? a : b;
}
