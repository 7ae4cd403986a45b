/*
 * Stands before the allocator of the C library (LD_PRELOAD) and refuses one request for memory, or
 * all from one on: REFUSE_AT tells its number, from 0, and REFUSE_ONCE that it is the only one.
 *
 * It knows nothing of the program that asks. GNU only, since it needs the other names of malloc.
 */
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);

/* Counts a request, and says whether it is refused. */
static bool is_refused(void)
{
    static long number;
    const char *at = getenv("REFUSE_AT");
    long first = at ? atol(at) : -1;
    long now = number++;
    if (first < 0 || now < first || (now > first && getenv("REFUSE_ONCE"))) {
        return false;
    }
    errno = ENOMEM;
    return true;
}

void *malloc(size_t size)
{
    return is_refused() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    return is_refused() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *block, size_t size)
{
    return is_refused() ? NULL : __libc_realloc(block, size);
}
