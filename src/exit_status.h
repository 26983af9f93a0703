#pragma once

/* Exit statuses of every command (also in README.md and mailwhy.1). */
typedef enum {
    MW_EXIT_OK = 0,           /* nothing at or above --fail-on */
    MW_EXIT_FINDING = 1,      /* such a finding */
    MW_EXIT_USAGE = 2,        /* the command line cannot be taken */
    MW_EXIT_UNREADABLE = 3,   /* an input that cannot be read or is not mail */
    MW_EXIT_INCONCLUSIVE = 4, /* DNS did not answer */
    MW_EXIT_INTERNAL = 5,
} MwExitStatus;

/* The status of several inputs together: the first of 5, 3, 1, 4, 0 that occurs. */
MwExitStatus mw_exit_status_combine(MwExitStatus a, MwExitStatus b);
