/*
 * An allocator for tests: it counts, checks the sizes that it is told, and refuses one request or
 * all from one on.
 */
#ifndef QN_TESTS_MEMORY_H
#define QN_TESTS_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

typedef struct memory {
    long asked;      /* requests so far */
    long refused_at; /* the first to be refused, from 0; -1 for none */
    bool for_good;   /* and all behind it */
    bool refused;    /* one was */
    long live;       /* blocks that were not given back */
    long mistaken;   /* blocks that came back with another size than theirs */
    size_t bytes;    /* of all requests that were granted */
} memory;

/* For qn_options, with a memory as the context. */
void *memory_allocate(void *context, void *old, size_t old_size, size_t new_size);

#endif
