/*
 * Memory that is freed whole, and tables in it. One pool is for what is found out of a program and
 * kept, one for the case in hand.
 */
#include "reference.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK = 1 << 20, ALIGNMENT = 16 };

typedef struct chunk {
    struct chunk *next;
    size_t used, size;
} chunk;

static chunk *chunks[2];
static chunk *spare; /* of the common size, zeroed */
static bool is_kept = true;

static chunk *chunk_new(size_t size)
{
    size_t room = size > CHUNK ? size : CHUNK;
    chunk *c = room == CHUNK && spare != NULL ? spare : calloc(1, sizeof *c + ALIGNMENT + room);
    spare = c == spare && c != NULL ? c->next : spare;
    if (c == NULL) {
        fputs("reference: out of memory\n", stderr);
        exit(2);
    }
    c->size = room;
    c->next = chunks[is_kept];
    chunks[is_kept] = c;
    return c;
}

/* Where the memory of a chunk begins. */
static char *block_of(chunk *c)
{
    return (char *)c + (sizeof *c + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

static uint64_t taken;

uint64_t pool_taken(void)
{
    return taken;
}

void *pool_take(size_t size)
{
    size = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    chunk *c = chunks[is_kept];
    c = c != NULL && c->size - c->used >= size ? c : chunk_new(size);
    void *block = block_of(c) + c->used;
    c->used += size;
    taken += size;
    return block;
}

char *pool_format(const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    char *text = pool_take((size_t)length + 1);
    (void)vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    va_end(arguments);
    return text;
}

static void *gmp_grow(void *old, size_t old_size, size_t new_size)
{
    void *block = pool_take(new_size);
    memcpy(block, old, old_size < new_size ? old_size : new_size);
    return block;
}

static void gmp_free(void *block, size_t size)
{
    (void)block;
    (void)size;
}

void pool_init(void)
{
    mp_set_memory_functions(pool_take, gmp_grow, gmp_free);
}

bool pool_keep(bool keep)
{
    bool before = is_kept;
    is_kept = keep;
    return before;
}

static void give_back(chunk *c)
{
    if (c->size != CHUNK) {
        free(c);
        return;
    }
    memset(block_of(c), 0, c->used);
    c->used = 0;
    c->next = spare;
    spare = c;
}

void pool_clear(bool kept)
{
    while (chunks[kept] != NULL) {
        chunk *next = chunks[kept]->next;
        give_back(chunks[kept]);
        chunks[kept] = next;
    }
}

/* ---- tables: open addressing, at most half full */

static size_t place(const map *m, const void *key)
{
    size_t at = (size_t)(((uintptr_t)key >> 4) * 2654435761u) & (m->room - 1);
    while (m->key[at] != NULL && m->key[at] != key) {
        at = (at + 1) & (m->room - 1);
    }
    return at;
}

void *map_get(const map *m, const void *key)
{
    return m->room == 0 ? NULL : m->value[place(m, key)];
}

static void map_grow(map *m)
{
    map old = *m;
    m->room = old.room == 0 ? 16 : 2 * old.room;
    m->key = NEW_ARRAY(const void *, m->room);
    m->value = NEW_ARRAY(void *, m->room);
    m->count = 0;
    for (size_t i = 0; i < old.room; i++) {
        if (old.key[i] != NULL) {
            map_put(m, old.key[i], old.value[i]);
        }
    }
}

void map_put(map *m, const void *key, void *value)
{
    if (2 * (m->count + 1) > m->room) {
        map_grow(m);
    }
    size_t at = place(m, key);
    m->count += m->key[at] == NULL;
    m->key[at] = key;
    m->value[at] = value;
}
