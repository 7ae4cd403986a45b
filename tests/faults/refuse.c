/*
 * Stands before the allocator of the C library (LD_PRELOAD) and refuses one request for memory, or
 * all from one on: REFUSE_AT tells its number, from 0, and REFUSE_ONCE that it is the only one.
 *
 * What the prover asks for is not refused: libz3 ends the process without memory, whoever calls it.
 *
 * It knows nothing of the program that asks. GNU only, since it needs the other names of malloc.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);

/* Whether the code at an address is the prover's, or the C++ library's, which nobody else needs. */
static bool is_provers(const void *caller)
{
    Dl_info info;
    return dladdr(caller, &info) != 0 && info.dli_fname != NULL &&
           (strstr(info.dli_fname, "libz3") != NULL || strstr(info.dli_fname, "libstdc++") != NULL);
}

/* Counts a request, and says whether it is refused. */
static bool is_refused(const void *caller)
{
    if (is_provers(caller)) {
        return false;
    }
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
    return is_refused(__builtin_return_address(0)) ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    return is_refused(__builtin_return_address(0)) ? NULL : __libc_calloc(count, size);
}

void *realloc(void *block, size_t size)
{
    return is_refused(__builtin_return_address(0)) ? NULL : __libc_realloc(block, size);
}
