/*
 * Large pages for the heap of glibc. See heap.h.
 */
#if defined(__linux__)
#define _DEFAULT_SOURCE /* for madvise and sbrk */
#endif

#include "heap.h"

#include <stdlib.h>

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__)
#include <malloc.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/single_threaded.h>
#include <unistd.h>

enum { LARGE_PAGE = 2 * 1024 * 1024, AT_ONCE = 2 * LARGE_PAGE, PIECE_MOST = 32 * 1024 * 1024 };

/* What lies before the first large page. It is never touched, so that it takes no memory. */
static void *gap;

static void free_gap(void)
{
    free(gap);
}

void qn_heap_widen(void)
{
    uintptr_t end = (uintptr_t)sbrk(0);
    if (!__libc_single_threaded || gap != NULL || end == (uintptr_t)-1 || atexit(free_gap) != 0) {
        return;
    }
    (void)mallopt(M_TOP_PAD, AT_ONCE);
    (void)mallopt(M_TRIM_THRESHOLD, PIECE_MOST);
    (void)mallopt(M_MMAP_THRESHOLD, PIECE_MOST);
    gap = malloc(LARGE_PAGE - end % LARGE_PAGE);
    uintptr_t first = end + (LARGE_PAGE - end % LARGE_PAGE);
    uintptr_t behind = (uintptr_t)sbrk(0);
    if (gap != NULL && behind > first && behind != (uintptr_t)-1) {
        (void)madvise((void *)first, behind - first, MADV_HUGEPAGE);
    }
}
#else
void qn_heap_widen(void)
{
}
#endif
