#include "tests/evaluate/fence.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { PAGE = 4096 };

/* In front of each block, at the start of its mapping. */
typedef struct {
    size_t mapped;
} Head;

void *mw_fence_allocate(void *closure, size_t bytes)
{
    (void)closure;
    size_t pages = (bytes + PAGE - 1) / PAGE * PAGE, mapped = pages + 2 * PAGE;
    char *map = mmap(NULL, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (map == MAP_FAILED || mprotect(map + mapped - PAGE, PAGE, PROT_NONE) != 0)
        abort();
    ((Head *)(void *)map)->mapped = mapped;
    return map + mapped - PAGE - bytes;
}

void mw_fence_release(void *closure, void *block)
{
    (void)closure;
    if (block == NULL)
        return;
    /* The head is in the page before the one in which the block begins. */
    char *page = (char *)block - (uintptr_t)block % PAGE - PAGE;
    munmap(page, ((Head *)(void *)page)->mapped);
}
