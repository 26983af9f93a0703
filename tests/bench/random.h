#pragma once

#include <glib.h>
#include <stdint.h>

/* Numbers from a seed, the same on every machine (splitmix64). */
typedef struct {
    uint64_t state;
} MwRandom;

uint64_t mw_random_next(MwRandom *random);
/* 0 to below - 1. */
guint mw_random_below(MwRandom *random, guint below);
/* Log-normal: `median` is exceeded by half of them; `sigma` of the logarithm. */
double mw_random_log_normal(MwRandom *random, double median, double sigma);
