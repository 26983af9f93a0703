#pragma once

#include <stdbool.h>
#include <stdint.h>

/* Does the input belong to part `index` (1-based) of `count`? Decided by its path as it is
 * written, alike on all machines and in all versions: another hash would need another option. A
 * count of 0 is no sharding. */
bool mw_shard_has(unsigned index, unsigned count, const char *path);

/* The first 8 octets of the SHA-256 of the text, big endian. */
uint64_t mw_shard_hash(const char *text);
