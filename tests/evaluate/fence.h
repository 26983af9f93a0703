#pragma once

#include <stddef.h>

/* Memory whose every block ends at a page that cannot be touched: an access behind it ends the
 * process, in a library too that was not built with sanitizers. In the form of dkim_init(). */
void *mw_fence_allocate(void *closure, size_t bytes);
void mw_fence_release(void *closure, void *block);
