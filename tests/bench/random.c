#include "tests/bench/random.h"

#include <math.h>

uint64_t mw_random_next(MwRandom *random)
{
    uint64_t z = (random->state += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

guint mw_random_below(MwRandom *random, guint below)
{
    return (guint)(mw_random_next(random) % below);
}

/* Twelve uniform numbers make a normal one, near enough, and without a libm that rounds elsewhere
 * differently; exp() alone remains. */
double mw_random_log_normal(MwRandom *random, double median, double sigma)
{
    double sum = -6;
    for (unsigned i = 0; i < 12; i++)
        sum += (double)(mw_random_next(random) >> 11) / (double)(UINT64_C(1) << 53);
    return median * exp(sigma * sum);
}
