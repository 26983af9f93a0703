#include "src/scan/shard.h"

#include <glib.h>
#include <string.h>

uint64_t mw_shard_hash(const char *text)
{
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    g_checksum_update(sum, (const guchar *)text, (gssize)strlen(text));
    guint8 digest[32];
    gsize len = sizeof digest;
    g_checksum_get_digest(sum, digest, &len);
    uint64_t hash = 0;
    for (unsigned i = 0; i < 8; i++)
        hash = hash << 8 | digest[i];
    return hash;
}

bool mw_shard_has(unsigned index, unsigned count, const char *path)
{
    return count <= 1 || mw_shard_hash(path) % count == index - 1;
}
