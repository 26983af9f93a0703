#pragma once

#include <glib.h>

/* Decoded keys, shared by all threads and messages. */
typedef struct MwKeyCache MwKeyCache;
MwKeyCache *mw_key_cache_new(void);
void mw_key_cache_free(MwKeyCache *cache);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MwKeyCache, mw_key_cache_free)
