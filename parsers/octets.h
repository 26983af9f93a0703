#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* Many octets at once, in what gcc and clang make of any machine's vector instructions: a
 * comparison gives 0xff where it holds. */
typedef uint8_t MwOctets __attribute__((vector_size(32)));

/* Before a function: it is compiled twice, and the program takes at its start what the processor
 * can do. Not under sanitizers: their run time is not there yet when that choice is made. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) ||                         \
    __has_feature(memory_sanitizer)
#define MW_OCTETS_ONE_COPY
#endif
#elif defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define MW_OCTETS_ONE_COPY
#endif

#if defined(__x86_64__) && defined(__GLIBC__) && __has_attribute(target_clones) &&                 \
    !defined(MW_OCTETS_ONE_COPY)
#define MW_OCTETS_CLONES __attribute__((target_clones("avx2", "default")))
#else
#define MW_OCTETS_CLONES
#endif

static inline bool mw_octets_any(const MwOctets *octets)
{
    uint64_t words[4];
    memcpy(words, octets, sizeof words);
    return (words[0] | words[1] | words[2] | words[3]) != 0;
}
