/*
 * An allocator that counts and refuses: see memory.h.
 */
#include "memory.h"

#include <stdlib.h>

/* Stands before each block, so that the size that is told on the way back can be checked. */
typedef struct header {
    _Alignas(max_align_t) size_t size;
} header;

static bool refuses(memory *m)
{
    long number = m->asked++;
    bool refused =
        m->refused_at >= 0 && (number == m->refused_at || (m->for_good && number > m->refused_at));
    m->refused = m->refused || refused;
    return refused;
}

void *memory_allocate(void *context, void *old, size_t old_size, size_t new_size)
{
    memory *m = context;
    header *block = old ? (header *)old - 1 : NULL;
    m->mistaken += (block ? block->size : 0) != old_size;
    if (new_size == 0) {
        m->live -= block != NULL;
        free(block);
        return NULL;
    }
    if (refuses(m)) {
        return NULL;
    }
    header *grown = realloc(block, sizeof *grown + new_size);
    if (!grown) {
        return NULL;
    }
    m->live += block == NULL;
    m->bytes += new_size;
    grown->size = new_size;
    return grown + 1;
}
