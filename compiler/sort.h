/*
 * sort.h - putting rows in order that mostly are in order already.
 *
 * The rows of a statute are written as they rise, so that looking once is nearly always all there
 * is to do. It knows nothing of what is sorted.
 */
#ifndef QN_SORT_H
#define QN_SORT_H

#include <stdlib.h>

/* As qsort; `compare` must tell all rows apart, or those that it does not be alike. */
static inline void qn_sort(void *rows, size_t count, size_t size,
                           int (*compare)(const void *, const void *))
{
    const char *at = rows;
    size_t i = 1;
    while (i < count && compare(at, at + size) <= 0) {
        at += size;
        i++;
    }
    if (i < count)
        qsort(rows, count, size, compare);
}

#endif
